import { isRunCharacter } from './classes';
import { BASE64, KEYWORD, PACKED, PREFIX, RUN, Result, resultsBegin, resultsEnd } from './results';
import { scan } from './scan';
import { SEGMENT_SIZE, Segment } from './segment';

/*
 * The anchors of an object that a delta made: in copied ranges those of the base, at their new positions, and for the rest
 * those that a scan finds. The list is the same as that of a scan of the whole object.
 *
 * A part of a copied range is clean where all bytes that decide about an anchor were copied with it: the longest escape
 * before it, the longest keyword behind it, and for base64 the whole run, within reason. Everything else is scanned.
 */

/** An anchor in an object's list, which is sorted like the kernel's results. Positions are relative to the object. */
@unmanaged
class Anchor {
  start: u32;
  end: u32;
  /** Kind in the lower 8 bits, detail above. */
  kindAndDetail: u32;
  /** The number of the anchor's outcome (`object-kernel.ts`), NO_OUTCOME or PENDING. */
  outcome: u32;
}

/** What anchors of one kind and detail are for (`object-kernel.ts`). */
@unmanaged
class Role {
  /** How many bytes before and behind the anchor its outcome depends on. */
  before: u32;
  after: u32;
  /** CAN_MATCH, MENTION, MARKER. */
  flags: u32;
  unused: u32;
}

const ANCHOR_SIZE: usize = offsetof<Anchor>();
const ROLE_SIZE: usize = offsetof<Role>();

const NO_OUTCOME: u32 = 0;
/** Still to be evaluated. */
const PENDING: u32 = 0xffffffff;

/** Flags of a role. */
const CAN_MATCH: u32 = 1;
const MENTION: u32 = 2;
const MARKER: u32 = 4;

/** The longest escape (escapes.ts): how far before its start an anchor depends on the input. */
const LEFT: usize = 42;
/**
 * How far behind its start an anchor other than base64 depends on the input: by the longest keyword, or by the longest
 * conditional one (configure.ts) and what decides whether it counts.
 */
const RIGHT: usize = 176;
/** How far parts of a run of base64 characters depend on one another: the longest base64 and a byte. */
const FAR: usize = 0x10001;

const EVERYTHING: u32 = 0x1f;

/** Counts of what is in the list of the last object, for `object-kernel.ts`. */
@unmanaged
class Tally {
  pending: u32;
  /** With an outcome from the base. */
  decided: u32;
  mentions: u32;
  markers: u32;
  /** Runs by shape. */
  hex32: u32;
  alnum32: u32;
  mixed32: u32;
  unused: u32;
}

const TALLY: Tally = changetype<Tally>(memory.data(offsetof<Tally>(), 16));

/** Roles: of keywords by id, of prefixes by id, of runs, of base64 and of what is packed. */
let keywordRoles: usize = 0;
let prefixRoles: usize = 0;
let runRole: usize = 0;
let base64Role: usize = 0;
let packedRole: usize = 0;

/** @param at an array of roles: of `keywords` keywords, of `prefixes` prefixes, of runs, of base64, of what is packed */
export function setRoles(at: usize, keywords: u32, prefixes: u32): void {
  keywordRoles = at;
  prefixRoles = keywordRoles + <usize>keywords * ROLE_SIZE;
  runRole = prefixRoles + <usize>prefixes * ROLE_SIZE;
  base64Role = runRole + ROLE_SIZE;
  packedRole = base64Role + ROLE_SIZE;
}

export function tally(): usize {
  return changetype<usize>(TALLY);
}

/** Where the next anchor goes, and where the list must end. */
let next: usize = 0;
let listEnd: usize = 0;

/** The object and its base. */
let object: usize = 0;
let length: usize = 0;
let baseLength: usize = 0;

/**
 * Writes the list of the object's anchors to out..outEnd, and counts them in the tally. Without segments (`count` 0)
 * everything is scanned. Returns the number of anchors, or -1 where the list has no room for them.
 *
 * @param anchors the base's list, of `anchorCount` anchors
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
  listEnd = outEnd;
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

/** Whether both objects begin with the segment. */
@inline
function isHead(segment: Segment): bool {
  return (segment.start | segment.base) == 0;
}

/** Whether both objects end with the segment. */
@inline
function isTail(segment: Segment): bool {
  return segment.end == length && segment.base + (segment.end - segment.start) == baseLength;
}

