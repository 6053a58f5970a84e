import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast } from '../../src/model/confidence.ts';
import { START } from '../../src/model/fragment.ts';
import type { Match } from '../../src/model/match.ts';
import type { Confidence, RuleSet } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Detector } from '../../src/scan/detect/detector.ts';
import { judge } from '../../src/scan/verdict/judge.ts';
import { judgeMatch } from '../../src/scan/verdict/judge-match.ts';
import { isFirstHalf, withInterval } from './halves.ts';

/** One labelled value of values-dev.jsonl; of some only the line is labelled. */
interface Row {
  readonly repo: string;
  readonly path: string;
  readonly line_number: number;
  readonly label: 'T' | 'F' | 'X';
  readonly category: string;
  readonly line: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface JudgedRow {
  readonly row: Row;
  /** The verdicts on all named values that overlap it. */
  readonly verdicts: readonly Verdict[];
  /** Title of the rule that it is reported under; undefined where it is not. */
  readonly rule: string | undefined;
}

/**
 * Judges labelled values of all kinds by what a scan of their lines finds. A value is found where a finding overlaps it;
 * where only the line is labelled, anywhere in it.
 * @param dataDir folder that holds `values-dev.jsonl`
 * @param least the least confidence that counts as reported
 */
export function judgeValues(
  dataDir: string,
  detector: Detector,
  ruleSet: RuleSet,
  least: Confidence = 'medium',
): JudgedRow[] {
  const isReported = (match: Match, path: string) => {
    const verdict = judgeMatch(match, path, ruleSet);
    return verdict !== undefined && isAtLeast(verdict.confidence, least);
  };
  return readRows(dataDir).map((row) => {
    const lead = [...row.before, ''].join('\n');
    const bytes = Buffer.from([lead + row.line, ...row.after, ''].join('\n'), 'utf8');
    const line = row.before.length + 1;
    const matches = detector.detect({ bytes, origin: START }).filter((match) => overlaps(match, line, row));
    const reported = matches.find((match) => isReported(match, row.path));
    return {
      row,
      verdicts: matches.flatMap((match) =>
        match.kind === 'bare' && match.evidence.shape === 'value' ? [judge(match.evidence, row.path, ruleSet)] : [],
      ),
      rule: reported && (reported.kind === 'rule' ? reported.rule.id : `bare ${reported.evidence.shape}`),
    };
  });
}

function readRows(dataDir: string): Row[] {
  const lines = readFileSync(join(dataDir, 'values-dev.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row).filter(({ label }) => label !== 'X');
}

function overlaps({ span }: Match, line: number, { start, end }: Row): boolean {
  if (span.line > line || span.endLine < line) return false;
  if (start === null || end === null || span.line !== span.endLine) return true;
  return span.column - 1 < end && span.endColumn - 1 > start;
}

/** Labelled as credentials, but only the names of things: who has one can do nothing with it. */
const IDS = /^(?:UUID|Firebase Domain|AWS S3 Bucket|.* ID)$/;

/** Precision, recall and F1 of all, of what are no ids, of each half of the repositories, and of the categories that have most secrets. */
export function printValues(judged: readonly JudgedRow[], errors: boolean): void {
  const lines: string[] = [];
  if (errors) {
    for (const { row, rule } of judged) {
      if ((row.label === 'T') === (rule !== undefined)) continue;
      lines.push(
        `${row.label} ${row.category} ${rule ?? ''} ${row.repo}/${row.path}:${row.line_number}\n  ${row.line.trim().slice(0, 200)}`,
      );
    }
  }
  const add = (name: string, rows: readonly JudgedRow[]) => {
    const reported = rows.filter(({ rule }) => rule !== undefined);
    const right = reported.filter(({ row }) => row.label === 'T').length;
    const real = rows.filter(({ row }) => row.label === 'T').length;
    const [precision, recall] = [right / reported.length, right / real];
    const f1 = (2 * precision * recall) / (precision + recall);
    const figures = `precision ${withInterval(right, reported.length)}  recall ${withInterval(right, real)}  F1 ${f1.toFixed(3)}`;
    lines.push(`${name.padEnd(24)} ${figures}  (${right} of ${real} found, ${reported.length - right} wrong)`);
  };
  add('values, all', judged);
  add(
    'without ids',
    judged.filter(({ row }) => !IDS.test(row.category)),
  );
  add(
    'first half',
    judged.filter(({ row }) => isFirstHalf(row.repo)),
  );
  add(
    'second half',
    judged.filter(({ row }) => !isFirstHalf(row.repo)),
  );
  const counts = new Map<string, number>();
  for (const { row } of judged) if (row.label === 'T') counts.set(row.category, (counts.get(row.category) ?? 0) + 1);
  const largest = [...counts].sort(([, a], [, b]) => b - a).slice(0, 20);
  for (const [category] of largest)
    add(
      `  ${category}`,
      judged.filter(({ row }) => row.category === category),
    );
  process.stdout.write(`${lines.join('\n')}\n`);
}
