import { resolve } from 'node:path';
import { exitCodeOf } from '../audit/audit.ts';
import { auditFolder } from '../audit/audit-folder.ts';
import { renderJson } from '../audit/json.ts';
import { renderMarkdown } from '../audit/markdown.ts';
import { renderTerminal } from '../audit/terminal.ts';
import { checkWritable, writeAtomically } from '../files/write.ts';
import { UsageError } from '../model/errors.ts';
import { mapStrings, masker } from '../model/masking.ts';
import type { ScanOptions } from '../scan/options.ts';
import { wantsColor } from './color.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';
import { readFormat } from './key-flags.ts';
import { PATH_FLAGS, SCAN_FLAGS, toMilliseconds } from './scan-flags.ts';
import { watch } from './watch.ts';

export const flags = {
  format: { type: 'string', short: 'f', value: 'FORMAT', help: 'terminal (default), json or markdown' },
  output: { type: 'string', short: 'o', value: 'FILE', help: 'write to FILE, as a whole' },
  fix: { type: 'boolean', help: 'repair what is safe to: shows first, then asks' },
  yes: { type: 'boolean', short: 'y', help: 'with --fix: write without asking' },
  'dry-run': { type: 'boolean', short: 'n', help: 'with --fix: only show what would be written' },
  'no-history': { type: 'boolean', help: 'look at the files only' },
  timeout: SCAN_FLAGS.timeout,
  'max-key-age': { type: 'string', value: 'DAYS', help: 'days after which a key is to be replaced (default 90)' },
  config: SCAN_FLAGS.config,
  'no-config': { type: 'boolean', help: 'use no configuration: the audited repository has no say' },
  'no-ignore': SCAN_FLAGS['no-ignore'],
  ...PATH_FLAGS,
  color: SCAN_FLAGS.color,
  quiet: { type: 'boolean', short: 'q', help: 'no progress on stderr' },
} as const satisfies Flags;

/** Days after which a key should be replaced, as most services and standards advise. */
const DEFAULT_KEY_AGE = 90;

/**
 * `hexhound audit [FOLDER]`: the security checklist. Each line is passed, failed or not decidable, with its evidence.
 *
 * @returns 2 if something could not be read or the user declined a repair, else 1 if a line failed, else 0; after repairs
 *   a second audit decides
 * @throws HexhoundError E_USAGE for wrong flags, E_CONFIG for a bad configuration, E_SOURCE for a folder that is not there
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [folder = '.', unexpected] = positionals;
  if (unexpected !== undefined) throw new UsageError('takes one folder');
  const format = readFormat(values.format, ['terminal', 'json', 'markdown']);
  const output = values.output === undefined ? undefined : resolve(io.cwd, values.output);
  const scanned = [resolve(io.cwd, folder)];
  if (output !== undefined) checkWritable(output, scanned);
  if ((values.yes || values['dry-run']) && !values.fix) throw new UsageError('--yes and --dry-run go with --fix');
  const { config, 'no-config': noConfig, 'no-ignore': noIgnore, include, exclude } = values;
  const scan: ScanOptions = {
    cwd: io.cwd,
    env: io.env,
    config: noConfig ? false : config,
    applyIgnores: !noIgnore,
    include,
    exclude,
    timeoutMs: toMilliseconds(values.timeout, '--timeout'),
  };
  const color = wantsColor(values.color, io);
  const maxKeyAge = readDays(values['max-key-age']);
  const runAudit = () =>
    watch(io, values.quiet === true, (watched) =>
      auditFolder(folder, { scan: { ...scan, ...watched }, history: !values['no-history'], maxKeyAge }),
    );
  const audited = await runAudit();
  // A path, the name of a branch or an author may have a key in it.
  const shown = mapStrings(audited.audit, masker(audited.secrets));
  const text = {
    terminal: () => renderTerminal(shown, output === undefined && color),
    json: () => renderJson(shown),
    markdown: () => renderMarkdown(shown),
  }[format]();
  if (output === undefined) io.stdout.write(text);
  else writeAtomically(output, text, 0o644, scanned);
  if (!values.fix) return exitCodeOf(audited.audit);
  const { fix } = await import('./audit-fix.ts');
  const outcome = await fix(audited, { color, yes: values.yes === true, dryRun: values['dry-run'] === true }, io);
  if (outcome === 'declined') return 2;
  return exitCodeOf(outcome === 'done' ? (await runAudit()).audit : audited.audit);
}

function readDays(text: string | undefined): number {
  if (text === undefined) return DEFAULT_KEY_AGE;
  const days = Number(text);
  if (Number.isInteger(days) && days > 0) return days;
  throw new UsageError('--max-key-age takes a number of days');
}
