import { join } from 'node:path';
import { readSmallFile } from '../../files/read-file.ts';
import { writeAtomically } from '../../files/write.ts';
import { HexhoundError } from '../../model/errors.ts';

/** One replacement of a key. It has neither the key nor a hash of it, because the file is committed. */
export interface Rotation {
  /** Day in UTC, `YYYY-MM-DD`. */
  readonly date: string;
  readonly service: string;
  readonly variable: string;
  readonly reason: string;
}

/**
 * Name of the file that records when keys were replaced. It is in the top folder of the repository, beside the
 * configuration, and meant to be committed, so that the whole team, reviewers and CI jobs know.
 */
export const ROTATIONS_FILE = 'hexhound-rotations.json';

const MAX_BYTES = 1024 * 1024;
const VERSION = 1;

/**
 * The rotations that the file in a folder lists, oldest first; none if there is no file.
 * @throws HexhoundError E_CONFIG for a file in another format
 */
export function readRotations(folder: string): readonly Rotation[] {
  const path = join(folder, ROTATIONS_FILE);
  const read = readSmallFile(path, MAX_BYTES, 'followed');
  if ('failure' in read) {
    if (read.failure === 'missing') return [];
    throw damaged('is not a file of rotations');
  }
  let content: unknown;
  try {
    content = JSON.parse(read.bytes.toString('utf8'));
  } catch {
    throw damaged('is not valid JSON');
  }
  const { version, rotations } = objectOf(content);
  if (version !== VERSION || !Array.isArray(rotations))
    throw damaged(`must have version ${VERSION} and a list "rotations"`);
  return rotations.map((each, index) => {
    const { date, service, variable, reason } = objectOf(each);
    const isWhole = isDay(date) && isText(service) && isText(variable) && isText(reason);
    if (!isWhole) throw damaged(`entry ${index + 1} needs a date (YYYY-MM-DD), service, variable and reason`);
    return { date, service, variable, reason };
  });
}

/** Adds a rotation to the file. */
export function addRotation(folder: string, rotation: Rotation): void {
  const rotations = [...readRotations(folder), rotation];
  writeAtomically(join(folder, ROTATIONS_FILE), `${JSON.stringify({ version: VERSION, rotations }, null, 2)}\n`, 0o644);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function damaged(why: string): HexhoundError {
  return new HexhoundError('E_CONFIG', ROTATIONS_FILE, why);
}
