import { resolve } from 'node:path';
import { projectFacts } from '../audit/checks/facts.ts';
import { ProjectFiles } from '../audit/checks/project-files.ts';
import { type Shipping, shippingOf } from '../audit/checks/shipping.ts';
import { isFolder } from '../files/is-folder.ts';
import { contextIn } from '../git/hook.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { GitContext } from '../git/safety.ts';
import { defined } from '../model/defined.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { isFingerprint, SHORTEST_FINGERPRINT } from '../model/fingerprint.ts';
import { secretsOf } from '../model/masking.ts';
import type { Report } from '../model/report.ts';
import { ScanLog } from '../model/scan-log.ts';
import { makePlan } from '../respond/purge/plan.ts';
import { planDocument } from '../respond/purge/purge-document.ts';
import { choosePurgeFile, writePrivate } from '../respond/purge/purge-file.ts';
import { EVERYTHING, findOne, isInHistory, scanHistory } from '../respond/purge/purge-selection.ts';
import { planText } from '../respond/purge/purge-text.ts';
import { checkPurged, purgeCheckText } from '../respond/purge/purge-verify.ts';
import { stepsOf } from '../respond/purge/steps.ts';
import type { ScanOptions } from '../scan/options.ts';
import { toSafeJson } from '../syntax/escape.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readFormat } from './key-flags.ts';
import { say } from './say.ts';
import { SCAN_FLAGS, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

export const flags = {
  all: { type: 'boolean', short: 'a', help: 'every finding that hexhound history reports' },
  verify: {
    type: 'boolean',
    help: 'look whether anything is left, of the values in the FILE that the plan has written or of these FINGERPRINTs',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'write the values there (default: hexhound/purge-<date>.txt in the folder .git)',
  },
  repository: { type: 'string', short: 'r', value: 'FOLDER', help: 'in this repository (default: the current folder)' },
  format: { type: 'string', short: 'f', value: 'FORMAT', help: 'terminal (default), json' },
  timeout: { ...SCAN_FLAGS.timeout, help: 'stop the search after this time: the plan is not whole; exit code 2' },
  config: SCAN_FLAGS.config,
  'no-config': { type: 'boolean', help: 'use no configuration' },
} as const satisfies Flags;

type Format = 'terminal' | 'json';
type PurgeFlags = FlagValues<typeof flags>;

/**
 * `hexhound purge`: prints the steps that remove findings from the whole history of a repository, and writes the file of
 * values that git-filter-repo needs. It rewrites nothing itself. With `--verify` it checks whether any value is left.
 *
 * @returns 0 if the plan is made or nothing is left; 1 if something is left; 2 if something could not be read, so that
 *   the plan may be incomplete or the check proves nothing
 * @throws HexhoundError E_USAGE for wrong flags and unknown fingerprints; E_GIT outside a repository; E_SOURCE for a file
 *   that cannot be written
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const format = readFormat(values.format, ['terminal', 'json']);
  const context = await contextOf(values.repository, io);
  const { config, timeout, 'no-config': noConfig } = values;
  const options = { ...toScanOptions(defined({ config, timeout, 'no-config': noConfig }), io), ...context };
  if (values.verify) return verify(format, positionals, await openRepository(context), options, io);
  checkSelection(values, positionals);
  const repository = await openRepository(context);
  const report = await watch(io, false, (watched) =>
    scanHistory({ ...options, ...watched, ...(values.all ? {} : EVERYTHING) }),
  );
  const findings = values.all
    ? report.findings.filter(isInHistory)
    : positionals.map((given) => findOne(given, report));
  if (findings.length === 0) {
    const isWhole = report.errors.length === 0;
    const what = isWhole ? 'there are no findings' : 'nothing was found in what could be looked at';
    io.stdout.write(`Nothing to purge: ${what} in the history.\n`);
    return isWhole ? 0 : reportUnread(report, io);
  }
  return writePlan([...new Set(findings)], report, repository, { ...values, format }, io);
}

/** Runs `hexhound purge --verify FILE|FINGERPRINT...`. @returns the exit code, see `run` */
async function verify(
  format: Format,
  given: readonly string[],
  repository: Repository,
  options: ScanOptions,
  io: Io,
): Promise<number> {
  const check = await watch(io, false, (watched) => checkPurged(given, repository, { ...options, ...watched }, io.cwd));
  const { document } = check;
  io.stdout.write(format === 'json' ? `${toSafeJson(document, 2)}\n` : purgeCheckText(check));
  if (document.leftovers.length + document.findings.length > 0) return 1;
  return document.isClean ? 0 : 2;
}

/** Where git runs. */
async function contextOf(folder: string | undefined, io: Io): Promise<GitContext> {
  if (folder === undefined) return { cwd: io.cwd, env: io.env };
  const cwd = resolve(io.cwd, folder);
  if (!isFolder(cwd)) {
    throw new HexhoundError('E_SOURCE', folder, 'no such folder');
  }
  return contextIn(cwd, io);
}

function checkSelection(values: PurgeFlags, positionals: readonly string[]): void {
  if (values.all && positionals.length > 0) throw new UsageError('takes fingerprints or --all, not both');
  if (values.all) return;
  if (positionals.length === 0) throw new UsageError('takes fingerprints, as hexhound history shows them, or --all');
  // An argument that is not a fingerprint may be a key, so it is not repeated.
  if (!positionals.every(isFingerprint)) {
    throw new UsageError(
      `a fingerprint is of hexadecimal digits, at least its first ${SHORTEST_FINGERPRINT}; a key is never an argument`,
    );
  }
}

async function writePlan(
  findings: readonly Finding[],
  report: Report,
  repository: Repository,
  values: PurgeFlags,
  io: Io,
): Promise<number> {
  const log = new ScanLog();
  const likely = report.findings.filter((finding) => findings.includes(finding) || finding.confidence !== 'low');
  const secrets = [...secretsOf(likely)];
  const plan = await makePlan(findings, repository, secrets, log, await shippingIn(repository, log));
  const date = new Date().toISOString().slice(0, 10);
  const { replacements, strippedBlobs } = plan;
  const needsFile = replacements !== undefined || strippedBlobs.length > 0;
  const path = needsFile ? await choosePurgeFile(values.output, repository, io.cwd, date) : undefined;
  const file = replacements === undefined ? undefined : path;
  if (file !== undefined && replacements !== undefined) writePrivate(file, values.output ?? file, replacements);
  const blobsFile = strippedBlobs.length === 0 || path === undefined ? undefined : `${path}.blobs`;
  if (blobsFile !== undefined) writePrivate(blobsFile, blobsFile, strippedBlobs.map((id) => `${id}\n`).join(''));
  const steps = stepsOf(plan, { file, blobsFile });
  const errors = [...report.errors, ...log.errors];
  const notices = [...new Set([...report.notices, ...log.notices])];
  const document = planDocument({ plan, secrets, steps, file, repository, errors, notices });
  io.stdout.write(values.format === 'json' ? `${toSafeJson(document, 2)}\n` : planText(document));
  return errors.length > 0 ? reportUnread({ errors }, io) : 0;
}

/** Which files are shipped in packages and images. A bare repository has no files. */
async function shippingIn(repository: Repository, log: ScanLog): Promise<Partial<Shipping>> {
  if (repository.root === undefined) return {};
  return shippingOf(projectFacts(await ProjectFiles.open({ ...repository, cwd: repository.root }, () => true, log)));
}

function reportUnread({ errors }: Pick<Report, 'errors'>, io: Io): number {
  const what = errors.length === 1 ? 'an object or file' : `${errors.length} objects or files`;
  say(io, `${what} could not be looked at: the plan may not be whole`);
  return 2;
}
