import type { EnvFile } from '../../files/env-file.ts';
import { UsageError } from '../../model/errors.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { ciAdvice } from '../keys/ci.ts';
import { envFileWarnings, readDefaultEnvFile, readNamedEnvFile } from '../keys/env-files.ts';
import { type GivenKey, keyFromFile, keyFromVariable } from '../keys/given-key.ts';
import type { KeyIo } from '../keys/key-io.ts';
import { METERED, recogniseService, variablesOf } from '../keys/service.ts';

/** A key whose balance is checked, with the name of its variable. */
export interface Watched {
  readonly name: string;
  readonly verifier: Verifier;
  readonly given: GivenKey;
}

/** Which keys the user means; undefined where the user did not say. */
export interface WatchedSource {
  /** Of variables. */
  readonly names: readonly string[] | undefined;
  readonly verifier: Verifier | undefined;
  readonly envFile: string | undefined;
}

/**
 * The keys in the named variables, or else in all known variables that are set, in the order of the services. `.env` is
 * read only if the environment has none.
 * @throws HexhoundError E_USAGE if there is none, E_SOURCE for a file that cannot be read
 */
export async function findWatched(source: WatchedSource, io: KeyIo): Promise<Watched[]> {
  const { names, verifier: wanted, envFile } = source;
  if (names !== undefined) return findNamed(names, wanted, envFile, io);
  if (envFile !== undefined) {
    const file = await openEnvFile(envFile, io);
    const watched = findAll(wanted, (name) => keyFromFile(name, file));
    if (watched.length > 0) return watched;
    throw new UsageError(
      'no key: the file that --dotenv names sets no variable of a known service; name one with --env',
    );
  }
  const watched = findAll(wanted, (name) => keyFromVariable(name, io.env));
  if (watched.length > 0) return watched;
  const file = readDefaultEnvFile(io);
  const fromFile = findAll(wanted, (name) => keyFromFile(name, file));
  if (fromFile.length === 0) throw new UsageError(noKey(wanted, io));
  io.stderr.write('using .env\n');
  await warnAbout(file, io);
  return fromFile;
}

async function findNamed(
  names: readonly string[],
  wanted: Verifier | undefined,
  envFile: string | undefined,
  io: KeyIo,
): Promise<Watched[]> {
  const file = envFile === undefined ? undefined : await openEnvFile(envFile, io);
  return [...new Set(names)].map((name) => {
    const given = file === undefined ? keyFromVariable(name, io.env) : keyFromFile(name, file);
    if (given === undefined) {
      const advice = file === undefined ? ciAdvice(name, io) : [];
      throw new UsageError(['no key: a variable that --env names is empty or not set', ...advice].join('\n'));
    }
    if (wanted !== undefined) return { name, verifier: wanted, given };
    const { verifier, isAssumed } = recogniseService(given.secret, name);
    if (isAssumed)
      io.stderr.write(`${escapeForeign(name)}: assumed to be a key of ${verifier.title} (see --service)\n`);
    return { name, verifier, given };
  });
}

function findAll(wanted: Verifier | undefined, read: (name: string) => GivenKey | undefined): Watched[] {
  return (wanted === undefined ? METERED : [wanted]).flatMap((verifier) =>
    variablesOf(verifier).flatMap((name) => {
      const given = read(name);
      return given === undefined ? [] : [{ name, verifier, given }];
    }),
  );
}

/** With warnings about it. */
async function openEnvFile(envFile: string, io: KeyIo): Promise<EnvFile> {
  const file = readNamedEnvFile(envFile, io);
  await warnAbout(file, io);
  return file;
}

async function warnAbout(file: EnvFile, io: KeyIo): Promise<void> {
  for (const warning of await envFileWarnings(file, io)) io.stderr.write(`${escapeForeign(warning)}\n`);
}

function noKey(wanted: Verifier | undefined, io: KeyIo): string {
  const names = (wanted ?? METERED[0])?.keyVariables ?? [];
  const others = wanted === undefined ? ' or a variable of another service' : '';
  const message =
    `no key in ${names.join(', ')}${others} (empty or not set) and none in .env. Export the variable, or name another ` +
    'one with --env or a file with --dotenv';
  return [message, ...ciAdvice(names[0] ?? '', io)].join('\n');
}
