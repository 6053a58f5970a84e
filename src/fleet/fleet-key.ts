import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSmallFile } from '../files/read-file.ts';
import { userFolder } from '../files/user-folders.ts';
import type { Env } from '../model/env.ts';
import { HexhoundError, messageOf } from '../model/errors.ts';
import { keyedFingerprint } from '../model/fingerprint.ts';
import type { Database } from './database.ts';

/** Environment variable with the key of the fleet's fingerprints. */
const VARIABLE = 'HEXHOUND_FLEET_KEY';

const SHORTEST = 32;
const MOST_BYTES = 4096;

/**
 * The key of the fleet's fingerprints: with it alone can anybody test whether a guessed secret is in the fleet. It is in the
 * environment, or in a file of the user that the first run makes; never in the database.
 *
 * @throws HexhoundError E_CONFIG if the fleet has another key, or this machine has none
 */
export async function fleetKey(db: Database, env: Env): Promise<string> {
  const [{ key_check: known = null } = {}] = await db.query<{ key_check: string | null }>(
    'select key_check from hexhound.fleet',
    [],
  );
  const { key, from } = readKey(env, known === null);
  const check = keyedFingerprint('the key of a fleet', key);
  if (known === null) {
    await db.query('update hexhound.fleet set key_check = $1 where key_check is null', [check]);
    return fleetKey(db, env);
  }
  if (known !== check) {
    throw new HexhoundError('E_CONFIG', from, `is not the key of ${db.name}: its findings would be taken for new ones`);
  }
  return key;
}

function readKey(env: Env, isNew: boolean): { key: string; from: string } {
  const given = env[VARIABLE];
  if (given !== undefined && given !== '') return { key: checked(given, VARIABLE), from: VARIABLE };
  const file = keyFile(env);
  const read = readSmallFile(file, MOST_BYTES, 'refused');
  if ('bytes' in read) return { key: checked(Buffer.from(read.bytes).toString('utf8').trim(), file), from: file };
  if (!isNew) {
    const why = `there is no key of this fleet: set ${VARIABLE}, or copy the file from the machine that began it`;
    throw new HexhoundError('E_CONFIG', file, why);
  }
  const key = randomBytes(SHORTEST).toString('hex');
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // A link is made whole, or not at all: nobody reads half a key.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, file);
    } finally {
      rmSync(draft);
    }
  } catch (cause) {
    // Another process that starts at the same time was first.
    if (existsSync(file)) return readKey(env, false);
    throw new HexhoundError('E_CONFIG', file, `the key cannot be written: ${messageOf(cause)}`, { cause });
  }
  return { key, from: file };
}

function checked(key: string, from: string): string {
  if (key.length >= SHORTEST) return key;
  throw new HexhoundError(
    'E_CONFIG',
    from,
    `is too short for a key: ${SHORTEST} characters at least, such as of openssl rand -hex 32`,
  );
}

/** `$XDG_CONFIG_HOME/hexhound/fleet.key` (XDG Base Directory Specification). */
function keyFile(env: Env): string {
  const base = userFolder(env, 'config');
  if (base === undefined)
    throw new HexhoundError('E_CONFIG', VARIABLE, 'is not set, and there is no home folder for a key');
  return join(base, 'fleet.key');
}
