import { type EnvFile, readEnvFile } from '../files/env-file.ts';
import { type PlannedWrite, planWrite, writeEnvFile } from '../files/write-env-file.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import { withoutHookVariables } from '../git/safety.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { masker } from '../model/masking.ts';
import { Secret } from '../model/secret.ts';
import { Asker } from '../respond/keys/ask.ts';
import { DEFAULT_ENV_FILE, envFileWarnings } from '../respond/keys/env-files.ts';
import { type GivenKey, keyFromFile, keyFromStdin, keyFromVariable } from '../respond/keys/given-key.ts';
import { canPrompt, promptSecret } from '../respond/keys/prompt.ts';
import {
  backupVariable,
  METERED,
  primaryVariable,
  rotationPage,
  SERVICES,
  SOME_SERVICES,
  variablesOf,
  verifierOf,
} from '../respond/keys/service.ts';
import { listPlaces } from '../respond/rotate/places-text.ts';
import {
  describeKeys,
  describeNext,
  describePlan,
  isFilled,
  type RotationContext,
  valuesOf,
} from '../respond/rotate/rotate-text.ts';
import { type Change, type Checked, decide, type Keys } from '../respond/rotate/rotation-plan.ts';
import { addRotation, ROTATIONS_FILE, readRotations } from '../respond/rotate/rotations.ts';
import { describeStorePlaces, findStorePlaces } from '../respond/rotate/store-places.ts';
import type { Verifier } from '../rules/verifiers/verifier.ts';
import { holdingOf } from '../scan/file-rules/dotenv-value.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Invocation, Io } from './command.ts';
import { mayDo } from './confirm.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readService, readTimeout } from './key-flags.ts';
import { say } from './say.ts';

export const flags = {
  service: {
    type: 'string',
    value: 'NAME',
    help: `whose keys (default: as the variables in the file say): ${SOME_SERVICES}`,
  },
  dotenv: { type: 'string', value: 'FILE', help: 'the file to change (default .env)' },
  new: { type: 'boolean', help: 'take a new key, from a prompt or standard input; a live old one becomes the backup' },
  force: { type: 'boolean', help: 'replace a primary key that is alive, or of which nothing is known' },
  reason: { type: 'string', value: 'TEXT', help: `what ${ROTATIONS_FILE} says about it` },
  'no-record': { type: 'boolean', help: `do not write the date into ${ROTATIONS_FILE}` },
  yes: { type: 'boolean', short: 'y', help: 'write without asking' },
  'dry-run': { type: 'boolean', short: 'n', help: 'only show what would be written' },
  timeout: { type: 'string', value: 'SECONDS', help: 'for each call (default 10)' },
} as const satisfies Flags;

export const keyPlace = 'Pipe it in or type it at the prompt (hexhound rotate --new)';

/**
 * `hexhound rotate`: asks the service about the primary and the backup key. If the primary key is dead, the live backup
 * key becomes the primary one in `.env`, and the backup variable is emptied. With `--new` a key that is typed or piped in
 * becomes the primary one, and the old one, if it is alive, the backup. Lists where the old key still stands, and records
 * the day.
 *
 * @returns 0 if the key was replaced or is alive; 1 if there is no live key to replace it by; 2 if something is unknown,
 *   or the user refused or could not be asked. With 1 and 2 nothing was written.
 * @throws CancelledError for Ctrl-C at the prompt; HexhoundError E_USAGE for wrong flags and if there is no key; E_CONFIG
 *   for a file that cannot be edited; E_SOURCE for a file that cannot be read or written
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  // An argument may be a key, so it is not repeated.
  if (positionals.length > 0) {
    throw new UsageError('takes no arguments; a new key is read from a prompt or standard input');
  }
  const asker = new Asker(io, readTimeout(values.timeout));
  const context = await readContext(values, io);
  const keys = await checkKeys(context, asker, values.new === true, io);
  const mask = masker(secretsIn(keys, context));
  const print = (text: string) => io.stdout.write(mask(text));
  print(describeKeys(keys, context));

  const decision = decide(keys, values.force === true);
  if ('exitCode' in decision) {
    print(`\n${decision.why}\n`);
    return decision.exitCode;
  }
  const planned = planWrite(context.file, valuesOf(decision, context));
  print(describePlan(decision, keys, context));
  const stores = await storesText(decision, context);
  if (values['dry-run']) {
    print(stores);
    return 0;
  }
  if (!values.yes && !(await mayDo('Write this?', 'written', io))) return 2;
  write(planned, mask(values.reason ?? decision.reason), context, io);
  print(describeNext(decision, keys, context) + stores);
  if (decision.retired !== undefined) await showPlaces(decision.retired, decision.backup, context, mask, io);
  return 0;
}

/** The keys that this is about, and the other secrets in the file: paths, authors and reasons may repeat them. */
function secretsIn({ primary, backup, fresh }: Keys, { file }: RotationContext): Secret[] {
  const others = Object.entries(file.variables).filter(([name, value]) => holdingOf(name, value) !== 'nothing');
  return [
    ...[primary, backup, fresh].flatMap((key) => key?.given.secret ?? []),
    ...others.map(([, value]) => new Secret(value)),
  ];
}

/** Where files take the variables that change from a store, as text. */
async function storesText(change: Change, context: RotationContext): Promise<string> {
  const { folder, repository, env, verifier } = context;
  const changed = Object.keys(valuesOf(change, context));
  const names = variablesOf(verifier).filter((name) => changed.includes(name) || name !== context.backup);
  const places = await findStorePlaces([...new Set([...changed, ...names])], folder, repository, env);
  const text = describeStorePlaces(places);
  return text === '' ? '' : `\n${text.split('\n').map(escapeForeign).join('\n')}\n`;
}

