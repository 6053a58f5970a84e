import { isRunCharacter } from './classes';
import { BASE64, KEYWORD, PREFIX, RUN, Result, resultsBegin, resultsEnd } from './results';
import { scan } from './scan';

/*
 * The anchors of an object that a delta made: those of its base where the delta copied, moved along, and for the rest
 * those that a scan finds. The list is the same as that of a scan of the whole object.
 *
 * A copied range is clean where what decides about an anchor that begins there was copied with it: the longest escape
 * before it, the longest keyword behind it, and for base64 the whole run, within reason. Everything else is scanned.
 */

/** An anchor in an object's list, which is sorted like the kernel's results. Positions are relative to the object. */
@unmanaged
class Anchor {
  start: u32;
  end: u32;
  /** Kind in the lower 8 bits, detail above. */
  what: u32;
  /** What the anchor came to (`object-kernel.ts`): number of a record, `NOTHING` or `FRESH`. */
  record: u32;
}

/** A range that a delta copied (delta.ts). */
@unmanaged
class Segment {
  start: u32;
  end: u32;
  base: u32;
}

/** What is to be known about anchors of one kind and detail. */
@unmanaged
class Meaning {
  /** How far before and behind the anchor stands what decides what it comes to. */
  before: u32;
  after: u32;
  /** Bits of `COMES_TO`, `MENTION`, `MARKER`. */
  flags: u32;
  unused: u32;
}

const ANCHOR_SIZE: usize = offsetof<Anchor>();
const SEGMENT_SIZE: usize = offsetof<Segment>();
const MEANING_SIZE: usize = offsetof<Meaning>();

const NOTHING: u32 = 0;
/** Still to be evaluated. */
const FRESH: u32 = 0xffffffff;

/** The anchor can come to something, and is not only there for others. */
const COMES_TO: u32 = 1;
const MENTION: u32 = 2;
const MARKER: u32 = 4;

/** The longest escape. */
const LEFT: usize = 6;
/** The longest keyword; the longest that counts only with what follows it (configure.ts), and what decides that. */
const RIGHT: usize = 80;
/** How far the parts of a run of base64 depend on one another: the longest base64 and a byte. */
const FAR: usize = 0x10001;

const EVERYTHING: u32 = 0xf;

/** What the list of the last object holds. `object-kernel.ts` reads it. */
@unmanaged
class Tally {
  fresh: u32;
  /** Come to something, in this object or one that it was made from. */
  live: u32;
  mentions: u32;
  markers: u32;
  /** Runs by shape. */
  hex32: u32;
  alnum32: u32;
  mixed32: u32;
  unused: u32;
}

const TALLY: Tally = changetype<Tally>(memory.data(offsetof<Tally>(), 16));

/** Meanings: of keywords by id, of prefixes by id, of runs and of base64. */
let keywordMeanings: usize = 0;
let prefixMeanings: usize = 0;
let runMeaning: usize = 0;
let base64Meaning: usize = 0;

/** `at`: an array of meanings, of `keywords` keywords, `prefixes` prefixes, runs, base64. */
export function setMeanings(at: usize, keywords: u32, prefixes: u32): void {
  keywordMeanings = at;
  prefixMeanings = keywordMeanings + <usize>keywords * MEANING_SIZE;
  runMeaning = prefixMeanings + <usize>prefixes * MEANING_SIZE;
  base64Meaning = runMeaning + MEANING_SIZE;
}

export function tally(): usize {
  return changetype<usize>(TALLY);
}

/** Where the next anchor goes, and where there is no more room. */
let next: usize = 0;
let full: usize = 0;

/** The object and its base. */
let object: usize = 0;
let length: usize = 0;
let baseLength: usize = 0;

/**
 * Writes the list of the object's anchors to out..outEnd, and what it holds to the tally. Without segments (`count` 0)
 * everything is scanned. Returns how many there are, or -1 where there is no room for them.
 *
 * @param anchors list of the base, of `anchorCount`
 */
export function derive(
  at: usize,
  size: usize,
  baseSize: usize,
  anchors: usize,
  anchorCount: u32,
  segments: usize,
  count: u32,
  out: usize,
  outEnd: usize,
): i32 {
  object = at;
  length = size;
  baseLength = baseSize;
  next = out;
  full = outEnd;
  memory.fill(changetype<usize>(TALLY), 0, offsetof<Tally>());
  const anchorsEnd = anchors + <usize>anchorCount * ANCHOR_SIZE;
  let dirty: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const segment = changetype<Segment>(segments + <usize>i * SEGMENT_SIZE);
    const from = cleanFrom(segment);
    const to = cleanTo(segment, from);
    if (from >= to) continue;
    if (dirty < from && !scanRange(dirty, from)) return -1;
    if (anchors != anchorsEnd && !inherit(segment, from, to, anchors, anchorsEnd)) return -1;
    dirty = to;
  }
  if (dirty < length && !scanRange(dirty, length)) return -1;
  return <i32>((next - out) / ANCHOR_SIZE);
}

/** Both objects begin with the segment. */
@inline
function isHead(segment: Segment): bool {
  return (segment.start | segment.base) == 0;
}

