import { extname } from 'node:path';
import type { Flags, FlagValues } from '../cli/flags.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Confidence } from '../model/rule.ts';
import { FORMATS, type Format, formatOf, type Output } from '../report/index.ts';

/** Flags of every command that scans. This table makes the parser, the help, and the table in the README. */
export const SCAN_FLAGS = {
  format: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FORMAT',
    help: `${FORMATS.join(', ')}; may be repeated`,
  },
  output: { type: 'string', short: 'o', multiple: true, value: 'FILE', help: 'write the --format before it to FILE' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration: the scanned repository has no say' },
  baseline: { type: 'string', value: 'FILE', help: 'leave out the findings that FILE lists' },
  'no-ignore': { type: 'boolean', help: 'take no notice of ignore comments, ignore files and baselines' },
  'min-confidence': {
    type: 'string',
    value: 'LEVEL',
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
  include: { type: 'string', multiple: true, value: 'GLOB', help: 'only paths that match; may be repeated' },
  exclude: { type: 'string', multiple: true, value: 'GLOB', help: 'no paths that match; may be repeated' },
  'no-delta': { type: 'boolean', help: 'history: read every object whole, by way of git' },
  'no-cache': { type: 'boolean', help: 'history: look at everything again, and remember nothing' },
  jobs: { type: 'string', short: 'j', value: 'N', help: 'history: threads to use (default: as many as it is worth)' },
  memory: { type: 'string', value: 'SIZE', help: 'history: memory to stay within, such as 1G (default 300M)' },
  'exit-code': { type: 'string', value: 'N', help: 'exit code when there are findings (default 1)' },
  color: { type: 'string', value: 'WHEN', help: 'auto (default), always, never' },
  quiet: { type: 'boolean', short: 'q', help: 'no progress and no remarks on stderr' },
  help: { type: 'boolean', short: 'h', help: 'show this' },
} as const satisfies Flags;

export type ScanFlagValues = FlagValues<typeof SCAN_FLAGS>;

/** Which services are to be asked about the keys that a scan finds. */
export interface VerifyWish {
  /** Names of services; undefined for all. */
  readonly services: readonly string[] | undefined;
  /** Only say what would be asked. */
  readonly dryRun: boolean;
}

/** What a scan was told, after command line, environment and defaults are one. Nothing below reads either again. */
export interface ScanOptions {
  readonly outputs: readonly Output[];
  readonly configFile: string | undefined;
  readonly useConfig: boolean;
  readonly baselineFile: string | undefined;
  readonly honourIgnores: boolean;
  /** Undefined: what the configuration says, else medium. */
  readonly minConfidence: Confidence | undefined;
  /** Undefined: nobody is asked. */
  readonly verify: VerifyWish | undefined;
  readonly showSecrets: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Undefined: what the configuration says, else 1. */
  readonly exitCode: number | undefined;
  /** Read a history by way of git. */
  readonly whole: boolean;
  /** Remember what was looked at in a history, and leave it out the next time. */
  readonly useCache: boolean;
  /** Threads; undefined: as many as it is worth. */
  readonly jobs: number | undefined;
  readonly memoryBytes: number;
  readonly color: boolean;
  readonly quiet: boolean;
}

/** @throws HexhoundError E_USAGE naming the flag */
export function resolveOptions(
  values: ScanFlagValues,
  order: readonly string[],
  stdout: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): ScanOptions {
  return Object.freeze({
    outputs: pairOutputs(values.format ?? [], values.output ?? [], order),
    configFile: values.config,
    useConfig: values['no-config'] !== true,
    baselineFile: values.baseline,
    honourIgnores: values['no-ignore'] !== true,
    minConfidence: values.all ? 'low' : confidenceOf(values['min-confidence']),
    verify: verifyOf(values.verify, values['dry-run'] === true),
    showSecrets: values['show-secrets'] === true,
    include: values.include ?? [],
    exclude: values.exclude ?? [],
    exitCode: exitCodeOf(values['exit-code']),
    whole: values['no-delta'] === true,
    useCache: values['no-cache'] !== true,
    jobs: jobsOf(values.jobs),
    memoryBytes: memoryOf(values.memory),
    color: wantsColor(values.color, stdout, env),
    quiet: values.quiet === true,
  });
}

function verifyOf(flag: boolean | string | undefined, dryRun: boolean): VerifyWish | undefined {
  if (flag === undefined || flag === false) {
    if (dryRun) throw new HexhoundError('E_USAGE', '--dry-run', 'goes with --verify: a scan itself changes nothing');
    return undefined;
  }
  return { services: flag === true ? undefined : flag.split(',').map((name) => name.trim()), dryRun };
}

const EXTENSIONS: Readonly<Record<string, Format>> = { '.json': 'json', '.jsonl': 'jsonl', '.sarif': 'sarif' };

/**
 * Each --output takes the --format that stands before it, or the one its extension names; a --format that none takes
 * goes to standard output, and without any the terminal's does.
 * @param order names of the flags as they were given
 */
function pairOutputs(formats: readonly string[], files: readonly string[], order: readonly string[]): Output[] {
  const outputs: Output[] = [];
  const [nextFormat, nextFile] = [formats.values(), files.values()];
  let waiting: Format | undefined;
  for (const flag of order) {
    if (flag === 'format') {
      if (waiting !== undefined) outputs.push({ format: waiting });
      waiting = formatOf(nextFormat.next().value ?? '');
    } else if (flag === 'output') {
      const path = nextFile.next().value ?? '';
      outputs.push({ format: waiting ?? EXTENSIONS[extname(path)] ?? 'terminal', path });
      waiting = undefined;
    }
  }
  if (waiting !== undefined) outputs.push({ format: waiting });
  return outputs.length === 0 ? [{ format: 'terminal' }] : outputs;
}

function confidenceOf(text: string | undefined): Confidence | undefined {
  if (text === undefined || text === 'high' || text === 'medium' || text === 'low') return text;
  throw new HexhoundError('E_USAGE', '--min-confidence', 'takes high, medium or low');
}

function exitCodeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const code = Number(text);
  if (/^\d+$/.test(text) && code < 256) return code;
  throw new HexhoundError('E_USAGE', '--exit-code', 'takes a number from 0 to 255');
}

function jobsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs > 0 && jobs <= MOST_JOBS) return jobs;
  throw new HexhoundError('E_USAGE', '--jobs', `takes a number from 1 to ${MOST_JOBS}`);
}

const MOST_JOBS = 64;
const DEFAULT_MEMORY = 300 * 1024 ** 2;
/** Node.js alone takes half of it. */
const LEAST_MEMORY = 128 * 1024 ** 2;

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** `300M`, `1.5G`, `1GiB`; a number alone counts megabytes. */
function memoryOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MEMORY;
  const [, number, unit = 'M'] = /^(\d+(?:\.\d+)?) ?(?:([KMG])(?:i?B)?)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit.toUpperCase()] ?? 0);
  if (bytes >= LEAST_MEMORY) return bytes;
  throw new HexhoundError('E_USAGE', '--memory', 'takes a size such as 500M or 2G, 128M at least');
}

/** NO_COLOR and FORCE_COLOR as no-color.org and force-color.org have them; a flag wins over both. */
export function wantsColor(
  when: string | undefined,
  stdout: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (when === 'always' || when === 'never') return when === 'always';
  if (when !== undefined && when !== 'auto')
    throw new HexhoundError('E_USAGE', '--color', 'takes auto, always or never');
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
