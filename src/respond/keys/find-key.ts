import type { EnvFile } from '../../files/env-file.ts';
import { UsageError } from '../../model/errors.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { ciAdvice } from './ci.ts';
import { envFileWarnings, readDefaultEnvFile, readNamedEnvFile } from './env-files.ts';
import { type GivenKey, keyFromFile, keyFromStdin, keyFromVariable } from './given-key.ts';
import type { KeyIo } from './key-io.ts';
import { canPrompt, promptSecret } from './prompt.ts';
import { backupVariable, METERED } from './service.ts';

/** Where the user says the key is. */
export interface KeySource {
  /** Undefined: any service. */
  readonly verifier: Verifier | undefined;
  readonly variable: string | undefined;
  readonly envFile: string | undefined;
  readonly isStdin: boolean;
  /** The backup key is meant. */
  readonly isBackup: boolean;
}

/**
 * Finds one key: where the user says; else in the environment, in `.env`, at the terminal or on standard input, in this
 * order.
 * @throws HexhoundError E_USAGE if there is none, and for contradictory options; E_SOURCE for a file that cannot be read
 */
export async function findKey(source: KeySource, io: KeyIo): Promise<GivenKey> {
  const { variable, envFile, isStdin } = source;
  if (isStdin) {
    if (variable !== undefined) throw new UsageError('--env and standard input cannot both give the key');
    if (envFile !== undefined) throw new UsageError('--dotenv and standard input cannot both give the key');
    return (await keyFromStdin(io)) ?? fail('no key: standard input is empty');
  }
  if (envFile !== undefined) return findInNamedFile(source, envFile, io);
  if (variable !== undefined) {
    const given = keyFromVariable(variable, io.env);
    return given ?? fail('no key: the variable that --env names is empty or not set', ciAdvice(variable, io));
  }
  return findAnywhere(source, io);
}

/** The variables that may hold the key, in the order in which they are read. */
function variablesFor(verifier: Verifier | undefined, isBackup: boolean): readonly string[] {
  const verifiers = verifier === undefined ? METERED : [verifier];
  return verifiers.flatMap((each) => (isBackup ? [backupVariable(each)] : each.keyVariables));
}

async function findInNamedFile(source: KeySource, envFile: string, io: KeyIo): Promise<GivenKey> {
  const { variable, verifier, isBackup } = source;
  const file = readNamedEnvFile(envFile, io);
  const names = variable === undefined ? variablesFor(verifier, isBackup) : [variable];
  const given = firstOf(names, (name) => keyFromFile(name, file));
  if (given !== undefined) return warned(given, file, io);
  const which = variable !== undefined ? 'the variable that --env names' : describeVariables(verifier, isBackup);
  throw new UsageError(`no key: the file that --dotenv names does not set ${which}`);
}

async function findAnywhere(source: KeySource, io: KeyIo): Promise<GivenKey> {
  const { verifier, isBackup } = source;
  const names = variablesFor(verifier, isBackup);
  const fromVariable = firstOf(names, (name) => keyFromVariable(name, io.env));
  if (fromVariable !== undefined) return fromVariable;
  const file = readDefaultEnvFile(io);
  const fromFile = firstOf(names, (name) => keyFromFile(name, file));
  if (fromFile !== undefined) {
    io.stderr.write(`using ${escapeForeign(fromFile.source)}\n`);
    return warned(fromFile, file, io);
  }
  if (canPrompt(io)) {
    const secret = await promptSecret(`${verifier?.title ?? 'API'} key (it is not shown): `, io);
    if (secret === undefined) return fail('no key was typed');
    return { secret, source: 'prompt', remarks: [] };
  }
  if (io.stdin.isTTY !== true) {
    const fromStdin = await keyFromStdin(io);
    if (fromStdin !== undefined) return fromStdin;
  }
  return fail(
    `no key in ${describeVariables(verifier, isBackup)} (empty or not set), none in .env and none on standard input. Export the ` +
      'variable, name another one with --env or a file with --dotenv, or pipe the key in',
    ciAdvice(names[0] ?? '', io),
  );
}

/** The variables in words. Without a service, those of the first one: all would be too many. */
function describeVariables(verifier: Verifier | undefined, isBackup: boolean): string {
  const names = variablesFor(verifier ?? METERED[0], isBackup).join(', ');
  return verifier === undefined ? `${names} or a variable of another service` : names;
}

/** A key with warnings about its file. */
async function warned(given: GivenKey, file: EnvFile, context: KeyIo): Promise<GivenKey> {
  return { ...given, remarks: [...given.remarks, ...(await envFileWarnings(file, context))] };
}

function firstOf<T>(names: readonly string[], read: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = read(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fail(message: string, advice: readonly string[] = []): never {
  throw new UsageError([message, ...advice].join('\n'));
}
