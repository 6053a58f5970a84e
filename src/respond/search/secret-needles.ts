import { NeedleSet } from '../../model/needle-set.ts';
import type { Secret } from '../../model/secret.ts';
import { bytesOf, type Form, partsOf, secretForms } from '../../model/secret-forms.ts';

/** Shorter values stand everywhere by chance. */
export const SHORTEST_SEARCHED = 8;

/** Longer forms are found by their first bytes: two pieces of a large object share no more than some of each other. */
const LONGEST_FORM = 16_384;

/** A header of a block in PEM: `DEK-Info: AES-128-CBC,...` (RFC 1421). */
const HEADER = /^[A-Z][\w-]*: /;

/** Finds secrets in all their forms; each has the position that it has in the list. */
export function needlesFor(secrets: readonly (Secret | undefined)[]): NeedleSet {
  return new NeedleSet(
    secrets.map((secret) => (secret === undefined ? [] : searchedParts(secret).flatMap(searchedForms))),
  );
}

/**
 * What is looked for of a secret, as bytes: the value, or of one with several lines those that are its own. Of a block
 * in PEM that is the body without its first line, which many keys have in common (OpenSSH's are the same but for the
 * last characters), unless there is no other.
 * @returns empty where nothing of it is long enough
 */
export function searchedParts(secret: Secret): string[] {
  return bytesOf(secret.reveal()).flatMap(ownParts);
}

function ownParts(value: string): string[] {
  const parts = partsOf(value);
  const body = parts.length === 1 ? parts : parts.filter((line) => !HEADER.test(line));
  return (body.length === 1 ? body : body.slice(1)).filter(({ length }) => length >= SHORTEST_SEARCHED);
}

/** The forms of a part, as far as they are looked for. */
export function searchedForms(part: string): Form[] {
  return secretForms(part).map((form) => ({ ...form, bytes: form.bytes.slice(0, LONGEST_FORM) }));
}
