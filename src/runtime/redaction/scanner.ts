import {
  type Anchors,
  type CharacterClass,
  endOfRun,
  type Hit,
  LOOKBEHIND,
  type Matcher,
  type Quotation,
  type View,
} from './anchors.ts';
import { endOfQuotation, OpenSecret } from './open-secret.ts';
import { PEM_LOOKAHEAD, PemBody } from './pem-body.ts';
import type { Plan } from './plan.ts';
import { Runs } from './runs.ts';

/** Receives the output: unchanged parts of the input, and masks. */
export interface Sink {
  copy(from: number, to: number): void;
  put(text: string): void;
}

/** A hit, and where the anchor that led to it begins. */
interface AnchoredHit extends Hit {
  readonly anchor: number;
}

/**
 * Scans a text once, from left to right, while more of it may follow. What it does at a position depends only on its
 * output so far and on the next `plan.reach` characters of the same line, so the result does not depend on how the text
 * is cut into pieces. What it cannot decide yet it leaves for the next call: the unfinished line, or the last `reach`
 * characters of it.
 */
export class Scanner implements View {
  text = '';
  /** Number of secrets masked so far. */
  count = 0;
  readonly #plan: Plan;
  readonly #sink: Sink;
  #codes: Uint8Array | string = '';
  #runs: Runs | undefined;
  /** The output covers the text up to here. */
  #base = 0;
  /** The end of the output so far. */
  #written = '';
  #open: OpenSecret | undefined;
  #pem: PemBody | undefined;
  /** A match to report next, after one that begins earlier. */
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
   * @param codes the low bytes of the text's character codes, if available
   * @param isLast whether the text ends here
   * @returns how many characters are done; the next call must begin with the others
   */
  scan(text: string, codes: Uint8Array | undefined, isLast: boolean): number {
    this.text = text;
    this.#codes = codes ?? text;
    const { runs } = this.#plan;
    this.#runs = runs && new Runs(this, this.#codes, runs.keepHashes);
    this.#base = 0;
    const decidable = isLast ? text.length : this.#decidable();
    let at = 0;
    for (;;) {
      if (this.#open !== undefined) {
        at = this.#continue(this.#open, at, decidable, isLast);
        if (this.#open !== undefined) return at;
      } else if (this.#pem !== undefined) {
        at = this.#continuePem(this.#pem, at, isLast);
        if (this.#pem !== undefined) return at;
      }
      const limit = Math.max(at, decidable);
      const hit = this.#next(at, limit);
      this.#copyTo(hit === undefined ? limit : hit.from);
      if (hit === undefined) return limit;
      at = hit.to;
      this.#base = at;
      if (hit.pem) this.#pem = new PemBody();
      else this.#begin(hit);
    }
  }

  /** Up to where matches do not depend on text that follows: no matcher looks beyond the end of a line. */
  #decidable(): number {
    const { text } = this;
    const afterFeed = text.lastIndexOf('\n') + 1;
    const line = afterFeed + text.slice(afterFeed).lastIndexOf('\r') + 1;
    let limit = Math.max(line, text.length - this.#plan.reach, 0);
    for (const unfinished of this.#plan.unfinished) {
      const at = unfinished(text, Math.max(0, text.length - this.#plan.reach));
      // A match that begins before such a key and ends in it is to end with it: `Bearer x` and the key.
      if (at !== undefined) limit = Math.min(limit, Math.max(0, at - this.#plan.reach));
    }
    return limit;
  }

  /** The next match whose anchor is in a range. */
  #next(from: number, to: number): Hit | undefined {
    const { anchors } = this.#plan;
    const found = this.#ahead === undefined ? this.#hit(anchors, from, to) : undefined;
    const hit = this.#ahead ?? found;
    if (hit === undefined) return undefined;
    const begun = found === undefined ? from : found.anchor + 1;
    this.#ahead = undefined;
    // Another match may begin between an anchor and its match: a user name that is a token, before its password.
    const first = this.#hit(anchors, begun, hit.from);
    if (first === undefined || first.from >= hit.from || first.quotation !== undefined) return this.#extended(hit);
    const end = this.#endOfRun(first.run, this.#extended(first).to, hit.from);
    if (end >= hit.from) return this.#extended({ ...hit, from: first.from });
    this.#ahead = hit;
    const { run: _, ...ended } = first;
    return { ...ended, to: end };
  }

  /** The first match whose anchor is in a range, or run that begins in it, and the position of the anchor. */
  #hit(anchors: Anchors, from: number, to: number): AnchoredHit | undefined {
    if (from >= to) return undefined;
    const run = anchors === this.#plan.anchors ? this.#runs?.next(from, to) : undefined;
    return (
      this.#anchored(anchors, from, run === undefined ? to : run.from + 1, run) ?? (run && { ...run, anchor: run.from })
    );
  }

  #anchored(anchors: Anchors, from: number, to: number, run: Hit | undefined): AnchoredHit | undefined {
    for (let at = anchors.next(this.#codes, from, to); at < to; at = anchors.next(this.#codes, at + 1, to)) {
      const hit = this.#best(anchors.at(this.#codes, at), at, run?.from === at ? run : undefined);
      if (hit !== undefined) return { ...hit, anchor: at };
    }
    return undefined;
  }

  /** The best match of the matchers, if it is better than a run there. */
  #best(matchers: readonly Matcher[], at: number, run: Hit | undefined): Hit | undefined {
    let best = run;
    for (const matcher of matchers) {
      const hit = matcher(this, at);
      if (hit !== undefined && (best === undefined || isBetter(hit, best))) best = hit;
    }
    return best === run ? undefined : best;
  }

  /** Extends a match to the end of known keys that begin in it. */
  #extended(hit: Hit): Hit {
    const to = this.#endOfKeys(hit.from + 1, hit.to);
    return to > hit.to ? { ...hit, to, shown: '' } : hit;
  }

  /** @returns the end of the range, or of the last known key that begins in it */
  #endOfKeys(from: number, to: number): number {
    let end = to;
    for (let key = this.#hit(this.#plan.known, from, to); key; key = this.#hit(this.#plan.known, key.from + 1, to)) {
      end = Math.max(end, key.to);
    }
    return end;
  }

  /** @returns the end of a run; from `limit` on, it may continue in text that follows */
  #endOfRun(run: CharacterClass | undefined, from: number, limit: number): number {
    if (run === undefined) return from;
    let begun = from;
    for (;;) {
      if (begun >= limit) return begun;
      const end = endOfRun(run, this.text, begun, limit);
      const after = this.#endOfKeys(begun, end);
      if (after === end) return end;
      begun = after;
    }
  }