async function showPlaces(
  retired: Secret,
  backup: Secret | undefined,
  context: RotationContext,
  mask: (text: string) => string,
  io: Io,
): Promise<void> {
  const { folder, repository, file, env } = context;
  try {
    const places = await listPlaces(retired, folder, repository, file.path, backup === retired, env, mask);
    for (const { subject, message } of places.errors) say(io, `${subject}: ${message}`);
    io.stdout.write(`\n${places.text}`);
  } catch (thrown) {
    warn(`${file.shown} is written, but where the old key still stands could not be told`, thrown, io);
  }
}

async function readContext(values: FlagValues<typeof flags>, io: Io): Promise<RotationContext> {
  const isPiped = values.new === true && !canPrompt(io);
  if (isPiped && io.stdin.isTTY === true)
    throw new UsageError('--new cannot turn off the echo of this terminal: pipe the key in');
  if (isPiped && !values.yes && !values['dry-run']) {
    throw new UsageError(
      '--new with the key on standard input needs --yes: there is nobody to ask. Nothing was written',
    );
  }
  const file = readEnvFile(values.dotenv ?? DEFAULT_ENV_FILE, io.cwd);
  for (const warning of await envFileWarnings(file, io)) io.stderr.write(`${escapeForeign(warning)}\n`);
  const verifier = readService(values.service) ?? serviceIn(file, io);
  const repository = await openRepositoryIfAny(io);
  const folder = repository?.root ?? io.cwd;
  // A damaged file of rotations stops the command here, before anything is written.
  const isRecorded = values['no-record'] !== true;
  if (isRecorded) readRotations(folder);
  const backup = backupVariable(verifier);
  return {
    env: io.env,
    verifier,
    file,
    primary: primaryIn(file, verifier, backup),
    backup,
    folder,
    repository,
    isRecorded,
  };
}

/** Without git the key is replaced all the same, and only the folder is searched for the old one. */
async function openRepositoryIfAny(io: Io): Promise<Repository | undefined> {
  try {
    return await findRepository({ cwd: io.cwd, env: withoutHookVariables(io.env) });
  } catch (thrown) {
    warn('no history is looked at', thrown, io);
    return undefined;
  }
}

/** Reports an error that does not stop the rotation. */
function warn(what: string, thrown: unknown, io: Io): void {
  if (!(thrown instanceof HexhoundError)) throw thrown;
  say(io, `${what}: ${thrown.subject}: ${thrown.message}`);
}

/** The service whose variables the file sets, else the environment, else CaptchaAI. */
function serviceIn({ variables }: EnvFile, { env }: Io): Verifier {
  const has = (names: Io['env']) => (verifier: Verifier) => variablesOf(verifier).some((name) => isFilled(names[name]));
  const verifier = METERED.find(has(variables)) ?? METERED.find(has(env)) ?? verifierOf('captchaai');
  if (verifier === undefined) throw new UsageError(`--service must be one of ${SERVICES}`);
  return verifier;
}

/** The service's variable that the file sets, else its first one. */
function primaryIn({ variables }: EnvFile, verifier: Verifier, backup: string): string {
  const used = verifier.keyVariables.find((name) => name !== backup && isFilled(variables[name]));
  return used ?? primaryVariable(verifier);
}

/** Asks about each key once. The new key is read first, so that nobody is asked if it is missing. */
async function checkKeys(context: RotationContext, asker: Asker, isNew: boolean, io: Io): Promise<Keys> {
  const { file, verifier } = context;
  const given = (name: string) => keyFromFile(name, file) ?? keyFromVariable(name, io.env);
  const [primary, backup] = [given(context.primary), given(context.backup)];
  const fresh = isNew ? await readNew(verifier, io) : undefined;
  if (primary === undefined && backup === undefined && fresh === undefined) {
    throw new UsageError(
      `no key: neither ${context.primary} nor ${context.backup} is set in ${file.shown} or the environment. ` +
        'hexhound rotate --new takes a new one',
    );
  }
  const check = async (key: GivenKey | undefined): Promise<Checked | undefined> =>
    key === undefined ? undefined : { given: key, asked: await asker.ask(verifier, key) };
  const checked = { primary: await check(primary), backup: await check(backup) };
  const checkedFresh = await check(fresh);
  return checkedFresh === undefined ? checked : { ...checked, fresh: checkedFresh };
}

async function readNew(verifier: Verifier, io: Io): Promise<GivenKey> {
  if (!canPrompt(io)) return (await keyFromStdin(io)) ?? fail('no key: standard input is empty');
  const page = rotationPage(verifier);
  if (page !== undefined) io.stderr.write(`Make a new key at ${page}\n`);
  const secret = await promptSecret(`New ${verifier.title} key (it is not shown): `, io);
  return secret === undefined ? fail('no key was typed: nothing was written') : { secret, source: 'new', remarks: [] };
}

/** @param reason without any key */
function write(planned: PlannedWrite, reason: string, context: RotationContext, io: Io): void {
  const { file, folder, verifier, primary, isRecorded } = context;
  writeEnvFile(planned);
  io.stdout.write(`\nwrote ${escapeForeign(file.shown)}\n`);
  if (!isRecorded) return;
  const date = new Date().toISOString().slice(0, 10);
  try {
    addRotation(folder, { date, service: verifier.service, variable: primary, reason });
    io.stdout.write(`wrote ${ROTATIONS_FILE}\n`);
  } catch (thrown) {
    warn('the key is replaced, but the day is not written down', thrown, io);
  }
}

function fail(message: string): never {
  throw new UsageError(message);
}
