import type { GeneratedBench, Negative, Sample } from './measure.ts';

/** Cells that are printed one by one. */
const WORST = 30;

interface Tally {
  readonly name: string;
  readonly all: number;
  readonly found: number;
  readonly wrongSpan: number;
}

/**
 * The tables; with names, what they have in common was mistaken.
 * @param names of a form, a generator, a variable, or a kind of negatives
 */
export function printGenerated({ samples, negatives }: GeneratedBench, names: readonly string[] = []): void {
  const lines = names.length === 0 ? summarize(samples, negatives) : listMistakes(samples, negatives, names);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function summarize(samples: readonly Sample[], negatives: readonly Negative[]): string[] {
  const generators = tally(samples, ({ generator }) => generator);
  const forms = tally(samples, ({ form }) => form);
  const names = tally(
    samples.filter(({ name }) => name !== ''),
    ({ name }) => name,
  );
  const kinds = group(negatives, ({ kind }) => kind).map(([kind, list]) => {
    const reported = list.filter((one) => one.reported.length > 0).length;
    return `${kind.padEnd(24)} ${String(reported).padStart(4)} of ${String(list.length).padStart(4)} ${percent(reported / list.length)}`;
  });
  const [all] = tally(samples, () => 'all');
  const recall = (all?.found ?? 0) / samples.length;
  const overlapping = recall + (all?.wrongSpan ?? 0) / samples.length;
  const noise = negatives.filter(({ reported }) => reported.length > 0).length / negatives.length;
  return [
    'recall in percent; +n: so many more overlap the value, but do not cover exactly it (wrong span)',
    ...['', 'generators, over all their forms', ...inColumns(generators.map((one) => row(one)))],
    ...['', 'forms, over all their generators', ...inColumns(forms.sort(byRecall).map((one) => row(one)))],
    ...['', 'names', ...inColumns(names.sort(byRecall).map((one) => row(one)))],
    ...[
      '',
      `the ${WORST} cells that lag most behind what their form, generator and names reach elsewhere`,
      ...inColumns(worstCells(samples, generators, forms, names), 2),
    ],
    ...['', 'negatives reported', ...inColumns(kinds)],
    '',
    `all      recall ${percent(recall)} (with wrong spans ${percent(overlapping)}) of ${samples.length} values`,
    `         negatives reported ${percent(noise)} of ${negatives.length}`,
    `         precision ${percent(overlapping / (overlapping + noise))}, if there were as many negatives as secrets`,
  ];
}

/** Those where most values were missed of which the generator, the form and the name are found elsewhere. */
function worstCells(samples: readonly Sample[], ...tables: readonly (readonly Tally[])[]): string[] {
  const recallOf = new Map(tables.flat().map((one) => [one.name, recall(one)]));
  const expected = (of: readonly string[]) => Math.min(...of.map((name) => recallOf.get(name) ?? 1));
  const lag = (list: readonly Sample[]) =>
    list.reduce((sum, { form, generator, name, outcome }) => {
      return sum + expected([form, generator, name]) - (outcome === 'found' ? 1 : 0);
    }, 0) / list.length;
  return group(samples, ({ generator, form }) => `${form} x ${generator}`)
    .flatMap(([name, list]) => tally(list, () => name).map((cell) => ({ cell, lag: lag(list) })))
    .sort((a, b) => b.lag - a.lag)
    .slice(0, WORST)
    .map(({ cell }) => row(cell, 44));
}

function listMistakes(samples: readonly Sample[], negatives: readonly Negative[], names: readonly string[]): string[] {
  const isMeant = (...of: string[]) => names.every((name) => of.includes(name));
  const values = samples.filter(({ form, generator, name }) => isMeant(form, generator, name));
  const texts = negatives.filter(({ form, kind }) => isMeant(form, kind));
  if (values.length + texts.length === 0) throw new Error(`nothing is called ${names.join(' and ')}: see the tables`);
  const missed = values.filter(({ outcome }) => outcome !== 'found');
  const wrong = texts.filter(({ reported }) => reported.length > 0);
  return [
    ...missed.map((one) => entry(`${one.outcome}: ${one.form} x ${one.generator}`, one)),
    ...wrong.map((one) => entry(`no secret: ${one.form} x ${one.kind}`, one)),
    `${missed.length} of ${values.length} values missed or with a wrong span, ${wrong.length} of ${texts.length} negatives reported`,
  ];
}

function entry(title: string, { text, reported }: Pick<Sample, 'text' | 'reported'>): string {
  const found = reported.map((one) => `    reported as ${one}`);
  return [title, ...text.trimEnd().replaceAll(/^/gm, '    | ').split('\n'), ...found].join('\n');
}

function group<T>(list: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}

function tally(samples: readonly Sample[], keyOf: (sample: Sample) => string): Tally[] {
  return group(samples, keyOf).map(([name, list]) => ({
    name,
    all: list.length,
    found: list.filter(({ outcome }) => outcome === 'found').length,
    wrongSpan: list.filter(({ outcome }) => outcome === 'wrong span').length,
  }));
}

function recall({ found, all }: Tally): number {
  return found / all;
}

function byRecall(a: Tally, b: Tally): number {
  return recall(a) - recall(b);
}

function row(one: Tally, width = 24): string {
  const more = one.wrongSpan === 0 ? '' : `+${Math.round((100 * one.wrongSpan) / one.all)}`;
  return `${one.name.padEnd(width)} ${percent(recall(one))} ${more.padEnd(4)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1).padStart(5);
}

/** Reads downwards. */
function inColumns(cells: readonly string[], columns = 3): string[] {
  const height = Math.ceil(cells.length / columns);
  return Array.from({ length: height }, (_, at) => cells.filter((_cell, index) => index % height === at).join(' | '));
}
