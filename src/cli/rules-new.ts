import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError, messageOf, UsageError } from '../model/errors.ts';
import { loadRuleFile } from '../rules/load.ts';
import { newRuleFile, providerId } from '../rules/new-rule.ts';
import { problemsError } from '../rules/problem.ts';
import { testRuleFiles } from '../scan/testing/test-rules.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Io } from './command.ts';
import { ask } from './confirm.ts';
import { say } from './say.ts';

/** What flags give. */
interface Given {
  readonly provider?: string;
  readonly pattern?: string;
  readonly example?: readonly string[];
}

/**
 * `hexhound rules new [FILE]`: makes a rules file of a provider, a pattern and examples, which flags give or, at a terminal, the
 * user. A file that is there stays.
 * @returns 1 if the rule's own examples do not hold, and then nothing is written; else 0
 * @throws HexhoundError E_USAGE for what is missing or not simple enough, or a file that is there
 */
export async function newRule(file: string | undefined, values: Given, io: Io): Promise<number> {
  const provider = values.provider ?? (await askFor('provider', 'Name of the service', io));
  const pattern =
    values.pattern ?? (await askFor('pattern', 'Regular expression of its keys: acme_[A-Za-z0-9]{32}', io));
  const examples = values.example ?? (io.stdin.isTTY === true ? await askForExamples(io) : []);
  const shown = file ?? `${providerId(provider)}.yaml`;
  const text = newRuleFile({ provider, pattern, examples });
  const loaded = loadRuleFile(text, shown);
  if ('problems' in loaded) throw problemsError(shown, loaded.problems);
  const { examples: count, failures } = testRuleFiles([loaded.file], true);
  if (failures.length > 0) {
    io.stderr.write(failures.map((line) => `${escapeForeign(line)}\n`).join(''));
    say(io, 'nothing is written: the rule does not find its own examples');
    return 1;
  }
  write(resolve(io.cwd, file ?? shown), shown, text);
  io.stdout.write(`wrote ${escapeForeign(shown)}; its examples hold (${count})\n`);
  io.stdout.write(
    `Say what its key can do and how to revoke it, and name it in hexhound.yaml: rules: [${escapeForeign(shown)}]\n`,
  );
  return 0;
}

function write(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new HexhoundError('E_USAGE', shown, isThere ? 'is there already, and is not overwritten' : messageOf(cause), {
      cause,
    });
  }
}

async function askFor(flag: string, question: string, io: Io): Promise<string> {
  const answer = io.stdin.isTTY === true ? (await ask(`${question}: `, io)).trim() : '';
  if (answer === '') throw new UsageError(`new needs --${flag}`);
  return answer;
}

async function askForExamples(io: Io): Promise<string[]> {
  const examples: string[] = [];
  for (;;) {
    const example = (
      await ask('A line of code or settings with a key in it, which is not kept; empty for no more: ', io)
    ).trim();
    if (example === '') return examples;
    examples.push(example);
  }
}
