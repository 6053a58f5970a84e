import { type Anchors, endOfRun, type Hit, type Kind, LOOKBEHIND, type View } from './anchors.ts';
import { PEM_LOOKAHEAD, PemBody } from './pem-body.ts';

/** What a mask is made for. There is nothing in it of the secret but `shown`. */
export interface Masked {
  readonly kind: Kind;
  /** Its last four characters, where it is long enough for them to say nothing; else empty. */
  readonly shown: string;
}

/** Everything that is looked for. */
export interface Plan {
  readonly anchors: Anchors;
  /** Most characters from the beginning of an anchor on that a matcher looks at. */
  readonly reach: number;
  /** Where a key of several lines may begin that is not over at the end of the text. */
  readonly unfinished: readonly ((text: string, from: number) => number | undefined)[];
  readonly mask: (what: Masked) => string;
}

/** Takes what is written: parts of the input as they are, and what stands in place of others. */
export interface Sink {
  copy(from: number, to: number): void;
  put(text: string): void;
}

/** A secret whose end has not been seen. */
interface Open {
  readonly hit: Hit;
  /** The last characters of it before the backslashes that it may end with. */
  tail: string;
  length: number;
  printable: boolean;
  backslashes: number;
}

/**
 * Goes over a text of which more may follow, from left to right, once. What it does at a position depends on what it has
 * written before, and on no more than `plan.reach` characters behind it on the same line: so it does not matter in
 * which pieces the text comes. What it cannot decide yet it leaves for the next call: at most `reach` characters of a
 * line without an end, or the line that has not ended.
 */
export class Scanner implements View {
  text = '';
  /** Secrets masked so far. */
  count = 0;
  readonly #plan: Plan;
  readonly #sink: Sink;
  #codes: Uint8Array | string = '';
  /** From here on nothing has been written. */
  #base = 0;
  /** The end of what has been written before #base. */
  #written = '';
  #open: Open | undefined;
  #pem: PemBody | undefined;
  /** A hit that was put off, for another begins before it. */
  #ahead: Hit | undefined;

  constructor(plan: Plan, sink: Sink) {
    this.#plan = plan;
    this.#sink = sink;
  }

  before(at: number, count: number): string {
    const here = at - this.#base;
    if (here >= count) return this.text.slice(at - count, at);
    return (this.#written + this.text.slice(this.#base, at)).slice(-count);
  }

  /**
   * @param codes the text's character codes, where it is ASCII or stands for bytes
   * @param isLast nothing follows
   * @returns how many characters need not be given again
   */
  scan(text: string, codes: Uint8Array | undefined, isLast: boolean): number {
    this.text = text;
    this.#codes = codes ?? text;
    this.#base = 0;
    let at = 0;
    for (;;) {
      if (this.#open !== undefined) {
        at = this.#continue(this.#open, at, isLast);
        if (this.#open !== undefined) return at;
      } else if (this.#pem !== undefined) {
        at = this.#continuePem(this.#pem, at, isLast);
        if (this.#pem !== undefined) return at;
      }
      const limit = isLast ? text.length : Math.max(at, this.#decidable());
      const hit = this.#next(at, limit);
      this.#copyTo(hit === undefined ? limit : hit.from);
      if (hit === undefined) return limit;
      at = hit.to;
      this.#base = at;
      if (hit.pem) this.#pem = new PemBody();
      else this.#begin(hit);
    }
  }

  /** Up to where it does not matter what follows: no matcher looks over the end of a line. */
  #decidable(): number {
    const { text } = this;
    const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    let limit = Math.max(line, text.length - this.#plan.reach, 0);
    for (const unfinished of this.#plan.unfinished) {
      limit = Math.min(limit, unfinished(text, Math.max(0, text.length - this.#plan.reach)) ?? limit);
    }
    return limit;
  }

  /** The next hit of those that begin with an anchor in a range. */
  #next(from: number, to: number): Hit | undefined {
    let hit = this.#ahead;
    let at = from;
    if (hit === undefined) {
      for (at = this.#anchor(from, to); at < to; at = this.#anchor(at + 1, to)) {
        hit = this.#at(at);
        if (hit !== undefined) break;
      }
      if (hit === undefined) return undefined;
      at++;
    }
    this.#ahead = undefined;
    // Between an anchor and its hit another may begin: the user before a password is a token.
    for (at = this.#anchor(at, hit.from); at < hit.from; at = this.#anchor(at + 1, hit.from)) {
      const first = this.#at(at);
      if (first === undefined || first.from >= hit.from || first.quotation !== undefined) continue;
      const end = first.run === undefined ? first.to : endOfRun(first.run, this.text, first.to, hit.from);
      if (end >= hit.from) return { ...hit, from: first.from };
      this.#ahead = hit;
      const { run: _, ...ended } = first;
      return { ...ended, to: end };
    }
    return hit.kind === 'known' ? this.#extend(hit) : hit;
  }

  /** Keys that overlap are masked as one. */
  #extend(hit: Hit): Hit {
    let extended = hit;
    for (let at = this.#anchor(hit.from + 1, hit.to); at < hit.to; at = this.#anchor(at + 1, hit.to)) {
      const other = this.#at(at);
      if (other !== undefined && other.from < hit.to && other.to > extended.to) extended = { ...other, from: hit.from };
    }
    return extended;
  }

  #anchor(from: number, to: number): number {
    return from < to ? this.#plan.anchors.next(this.#codes, from, to) : to;
  }

  /** The hit that begins first of those at an anchor, and of these the longest. */
  #at(at: number): Hit | undefined {
    let best: Hit | undefined;
    for (const matcher of this.#plan.anchors.at(this.#codes, at)) {
      const hit = matcher(this, at);
      if (hit === undefined) continue;
      if (best === undefined || hit.from < best.from) best = hit;
      else if (hit.from === best.from && (hit.to > best.to || (hit.to === best.to && hit.run !== undefined)))
        best = hit;
    }
    return best;
  }

  #begin(hit: Hit): void {
    this.#open = { hit, tail: '', length: 0, printable: true, backslashes: 0 };
    this.#take(this.#open, hit.from, hit.to);
  }

  /** Goes on with a secret that has begun, and masks it when its end is there. */
  #continue(open: Open, from: number, isLast: boolean): number {
    const { text } = this;
    const { run, quotation } = open.hit;
    let at = from;
    if (run !== undefined) at = endOfRun(run, text, from, text.length);
    else if (quotation !== undefined) at = this.#endOfQuotation(open, quotation.mark, quotation.backslashes, from);
    if (quotation === undefined) this.#take(open, from, at);
    this.#base = at;
    if (at < text.length || isLast) this.#close(open, at);
    return at;
  }

  #take(open: Open, from: number, to: number): void {
    if (to <= from) return;
    const { text } = this;
    open.length += to - from;
    open.tail = (open.tail + text.slice(Math.max(from, to - 4), to)).slice(-4);
    // Long secrets come in pieces: no more of them is looked at than is needed.
    if (open.printable && open.length <= 4096) open.printable = /^[\x21-\x7e]*$/.test(text.slice(from, to));
  }

