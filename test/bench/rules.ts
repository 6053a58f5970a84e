import type { Kernel } from '../../src/kernel/kernel.ts';
import { START } from '../../src/model/fragment.ts';
import type { RuleSet, ServiceTable } from '../../src/model/rule.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { vocabularyOf } from '../../src/scan/detect/vocabulary.ts';
import { median } from './compare.ts';
import { readTexts } from './kernel.ts';

/** So many rules are compared with all of them. */
const SIZES = [50, 184];
const ROUNDS = 5;
const MOST_BYTES = 16e6;
/** A start takes milliseconds. */
const STARTS = 40;
const NO_ROWS: ServiceTable = { words: [], rows: '[]' };

/** One rule set, and seconds of its rounds. */
interface Run {
  readonly name: string;
  readonly ruleSet: RuleSet;
  readonly data: string;
  readonly kernel: Kernel;
  readonly detector: Detector;
  readonly seconds: Record<'kernel' | 'scan' | 'start', number[]>;
}

/** What a number of rules costs. */
export interface RulesFigures {
  readonly name: string;
  /** Megabytes a second. */
  readonly kernel: number;
  readonly scan: number;
  /** Milliseconds until a hook has its rules and has looked at one line. */
  readonly start: number;
}

/** Prints what the number of rules costs: the kernel, a scan of source text in memory, and the start of a hook. */
export async function benchRules(): Promise<void> {
  const figures = await measureRules();
  const base = figures[SIZES.length - 1];
  const lines = figures.map(({ name, kernel, scan, start }) => {
    const cost = (more: number | undefined, than: number | undefined) =>
      ((more ?? Number.NaN) / (than ?? Number.NaN)).toFixed(2).padStart(8);
    const speed = (of: number) => of.toFixed(0).padStart(10);
    return [
      name.padEnd(22),
      ...[speed(kernel), cost(base?.kernel, kernel), speed(scan), cost(base?.scan, scan)],
      ...[start.toFixed(1).padStart(10), cost(start, base?.start)],
    ].join('');
  });
  const head = `${'rules'.padEnd(22)}${'kernel MB/s'.padStart(10)}   cost ${'scan MB/s'.padStart(10)}   cost ${'start ms'.padStart(9)}   cost`;
  process.stdout.write(`${[head, ...lines].join('\n')}\n`);
}

export async function measureRules(): Promise<RulesFigures[]> {
  const texts = readTexts(['src', 'node_modules'], MOST_BYTES);
  const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const withoutRows = { ...RULE_SET, services: NO_ROWS };
  const runs = [...SIZES.map(subset), withoutRows, RULE_SET].map(toRun);
  // In turns, so that a busy moment of the machine does not fall on one of them alone; the first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { kernel, detector, seconds } of runs) {
      seconds.kernel[round] = time(() => texts.forEach((text) => void kernel.scan(text)));
      seconds.scan[round] = time(() => texts.forEach((bytes) => void detector.detect({ bytes, origin: START })));
    }
  }
  for (let round = 0; round < STARTS; round++) {
    for (const run of runs) run.seconds.start[round] = time(() => start(run));
  }
  return runs.map(({ name, seconds }) => ({
    name,
    kernel: megabytes / median(seconds.kernel.slice(1)),
    scan: megabytes / median(seconds.scan.slice(1)),
    start: 1000 * median(seconds.start),
  }));
}

/** Every so many-th rule, spread over the providers, and those of all services in common; no rows of services. */
function subset(count: number): RuleSet {
  const always = RULE_SET.rules.filter(({ provider }) => provider === 'generic');
  const others = RULE_SET.rules.filter(({ provider }) => provider !== 'generic');
  const wanted = Math.max(0, count - always.length);
  const rules = Array.from({ length: wanted }, (_, at) => others[Math.floor((at * others.length) / wanted)]);
  const chosen = [...always, ...rules.flatMap((rule) => rule ?? [])];
  const ids = new Set(chosen.map(({ provider }) => provider));
  const providers = RULE_SET.providers.filter(({ id }) => ids.has(id));
  return { ...RULE_SET, providers, rules: chosen, services: NO_ROWS };
}

function toRun(ruleSet: RuleSet): Run {
  const rows = ruleSet.services.rows.match(/"rule":/g)?.length;
  return {
    name: rows === undefined ? `${ruleSet.rules.length}` : `${ruleSet.rules.length} and ${rows} of rows`,
    ruleSet,
    data: JSON.stringify(ruleSet),
    kernel: vocabularyOf(ruleSet).scanner,
    detector: new Detector(ruleSet),
    seconds: { kernel: [], scan: [], start: [] },
  };
}

/** What a hook does before it can look at a change, and the change. */
function start({ data }: Run): void {
  const bytes = Buffer.from('export const answer = 42;\n');
  new Detector(JSON.parse(data) as RuleSet).detect({ bytes, origin: START });
}

function time(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}
