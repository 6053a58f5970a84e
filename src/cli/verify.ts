import { type EnvFile, readEnvFile } from '../files/env-file.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Liveness } from '../model/finding.ts';
import { Secret } from '../model/secret.ts';
import { type Asked, Asker } from '../respond/keys/ask.ts';
import { DEFAULT_ENV_FILE, findKey } from '../respond/keys/find-key.ts';
import { type GivenKey, keyFromFile } from '../respond/keys/given-key.ts';
import { type Recognised, recogniseService, SOME_SERVICES } from '../respond/keys/service.ts';
import { troubleshoot } from '../respond/keys/troubleshoot.ts';
import type { Verifier } from '../rules/verifiers/verifier.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';
import { readFormat, readService, readTimeout } from './key-flags.ts';

export const flags = {
  service: {
    type: 'string',
    value: 'NAME',
    help: `whose key it is, where its name and form do not tell: ${SOME_SERVICES}`,
  },
  env: {
    type: 'string',
    value: 'NAME',
    help: 'environment variable that holds the key; with --dotenv one in the file',
  },
  dotenv: { type: 'string', value: 'FILE', help: 'read the key from a .env file' },
  stdin: { type: 'boolean', help: 'read the key from standard input; so does -' },
  backup: { type: 'boolean', help: 'ask about the backup key (CAPTCHAAI_API_KEY_BACKUP)' },
  format: { type: 'string', value: 'FORMAT', help: 'terminal (default) or json' },
  timeout: { type: 'string', value: 'SECONDS', help: 'for the whole call (default 10)' },
} as const satisfies Flags;

export const keyPlace = 'Put it into a variable (--env NAME) or pipe it in (hexhound verify -)';

const EXIT_CODES: Readonly<Record<Liveness, number>> = { active: 0, restricted: 0, inactive: 1, unknown: 2 };

/**
 * `hexhound verify`: is this key alive? Resolves to 0 if it is (active or restricted), 1 if not, 2 if that could not
 * be told, 130 for Ctrl-C at the prompt.
 *
 * The key comes from what a flag names, else from the services' variables, from `.env` in the current folder, from the
 * terminal, from standard input.
 *
 * @throws HexhoundError E_USAGE for wrong flags, a missing key, and a key on the command line; E_CONFIG for an address
 *   that a key must not be sent to; E_SOURCE for a `.env` file that cannot be read
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const isStdin = readPositionals(positionals) || values.stdin === true;
  const wanted = readService(values.service);
  const timeoutMs = readTimeout(values.timeout);
  const format = readFormat(values.format, ['terminal', 'json']);
  const asker = new Asker(io, timeoutMs);

  const given = await findKey(
    {
      verifier: wanted,
      variable: values.env,
      envFile: values.dotenv,
      isStdin,
      isBackup: values.backup === true,
    },
    io,
  );
  const recognised =
    wanted === undefined ? recogniseService(given.secret, given.variable) : { verifier: wanted, isAssumed: false };
  const asked = await asker.ask(recognised.verifier, given);
  const result = resultOf(given, recognised, asked, io);
  io.stdout.write(format === 'json' ? `${JSON.stringify(result)}\n` : render(recognised.verifier, result));
  return EXIT_CODES[asked.verification.status];
}

interface Result {
  readonly service: string;
  /** The service is a guess. */
  readonly assumed?: true;
  readonly status: Liveness;
  readonly key: string;
  readonly source: string;
  readonly balance?: number;
  readonly reason: string;
  /** Absent where nobody was asked. */
  readonly host?: string;
  readonly advice: readonly string[];
}

function resultOf(given: GivenKey, { verifier, isAssumed }: Recognised, asked: Asked, io: Io): Result {
  const { status, balance, reason } = asked.verification;
  return {
    service: verifier.service,
    ...(isAssumed ? { assumed: true } : {}),
    status,
    key: given.secret.mask(),
    source: given.source,
    ...(balance === undefined ? {} : { balance }),
    reason,
    ...(asked.host === undefined ? {} : { host: asked.host }),
    advice: [...given.remarks, ...adviceOn(asked, given, { verifier, isAssumed }, io)],
  };
}

function render({ title }: Verifier, result: Result): string {
  const assumed = result.assumed ? ', assumed to be one' : '';
  const lines = [
    `${title} key ${result.key} (${result.source}${assumed}): ${result.status}`,
    ...(result.balance === undefined ? [] : [`  balance  ${result.balance}`]),
    `  reason   ${result.reason}`,
    ...(result.host === undefined ? [] : [`  asked    ${result.host}`]),
    ...result.advice.map((advice) => `  advice   ${advice}`),
  ];
  return `${lines.join('\n')}\n`;
}

function adviceOn(asked: Asked, given: GivenKey, { verifier, isAssumed }: Recognised, io: Io): string[] {
  const { env } = io;
  const advice = asked.advice === undefined ? [] : [asked.advice];
  const proxy = ['https_proxy', 'HTTPS_PROXY'].find((name) => (env[name] ?? '') !== '');
  if (asked.unreachable === true && proxy !== undefined) {
    advice.push(`${proxy} names a proxy: look at it too, or name the host in NO_PROXY.`);
  }
  if (asked.host !== undefined) advice.push(...troubleshoot(asked, env));
  if (asked.verification.status === 'active' || asked.verification.status === 'restricted') return advice;
  if (isAssumed) {
    advice.push(
      `Neither its name nor its form says whose key it is: if it is not ${verifier.title}'s, name --service.`,
    );
  }
  return asked.verification.status === 'inactive' ? [...advice, ...otherKeys(given, verifier, io)] : advice;
}

/** Keys of the same service that are set elsewhere: one of them may be the right one. */
function otherKeys({ source, variable, secret }: GivenKey, verifier: Verifier, { env, cwd }: Io): string[] {
  const isOther = (value = '') => value.trim() !== '' && !secret.equals(new Secret(value.trim()));
  const others = verifier.keyVariables.filter((name) => name !== source && isOther(env[name]));
  const advice = others.map((name) => `${name} is set too: --env ${name} asks about that one.`);
  const inFile = variable === undefined || variable !== source ? undefined : keyInEnvFile(variable, cwd);
  if (inFile !== undefined && !inFile.secret.equals(secret)) {
    advice.push(
      `.env has another value for ${variable}, and what is exported wins: --dotenv .env asks about that one.`,
    );
  }
  return advice;
}

function keyInEnvFile(variable: string, cwd: string): GivenKey | undefined {
  let file: EnvFile;
  try {
    file = readEnvFile(DEFAULT_ENV_FILE, cwd);
  } catch (thrown) {
    // Nobody asked for this file: that it cannot be read is no answer to the question.
    if (thrown instanceof HexhoundError) return undefined;
    throw thrown;
  }
  return keyFromFile(variable, file);
}

/** True for `-`. Anything else may be a key that was cut short, so it is not repeated. */
function readPositionals(positionals: readonly string[]): boolean {
  if (positionals.some((positional) => positional !== '-')) {
    throw new UsageError('takes no arguments but -; a key is read from a variable or from standard input');
  }
  return positionals.length > 0;
}
