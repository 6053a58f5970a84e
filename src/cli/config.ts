import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeAtomically } from '../files/write.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { CONFIG_FILES, findConfig, foldersUp } from '../scan/config/find-config.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { plural } from '../syntax/words.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';

const CONFIG_FILE = CONFIG_FILES[0] ?? 'hexhound.yaml';
const RULES_FILE = 'hexhound-rules.yaml';

export const flags = {
  'dry-run': { type: 'boolean', short: 'n', help: 'write nothing, print what would be written' },
} as const satisfies Flags;

/**
 * `hexhound config import FILE`: writes a configuration of gitleaks or betterleaks as ours, and lists what cannot be
 * translated.
 *
 * @returns 0
 * @throws HexhoundError E_USAGE for wrong arguments and where there is a configuration already, E_CONFIG for a file that is
 *   not in its format
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [action, file, unexpected] = positionals;
  if (action !== 'import' || file === undefined || unexpected !== undefined)
    throw new UsageError('takes import and a file, such as .gitleaks.toml');
  if (!file.endsWith('.toml')) {
    const message = 'only configurations of gitleaks and betterleaks, which are TOML, can be imported';
    throw new HexhoundError('E_USAGE', file, message);
  }
  const { files, notes, count } = await translate(resolve(io.cwd, file), file);
  if (!values['dry-run']) refuseExisting(io.cwd, Object.keys(files));
  for (const [name, text] of Object.entries(files)) {
    if (values['dry-run']) io.stdout.write(`# ${name}\n${escapeLines(text)}\n`);
    else {
      writeAtomically(join(io.cwd, name), text, 0o644);
      io.stdout.write(`wrote ${name}\n`);
    }
  }
  io.stdout.write(`${plural(count, 'rule')} translated, ${plural(notes.length, 'remark')}\n`);
  for (const note of notes) io.stdout.write(`  ${escapeForeign(note)}\n`);
  return 0;
}

async function translate(path: string, shown: string) {
  const [{ stringify }, { loadGitleaks }] = await Promise.all([import('yaml'), import('../rules/gitleaks/load.ts')]);
  const { rules, useDefault, disabled, notes } = loadGitleaks(path, shown, foldersUp(resolve(path, '..')).at(-1));
  const hasRules = rules.rules.length > 0 || rules.allow.length > 0;
  const config = {
    ...(hasRules ? { rules: [RULES_FILE] } : {}),
    ...(useDefault ? {} : { ownRulesOnly: true }),
    ...(disabled.length === 0 ? {} : { ignore: { rules: disabled } }),
  };
  // No line is folded: an expression that is would be hard to read.
  const write = (data: object) => stringify(data, { lineWidth: 0 });
  return {
    count: rules.rules.length,
    notes,
    files: {
      [CONFIG_FILE]: `# From ${shown.replace(/\s/g, ' ')}.\n${write(config)}`,
      ...(hasRules ? { [RULES_FILE]: write(rules) } : {}),
    },
  };
}

/** Nothing is overwritten, and no folder gets two configurations. */
function refuseExisting(cwd: string, names: readonly string[]): void {
  const known = findConfig(cwd);
  if (known !== undefined) {
    const shown = relative(cwd, known);
    const message = 'is the configuration already: --dry-run prints what to add to it';
    throw new HexhoundError('E_USAGE', shown, message);
  }
  const existing = names.find((name) => existsSync(join(cwd, name)));
  if (existing !== undefined) throw new HexhoundError('E_USAGE', existing, 'is there already');
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeForeign).join('\n');
}
