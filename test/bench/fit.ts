import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import type { Shape } from '../../src/model/rule.ts';
import { ScanLog } from '../../src/model/scan-log.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { listFolder } from '../../src/scan/sources/list-files.ts';
import { PieceReader } from '../../src/scan/sources/read-pieces.ts';
import { type FeatureName, VERDICT } from '../../src/scan/verdict/generated.ts';
import { judge } from '../../src/scan/verdict/judge.ts';
import { weightOf } from '../../src/scan/verdict/weights.ts';
import { isFirstHalf, withInterval } from './halves.ts';
import { judgeValues } from './values.ts';
import { judgeHex32 } from './verdict.ts';

/** A candidate whose label is known: the features that fired. */
interface Example {
  readonly features: readonly FeatureName[];
  readonly real: boolean;
  readonly repo: string;
}

type Weights = Map<FeatureName, number>;

/** Shapes of which there are enough labelled candidates. */
const SHAPES = ['hex32', 'value'] as const satisfies readonly Shape[];

const SWEEPS = 200;
/** How much a weight that somebody set is trusted: as much as this many examples that speak for it. */
const TRUST = 4;
/** A feature of fewer examples keeps its weight. */
const LEAST_EXAMPLES = 5;
/** Labelled secrets were replaced by random ones before they were published: what a value looks like says nothing there. */
const isFixed = (name: FeatureName) => name.startsWith('value.');
/** Features that only named values have. */
const OF_VALUES = /^(?:shape\.value|form\.(?:scheme|unquoted|setting))$/;
/** Weights are read by people: steps of a tenth. */
const STEP = 10;

/**
 * Fits the weights of rules/verdict.yaml to labelled candidates: a logistic regression that begins with the weights that
 * are there, and is held near them where the data say little. No weight changes its sign, and none that is zero moves:
 * what a feature speaks for is decided by whoever wrote it. The same data and the same beginning give the same weights.
 * @param dataDir folder with hex32-dev.jsonl and values-dev.jsonl
 * @param trees folders of source code without labels: of the named values in them most are no secrets, and all count as
 * none. Of the runs of 32 the data hold those without labels themselves.
 * @param table path of verdict.yaml, to be written; undefined: only say what would change
 */
