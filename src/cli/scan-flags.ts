import { basename, extname } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import type { Confidence } from '../model/rule.ts';
import { FORMATS, type Format, formatOf, type Output } from '../report/index.ts';
import { MAX_JOBS, MIN_MEMORY_BYTES, type ScanOptions } from '../scan/options.ts';
import { wantsColor } from './color.ts';
import type { Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';

/** Flags of the commands that scan, for the parser, the help and the table in the README. */
export const SCAN_FLAGS = {
  format: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FORMAT[=FILE]',
    choices: FORMATS,
    help: `${FORMATS.join(', ')}; may be repeated, all but one with a file`,
  },
  output: { type: 'string', short: 'o', multiple: true, value: 'FILE', help: 'write the --format before it to FILE' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration: the scanned repository has no say' },
  baseline: { type: 'string', value: 'FILE', help: 'leave out the findings that FILE lists' },
  'no-ignore': { type: 'boolean', help: 'take no notice of ignore comments, ignore files and baselines' },
  'min-confidence': {
    type: 'string',
    value: 'LEVEL',
    choices: ['high', 'medium', 'low'],
    help: 'report from this confidence on: high, medium (default), low',
  },
  all: { type: 'boolean', short: 'a', help: 'report everything: --min-confidence low' },
  verify: {
    type: 'optional',
    value: '[=SERVICE,...]',
    help: 'ask the services, or only these, whether the keys are alive; says first which hosts it calls',
  },
  'dry-run': { type: 'boolean', help: 'with --verify: only say which hosts would be asked about how many keys' },
  'show-secrets': { type: 'boolean', help: 'print secrets in the clear' },
  'exit-code': { type: 'string', value: 'N', help: 'exit code when there are findings (default 1)' },
  timeout: {
    type: 'string',
    value: 'DURATION',
    help: 'stop after this time, such as 90s or 10m, and report what was found; exit code 2',
  },
  'file-timeout': { type: 'string', value: 'DURATION', help: 'give up a file that takes longer (default 30s)' },
  strict: { type: 'boolean', help: 'end with 2 if anything was left out: archives that cannot be opened, submodules' },
  color: {
    type: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'auto (default), always, never',
  },
  quiet: { type: 'boolean', short: 'q', help: 'no progress and no remarks on stderr' },
} as const satisfies Flags;

/** Flags of the commands whose findings have paths. */
export const PATH_FLAGS = {
  include: { type: 'string', multiple: true, value: 'GLOB', help: 'only paths that match; may be repeated' },
  exclude: { type: 'string', multiple: true, value: 'GLOB', help: 'no paths that match; may be repeated' },
} as const satisfies Flags;

/** Flags of `hexhound history`. */
export const HISTORY_FLAGS = {
  submodules: { type: 'boolean', help: 'look at the histories of submodules, too' },
  'no-delta': { type: 'boolean', help: 'read every object whole, by way of git' },
  'no-cache': { type: 'boolean', help: 'look at everything again, and remember nothing' },
  jobs: { type: 'string', short: 'j', value: 'N', help: 'threads to use (default: as many as it is worth)' },
  memory: { type: 'string', value: 'SIZE', help: 'memory to stay within, such as 1G (default 300M)' },
} as const satisfies Flags;

/** All flags of scans. For a command without some of them, those are never set. */
export type AllScanFlags = typeof SCAN_FLAGS & typeof PATH_FLAGS & typeof HISTORY_FLAGS;

/**
 * The options of a scan from its flags. Without a flag its option has the default.
 * @throws HexhoundError E_USAGE naming the flag
 */
export function toScanOptions(
  values: Omit<FlagValues<AllScanFlags>, 'format' | 'output' | 'color' | 'quiet' | 'exit-code' | 'show-secrets'>,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): ScanOptions {
  const dryRun = values['dry-run'] === true;
  const verify = toServices(values.verify);
  if (dryRun && verify === false) {
    throw new HexhoundError('E_USAGE', '--dry-run', 'goes with --verify: a scan itself changes nothing');
  }
  return {
    cwd,
    env,
    config: values['no-config'] ? false : values.config,
    baseline: values.baseline,
    applyIgnores: values['no-ignore'] !== true,
    minConfidence: values.all ? 'low' : toConfidence(values['min-confidence']),
    verify,
    strict: values.strict === true,
    dryRun,
    include: values.include,
    exclude: values.exclude,
    submodules: values.submodules === true,
    useDeltas: values['no-delta'] !== true,
    useCache: values['no-cache'] !== true,
    jobs: toJobs(values.jobs),
    memoryBytes: toBytes(values.memory, '--memory', MIN_MEMORY_BYTES),
    timeoutMs: toMilliseconds(values.timeout, '--timeout'),
    fileTimeoutMs: toMilliseconds(values['file-timeout'], '--file-timeout'),
  };
}

/** Where and how reports are written. */
export interface OutputOptions {
  readonly outputs: readonly Output[];
  readonly showSecrets: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  /** Undefined: the configuration decides, else it is 1. */
  readonly exitCode: number | undefined;
}

/** @param order names of the flags as they were given @throws HexhoundError E_USAGE naming the flag */
export function toOutputOptions(
  values: FlagValues<typeof SCAN_FLAGS>,
  order: readonly string[],
  io: Pick<Io, 'stdout' | 'env'>,
): OutputOptions {
  return {
    outputs: pairOutputs(values.format ?? [], values.output ?? [], order).map((output) =>
      withSummaryFile(output, io.env),
    ),
    showSecrets: values['show-secrets'] === true,
    color: wantsColor(values.color, io),
    quiet: values.quiet === true,
    exitCode: toExitCode(values['exit-code']),
  };
}

function toServices(flag: boolean | string | undefined): boolean | readonly string[] {
  return typeof flag === 'string' ? flag.split(',').map((name) => name.trim()) : flag === true;
}

/** By what a file is called: the names that GitLab's documentation uses, else extensions. */
const BY_NAME: Readonly<Record<string, Format>> = {
  'gl-secret-detection-report.json': 'gitlab',
  'gl-code-quality-report.json': 'gitlab-codequality',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.sarif': 'sarif',
  '.csv': 'csv',
  '.md': 'markdown',
  '.xml': 'junit',
  '.html': 'html',
};

function formatOfFile(path: string): Format {
  return BY_NAME[basename(path)] ?? BY_NAME[extname(path)] ?? 'terminal';
}

/**
 * A --format has its file behind it (`sarif=results.sarif`), in the --output after it, or goes to standard output. An --output
 * without a --format before it has the format that its name says, else the terminal's. Without flags the terminal's report goes
 * to standard output.
 */
function pairOutputs(formats: readonly string[], files: readonly string[], order: readonly string[]): Output[] {
  const outputs: Output[] = [];
  const [nextFormat, nextFile] = [formats.values(), files.values()];
  let pending: Format | undefined;
  const endPending = () => {
    if (pending !== undefined) outputs.push({ format: pending });
    pending = undefined;
  };
  for (const flag of order) {
    if (flag === 'format') {
      endPending();
      const output = readFormat(nextFormat.next().value ?? '');
      if (output.path === undefined) pending = output.format;
      else outputs.push(output);
    } else if (flag === 'output') {
      const path = nextFile.next().value ?? '';
      outputs.push({ format: pending ?? formatOfFile(path), path });
      pending = undefined;
    }
  }
  endPending();
  return outputs.length === 0 ? [{ format: 'terminal' }] : outputs;
}

/** Reads `sarif` or `sarif=results.sarif`. */
function readFormat(text: string): Output {
  const at = text.indexOf('=');
  if (at < 0) return { format: formatOf(text) };
  const [format, path] = [formatOf(text.slice(0, at)), text.slice(at + 1)];
  if (path === '') throw new HexhoundError('E_USAGE', `--format ${format}=`, 'there is no name of a file behind it');
  return { format, path };
}

/** The summary of a job on GitHub is a file that all commands of a step add to; elsewhere it goes to standard output. */
function withSummaryFile(output: Output, env: Io['env']): Output {
  const { GITHUB_STEP_SUMMARY: path = '' } = env;
  return output.format === 'summary' && output.path === undefined && path !== ''
    ? { format: 'summary', path, append: true }
    : output;
}

function toConfidence(text: string | undefined): Confidence | undefined {
  if (text === undefined || text === 'high' || text === 'medium' || text === 'low') return text;
  throw new HexhoundError('E_USAGE', '--min-confidence', 'takes high, medium or low');
}

function toExitCode(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const code = Number(text);
  if (/^\d+$/.test(text) && code < 256) return code;
  throw new HexhoundError('E_USAGE', '--exit-code', 'takes a number from 0 to 255');
}

/** @throws HexhoundError E_USAGE */
export function toJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs > 0 && jobs <= MAX_JOBS) return jobs;
  throw new HexhoundError('E_USAGE', '--jobs', `takes a number from 1 to ${MAX_JOBS}`);
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Reads `90s`, `10m`, `1.5h` or `500ms`; a number without a unit is in seconds. @throws HexhoundError E_USAGE naming the flag */
export function toMilliseconds(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Math.round(Number(number) * (SECONDS[unit] ?? 0) * 1000);
  if (milliseconds > 0) return milliseconds;
  throw new HexhoundError('E_USAGE', flag, 'takes a time such as 90s, 10m or 1h');
}

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/**
 * Reads `300M`, `1.5G` or `1GiB`; a number without a unit is in megabytes.
 * @param least in bytes
 * @throws HexhoundError E_USAGE naming the flag
 */
export function toBytes(text: string | undefined, flag: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = 'M'] = /^(\d+(?:\.\d+)?) ?(?:([KMG])(?:i?B)?)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit.toUpperCase()] ?? 0);
  if (bytes >= least) return bytes;
  const atLeast = least === 0 ? '' : `, ${least / 1024 ** 2}M at least`;
  throw new HexhoundError('E_USAGE', flag, `takes a size such as 500M or 2G${atLeast}`);
}
