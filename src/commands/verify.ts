import { HexhoundError } from '../errors.ts';
import type { Liveness } from '../findings/finding.ts';
import { Secret } from '../findings/secret.ts';
import { refusal } from '../verify/call.ts';
import { endpointFor } from '../verify/endpoint.ts';
import { DEFAULT_TIMEOUT_MS, verifyOptionsFrom } from '../verify/options.ts';
import { VERIFIERS } from '../verify/services.ts';
import type { Judgement, Verifier } from '../verify/verifier.ts';
import { callPatiently } from '../verify/verify.ts';
import { type Flags, type FlagValues, type Io, parseFlags } from './command.ts';

const SERVICES = VERIFIERS.map(({ service }) => service).join(', ');

export const flags = {
  service: { type: 'string', value: 'NAME', help: `whose key it is (default captchaai): ${SERVICES}` },
  env: { type: 'string', value: 'NAME', help: 'environment variable that holds the key' },
  stdin: { type: 'boolean', help: 'read the key from standard input; so does -' },
  format: { type: 'string', value: 'FORMAT', help: 'terminal (default) or json' },
  timeout: { type: 'string', value: 'SECONDS', help: 'for the whole call (default 10)' },
} as const satisfies Flags;

const EXIT_CODES: Readonly<Record<Liveness, number>> = { active: 0, restricted: 0, inactive: 1, unknown: 2 };

/** A key and where it was: the name of a variable, or `standard input`. */
interface Given {
  readonly secret: Secret;
  readonly source: string;
  /** What the user should know about how the key was given. */
  readonly remarks: readonly string[];
}

/**
 * `hexhound verify`: is this key alive? Resolves to 0 if it is (active or restricted), 1 if not, 2 if that could not
 * be told.
 *
 * @throws HexhoundError E_USAGE for wrong flags, a missing key, and a key on the command line; E_CONFIG for an address
 *   that a key must not be sent to
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  refuseKeys(args);
  const { values, positionals } = parseFlags('verify', args, flags);
  const fromStdin = readPositionals(positionals) || values.stdin === true;
  const verifier = readService(values.service);
  const timeoutMs = readTimeout(values.timeout);
  const json = readFormat(values.format) === 'json';
  const { baseUrls } = verifyOptionsFrom(io.env);
  const endpoint = endpointFor(verifier, baseUrls);

  const given = await readKey(verifier, values, fromStdin, io);
  let judged = refusal(verifier, given.secret);
  const asked = judged === undefined;
  if (judged === undefined) {
    io.stderr.write(`asking ${endpoint.host} about one ${verifier.title} key\n`);
    judged = await callPatiently(verifier, given.secret, endpoint, { timeoutMs, env: io.env });
  }

  const { status, balance, reason } = judged.verification;
  const result = {
    service: verifier.service,
    status,
    key: given.secret.mask(),
    source: given.source,
    ...(balance === undefined ? {} : { balance }),
    reason,
    ...(asked ? { host: endpoint.host } : {}),
    advice: adviceOn(judged, verifier, given, io.env),
  };
  io.stdout.write(json ? `${JSON.stringify(result)}\n` : render(verifier, result));
  return EXIT_CODES[status];
}

function render(
  { title }: Verifier,
  result: Readonly<Record<'status' | 'key' | 'source' | 'reason', string>> & {
    readonly balance?: number;
    readonly host?: string;
    readonly advice: readonly string[];
  },
): string {
  const lines = [
    `${title} key ${result.key} (${result.source}): ${result.status}`,
    ...(result.balance === undefined ? [] : [`  balance  ${result.balance}`]),
    `  reason   ${result.reason}`,
    ...(result.host === undefined ? [] : [`  asked    ${result.host}`]),
    ...result.advice.map((advice) => `  advice   ${advice}`),
  ];
  return `${lines.join('\n')}\n`;
}

function adviceOn(judged: Judgement, verifier: Verifier, given: Given, env: Io['env']): string[] {
  const advice = [...given.remarks];
  if (judged.advice !== undefined) advice.push(judged.advice);
  const proxied = (env.HTTPS_PROXY ?? env.https_proxy ?? '') !== '' && env.NODE_USE_ENV_PROXY !== '1';
  if (judged.unreachable === true && proxied) {
    advice.push('HTTPS_PROXY is used only with NODE_USE_ENV_PROXY=1 and Node.js 22.21, 24 or newer.');
  }
  if (EXIT_CODES[judged.verification.status] === 1) {
    const others = verifier.keyVariables.filter((name) => name !== given.source && (env[name] ?? '').trim() !== '');
    advice.push(...others.map((name) => `${name} is set too: --env ${name} asks about that one.`));
  }
  return advice;
}

/** What a process is started with is shown to every user of the machine and kept in the shell's history. */
function refuseKeys(args: readonly string[]): void {
  if (args.some((arg) => /[A-Za-z0-9]{32}/.test(arg))) {
    throw usage(
      'a key must not be given on the command line, where other users and the shell history see it. ' +
        'Put it into a variable (--env NAME) or pipe it in (hexhound verify -); this one should be replaced',
    );
  }
}

