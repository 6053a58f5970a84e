import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast } from '../../src/model/confidence.ts';
import type { Confidence } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { gatherEvidence } from '../../src/scan/verdict/evidence.ts';
import { judge } from '../../src/scan/verdict/judge.ts';
import { RULES, readContext } from '../scan/verdict/rule-set.ts';
import { isFirstHalf, withInterval } from './halves.ts';

/** One labelled value of hex32-dev.jsonl. */
interface Row {
  readonly repo: string;
  readonly path: string;
  readonly line_number: number;
  readonly label: 'T' | 'F' | 'U' | 'X';
  readonly doubtful?: boolean;
  readonly value: string;
  readonly line: string;
  readonly start: number;
  readonly end: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly head: readonly string[];
}

export interface Judged {
  readonly row: Row;
  readonly verdict: Verdict;
}

export interface Score {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly precision: number;
  readonly recall: number;
}

export interface VerdictBench {
  /** Over all repositories, and over the two halves that a hash of the repository's name splits them into. */
  readonly scores: Readonly<Record<'all' | 'first' | 'second', Score>>;
  readonly falsePositives: readonly Judged[];
  readonly falseNegatives: readonly Judged[];
  readonly microsecondsPerCandidate: number;
}

/**
 * Precision and recall of the verdict on labelled 32-hex values.
 *
 * A value counts once for each distinct text in a repository: many lines with the same digest are one mistake. It is
 * found if one of its lines is reported. T is a key; F and U (read through, and almost never a key) are none;
 * doubtful T and X are left out.
 * @param dataDir folder that holds `hex32-dev.jsonl`
 * @param least the least confidence that counts as reported
 */
export function benchVerdict(dataDir: string, least: Confidence = 'medium'): VerdictBench {
  const begun = performance.now();
  const judged = judgeHex32(dataDir);
  const microsecondsPerCandidate = ((performance.now() - begun) * 1000) / judged.length;

  const values = new Map<string, Judged[]>();
  for (const one of judged) {
    const { repo, value, label } = one.row;
    const key = `${repo}:${value}:${label === 'T'}`;
    values.set(key, [...(values.get(key) ?? []), one]);
  }
  const best = [...values.values()].map((lines) => lines.reduce((a, b) => (b.verdict.score > a.verdict.score ? b : a)));
  return {
    scores: {
      all: scoreOf(best, least),
      first: scoreOf(
        best.filter(({ row }) => isFirstHalf(row.repo)),
        least,
      ),
      second: scoreOf(
        best.filter(({ row }) => !isFirstHalf(row.repo)),
        least,
      ),
    },
    falsePositives: best.filter(({ row, verdict }) => row.label !== 'T' && isReported(verdict, least)),
    falseNegatives: best.filter(({ row, verdict }) => row.label === 'T' && !isReported(verdict, least)),
    microsecondsPerCandidate,
  };
}

/** Every line of the data whose label is beyond doubt, judged. */
export function judgeHex32(dataDir: string): Judged[] {
  const rows = readFileSync(join(dataDir, 'hex32-dev.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  const siblings = new Map<string, number>();
  for (const { repo, path } of rows) siblings.set(`${repo}:${path}`, (siblings.get(`${repo}:${path}`) ?? 0) + 1);
  return rows
    .filter(({ label, doubtful }) => label !== 'X' && doubtful !== true)
    .map((row) => ({ row, verdict: judgeRow(row, siblings.get(`${row.repo}:${row.path}`) ?? 1) }));
}

/** Puts together what is left of the file: its first lines, then the lines around the value. */
function judgeRow(row: Row, siblings: number): Verdict {
  const head = row.line_number > row.head.length + row.before.length ? [...row.head, ''] : [];
  const lead = [...head, ...row.before, ''].join('\n');
  const bytes = Buffer.from([lead + row.line, ...row.after, ''].join('\n'), 'utf8');
  const start = Buffer.byteLength(lead + row.line.slice(0, row.start));
  const end = start + (row.end - row.start);
  const context = readContext(bytes.toString('latin1'), siblings);
  return judge(gatherEvidence(bytes, start, end, 'hex32', context), row.path, RULES);
}

function scoreOf(judged: readonly Judged[], least: Confidence): Score {
  const reported = judged.filter(({ verdict }) => isReported(verdict, least));
  const truePositives = reported.filter(({ row }) => row.label === 'T').length;
  const falsePositives = reported.length - truePositives;
  const falseNegatives = judged.filter(({ row }) => row.label === 'T').length - truePositives;
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / (truePositives + falseNegatives),
  };
}

function isReported({ rule, confidence }: Verdict, least: Confidence): boolean {
  return rule !== undefined && isAtLeast(confidence, least);
}

/** One line a mistake: score, place, the line around the value (not the value), and what made the score. */
function describe({ row, verdict }: Judged): string {
  const line = `${row.line.slice(Math.max(0, row.start - 100), row.start)}<value>${row.line.slice(row.end, row.end + 40)}`;
  const reasons = verdict.reasons.map(
    ({ feature, weight, detail }) => `${feature}${detail === undefined ? '' : `(${detail})`} ${weight}`,
  );
  return [
    `${verdict.score.toFixed(2)} ${row.label} ${row.repo}/${row.path}:${row.line_number}`,
    line.trim(),
    reasons.join(', '),
  ].join('\n  ');
}

/** A line a half; with `errors` every mistake, for reading. */
export function printVerdict(bench: VerdictBench, errors: boolean): void {
  const rows = Object.entries(bench.scores).map(([name, score]) => {
    const { truePositives, falsePositives, falseNegatives } = score;
    const precision = withInterval(truePositives, truePositives + falsePositives);
    const recall = withInterval(truePositives, truePositives + falseNegatives);
    const counts = `${truePositives} found, ${falsePositives} wrong, ${falseNegatives} missed`;
    return `${name.padEnd(8)} precision ${precision}  recall ${recall}  (${counts})`;
  });
  const mistakes = errors ? [...bench.falsePositives, ...bench.falseNegatives].map(describe) : [];
  const speed = `${bench.microsecondsPerCandidate.toFixed(0)} microseconds a candidate`;
  process.stdout.write(`${[...mistakes, ...rows, speed].join('\n')}\n`);
}
