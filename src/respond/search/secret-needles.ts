import { NeedleSet } from '../../model/needle-set.ts';
import type { Secret } from '../../model/secret.ts';
import { bytesOf, type Form, partsOf, secretForms } from '../../model/secret-forms.ts';

/** Shorter values are found in many places by chance. */
export const SHORTEST_SEARCHED = 8;

/** Of longer forms only the first bytes are searched for: a needle must be shorter than the overlap of two pieces. */
const LONGEST_FORM = 16_384;

/** A header of a PEM block: `DEK-Info: AES-128-CBC,...` (RFC 1421). */
const HEADER = /^[A-Z][\w-]*: /;

/** Searches for secrets in all their forms. The value numbers of the set are positions in the list. */
export function needlesFor(secrets: readonly (Secret | undefined)[]): NeedleSet {
  return new NeedleSet(
    secrets.map((secret) => (secret === undefined ? [] : searchedParts(secret).flatMap(searchedForms))),
  );
}

/**
 * The parts of a secret that are searched for, as byte strings: the whole value, or the lines of a value of several lines
 * that no other secret has. Of a PEM block these are the lines of the body. The first one is left out unless it is the
 * only one, because many keys begin alike (those of OpenSSH differ only in the last characters of that line).
 * @returns nothing for a secret that is too short
 */
export function searchedParts(secret: Secret): string[] {
  return bytesOf(secret.reveal()).flatMap(ownParts);
}

function ownParts(value: string): string[] {
  const parts = partsOf(value);
  const body = parts.length === 1 ? parts : parts.filter((line) => !HEADER.test(line));
  return (body.length === 1 ? body : body.slice(1)).filter(({ length }) => length >= SHORTEST_SEARCHED);
}

/**
 * Searches paths. Each distinct path is searched once: a history repeats them many times.
 * @param toResult makes the result of the numbers of the needles in a path
 */
export function pathSearch<T>(needles: NeedleSet, toResult: (found: readonly number[]) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const result = known.get(path) ?? toResult(needles.findIn(Buffer.from(path)));
    known.set(path, result);
    return result;
  };
}

/** The forms of a part that are searched for. */
export function searchedForms(part: string): Form[] {
  return secretForms(part).map((form) => ({ ...form, bytes: form.bytes.slice(0, LONGEST_FORM) }));
}
