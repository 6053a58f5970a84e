import type { Outcome } from './measure.ts';
import type { Peer } from './peers.ts';
import type { Kind, Sample } from './samples.ts';

export interface Judged {
  readonly sample: Sample;
  readonly outcome: Outcome;
}

/** Least recall: of what has a structure around it, and of the rest. */
const BAR = { structured: 0.95, plain: 0.99 } as const;

const KINDS: readonly Kind[] = ['prefix', 'keyword', 'usage', 'bare', 'row'];

/** Two tables, each with the rules below the bar, and totals by kind. */
export function printFormats(judged: readonly Judged[], peers: readonly Peer[]): void {
  const structured = judged.filter(({ sample }) => sample.isStructured);
  const plain = judged.filter(({ sample }) => !sample.isStructured);
  const lines = [
    ...table('formats, in every notation', plain, peers, BAR.plain),
    '',
    ...table('structured secrets', structured, peers, BAR.structured),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Each sample that was not reported under its rule, and what was reported instead. */
export function printMistakes(judged: readonly Judged[]): void {
  for (const { sample, outcome } of judged) {
    if (outcome.isNamed) continue;
    const instead = outcome.reported.join(', ') || 'nothing';
    process.stdout.write(`${sample.rule}, ${sample.notation}: ${instead}\n  ${JSON.stringify(sample.text)}\n`);
  }
}

function table(title: string, judged: readonly Judged[], peers: readonly Peer[], bar: number): string[] {
  const byRule = new Map<string, Judged[]>();
  for (const one of judged) byRule.set(one.sample.rule, [...(byRule.get(one.sample.rule) ?? []), one]);
  const below = [...byRule].filter(([, list]) => share(list, isNamed) < bar || share(list, isFound) < bar);
  const totals = KINDS.map((kind) => [kind, judged.filter(({ sample }) => sample.kind === kind)] as const);
  const cells = [
    [title, 'samples', 'by its rule', 'found', ...peers.map(({ name }) => name)],
    ...below.map(([rule, list]) => row(rule, list, peers)),
    ...totals.filter(([, list]) => list.length > 0).map(([kind, list]) => row(`all: ${kind}`, list, peers)),
    row(`all: ${byRule.size} rules, ${below.length} below ${bar}`, judged, peers),
  ];
  const width = Math.max(...cells.map(([name = '']) => name.length));
  return cells.map(([name = '', ...figures]) =>
    [name.padEnd(width), ...figures.map((figure, at) => figure.padStart(cells[0]?.[at + 1]?.length ?? 0))].join('  '),
  );
}

function row(name: string, list: readonly Judged[], peers: readonly Peer[]): string[] {
  const shares = [
    share(list, isNamed),
    share(list, isFound),
    ...peers.map(({ found }) => share(list, ({ sample }) => found.has(sample))),
  ];
  return [name, String(list.length), ...shares.map((one) => one.toFixed(3))];
}

const isNamed = ({ outcome }: Judged): boolean => outcome.isNamed;
const isFound = ({ outcome }: Judged): boolean => outcome.isFound;

function share(list: readonly Judged[], has: (one: Judged) => boolean): number {
  return list.filter(has).length / list.length;
}
