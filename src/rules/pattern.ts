import { KEY_CHARACTER } from '../model/rule.ts';
import { TextReader } from './text-reader.ts';

/** How many bytes a regular expression can match, and how far it looks beyond them. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  /** Bytes of the longest lookahead and lookbehind. */
  readonly ahead: number;
  readonly behind: number;
  /** So many of `KEY_CHARACTER` at least stand in a row in whatever it matches. */
  readonly run: number;
}

/** A mistake in a pattern. The message names the character. */
export class PatternError extends Error {}

/**
 * Measures a regular expression, and refuses what is not safe on hostile content: unbounded repetition, repetition of
 * something that varies in length (which can backtrack without end) and back-references. Also refuses characters outside
 * ASCII (content is matched as bytes, and `é` is two of them) and syntax newer than ES2018, which Node 20 may not know.
 *
 * @throws PatternError
 */
export function measurePattern(source: string): Extent {
  const parser = new Parser(source);
  const extent = parser.alternatives();
  if (!parser.isAtEnd) parser.fail('unmatched ")"');
  return { min: extent.min, max: extent.max, ahead: parser.ahead, behind: parser.behind, run: extent.run };
}

/** `varies`: contains a repetition whose count can vary. `isRun`: matches nothing but characters of keys. */
interface Size {
  readonly min: number;
  readonly max: number;
  readonly varies: boolean;
  readonly run: number;
  readonly isRun: boolean;
}

const NOTHING: Size = { min: 0, max: 0, varies: false, run: 0, isRun: true };

/** All characters that keys do not have. */
const NOT_OF_KEYS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => !KEY_CHARACTER.test(character),
);

/** What a class, an escape or a literal matches. */
function one(source: string): Size {
  const expression = new RegExp(source, 's');
  const isRun = !NOT_OF_KEYS.some((character) => expression.test(character));
  return { min: 1, max: 1, varies: false, run: Number(isRun), isRun };
}

class Parser extends TextReader {
  ahead = 0;
  behind = 0;

  constructor(source: string) {
    super(source);
    const foreign = /[^\t\n\x20-\x7e]/.exec(source);
    if (foreign !== null) this.#failAt(foreign.index, 'only ASCII can be matched: content is bytes');
  }

  alternatives(): Size {
    let size = this.#sequence();
    while (this.take('|')) {
      const other = this.#sequence();
      size = {
        min: Math.min(size.min, other.min),
        max: Math.max(size.max, other.max),
        varies: size.varies || other.varies,
        run: Math.min(size.run, other.run),
        isRun: size.isRun && other.isRun,
      };
    }
    return size;
  }

  fail(message: string): never {
    return this.#failAt(this.at, message);
  }

  #sequence(): Size {
    let size = NOTHING;
    /** The least length of what runs up to here. */
    let last = 0;
    while (!this.isAtEnd && !/[|)]/.test(this.source.charAt(this.at))) {
      const start = this.at;
      const item = this.#quantified(this.#atom(), start);
      last = item.isRun ? last + item.min : 0;
      size = {
        min: size.min + item.min,
        max: size.max + item.max,
        varies: size.varies || item.varies,
        run: Math.max(size.run, item.run, last),
        isRun: size.isRun && item.isRun,
      };
    }
    return size;
  }

  #quantified(item: Size, start: number): Size {
    const [all, sign, low, comma, high] = this.match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y) ?? [];
    if (all === undefined) return item;
    if (sign === '*' || sign === '+' || (comma === ',' && high === '')) {
      this.#failAt(start, `"${this.source.slice(start, this.at)}" has no upper bound`);
    }
    const from = sign === '?' ? 0 : Number(low);
    const to = sign === '?' ? 1 : high ? Number(high) : Number(low);
    if (to > 1 && (item.varies || (item.min === 0 && item.max > 0))) {
      this.#failAt(start, `"${this.source.slice(start, this.at)}" repeats something that varies in length`);
    }
    const run = item.isRun ? item.min * from : from > 0 ? item.run : 0;
    return { min: item.min * from, max: item.max * to, varies: item.varies || from !== to, run, isRun: item.isRun };
  }

  #atom(): Size {
    const [set] = this.match(/\[(?:\\[\s\S]|[^\]\\])*\]/y) ?? [];
    if (set !== undefined) return one(set);
    if (this.match(/\\(?:[bB])|[$^]/y)) return NOTHING;
    if (/^\\(?:[1-9]|k<)/.test(this.source.slice(this.at))) this.fail('back-references are not supported');
    const [escaped] = this.match(/\\(?:x[\da-fA-F]{2}|[^xuUcpP0-9kbB])/y) ?? [];
    if (escaped !== undefined) return one(escaped);
    if (this.match(/\(/y)) return this.#group();
    const [character] = this.match(/[^\\[\](){}*+?|]/y) ?? [];
    if (character !== undefined) return one(character);
    return this.fail(`"${this.source.charAt(this.at)}" cannot stand here unescaped`);
  }

  #group(): Size {
    const [kind] = this.match(/\?(?:<?[=!]|:|<[A-Za-z]\w*>)/y) ?? [''];
    if (kind === '' && this.source.charAt(this.at) === '?') this.fail('unknown kind of group');
    const size = this.alternatives();
    if (!this.take(')')) this.fail('")" is missing');
    if (kind === '?=' || kind === '?!') this.ahead = Math.max(this.ahead, size.max);
    else if (kind === '?<=' || kind === '?<!') this.behind = Math.max(this.behind, size.max);
    else return size;
    return NOTHING;
  }

  #failAt(index: number, message: string): never {
    throw new PatternError(`${message} (character ${index + 1})`);
  }
}