/** Both objects end with the segment. */
@inline
function isTail(segment: Segment): bool {
  return segment.end == length && segment.base + (segment.end - segment.start) == baseLength;
}

/** From where on anchors that begin in the segment do not depend on what is before it. */
function cleanFrom(segment: Segment): usize {
  if (isHead(segment)) return 0;
  let from = <usize>segment.start + LEFT;
  const limit = min<usize>(segment.end, from + FAR);
  if (from >= limit || !isRunAt(from - 1)) return from;
  while (from < limit && isRunAt(from)) from++;
  return from;
}

/** Up to where they do not depend on what is behind it; not before `from`, behind which a longer look is of no use. */
function cleanTo(segment: Segment, from: usize): usize {
  if (isTail(segment)) return length;
  let to = <usize>segment.end;
  // A run that goes on behind the segment, as a whole.
  let limit = max(from, to > FAR ? to - FAR : 0);
  while (to > limit && isRunAt(to - 1)) to--;
  const keyword = segment.end > RIGHT ? <usize>segment.end - RIGHT : 0;
  if (to <= keyword) return to;
  to = keyword;
  // What begins in the middle of a run depends on what begins before it there.
  limit = max(from, to > FAR ? to - FAR : 0);
  while (to > limit && isRunAt(to - 1)) to--;
  return to;
}

@inline
function isRunAt(position: usize): bool {
  return isRunCharacter(load<u8>(object + position));
}

/** Adds the anchors of the base that begin where from..to was copied from. */
function inherit(segment: Segment, from: usize, to: usize, anchors: usize, anchorsEnd: usize): bool {
  const shift = segment.base - segment.start;
  const head = isHead(segment);
  const tail = isTail(segment);
  let anchor = firstFrom(<u32>from + shift, anchors, anchorsEnd);
  for (const end = <u32>to + shift; anchor < anchorsEnd; anchor += ANCHOR_SIZE) {
    const from = changetype<Anchor>(anchor);
    if (from.start >= end) break;
    if (next + ANCHOR_SIZE > full) return false;
    const to = changetype<Anchor>(next);
    to.start = from.start - shift;
    to.end = from.end - shift;
    to.what = from.what;
    to.record = from.record;
    const meaning = meaningOf(from.what);
    if (meaning.flags & COMES_TO) {
      const isSame =
        (head || to.start >= segment.start + meaning.before) &&
        (tail || <u64>to.end + <u64>meaning.after <= <u64>segment.end);
      if (!isSame) to.record = FRESH;
    }
    count(to, meaning);
    next += ANCHOR_SIZE;
  }
  return true;
}

/** Address of the first anchor that begins at `position` or behind. */
function firstFrom(position: u32, anchors: usize, anchorsEnd: usize): usize {
  let low: usize = 0;
  let high = (anchorsEnd - anchors) / ANCHOR_SIZE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changetype<Anchor>(anchors + middle * ANCHOR_SIZE).start < position) low = middle + 1;
    else high = middle;
  }
  return anchors + low * ANCHOR_SIZE;
}

/** Scans for anchors that begin in from..to. Only base64 depends on what begins before: within one run. */
function scanRange(from: usize, to: usize): bool {
  let start = from;
  const limit = from > FAR ? from - FAR : 0;
  while (start > limit && isRunAt(start - 1)) start--;
  let encodedEnd: usize = 0;
  const end = object + to;
  for (let at = object + start; at < end; ) {
    at = scan(at, end, EVERYTHING);
    const last = resultsEnd();
    for (let result = resultsBegin(); result < last; result += offsetof<Result>()) {
      const found = changetype<Result>(result);
      if (found.kind == BASE64) {
        if (found.end <= encodedEnd) continue;
        encodedEnd = found.end;
      }
      if (found.start < object + from) continue;
      if (next + ANCHOR_SIZE > full) return false;
      const anchor = changetype<Anchor>(next);
      anchor.start = found.start - <u32>object;
      anchor.end = found.end - <u32>object;
      anchor.what = found.kind | (found.detail << 8);
      const meaning = meaningOf(anchor.what);
      anchor.record = meaning.flags & COMES_TO ? FRESH : NOTHING;
      count(anchor, meaning);
      next += ANCHOR_SIZE;
    }
  }
  return true;
}

@inline
function meaningOf(what: u32): Meaning {
  const kind = what & 0xff;
  const detail = <usize>(what >>> 8);
  if (kind == KEYWORD) return changetype<Meaning>(keywordMeanings + detail * MEANING_SIZE);
  if (kind == PREFIX) return changetype<Meaning>(prefixMeanings + detail * MEANING_SIZE);
  return changetype<Meaning>(kind == RUN ? runMeaning : base64Meaning);
}

@inline
function count(anchor: Anchor, meaning: Meaning): void {
  if (anchor.record == FRESH) TALLY.fresh++;
  else if (anchor.record != NOTHING) TALLY.live++;
  if (meaning.flags & MENTION) TALLY.mentions++;
  if (meaning.flags & MARKER) TALLY.markers++;
  if ((anchor.what & 0xff) == RUN) {
    const shape = changetype<usize>(TALLY) + offsetof<Tally>('hex32') + (<usize>(anchor.what >>> 8) << 2);
    store<u32>(shape, load<u32>(shape) + 1);
  }
}
