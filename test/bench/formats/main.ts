import { randomBytes } from 'node:crypto';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { FormatScanner } from './measure.ts';
import { scanWithPeers } from './peers.ts';
import { type Judged, printFormats, printMistakes } from './print.ts';
import { samplesOf } from './samples.ts';

/**
 * Every rule and every row of services with fresh values: how many are found, beside the tools that are installed.
 * @param args `alone` leaves these out; `seed=TEXT` repeats a run; else ids of rules, whose mistakes are listed
 */
export async function benchFormats(args: readonly string[]): Promise<void> {
  const seed = args.find((arg) => arg.startsWith('seed='))?.slice('seed='.length) ?? randomBytes(4).toString('hex');
  const rules = args.filter((arg) => arg !== 'alone' && !arg.startsWith('seed='));
  process.stdout.write(`seed=${seed}\n`);
  const scanner = new FormatScanner(RULE_SET);
  const judged: Judged[] = [];
  const isWanted = (rule: string): boolean => rules.length === 0 || rules.includes(rule);
  for (const sample of samplesOf(RULE_SET, 'rules', seed, isWanted)) {
    judged.push({ sample, outcome: scanner.scan(sample) });
  }
  if (rules.length > 0) printMistakes(judged);
  const isAlone = args.includes('alone') || rules.length > 0;
  printFormats(judged, isAlone ? [] : await scanWithPeers(judged.map(({ sample }) => sample)));
}
