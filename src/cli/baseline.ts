import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '../files/opened-file.ts';
import { readTextFile } from '../files/read-file.ts';
import { defined } from '../model/defined.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { masker, secretsOf } from '../model/masking.ts';
import type { Report } from '../model/report.ts';
import { suggest } from '../model/suggest.ts';
import { DEFAULT_CONFIG, isExpired } from '../scan/config/config.ts';
import { foldersUp } from '../scan/config/find-config.ts';
import { readConfig } from '../scan/config/load-config.ts';
import { pathFrom } from '../scan/config/path-filter.ts';
import { BASELINE_KEY, type ScanOptions } from '../scan/options.ts';
import { runScan } from '../scan/pipeline.ts';
import { readSettings } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import { openTree } from '../scan/sources/tree.ts';
import { isAboutUnusedComment } from '../scan/sources/unused-notices.ts';
import { type Baseline, type BaselineEntry, baselineOf, prunedBaseline } from '../scan/suppress/baseline.ts';
import { BASELINE_FILE, formatBaseline, readBaseline, writeBaseline } from '../scan/suppress/baseline-file.ts';
import type { ForeignBaseline } from '../scan/suppress/foreign-baseline.ts';
import { findBaseline } from '../scan/suppress/suppress.ts';
import { isDate, today } from '../syntax/date.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { plural } from '../syntax/words.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { say } from './say.ts';
import { SCAN_FLAGS, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

export const flags = {
  baseline: {
    type: 'string',
    value: 'FILE',
    help: `the baseline (default ${BASELINE_FILE} at the top of the repository)`,
  },
  files: { type: 'boolean', help: 'look at the files only, not at the history' },
  reason: { type: 'string', value: 'TEXT', help: 'why the new entries are accepted' },
  expires: { type: 'string', value: 'DATE', help: 'last day that the new entries count: YYYY-MM-DD' },
  check: { type: 'boolean', help: 'write nothing; exit code 1 when something would change' },
  config: SCAN_FLAGS.config,
  'no-config': { type: 'boolean', help: 'use no configuration' },
  'min-confidence': {
    type: 'string',
    value: 'LEVEL',
    help: 'accept from this confidence on: high, medium (default), low',
  },
  all: { type: 'boolean', short: 'a', help: 'accept everything: --min-confidence low' },
  quiet: { type: 'boolean', short: 'q', help: 'no progress and no remarks on stderr' },
} as const satisfies Flags;

type Values = FlagValues<typeof flags>;

/**
 * `hexhound baseline create|update|prune`: accepts today's findings, so that from now on only new ones are reported; `show` lists
 * the entries, `audit` goes through the findings one by one, and `import FILE` takes over what another tool accepts.
 *
 * @returns 2 if something could not be read, else 1 if `--check` finds a difference or `audit` leaves findings that are
 *   reported, else 0
 * @throws HexhoundError E_USAGE for wrong flags and a baseline that is missing or in the way; E_CONFIG for a broken one
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const action = checkArguments(positionals, values);
  if (action === 'audit' && io.stdin.isTTY !== true)
    throw new UsageError('audit asks, which needs a terminal; baseline show lists what was said');
  const { path, shown, previous } = await openBaseline(action, values, io);
  if (action === 'show') return (await import('./baseline-show.ts')).showBaseline(shown, previous, io);
  const foreign = action === 'import' ? await readForeign(positionals[1] ?? '', io) : undefined;
  const { findings, errors, unusedComments } =
    (await foreign) === undefined
      ? await scanEverything(values, io)
      : await scanEverything({ ...values, all: true }, io, { applyIgnores: false });
  for (const { subject, message } of errors) say(io, `${subject}: ${message}`);
  if (errors.length > 0 && action !== 'create') {
    say(io, `${shown} stays as it is: not everything could be looked at`);
    return 2;
  }
  if (action === 'audit') {
    const save = (next: Baseline) => writeBaseline(path, shown, next);
    return (await import('./baseline-audit.ts')).auditFindings(withoutKeysInPaths(findings), previous, save, io);
  }
  if (foreign !== undefined) {
    const { importEntries } = await import('./baseline-import.ts');
    const next = importEntries(foreign, withoutKeysInPaths(findings), previous, values, io);
    io.stdout.write(summary(shown, previous, next));
    writeBaseline(path, shown, next);
    return 0;
  }
  const next = nextBaseline(action, findings, previous, values);
  const changed = formatBaseline(next) !== formatBaseline(previous);
  const needless = action === 'prune' ? [...unusedComments, ...(await needlessEntries(values, io))] : [];
  io.stdout.write(needless.map((sentence) => `? ${escapeForeign(sentence)}\n`).join(''));
  io.stdout.write(summary(shown, previous, next));
  if (values.check) return changed || needless.length > 0 ? 1 : 0;
  if (changed || action === 'create') writeBaseline(path, shown, next);
  return errors.length > 0 ? 2 : 0;
}

const ACTIONS = ['create', 'update', 'prune', 'show', 'audit', 'import'] as const;
type Action = (typeof ACTIONS)[number];

function checkArguments([typed = '', file, unexpected]: readonly string[], values: Values): Action {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined)
    throw new UsageError(`takes create, update, prune, show, audit or import${suggest(typed, ACTIONS)}`);
  if (action === 'import' && file === undefined)
    throw new UsageError('baseline import takes a file, such as .gitleaksignore or .secrets.baseline');
  if ((action === 'import' ? unexpected : file) !== undefined)
    throw new UsageError(
      `baseline ${action} takes no${action === 'import' ? ' more' : ''} paths: it is about the whole repository`,
    );
  if (action === 'prune' && values.files) throw new UsageError('prune needs the history, too, to tell what is gone');
  if (values.check && action !== 'update' && action !== 'prune')
    throw new UsageError(
      action === 'create'
        ? 'there is nothing to --check before there is a baseline'
        : '--check goes with update and prune',
    );
  if (values.expires !== undefined && !isDate(values.expires))
    throw new UsageError('--expires takes a date such as 2027-01-31');
  if (values.expires !== undefined && values.expires < today())
    throw new UsageError('--expires takes a day to come: entries of a day that is over accept nothing');
  return action;
}

/** What another tool accepts. Read before the scan, which takes longer. */
async function readForeign(file: string, io: Io): Promise<ForeignBaseline> {
  const { readForeignBaseline } = await import('../scan/suppress/foreign-baseline.ts');
  return readForeignBaseline(readTextFile(resolve(io.cwd, file), file), file);
}

async function openBaseline(
  action: Action,
  values: Values,
  io: Io,
): Promise<{ path: string; shown: string; previous: Baseline }> {
  const { cwd, env } = io;
  const config = values['no-config'] ? DEFAULT_CONFIG : await readConfig(values.config, io);
  const known = findBaseline({ config, baselineFile: values.baseline, cwd });
  const top = foldersUp(cwd).at(-1) ?? cwd;
  const path = known ?? join(top, BASELINE_FILE);
  const shown = relative(cwd, path) || path;
  // The repository's own configuration may not say where else something is written.
  const isNamed = values.baseline !== undefined || values.config !== undefined;
  if (!isNamed && !isInside(top, dirname(path))) {
    const why = 'is where the configuration puts the baseline, outside of the repository: name it with --baseline';
    throw new HexhoundError('E_CONFIG', shown, why);
  }
  const exists = existsSync(path);
  if (action === 'create' && exists) throw new UsageError(`${shown} is there already: hexhound baseline update`);
  if (['update', 'prune', 'show'].includes(action) && !exists)
    throw new UsageError(`there is no ${shown} yet: hexhound baseline create`);
  const key = env[BASELINE_KEY];
  return { path, shown, previous: exists ? readBaseline(path, shown, key) : defined({ entries: new Map(), key }) };
}

/** What of the configuration leaves nothing out: it may be taken out of it. */
async function needlessEntries(values: Values, io: Io): Promise<readonly string[]> {
  const config = values['no-config'] ? DEFAULT_CONFIG : await readConfig(values.config, io);
  if (Object.values(config.ignore).every((entries) => entries.length === 0)) return [];
  const [{ unusedIgnores }, { findings, base, paths }] = await Promise.all([
    import('../scan/suppress/unused-ignores.ts'),
    scanEverything({ ...values, all: true, quiet: true }, io, { applyIgnores: false }),
  ]);
  return unusedIgnores(config, findings, paths, pathFrom(config.folder ?? base, base));
}

interface Everything extends Pick<Report, 'findings' | 'errors'> {
  /** Sentences about inline comments that leave nothing out. */
  readonly unusedComments: readonly string[];
  /** Folder that the paths are relative to. */
  readonly base: string;
  /** What git tracks. */
  readonly paths: readonly string[];
}

/** Scans the files and, in a repository, the whole history. The baseline itself is not applied. */
async function scanEverything(
  values: Values,
  io: Io,
  more: Pick<ScanOptions, 'applyIgnores'> = {},
): Promise<Everything> {
  const [{ findRepository }, { trackedFiles }] = await Promise.all([
    import('../git/repository.ts'),
    import('../git/work-tree.ts'),
  ]);
  const repository = await findRepository(io);
  const { files, reason: _reason, expires: _expires, check: _check, quiet = false, ...common } = values;
  const options = toScanOptions(common, io);
  const reports = await watch(io, quiet, async (watched) => {
    const settings = await readSettings({
      ...options,
      ...watched,
      ...more,
      cwd: repository?.root ?? io.cwd,
      config: typeof options.config === 'string' ? resolve(io.cwd, options.config) : options.config,
      baseline: false,
    });
    const isBare = repository !== undefined && repository.root === undefined;
    const tree = isBare
      ? []
      : [await runScan('scan', openTree([], { ...settings, namesUnusedComments: true }), settings)];
    if (repository === undefined || files) return tree;
    return [...tree, await runScan('history', await openHistory(undefined, [], settings), settings)];
  });
  const notices = [...new Set(reports.flatMap((report) => report.notices))];
  if (!quiet) for (const notice of notices.filter((text) => !isAboutUnusedComment(text))) say(io, notice);
  return {
    findings: reports.flatMap((report) => report.findings),
    errors: reports.flatMap((report) => report.errors),
    unusedComments: notices.filter(isAboutUnusedComment),
    base: repository?.root ?? io.cwd,
    paths: repository?.root === undefined ? [] : await trackedFiles(repository),
  };
}

function nextBaseline(action: Action, findings: readonly Finding[], previous: Baseline, values: Values): Baseline {
  if (action === 'prune') return prunedBaseline(previous, findings, today());
  const { reason, expires } = values;
  const next = baselineOf(withoutKeysInPaths(findings), previous, defined({ reason, expires }));
  // The history was not scanned, so its entries stay.
  return values.files ? { ...next, entries: new Map([...previous.entries, ...next.entries]) } : next;
}

function summary(shown: string, previous: Baseline, next: Baseline): string {
  const entries = [...next.entries.values()];
  const added = entries.filter(({ fingerprint }) => !previous.entries.has(fingerprint));
  const gone = [...previous.entries.values()].filter(({ fingerprint }) => !next.entries.has(fingerprint));
  const expired = entries.filter((entry) => isExpired(entry, today()));
  const counts = [`${added.length} new`, `${gone.length} gone`, `${expired.length} expired and reported again`];
  return [
    ...added.map((entry) => `+ ${describe(entry)}\n`),
    ...gone.map((entry) => `- ${describe(entry)}\n`),
    ...expired.map((entry) => `! ${describe(entry)}: until ${entry.expires}\n`),
    `${escapeForeign(shown)}: ${plural(entries.length, 'entry', 'entries')} (${counts.join(', ')})\n`,
  ].join('');
}

function describe({ fingerprint, rule, path }: BaselineEntry): string {
  return escapeForeign([fingerprint, rule, path].filter((part) => part !== undefined).join('  '));
}

/** A baseline is committed, and paths are in it for readers only. */
function withoutKeysInPaths(findings: readonly Finding[]): Finding[] {
  const mask = masker(secretsOf(findings));
  return findings.map((finding) => ({
    ...finding,
    occurrences: finding.occurrences.map(({ path, ...rest }) => ({
      ...rest,
      ...(path !== undefined && { path: mask(path) }),
    })),
  }));
}
