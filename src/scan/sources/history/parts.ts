import { headerTextStart, messageStart } from '../../../git/message.ts';
import { KIND } from '../../../git/packs/shared-objects.ts';
import type { PlaceKind } from '../../../model/finding.ts';

/** The parts of objects that are searched, by number. Contents and messages have that of their object's type. */
export const PART = {
  commitMessage: KIND.commit,
  blob: KIND.blob,
  tagMessage: KIND.tag,
  commitHeader: KIND.commit | 8,
  tagHeader: KIND.tag | 8,
} as const;

const HEADERS: Readonly<Record<number, number>> = {
  [KIND.commit]: PART.commitHeader,
  [KIND.tag]: PART.tagHeader,
};

/** The parts of a commit or a tag: each with its number, from where to where. A broken one is all message. */
export function partsOf(
  kind: number,
  bytes: Buffer,
): { readonly part: number; readonly from: number; readonly to: number }[] {
  const start = messageStart(bytes);
  const message = { part: kind, from: start, to: bytes.length };
  return start === 0 ? [message] : [{ part: HEADERS[kind] ?? kind, from: headerTextStart(bytes), to: start }, message];
}

/** Names and addresses in the header of a commit; undefined where something else is in it. */
export function peopleIn(header: string): string | undefined {
  const [, author, committer] = PEOPLE.exec(header) ?? [];
  return author === undefined ? undefined : `${author}\n${committer}`;
}

const PEOPLE = /^author (.*) \d+ [+-]\d+\ncommitter (.*) \d+ [+-]\d+\n\n$/;

const PLACES: Readonly<Record<number, PlaceKind>> = {
  [PART.commitMessage]: 'commit-message',
  [PART.tagMessage]: 'tag-message',
  [PART.commitHeader]: 'commit-header',
  [PART.tagHeader]: 'tag-header',
};

/** What kind of place a part of a commit or tag is. */
export function placeKindOf(part: number): PlaceKind {
  return PLACES[part] ?? 'file';
}

export function isInCommit(part: number): boolean {
  return part === PART.commitMessage || part === PART.commitHeader;
}
