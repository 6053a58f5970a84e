import { type EnvFile, readEnvFile } from '../files/env-file.ts';
import { defined } from '../model/defined.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Liveness } from '../model/finding.ts';
import { Secret } from '../model/secret.ts';
import { type Asked, Asker } from '../respond/keys/ask.ts';
import { DEFAULT_ENV_FILE } from '../respond/keys/env-files.ts';
import { findKey } from '../respond/keys/find-key.ts';
import { type GivenKey, keyFromFile } from '../respond/keys/given-key.ts';
import { type Recognised, recogniseService, rotationPage, SOME_SERVICES } from '../respond/keys/service.ts';
import { troubleshoot } from '../respond/keys/troubleshoot.ts';
import type { Verifier } from '../rules/verifiers/verifier.ts';
import { escapeForeign, toSafeJson } from '../syntax/escape.ts';
import { wrap } from '../syntax/wrap.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';
import { readDash, readFormat, readService, readTimeout } from './key-flags.ts';
import { widthOf } from './width.ts';

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
 * `hexhound verify`: asks a service whether a key is alive. The key comes from the first of these that has one: the source
 * that a flag names, the services' variables, `.env` in the current folder, the terminal, standard input.
 *
 * @returns 0 if the key is alive (active or restricted), 1 if not, 2 if that is unknown
 * @throws CancelledError for Ctrl-C at the prompt; HexhoundError E_USAGE for wrong flags, a missing key, and a key on the
 *   command line; E_CONFIG for an address that a key must not be sent to; E_SOURCE for a `.env` file that cannot be read
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const isStdin =
    readDash(positionals, 'a key is read from a variable or from standard input') || values.stdin === true;
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
  io.stdout.write(
    format === 'json' ? `${toSafeJson(result)}\n` : render(recognised.verifier, result, widthOf(io.stdout)),
  );
  return EXIT_CODES[asked.verification.status];
}

interface Result {
  readonly service: string;
  /** Set if the service is a guess. */
  readonly assumed?: true;
  readonly status: Liveness;
  readonly key: string;
  readonly source: string;
  readonly balance?: number;
  readonly reason: string;
  /** Absent if the service was not asked. */
  readonly host?: string;
  readonly advice: readonly string[];
}

function resultOf(given: GivenKey, { verifier, isAssumed }: Recognised, asked: Asked, io: Io): Result {
  const { status, balance, reason } = asked.verification;
  return defined({
    service: verifier.service,
    assumed: isAssumed ? true : undefined,
    status,
    key: given.secret.mask(),
    source: given.source,
    balance,
    reason,
    host: asked.host,
    advice: [...given.remarks, ...adviceOn(asked, given, { verifier, isAssumed }, io)],
  });
}

function render({ title }: Verifier, result: Result, width: number | undefined): string {
  const assumed = result.assumed ? ', assumed to be one' : '';
  const lines = [
    `${title} key ${result.key} (${result.source}${assumed}): ${result.status}`,
    ...(result.balance === undefined ? [] : [`  balance  ${result.balance}`]),
    `  reason   ${result.reason}`,
    ...(result.host === undefined ? [] : [`  asked    ${result.host}`]),
    ...result.advice.map((advice) => `  advice   ${advice}`),
  ];
  const indent = ' '.repeat('  advice   '.length);
  return lines.flatMap((line) => wrap(escapeForeign(line), width, indent).map((text) => `${text}\n`)).join('');
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
  if (asked.verification.status !== 'inactive') return advice;
  const page = asked.host === undefined ? undefined : rotationPage(verifier);
  return [...advice, ...(page === undefined ? [] : [`Another key: ${page}`]), ...otherKeys(given, verifier, io)];
}

/** Advice about keys of the same service in other places: one of them may be the right one. */
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
    // The user did not name this file, so it is no error if it cannot be read.
    if (thrown instanceof HexhoundError) return undefined;
    throw thrown;
  }
  return keyFromFile(variable, file);
}