export async function fitVerdict(dataDir: string, trees: readonly string[], table: string | undefined): Promise<void> {
  const document = table === undefined ? undefined : parseDocument(readFileSync(table, 'utf8'));
  const unlabelled: Example[] = [];
  for (const tree of trees) unlabelled.push(...(await namedValuesIn(tree)));
  for (const shape of SHAPES) {
    const examples = [...examplesOf(dataDir, shape), ...(shape === 'value' ? unlabelled : [])];
    const now = weightsOf(examples, shape);
    const [first, second] = [true, false].map((half) => examples.filter(({ repo }) => isFirstHalf(repo) === half));
    print(`${shape}, as it is`, examples, now);
    // What makes no mistakes has nothing to learn, and would forget the forms of which there are no examples.
    if (examples.every((example) => isReported(example, now) === example.real)) continue;
    print('  second half, fitted on the first', second ?? [], fitWeights(first ?? [], now));
    print('  first half, fitted on the second', first ?? [], fitWeights(second ?? [], now));
    const fitted = fitWeights(examples, now);
    print('  fitted on all', examples, fitted);
    for (const [name, weight] of fitted) {
      if (weight === now.get(name)) continue;
      process.stdout.write(`    ${name}: ${now.get(name)} -> ${weight}\n`);
      if (document !== undefined) setWeight(document, name, shape, weight);
    }
  }
  if (table !== undefined && document !== undefined)
    writeFileSync(table, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

function examplesOf(dataDir: string, shape: (typeof SHAPES)[number]): Example[] {
  if (shape === 'hex32') {
    return judgeHex32(dataDir).map(({ row, verdict }) => toExample(verdict, row.label === 'T', row.repo));
  }
  return judgeValues(dataDir, new Detector(RULE_SET), RULE_SET).flatMap(({ row, verdicts }) =>
    verdicts.map((verdict) => toExample(verdict, row.label === 'T', row.repo)),
  );
}

/** Every named value in a tree that is worth a verdict, once. */
async function namedValuesIn(tree: string): Promise<Example[]> {
  const detector = new Detector(RULE_SET);
  const examples = new Map<string, Example>();
  const reader = new PieceReader();
  for await (const { open, path } of listFolder(tree, '', new ScanLog())) {
    if (!lstatSync(open).isFile()) continue;
    for (const fragment of reader.read(open)) {
      for (const match of detector.detect(fragment)) {
        if (match.kind !== 'bare' || match.evidence.shape !== 'value' || match.ignoredBy !== undefined) continue;
        const verdict = judge(match.evidence, path, RULE_SET);
        examples.set(match.secret.reveal(), toExample(verdict, false, basename(tree)));
      }
    }
  }
  return [...examples.values()];
}

function toExample({ reasons }: Verdict, real: boolean, repo: string): Example {
  const features = reasons.map(({ feature }) => feature).filter((feature) => feature !== 'bias') as FeatureName[];
  return { features, real, repo };
}

function weightsOf(examples: readonly Example[], shape: Shape): Weights {
  const names = new Set(examples.flatMap(({ features }) => features));
  return new Map([...names].sort().map((name) => [name, weightOf(name, shape)]));
}

/** Newton's method, a weight at a time. */
function fitWeights(examples: readonly Example[], prior: Weights): Weights {
  const weights = new Map(prior);
  const sums = examples.map((example) => sumOf(example, weights));
  const having = new Map([...prior.keys()].map((name) => [name, [] as number[]]));
  examples.forEach(({ features }, at) => {
    for (const name of features) having.get(name)?.push(at);
  });
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [name, indexes] of having) {
      if (indexes.length < LEAST_EXAMPLES || isFixed(name)) continue;
      const before = weights.get(name) ?? 0;
      const set = prior.get(name) ?? 0;
      let [slope, curve] = [(before - set) * TRUST, TRUST];
      for (const at of indexes) {
        const p = 1 / (1 + Math.exp(-(sums[at] ?? 0)));
        slope += p - (examples[at]?.real ? 1 : 0);
        curve += p * (1 - p);
      }
      const next = withSign(before - slope / curve, set);
      for (const at of indexes) sums[at] = (sums[at] ?? 0) + next - before;
      weights.set(name, next);
    }
  }
  return new Map([...weights].map(([name, weight]) => [name, Math.round(weight * STEP) / STEP + 0]));
}

function withSign(weight: number, sign: number): number {
  return sign > 0 ? Math.max(0, weight) : sign < 0 ? Math.min(0, weight) : 0;
}

function sumOf({ features }: Example, weights: Weights): number {
  return features.reduce<number>((sum, name) => sum + (weights.get(name) ?? 0), VERDICT.bias);
}

function isReported(example: Example, weights: Weights): boolean {
  const { medium } = VERDICT.confidence;
  return sumOf(example, weights) >= Math.log(medium / (1 - medium));
}

function print(title: string, examples: readonly Example[], weights: Weights): void {
  const reported = examples.filter((example) => isReported(example, weights));
  const right = reported.filter(({ real }) => real).length;
  const all = examples.filter(({ real }) => real).length;
  const figures = `precision ${withInterval(right, reported.length)}  recall ${withInterval(right, all)}`;
  process.stdout.write(`${title.padEnd(36)} ${figures}  (${all} real of ${examples.length})\n`);
}

/** Keeps comments and layout; a weight that differs for a shape goes behind. */
function setWeight(document: Document, name: FeatureName, shape: Shape, weight: number): void {
  if (shape === 'hex32' || OF_VALUES.test(name)) {
    document.setIn(['features', name, 0], weight);
    return;
  }
  if (isMap(document.getIn(['features', name, 2]))) document.setIn(['features', name, 2, shape], weight);
  else document.setIn(['features', name, 2], document.createNode({ [shape]: weight }, { flow: true }));
}
