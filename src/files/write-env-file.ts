import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { setVariables } from './edit-env.ts';
import { decodeEnv, type EnvFile, envFileError, readEnvFile } from './env-file.ts';

/** Only its owner can read and write it. */
const PRIVATE = 0o600;

/** The new text of a file, made and checked before anything is written. */
export interface PlannedWrite {
  readonly file: EnvFile;
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Prepares to set variables. Nothing is written yet.
 * @throws HexhoundError E_CONFIG where the file cannot be edited without changing something else, E_SOURCE where it
 *   cannot be written
 */
export function planWrite(file: EnvFile, values: Readonly<Record<string, string>>): PlannedWrite {
  const text = setVariables(file.bytes === undefined ? '' : decodeEnv(file.shown, file.bytes), values);
  if (text === undefined) {
    throw new HexhoundError(
      'E_CONFIG',
      file.shown,
      `${Object.keys(values).join(' and ')} cannot be set without changing what else the file means: it has a line ` +
        'that is neither NAME=value nor a comment, or a quote that is not closed. Nothing was written',
    );
  }
  if (file.link !== undefined) {
    const why = `${file.link} is a symbolic link of the repository, which may lead anywhere: name the file itself`;
    throw new HexhoundError('E_SOURCE', file.shown, `${why}. Nothing was written`);
  }
  if (file.bytes === undefined && lstatSync(file.path, { throwIfNoEntry: false }) !== undefined) {
    throw new HexhoundError('E_SOURCE', file.shown, 'is a symbolic link that leads nowhere: nothing was written');
  }
  try {
    if (file.bytes !== undefined) accessSync(file.path, constants.W_OK);
    accessSync(dirname(file.path), constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw envFileError(file.shown, 'cannot be written, and nothing was', thrown);
  }
  return { file, text, values };
}

/**
 * Writes the file atomically: to a temporary file beside it, which is flushed to the disk and renamed. Afterwards only its
 * owner can read it, whoever could before; the owner stays the same. Synchronous, so that no signal handler runs in between.
 *
 * @throws HexhoundError E_SOURCE when it cannot be written, belongs to somebody else, or has changed since it was read;
 *   it is as it was then
 */
export function writeEnvFile({ file, text, values }: PlannedWrite): void {
  const bytes = Buffer.from(text);
  // Ignore files list `.env.*`: if the machine stops here, git does not add the file.
  const temporary = join(dirname(file.path), `${basename(file.path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFlushed(temporary, bytes, file);
    const { bytes: current } = readEnvFile(file.path, '/');
    if (!same(current, file.bytes)) {
      throw new HexhoundError('E_SOURCE', file.shown, 'has changed meanwhile: nothing was written');
    }
    renameSync(temporary, file.path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    if (thrown instanceof HexhoundError) throw thrown;
    throw envFileError(file.shown, 'cannot be written, and nothing was', thrown);
  }
  flushFolder(dirname(file.path));
  checkWritten(file, values);
}

function writeFlushed(temporary: string, bytes: Buffer, { shown, stat }: EnvFile): void {
  const descriptor = openSync(temporary, 'wx', PRIVATE);
  try {
    fchmodSync(descriptor, PRIVATE);
    const own = fstatSync(descriptor);
    if (stat !== undefined && stat.uid !== own.uid) changeOwner(descriptor, stat, shown);
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Only the owner must stay the same: the group has no rights. */
function changeOwner(descriptor: number, { uid, gid }: Pick<Stats, 'uid' | 'gid'>, shown: string): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch (cause) {
    throw new HexhoundError('E_SOURCE', shown, 'belongs to another user: nothing was written', { cause });
  }
}

/** Makes the new name survive a power failure. Not every file system can do that. */
function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {}
}

function checkWritten(file: EnvFile, values: Readonly<Record<string, string>>): void {
  const written = readEnvFile(file.path, '/').variables;
  const wrong = Object.entries(values).find(([name, value]) => written[name] !== value);
  if (wrong === undefined) return;
  throw new HexhoundError('E_SOURCE', file.shown, `was written, but ${wrong[0]} reads differently: look at the file`);
}

function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
