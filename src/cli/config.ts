import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readTextFile } from '../files/read-file.ts';
import { writeAtomically } from '../files/write.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import type { ForeignFile } from '../rules/foreign/foreign-file.ts';
import { CONFIG_FILES, findConfig, foldersUp } from '../scan/config/find-config.ts';
import { GITLEAKS_IGNORE_FILES } from '../scan/suppress/gitleaks-ignore.ts';
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
 * `hexhound config import FILE`: writes a configuration of gitleaks, betterleaks or secretlint, the settings in a baseline of
 * detect-secrets, rules of kingfisher or Nosey Parker, or detectors of trufflehog as ours, and lists what cannot be translated.
 *
 * @returns 0
 * @throws HexhoundError E_USAGE for wrong arguments and where there is a configuration already, E_CONFIG for a file that is
 *   not in its format
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [action, file, unexpected] = positionals;
  if (action === 'check' && unexpected === undefined) return (await import('./config-check.ts')).checkConfig(file, io);
  if (action !== 'import' || file === undefined || unexpected !== undefined)
    throw new UsageError(
      `takes check, or import and a file, such as .gitleaks.toml${suggest(action ?? '', ['check', 'import'])}`,
    );
  if (/\.[cm]?[jt]s$/.test(file)) {
    const message = 'is code, which is never run: write what it exports as JSON, and import that';
    throw new HexhoundError('E_USAGE', file, message);
  }
  if (GITLEAKS_IGNORE_FILES.includes(basename(file))) {
    const message = `lists findings, not settings: hexhound baseline import ${file}`;
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
  const { stringify } = await import('yaml');
  const { rules, useDefault = true, disabled = [], paths = [], severity = {}, notes } = await load(path, shown);
  const hasRules = rules.rules.length > 0 || (rules.allow?.length ?? 0) > 0;
  const ignore = {
    ...(paths.length === 0 ? {} : { paths }),
    ...(disabled.length === 0 ? {} : { rules: [...new Set(disabled)] }),
  };
  const config = {
    ...(hasRules ? { rules: [RULES_FILE] } : {}),
    ...(useDefault ? {} : { ownRulesOnly: true }),
    ...(Object.keys(ignore).length === 0 ? {} : { ignore }),
    ...(Object.keys(severity).length === 0 ? {} : { severity }),
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

type Imported = Omit<ForeignFile, 'rules'> & {
  readonly rules: { readonly rules: readonly unknown[]; readonly allow?: readonly unknown[] };
  readonly useDefault?: boolean;
};

async function load(path: string, shown: string): Promise<Imported> {
  if (path.endsWith('.toml')) {
    const { loadGitleaks } = await import('../rules/gitleaks/load.ts');
    return loadGitleaks(path, shown, foldersUp(dirname(path)).at(-1));
  }
  const { readForeign } = await import('../rules/foreign/read-foreign.ts');
  const ignored = join(dirname(path), SECRETLINT_IGNORE);
  const hasIgnored = existsSync(ignored);
  return readForeign(
    readTextFile(path, shown),
    shown,
    hasIgnored ? readTextFile(ignored, SECRETLINT_IGNORE) : undefined,
  );
}

const SECRETLINT_IGNORE = '.secretlintignore';

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