/** From where on anchors of the segment do not depend on what is before it. */
function cleanFrom(segment: Segment): usize {
  if (isHead(segment)) return 0;
  let from = <usize>segment.start + LEFT;
  const limit = min<usize>(segment.end, from + FAR);
  if (from >= limit || !isRunAt(from - 1)) return from;
  while (from < limit && isRunAt(from)) from++;
  return from;
}

/** Up to where anchors of the segment do not depend on what is behind it; it need not look before `from`. */
function cleanTo(segment: Segment, from: usize): usize {
  if (isTail(segment)) return length;
  let to = <usize>segment.end;
  // A run that continues behind the segment is left out as a whole.
  let limit = max(from, to > FAR ? to - FAR : 0);
  while (to > limit && isRunAt(to - 1)) to--;
  const keyword = segment.end > RIGHT ? <usize>segment.end - RIGHT : 0;
  if (to <= keyword) return to;
  to = keyword;
  // In a run, what begins in the middle depends on what begins before it.
  limit = max(from, to > FAR ? to - FAR : 0);
  while (to > limit && isRunAt(to - 1)) to--;
  return to;
}

@inline
function isRunAt(position: usize): bool {
  return isRunCharacter(load<u8>(object + position));
}

/** Adds those anchors of the base that begin in the bytes that from..to was copied from. */
function inherit(segment: Segment, from: usize, to: usize, anchors: usize, anchorsEnd: usize): bool {
  const shift = segment.base - segment.start;
  const head = isHead(segment);
  const tail = isTail(segment);
  let anchor = firstFrom(<u32>from + shift, anchors, anchorsEnd);
  for (const end = <u32>to + shift; anchor < anchorsEnd; anchor += ANCHOR_SIZE) {
    const from = changetype<Anchor>(anchor);
    if (from.start >= end) break;
    if (next + ANCHOR_SIZE > listEnd) return false;
    const to = changetype<Anchor>(next);
    to.start = from.start - shift;
    to.end = from.end - shift;
    to.kindAndDetail = from.kindAndDetail;
    to.outcome = from.outcome;
    const role = roleOf(from.kindAndDetail);
    if (role.flags & CAN_MATCH) {
      const isSame =
        (head || to.start >= segment.start + role.before) &&
        (tail || <u64>to.end + <u64>role.after <= <u64>segment.end);
      if (!isSame) to.outcome = PENDING;
    }
    count(to, role);
    next += ANCHOR_SIZE;
  }
  return true;
}

/** The address of the first anchor that begins at `position` or behind it. */
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

/** Scans for anchors that begin in from..to. Only base64 depends on what begins before them, in the same run. */
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
      if (next + ANCHOR_SIZE > listEnd) return false;
      const anchor = changetype<Anchor>(next);
      anchor.start = found.start - <u32>object;
      anchor.end = found.end - <u32>object;
      anchor.kindAndDetail = found.kind | (found.detail << 8);
      const role = roleOf(anchor.kindAndDetail);
      anchor.outcome = role.flags & CAN_MATCH ? PENDING : NO_OUTCOME;
      count(anchor, role);
      next += ANCHOR_SIZE;
    }
  }
  return true;
}

@inline
function roleOf(kindAndDetail: u32): Role {
  const kind = kindAndDetail & 0xff;
  const detail = <usize>(kindAndDetail >>> 8);
  if (kind == KEYWORD) return changetype<Role>(keywordRoles + detail * ROLE_SIZE);
  if (kind == PREFIX) return changetype<Role>(prefixRoles + detail * ROLE_SIZE);
  return changetype<Role>(kind == RUN ? runRole : kind == PACKED ? packedRole : base64Role);
}

@inline
function count(anchor: Anchor, role: Role): void {
  if (anchor.outcome == PENDING) TALLY.pending++;
  else if (anchor.outcome != NO_OUTCOME) TALLY.decided++;
  if (role.flags & MENTION) TALLY.mentions++;
  if (role.flags & MARKER) TALLY.markers++;
  if ((anchor.kindAndDetail & 0xff) == RUN) {
    const shape = changetype<usize>(TALLY) + offsetof<Tally>('hex32') + (<usize>(anchor.kindAndDetail >>> 8) << 2);
    store<u32>(shape, load<u32>(shape) + 1);
  }
}