  #begin(hit: Hit): void {
    this.#open = new OpenSecret(hit);
    this.#open.take(this.text, hit.from, hit.to);
  }

  /** Continues an unfinished secret, and masks it when its end is reached. */
  #continue(open: OpenSecret, from: number, decidable: number, isLast: boolean): number {
    const { text } = this;
    const { run, quotation } = open.hit;
    const limit = Math.max(from, decidable);
    let at = from;
    if (quotation !== undefined) at = this.#endOfQuotation(open, quotation, from, limit);
    else {
      at = this.#endOfRun(run, from, limit);
      open.take(text, from, at);
    }
    this.#base = at;
    // Without a run it ends where it is; what its mask shows depends on the next character.
    if (isLast || at < (run === undefined && quotation === undefined ? text.length : limit)) this.#close(open, at);
    return at;
  }

  /** @returns the end of the quotation; from `limit` on, it may continue. A known key that begins in it belongs to it */
  #endOfQuotation(open: OpenSecret, quotation: Quotation, from: number, limit: number): number {
    for (let at = from; ; ) {
      const end = endOfQuotation(quotation, this.text, open.backslashes, at, limit);
      const key = this.#hit(this.#plan.known, at, end);
      if (key === undefined) {
        open.takeQuoted(this.text, at, end);
        return end;
      }
      open.take(this.text, at, key.to);
      if (key.to >= limit) return key.to;
      at = key.to;
    }
  }

  #close(open: OpenSecret, at: number): void {
    const { kind, around = '' } = open.hit;
    this.#open = undefined;
    this.count++;
    const mask = this.#plan.mask({ kind, shown: open.shown(this.text.slice(at, at + 1)) });
    this.#put(around + mask + around + '\\'.repeat(open.closingBackslashes));
  }

  #continuePem(body: PemBody, from: number, isLast: boolean): number {
    const { text } = this;
    let at = from;
    const lookahead = Math.max(PEM_LOOKAHEAD, this.#plan.reach);
    while (isLast || text.length - at >= lookahead || text.startsWith('-----', at)) {
      const token = at < text.length ? body.next(text, at) : { kind: 'end' as const, to: at };
      const { kind } = token;
      const to = kind === 'end' ? token.to : this.#endOfKeys(at, token.to);
      if (kind === 'end') {
        this.#base = at;
        if (body.gap !== '') this.#put(body.gap);
        this.#pem = undefined;
        return at;
      }
      if (kind === 'gap' && to === token.to) {
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

function isBetter(hit: Hit, than: Hit): boolean {
  if (hit.from !== than.from) return hit.from < than.from;
  return hit.to > than.to || (hit.to === than.to && hit.run !== undefined);
}