  /** @returns where the quotation ends: at its mark, which as many backslashes stand before as before the opening one */
  #endOfQuotation(open: Open, mark: string, backslashes: number, from: number): number {
    const { text } = this;
    let start = from;
    let at = from;
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === '\n' || character === '\r') break;
      if (character === '\\') {
        if (open.backslashes === 0) this.#take(open, start, at);
        open.backslashes++;
        continue;
      }
      if (character === mark && isClosing(open.backslashes, backslashes)) {
        if (open.backslashes === 0) this.#take(open, start, at);
        return at;
      }
      if (open.backslashes > 0) {
        open.length += open.backslashes;
        open.tail = '';
        open.backslashes = 0;
        start = at;
      }
    }
    if (open.backslashes === 0) this.#take(open, start, at);
    return at;
  }

  #close(open: Open, at: number): void {
    const { hit, tail, length, printable, backslashes } = open;
    this.#open = undefined;
    const own =
      backslashes > (hit.quotation?.backslashes ?? 0) ? 0 : Math.min(backslashes, hit.quotation?.backslashes ?? 0);
    let shown = hit.shown ?? (printable && length >= 24 && /^\w{4}$/.test(tail) ? tail : '');
    // With what follows it could be read as one word.
    if (/^[\w*]/.test(this.text.slice(at, at + 1))) shown = '';
    this.count++;
    const { around = '' } = hit;
    this.#put(around + this.#plan.mask({ kind: hit.kind, shown }) + around + '\\'.repeat(own));
  }

  #continuePem(body: PemBody, from: number, isLast: boolean): number {
    const { text } = this;
    let at = from;
    while (isLast || text.length - at >= PEM_LOOKAHEAD || text.startsWith('-----', at)) {
      const { kind, to } = at < text.length ? body.next(text, at) : { kind: 'end' as const, to: at };
      if (kind === 'end') {
        this.#base = at;
        if (body.gap !== '') this.#put(body.gap);
        this.#pem = undefined;
        return at;
      }
      if (kind === 'gap') {
        body.gap += text.slice(at, to);
      } else {
        if (!body.masked) {
          this.#put(body.gap + this.#plan.mask({ kind: 'pem', shown: '' }));
          body.masked = true;
          this.count++;
        }
        body.gap = '';
      }
      at = to;
    }
    this.#base = at;
    return at;
  }

  #copyTo(to: number): void {
    if (to <= this.#base) return;
    this.#written = this.before(to, LOOKBEHIND);
    this.#sink.copy(this.#base, to);
    this.#base = to;
  }

  #put(text: string): void {
    this.#written = (this.#written + text).slice(-LOOKBEHIND);
    this.#sink.put(text);
  }
}

/** In JSON within a string a mark has one backslash, in a string within that three: it is escaped where it has more. */
function isClosing(there: number, opening: number): boolean {
  if (there <= opening) return true;
  return ((there - opening) / (opening + 1)) % 2 === 0;
}
