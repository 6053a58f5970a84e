import type { Families } from '../../rules/services.ts';
import { type IgnoreComment, parseComment } from './comment.ts';
import { type Line, Lines } from './lines.ts';
import { type Region, Regions } from './regions.ts';

export { INLINE_MARKERS } from './comment.ts';

/** Bytes of its line that a comment covers on each side, so that it does not cover the whole of a minified file. */
const REACH = 4096;

/** Bytes around a keyword that are read to parse the comment. */
const CONTEXT = 256;

/** In place of a family: all families. */
const ALL_FAMILIES = '*';

/** A blank line, or one that opens or closes a multi-line string. */
const DELIMITER = /(?:"""|'''|```)[ \t;,)]*$|^[ \t;,)]*$/;

/** The end of a problem that a text about comments can have, too: it leaves out what is behind it all the same. */
export const NO_END = 'has no end: it reaches to the end of the file';

/** A keyword anchor of the kernel: one of `INLINE_MARKERS`, and its offset. */
export interface Marker {
  readonly marker: string;
  readonly start: number;
}

export interface IgnoreOptions {
  readonly families: Families;
  /** Comments for hexhound count only with a reason: `-- reason`. */
  readonly requireReason?: boolean;
}

/** What the inline comments of one content leave out. */
export interface InlineIgnores {
  /** Marker (`gitleaks:allow`) of the comment that leaves out what a rule of `family` found at [start, end). */
  ignoredBy(family: string, start: number, end: number): string | undefined;
  /** Our own comments that leave out what a rule of `family` found at [start, end), by their offsets. */
  ownCommentsAt(family: string, start: number, end: number): readonly number[];
  /** All of our own comments that should leave something out, in order. */
  readonly ownComments: readonly OwnComment[];
  /** Comments that may not do what their author meant: a sentence for each kind, and the offset of the first comment of it. */
  readonly problems: ReadonlyMap<string, number>;
}

/** A comment for hexhound. */
export interface OwnComment extends Marker {
  /** Families that it is limited to; empty for all. */
  readonly families: readonly string[];
}

const NOTHING: InlineIgnores = {
  ignoredBy: () => undefined,
  ownCommentsAt: () => [],
  ownComments: [],
  problems: new Map(),
};

/**
 * Reads the ignore comments of one content. A block without an end reaches to the end of the content. A comment with
 * unknown rules only leaves nothing out.
 *
 * @param markers sorted by `start`
 */
export function readIgnores(bytes: Uint8Array, markers: readonly Marker[], options: IgnoreOptions): InlineIgnores {
  if (markers.length === 0) return NOTHING;
  const reader = new Reader(bytes, options);
  for (const { marker, start } of markers) reader.read(marker, start);
  return reader.finish();
}

class Reader {
  readonly #end: number;
  readonly #lines: Lines;
  readonly #options: IgnoreOptions;
  readonly #regions = new Regions();
  /** Apart from those of others, which would hide them on the same line. */
  readonly #ownRegions = new Regions();
  readonly #ownComments: OwnComment[] = [];
  /** Open blocks by tool and family. */
  readonly #open = new Map<string, Map<string, Region>>();
  readonly #problems = new Map<string, number>();

  constructor(bytes: Uint8Array, options: IgnoreOptions) {
    this.#end = bytes.length;
    this.#lines = new Lines(bytes, REACH);
    this.#options = options;
  }

  read(keyword: string, start: number): void {
    const line = this.#lines.at(start);
    const after = start + keyword.length;
    const comment = parseComment(
      keyword,
      this.#lines.text(Math.max(line.start, start - CONTEXT), start),
      this.#lines.text(after, Math.min(line.end, after + CONTEXT)),
    );
    if (comment === undefined) return;
    const keys = this.#keysOf(comment, start);
    if (comment.form === 'end') this.#closeBlocks(comment.tool, keys, start);
    else if (keys.length > 0 && this.#isValid(comment, start)) this.#cover(comment, keys, start, line);
  }

  finish(): InlineIgnores {
    for (const [tool, blocks] of this.#open) {
      for (const [key, block] of blocks) {
        this.#add(tool, key, { ...block, end: this.#end });
        // With secretlint, this is how to leave out a whole file.
        if (tool !== 'secretlint') this.#note(`${block.marker} ${NO_END}`, block.at);
      }
    }
    const regions = this.#regions;
    const ownRegions = this.#ownRegions;
    return {
      ignoredBy: (family, start, end) =>
        (regions.find(ALL_FAMILIES, start, end) ?? regions.find(family, start, end))?.marker,
      ownCommentsAt: (family, start, end) =>
        [ALL_FAMILIES, family].flatMap((key) => ownRegions.find(key, start, end)?.at ?? []),
      ownComments: this.#ownComments,
      problems: this.#problems,
    };
  }

  #note(problem: string, at: number): void {
    if (!this.#problems.has(problem)) this.#problems.set(problem, at);
  }

  #add(tool: string, key: string, region: Region): void {
    this.#regions.add(key, region);
    if (tool === 'hexhound') this.#ownRegions.add(key, region);
  }

  #cover(comment: IgnoreComment, keys: readonly string[], start: number, line: Line): void {
    const { form, marker, tool, isAlone } = comment;
    if (tool === 'hexhound' && comment.isPlain) {
      const families = keys.filter((key) => key !== ALL_FAMILIES);
      this.#ownComments.push({ marker, start, families });
    }
    if (form === 'start') {
      const blocks = this.#open.get(tool) ?? new Map<string, Region>();
      this.#open.set(tool, blocks);
      for (const key of keys) if (!blocks.has(key)) blocks.set(key, { start, end: start, marker, at: start });
      return;
    }
    let covered: Line | undefined;
    if (form === 'next-line') covered = this.#lines.next(line);
    else if (tool === 'kingfisher' && isAlone) covered = this.#withNeighbours(line);
    else covered = { start: Math.max(line.start, start - REACH), end: Math.min(line.end, start + REACH) };
    if (covered === undefined) return;
    const region = { start: covered.start, end: covered.end, marker, at: start };
    for (const key of keys) this.#add(tool, key, region);
  }

  /** An end without rules closes every block; one with rules closes theirs, and the block for all rules with them. */
  #closeBlocks(tool: string, keys: readonly string[], end: number): void {
    const blocks = this.#open.get(tool);
    for (const [key, block] of blocks ?? []) {
      if (key !== ALL_FAMILIES && !keys.includes(ALL_FAMILIES) && !keys.includes(key)) continue;
      blocks?.delete(key);
      this.#add(tool, key, { ...block, end });
    }
  }

  /** Families that the comment is about; none if it only has unknown rules. */
  #keysOf({ ids, form, marker, tool, isPlain }: IgnoreComment, at: number): readonly string[] {
    if (ids.length === 0) return [ALL_FAMILIES];
    const known = ids.map((id) => this.#options.families.get(id)).filter((family) => family !== undefined);
    if (known.length === ids.length) return known;
    // Ids of secretlint's rules: on a single line, they leave out everything. For a whole block that would be too much.
    if (tool === 'secretlint') return form === 'line' || form === 'next-line' ? [ALL_FAMILIES] : known;
    // The message does not repeat the id: any text can stand there, even a key.
    if (isPlain) this.#note(`${marker} names a rule that does not exist (a reason goes after --)`, at);
    return known;
  }

  #isValid({ marker, tool, form, hasReason, isAlone, isPlain }: IgnoreComment, at: number): boolean {
    // detect-secrets wants a next-line comment to be alone on its line.
    if (tool === 'detect-secrets') return form === 'line' || isAlone;
    if (tool !== 'hexhound' || hasReason || !this.#options.requireReason) return true;
    if (isPlain) this.#note(`${marker} does not count without a reason: write ${marker} -- reason`, at);
    return false;
  }

  /** Kingfisher also applies a comment to the lines before and after it, skipping the delimiters of multi-line strings. */
  #withNeighbours(line: Line): Line {
    const start = this.#nearest(line, (from) => this.#lines.previous(from)).start;
    return { start, end: this.#nearest(line, (from) => this.#lines.next(from)).end };
  }

  /** The nearest line in one direction that is not just a delimiter. */
  #nearest(line: Line, step: (from: Line) => Line | undefined): Line {
    let nearest = line;
    for (let at = step(line); at !== undefined; at = step(at)) {
      nearest = at;
      if (at.end - at.start > CONTEXT || !DELIMITER.test(this.#lines.text(at.start, at.end))) break;
    }
    return nearest;
  }
}