/** True for `-`. Anything else may be a key that was cut short, so it is not repeated. */
function readPositionals(positionals: readonly string[]): boolean {
  if (positionals.some((positional) => positional !== '-')) {
    throw usage('takes no arguments but -; a key is read from a variable or from standard input');
  }
  return positionals.length > 0;
}

function readService(service = 'captchaai'): Verifier {
  const verifier = VERIFIERS.find((candidate) => candidate.service === service);
  if (verifier === undefined) throw usage(`--service must be one of ${SERVICES}`);
  return verifier;
}

function readFormat(format = 'terminal'): string {
  if (format !== 'terminal' && format !== 'json') throw usage('--format must be terminal or json');
  return format;
}

function readTimeout(seconds: string | undefined): number {
  if (seconds === undefined) return DEFAULT_TIMEOUT_MS;
  const value = Number(seconds);
  if (!(value >= 0.001 && value <= 600)) throw usage('--timeout must be a number of seconds up to 600');
  return Math.round(value * 1000);
}

async function readKey(
  verifier: Verifier,
  values: FlagValues<typeof flags>,
  fromStdin: boolean,
  io: Io,
): Promise<Given> {
  if (fromStdin) {
    if (values.env !== undefined) throw usage('--env and standard input cannot both give the key');
    const given = await readStdin(io);
    if (given === undefined) throw usage('no key: standard input is empty');
    return given;
  }
  if (values.env !== undefined) {
    const given = readVariable(values.env, io.env);
    if (given === undefined) throw usage('no key: the variable that --env names is empty or not set');
    return given;
  }
  for (const name of verifier.keyVariables) {
    const given = readVariable(name, io.env);
    if (given !== undefined) return given;
  }
  const given = io.stdin.isTTY === true ? undefined : await readStdin(io);
  if (given === undefined) {
    throw usage(
      `no key in ${verifier.keyVariables.join(', ')} (empty or not set) and none on standard input. A .env file is not ` +
        'read: export the variable, name another one with --env, or pipe the key in',
    );
  }
  return given;
}

function readVariable(name: string, env: Io['env']): Given | undefined {
  const value = env[name];
  if (value === undefined || value.trim() === '') return undefined;
  const padded = value !== value.trim();
  return {
    secret: new Secret(value.trim()),
    source: name,
    remarks: padded ? ['There is white space around the key in the variable; other programs may send it along.'] : [],
  };
}

/** More is no key, and not worth waiting for. */
const MAX_STDIN_CHARACTERS = 4096;

async function readStdin({ stdin, stderr }: Io): Promise<Given | undefined> {
  stderr.write('reading the key from standard input\n');
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.length > MAX_STDIN_CHARACTERS) throw usage('standard input is too long to be one key');
  }
  text = text.trim();
  if (text === '') return undefined;
  if (/[\r\n]/.test(text)) throw usage('standard input has more than one line; it must be one key');
  return { secret: new Secret(text), source: 'standard input', remarks: [] };
}

function usage(message: string): HexhoundError {
  return new HexhoundError('E_USAGE', 'verify', message);
}
