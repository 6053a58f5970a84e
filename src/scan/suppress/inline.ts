import { type IgnoreComment, parseComment } from './comment.ts';
import { type Line, Lines } from './lines.ts';
import { type Region, Regions } from './regions.ts';

export { INLINE_MARKERS } from './comment.ts';

/** How far along a line a same-line comment reaches: a minified file of one line is not ignored as a whole. */
const REACH = 4096;

/** How much of the line around a keyword is read to understand the comment. */
const CONTEXT = 256;

/** Stands for every family. */
const EVERY = '*';

/** A blank line, or one that opens or closes a multi-line string. */
const DELIMITER = /(?:"""|'''|```)[ \t;,)]*$|^[ \t;,)]*$/;

/** A keyword anchor of the kernel: one of `INLINE_MARKERS`, and its offset. */
export interface Marker {
  readonly marker: string;
  readonly start: number;
}

export interface IgnoreOptions {
  /** Family (`familyOf`) of each rule id; other ids are unknown. */
  readonly families: ReadonlyMap<string, string>;
  /** Comments of ours count only with a reason: `-- reason`. */
  readonly requireReason?: boolean;
}

/** What the inline comments of one content ask to leave out. */
export interface InlineIgnores {
  /** Marker of the comment that asks to leave out what a rule of `family` found at [start, end): `gitleaks:allow`. */
  ignoredBy(family: string, start: number, end: number): string | undefined;
  /** Comments that do not do what their author may think; each sentence once. */
  readonly problems: readonly string[];
}

const NOTHING: InlineIgnores = { ignoredBy: () => undefined, problems: [] };

/**
 * Reads the ignore comments of one content. Work is bounded by the number of markers and the length of their lines.
 * A block without an end reaches to the end of the content; a comment that only names rules that do not exist ignores
 * nothing.
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
  /** Blocks that are open: by tool, then by family. */
  readonly #open = new Map<string, Map<string, Region>>();
  readonly #problems = new Set<string>();

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
    const keys = this.#keysOf(comment);
    if (comment.form === 'end') this.#closeBlocks(comment.tool, keys, start);
    else if (keys.length > 0 && this.#counts(comment)) this.#cover(comment, keys, start, line);
  }

  finish(): InlineIgnores {
    for (const [tool, blocks] of this.#open) {
      for (const [key, block] of blocks) {
        this.#regions.add(key, { ...block, end: this.#end });
        // For secretlint that is how to leave out a whole file.
        if (tool !== 'secretlint') this.#problems.add(`${block.marker} has no end: it reaches to the end of the file`);
      }
    }
    const regions = this.#regions;
    return {
      ignoredBy: (family, start, end) => (regions.find(EVERY, start, end) ?? regions.find(family, start, end))?.marker,
      problems: [...this.#problems],
    };
  }

  #cover({ form, marker, tool, alone }: IgnoreComment, keys: readonly string[], start: number, line: Line): void {
    if (form === 'start') {
      const blocks = this.#open.get(tool) ?? new Map<string, Region>();
      this.#open.set(tool, blocks);
      for (const key of keys) if (!blocks.has(key)) blocks.set(key, { start, end: start, marker });
      return;
    }
    let covered: Line | undefined;
    if (form === 'next-line') covered = this.#lines.next(line);
    else if (tool === 'kingfisher' && alone) covered = this.#around(line);
    else covered = { start: Math.max(line.start, start - REACH), end: Math.min(line.end, start + REACH) };
    if (covered === undefined) return;
    const region = { start: covered.start, end: covered.end, marker };
    for (const key of keys) this.#regions.add(key, region);
  }

  /** An end without rules closes every block; one with rules closes theirs, and the block for all rules with them. */
  #closeBlocks(tool: string, keys: readonly string[], end: number): void {
    const blocks = this.#open.get(tool);
    for (const [key, block] of blocks ?? []) {
      if (key !== EVERY && !keys.includes(EVERY) && !keys.includes(key)) continue;
      blocks?.delete(key);
      this.#regions.add(key, { ...block, end });
    }
  }

  /** Families that the comment is about; none when it can mean nothing here. */
  #keysOf({ ids, form, marker, tool }: IgnoreComment): readonly string[] {
    if (ids.length === 0) return [EVERY];
    const known = ids.map((id) => this.#options.families.get(id)).filter((family) => family !== undefined);
    if (known.length === ids.length) return known;
    // Secretlint's own ids: somebody looked at this very line. Of a whole block that would be too much to conclude.
    if (tool === 'secretlint') return form === 'line' || form === 'next-line' ? [EVERY] : known;
    // Which one is not said: what stands there may be anything, a key too.
    this.#problems.add(`${marker} names a rule that does not exist (a reason goes after --)`);
    return known;
  }

  #counts({ marker, tool, form, explained, alone }: IgnoreComment): boolean {
    // Detect-secrets takes a comment for the next line only where nothing else is on its own.
    if (tool === 'detect-secrets') return form === 'line' || alone;
    if (tool !== 'hexhound' || explained || !this.#options.requireReason) return true;
    this.#problems.add(`${marker} does not count without a reason: write ${marker} -- reason`);
    return false;
  }

  /** Kingfisher looks for its comment on the lines next to a value, too, past the delimiters of a multi-line string. */
  #around(line: Line): Line {
    const start = this.#nearest(line, (from) => this.#lines.previous(from)).start;
    return { start, end: this.#nearest(line, (from) => this.#lines.next(from)).end };
  }

  /** The nearest line in one direction that is more than a delimiter. */
  #nearest(line: Line, step: (from: Line) => Line | undefined): Line {
    let nearest = line;
    for (let at = step(line); at !== undefined; at = step(at)) {
      nearest = at;
      if (at.end - at.start > CONTEXT || !DELIMITER.test(this.#lines.text(at.start, at.end))) break;
    }
    return nearest;
  }
}
