import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HexhoundError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import { formOf } from '../rules/describe.ts';
import { RULE_SET } from '../rules/rule-set.ts';
import { allRules, servicesIn } from '../rules/services.ts';
import { readSettings } from '../scan/settings.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readFormat } from './key-flags.ts';
import { SCAN_FLAGS, toScanOptions } from './scan-flags.ts';

export const flags = {
  config: SCAN_FLAGS.config,
  'no-config': SCAN_FLAGS['no-config'],
  'min-confidence': SCAN_FLAGS['min-confidence'],
  format: { type: 'string', short: 'f', value: 'FORMAT', help: 'of list: text (default), json' },
  provider: { type: 'string', value: 'NAME', help: 'new: the service whose key it is' },
  pattern: { type: 'string', value: 'REGEXP', help: 'new: what the whole key matches' },
  example: { type: 'string', value: 'TEXT', multiple: true, help: 'new: a line with a key in it, which is not kept' },
} as const satisfies Flags;

/**
 * `hexhound rules list`, `show ID`, `test [FILE...]` and `new [FILE]`. Files for `test` are rules files, rows of services or, in
 * `.jsonl`, labelled texts.
 *
 * @returns 1 if an example or label does not hold, else 0
 * @throws HexhoundError E_USAGE for wrong arguments; E_CONFIG for a file that is not in its format
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [action = 'list', ...rest] = positionals;
  if (action === 'list') io.stdout.write(list(readFormat(values.format, ['text', 'json'])));
  else if (action === 'show') io.stdout.write(show(rest[0] ?? ''));
  else if (action === 'test') return test(rest, values, io);
  else if (action === 'new') return (await import('./rules-new.ts')).newRule(rest[0], values, io);
  else {
    const hint = suggest(action, ['list', 'show', 'test', 'new']);
    throw new HexhoundError(
      'E_USAGE',
      action,
      `hexhound rules takes list, show ID, test [FILE...] or new [FILE]${hint}`,
    );
  }
  return 0;
}

function list(format: 'text' | 'json'): string {
  const rules = [...allRules(RULE_SET).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === 'json') {
    const listed = rules.map(({ id, provider, title, severity, kind }) => ({ id, provider, title, severity, kind }));
    return `${JSON.stringify({ rules: listed }, null, 2)}\n`;
  }
  const rows = rules.map(({ id, severity, title }) => [id, severity, title] as const);
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([id, severity, title]) => `${id.padEnd(first ?? 0)}  ${severity.padEnd(second ?? 0)}  ${title}\n`)
    .join('');
}

function show(id: string): string {
  const known = allRules(RULE_SET);
  const rule = known.get(id);
  if (rule === undefined) {
    throw new HexhoundError('E_USAGE', id, `there is no such rule (hexhound rules list)${suggest(id, known.keys())}`);
  }
  const services = [...RULE_SET.providers, ...servicesIn(RULE_SET.services)];
  const provider = services.find((known) => known.id === rule.provider);
  const { steps, rotate } = rule.fix;
  return [
    `${rule.id}: ${rule.title}`,
    `  service    ${provider?.name ?? rule.provider}`,
    `  severity   ${rule.severity}`,
    `  found by   ${formOf(rule)}`,
    ...(rule.verify === undefined ? [] : [`  verified   by ${rule.verify} (--verify)`]),
    `  risk       ${rule.risk}`,
    ...(rotate === undefined ? [] : [`  rotate at  ${rotate}`]),
    ...steps.map((step, index) => `  ${index === 0 ? 'what to do' : '          '} ${index + 1}. ${step}`),
    '',
  ].join('\n');
}

/** Runs the examples of rules files, or of the built-in rules, and judges labelled texts as a scan would. */
async function test(files: readonly string[], values: FlagValues<typeof flags>, io: Io): Promise<number> {
  const labels = files.filter((file) => file.endsWith('.jsonl'));
  const rules = files.filter((file) => !file.endsWith('.jsonl'));
  const codes = [
    ...(labels.length === 0 ? [] : [await judgeLabels(labels, values, io)]),
    ...(rules.length === 0 && labels.length > 0 ? [] : [await runExamples(rules, io)]),
  ];
  return Math.max(...codes);
}

async function judgeLabels(files: readonly string[], values: FlagValues<typeof flags>, io: Io): Promise<number> {
  const { testLabels } = await import('../scan/testing/test-labels.ts');
  const settings = await readSettings(toScanOptions(values, io));
  const paths = files.map((file) => resolve(io.cwd, file));
  const { right, found, wrong, missed, failures } = await testLabels(paths, settings);
  for (const failure of failures) io.stdout.write(`${escapeForeign(failure)}\n`);
  const all = right + wrong + missed;
  const secrets = found - wrong + missed;
  io.stdout.write(`${right} of ${all} texts are judged as they are labelled`);
  io.stdout.write(`: ${found - wrong} of ${secrets} secrets found, ${wrong} found that are none\n`);
  return failures.length === 0 ? 0 : 1;
}

async function runExamples(files: readonly string[], io: Io): Promise<number> {
  const { testRules } = await import('../scan/testing/test-rules.ts');
  const paths = files.length === 0 ? await builtInFiles() : files.map((file) => resolve(io.cwd, file));
  const { examples, failed, failures } = testRules(paths, files.length > 0);
  for (const failure of failures) io.stdout.write(`${escapeForeign(failure)}\n`);
  io.stdout.write(`${examples - failed} of ${examples} examples hold\n`);
  return failures.length === 0 ? 0 : 1;
}

/** The folder `rules` is at the top of the package, and this code is bundled into `dist/js/chunks`. */
async function builtInFiles(): Promise<string[]> {
  const { ruleFilesIn, serviceFilesIn } = await import('../rules/load.ts');
  const folder = fileURLToPath(new URL('../../../rules', import.meta.url));
  return [...ruleFilesIn(folder), ...serviceFilesIn(folder)].map((name) => join(folder, name));
}
