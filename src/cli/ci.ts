import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { Format } from '../report/index.ts';
import type { CiEvent } from '../scan/sources/ci/event.ts';
import { systemOf } from '../scan/sources/ci/systems.ts';
import { openCi } from '../scan/sources/ci.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';
import { say } from './say.ts';
import { scanAndReport } from './scan-command.ts';
import { type AllScanFlags, HISTORY_FLAGS, PATH_FLAGS, SCAN_FLAGS, toOutputOptions } from './scan-flags.ts';

const CI_FLAGS = {
  range: {
    type: 'string',
    value: 'REVISIONS',
    help: 'look at these, such as main..HEAD, or at "all"; by default at what the job is for',
  },
  comment: {
    type: 'boolean',
    help: 'GitHub: keep one comment of the pull request up to date, with the token in GITHUB_TOKEN',
  },
} as const satisfies Flags;

export const flags = { ...CI_FLAGS, ...SCAN_FLAGS, ...PATH_FLAGS, ...HISTORY_FLAGS } as const satisfies Flags;

/**
 * `hexhound ci`: a job of a CI system. It reads what the job is for from the system's variables, so that the line is the same in
 * all of them. On GitHub the findings become annotations and a part of the job's summary without being asked for.
 */
export async function run({ values, positionals, order }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [unexpected] = positionals;
  if (unexpected !== undefined) throw new UsageError('takes no arguments: revisions go behind --range=');
  const range = readRange(values.range);
  const system = systemOf(io.env);
  const isGithub = system.mark === 'GITHUB_ACTIONS';
  const event = await annotated(isGithub, io, async () => system.eventOf(io.env));
  const own = event.isFork ? { ...values, 'no-config': true, 'no-ignore': true } : values;
  const invocation = withUsualFormats({ values: own, positionals, order }, isGithub, io);
  // Its report is one of a history.
  const { report, exitCode } = await scanAndReport(
    'history',
    (_, settings) => annotated(isGithub, io, () => openCi(system, event, range, settings)),
    invocation,
    io,
  );
  if (values.comment === true) say(io, await comment(event, report, io));
  return exitCode;
}

/** On GitHub an error is an annotation, too: without it nobody sees the remedy who does not open the log. */
async function annotated<T>(isGithub: boolean, io: Io, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (isGithub && thrown instanceof HexhoundError) {
      const { errorAnnotation } = await import('../report/github.ts');
      io.stdout.write(errorAnnotation(`${thrown.subject}: ${thrown.message}`));
    }
    throw thrown;
  }
}

/** Revisions from text that may be anybody's: none becomes an option of git. */
function readRange(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const revisions = text.split(/\s+/).filter((revision) => revision !== '');
  if (revisions.length === 0) throw new HexhoundError('E_USAGE', '--range', 'is empty: give revisions, or "all"');
  if (revisions.some((revision) => revision.startsWith('-'))) {
    throw new HexhoundError('E_USAGE', '--range', 'takes revisions such as main..HEAD; one cannot begin with "-"');
  }
  return text.trim() === 'all' ? [] : revisions;
}

/** Adds what nobody has to ask for, unless standard output has a report already. */
function withUsualFormats(
  { values, positionals, order }: Invocation<AllScanFlags>,
  isGithub: boolean,
  io: Io,
): Invocation<AllScanFlags> {
  const isAsked = order.includes('format') || order.includes('output');
  const { outputs } = isAsked ? toOutputOptions(values, order, io) : { outputs: [] };
  const usual: Format[] = [
    ...(outputs.every(({ path }) => path !== undefined)
      ? [isGithub ? ('github' as const) : ('terminal' as const)]
      : []),
    ...(io.env.GITHUB_STEP_SUMMARY && outputs.every(({ format }) => format !== 'summary') ? ['summary' as const] : []),
  ];
  return {
    values: { ...values, format: [...(values.format ?? []), ...usual] },
    positionals,
    order: [...order, ...usual.map(() => 'format')],
  };
}

/** @returns what came of it, as a sentence. It changes nothing about the result of the scan */
async function comment({ pullRequest }: CiEvent, report: Report, { env }: Io): Promise<string> {
  if (pullRequest === undefined) return 'no comment: this job is for no pull request on GitHub';
  const {
    GITHUB_API_URL: api = 'https://api.github.com',
    GITHUB_REPOSITORY: repository = '',
    GITHUB_TOKEN: token,
  } = env;
  if (!token) return 'no comment: GITHUB_TOKEN is not set';
  const [{ updateComment }, { markdown, MARKER }, { Secret }] = await Promise.all([
    import('../respond/comment/pull-request.ts'),
    import('../report/markdown.ts'),
    import('../model/secret.ts'),
  ]);
  const body = [...markdown(report, { showSecrets: false, color: false })].join('');
  const isClear = report.findings.length + report.errors.length === 0;
  const place = { api, repository, pullRequest, token: new Secret(token) };
  const outcome = await updateComment(place, { marker: MARKER, body, isClear }, env);
  if (outcome.state === 'failed') return `no comment: ${outcome.why}`;
  return outcome.state === 'written'
    ? `the comment of pull request ${pullRequest} is up to date`
    : 'no comment is needed';
}
