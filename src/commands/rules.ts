import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HexhoundError } from '../errors.ts';
import { type Flags, parseFlags } from '../flags.ts';
import { RULE_SET } from '../rules/generated.ts';
import type { Rule } from '../rules/rule.ts';
import type { Io, Run } from './command.ts';
import { commandHelp } from './help.ts';

export const flags = {
  help: { type: 'boolean', short: 'h', help: 'show this' },
} as const satisfies Flags;

/** `hexhound rules list`, `show ID`, `test [FILE...]`. */
export const run: Run = async (args, io) => {
  const { values, positionals } = parseFlags('rules', args, flags);
  const [action = 'list', ...rest] = positionals;
  if (values.help) io.stdout.write(commandHelp('rules', flags));
  else if (action === 'list') io.stdout.write(list());
  else if (action === 'show') io.stdout.write(show(rest[0] ?? ''));
  else if (action === 'test') return test(rest, io);
  else throw new HexhoundError('E_USAGE', action, 'hexhound rules takes list, show ID or test [FILE...]');
  return 0;
};

function list(): string {
  const rows = RULE_SET.rules.map(({ id, severity, title }) => [id, severity, title] as const);
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([id, severity, title]) => `${id.padEnd(first ?? 0)}  ${severity.padEnd(second ?? 0)}  ${title}\n`)
    .join('');
}

function show(id: string): string {
  const rule = RULE_SET.rules.find((known) => known.id === id);
  if (rule === undefined) throw new HexhoundError('E_USAGE', id, 'there is no such rule (hexhound rules list)');
  const provider = RULE_SET.providers.find((known) => known.id === rule.provider);
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

function formOf(rule: Rule): string {
  switch (rule.kind) {
    case 'prefix':
      return `how it begins: ${rule.prefixes.join(', ')}${rule.check === undefined ? '' : `; checksum ${rule.check}`}`;
    case 'keyword':
      return `a word near it: ${rule.keywords.join(', ')}`;
    case 'bare':
      return `what stands around ${rule.shape}${rule.names.length === 0 ? '' : `; known names ${rule.names.join(', ')}`}`;
    case 'file':
      return 'the file itself';
  }
}

/** Runs the examples of rules files, those of the package where none is named, as a scan would see them. */
async function test(files: readonly string[], io: Io): Promise<number> {
  const { testRules } = await import('../rules-test.ts');
  const paths = files.length === 0 ? builtInFiles() : files.map((file) => resolve(io.cwd, file));
  const { examples, failures } = testRules(paths, files.length > 0);
  for (const failure of failures) io.stdout.write(`${failure}\n`);
  io.stdout.write(`${examples - failures.length} of ${examples} examples hold\n`);
  return failures.length === 0 ? 0 : 1;
}

/** rules/ lies at the top of the package, two folders above the bundle. */
function builtInFiles(): string[] {
  const folder = fileURLToPath(new URL('../../../rules', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'verdict.yaml')
    .map((name) => join(folder, name));
}
