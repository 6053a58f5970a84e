import { caseVariants, classText, complement, PERL, POSIX, type Range, textOf } from './re2-class.ts';
import { TextReader } from './text-reader.ts';

/** A translated expression, for the flag `u`. Capturing groups are named `g1`, `g2`, ... */
export interface Translated {
  readonly pattern: string;
  /** Capturing groups of the original. */
  readonly groups: number;
}

/** `rust`: with verbose mode `(?x)`, in which blanks mean nothing, as the crate `regex` has it (kingfisher, Nosey Parker). */
export type Dialect = 're2' | 'rust';

/** A mistake in an expression, or what JavaScript has no equivalent for. `at` counts characters from 0. */
export class ExpressionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(`${message} (character ${at + 1})`);
    this.at = at;
  }
}

/**
 * Translates an expression in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), which gitleaks and many others
 * are written in, to one of JavaScript that matches the same. Flags are written out, as they may be scoped: `(?i)a` is `[Aa]`.
 * Possessive quantifiers and atomic groups, which other dialects have, are translated, too.
 * @throws ExpressionError
 */
export function translateRe2(source: string, dialect: Dialect = 're2'): Translated {
  const parser = new Parser(source, dialect);
  const pattern = parser.alternatives({ i: false, m: false, s: false, U: false, x: false });
  parser.expectEnd();
  return { pattern, groups: parser.groups };
}

type Flags = Record<'i' | 'm' | 's' | 'U' | 'x', boolean>;

interface Atom {
  readonly text: string;
  /** A quantifier may follow as it is. */
  readonly isOne: boolean;
}

/** RE2 refuses more; JavaScript takes any number. */
const MOST_REPEATS = { re2: 1000, rust: 65_535 } as const;
/** The parser calls itself for each level. */
const DEEPEST = 200;

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
class Parser extends TextReader {
  groups = 0;
  readonly #names = new Set<string>();
  #atomics = 0;
  #depth = 0;

  /** `(?flags)` or `(?flags:`. */
  readonly #flags: RegExp;
  readonly #isRust: boolean;

  constructor(source: string, dialect: Dialect) {
    super(source);
    this.#isRust = dialect === 'rust';
    // Content is matched as text anyway, so `u` says nothing.
    const letters = this.#isRust ? 'imsUxu' : 'imsU';
    this.#flags = new RegExp(`\\?([${letters}]*)(?:-([${letters}]+))?([:)])`, 'y');
  }

  expectEnd(): void {
    if (!this.isAtEnd) this.#fail('unmatched ")"');
  }

  /** @param flags change within: `(?i)` counts up to the end of its group */
  alternatives(flags: Flags): string {
    if (++this.#depth > DEEPEST) this.#fail('groups are nested too deep');
    let out = '';
    for (this.#skip(flags); !this.isAtEnd && this.source[this.at] !== ')'; this.#skip(flags)) {
      if (this.take('|')) out += '|';
      else if (this.take('\\Q')) out += this.#quoted(flags);
      else if (!this.#setFlags(flags)) out += this.#quantified(this.#atom(flags), flags);
    }
    this.#depth--;
    return out;
  }

  /** A quantifier behind the end is for the last character. */
  #quoted(flags: Flags): string {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at, end < 0 ? undefined : end);
    this.at = end < 0 ? this.source.length : end + 2;
    const letters = [...text].map((letter) => literal(letter.codePointAt(0) ?? 0, flags.i));
    const last = letters.pop();
    if (last === undefined) return '';
    return letters.join('') + this.#quantified({ text: last, isOne: true }, flags);
  }

  /** Reads `(?i)`, `(?s-m)`. */
  #setFlags(flags: Flags): boolean {
    const start = this.at;
    const [all, on = '', off = '', end] = (this.take('(') && this.match(this.#flags)) || [];
    if (end !== ')') {
      this.at = start;
      return false;
    }
    if (all === '?)') this.#fail('flags are missing');
    apply(flags, on, off);
    return true;
  }

  /** Blanks and comments in verbose mode. */
  #skip({ x }: Flags): void {
    if (x) this.match(/(?:\s|#[^\n]*|\(\?#[^)]*\))+/y);
  }

  #quantified(atom: Atom, flags: Flags): string {
    this.#skip(flags);
    const [all, sign, low, comma, high] = this.match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})/y) ?? [];
    if (all === undefined) return atom.text;
    const most = Math.max(Number(low ?? 0), Number(high || 0));
    if (
      sign === undefined &&
      (most > MOST_REPEATS[this.#isRust ? 'rust' : 're2'] || (comma && high && Number(high) < Number(low)))
    )
      this.#fail(`invalid repeat count "${all}"`);
    const isLazy = this.take('?');
    const isPossessive = !isLazy && this.take('+');
    if (/[*+?]/.test(this.source[this.at] ?? '')) this.#fail('a quantifier of a quantifier');
    const count = sign ?? `{${low}${comma}${comma ? high : ''}}`;
    const text = `${atom.isOne ? atom.text : `(?:${atom.text})`}${count}`;
    if (isPossessive) return this.#atomic(text);
    return isLazy !== flags.U ? `${text}?` : text;
  }

  /** JavaScript has no atomic groups, but does not backtrack into a lookahead. */
  #atomic(text: string): string {
    const name = `p${++this.#atomics}`;
    return `(?:(?=(?<${name}>${text}))\\k<${name}>)`;
  }

  #atom(flags: Flags): Atom {
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#group(flags);
      case '[':
        return { text: this.#class(flags), isOne: true };
      case '.':
        return { text: flags.s ? '[^]' : '[^\\n]', isOne: true };
      case '^':
        return { text: flags.m ? '(?<![^\\n])' : '^', isOne: false };
      case '$':
        return { text: flags.m ? '(?![^\\n])' : '$', isOne: false };
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing to repeat', -1);
      default:
        return { text: literal(char.codePointAt(0) ?? 0, flags.i), isOne: true };
    }
  }

  #group(flags: Flags): Atom {
    const start = this.at - 1;
    const inner = { ...flags };
    const [, on, off = ''] = this.match(this.#flags) ?? [];
    const isAtomic = on === undefined && this.take('?>');
    let open = '(?:';
    if (on !== undefined) apply(inner, on, off);
    else if (!isAtomic) open = this.#openCapture();
    const body = this.alternatives(inner);
    if (!this.take(')')) this.#fail('")" is missing', start - this.at);
    return { text: isAtomic ? this.#atomic(`(?:${body})`) : `${open}${body})`, isOne: true };
  }

  #openCapture(): string {
    const [, name] = this.match(/\?P?<([A-Za-z_]\w*)>/y) ?? [];
    if (name === undefined && this.source[this.at] === '?') {
      const isLook = /^\?<?[=!]/.test(this.source.slice(this.at, this.at + 3));
      this.#fail(isLook ? 'RE2 has no lookaround' : 'unknown kind of group');
    }
    if (name !== undefined && this.#names.has(name)) this.#fail(`two groups are named "${name}"`);
    if (name !== undefined) this.#names.add(name);
    return `(?<g${++this.groups}>`;
  }

  #escape({ i }: Flags): Atom {
    const char = this.source[this.at] ?? this.#fail('"\\" at the end', -1);
    const perl = PERL[char.toLowerCase()];
    this.at++;
    if (perl !== undefined) {
      return { text: classText(perl, [], char !== char.toLowerCase()), isOne: true };
    }
    if (char === 'b' || char === 'B') return { text: `\\${char}`, isOne: false };
    if (char === 'A') return { text: '^', isOne: false };
    if (char === 'z') return { text: '$', isOne: false };
    if (char === 'C') this.#fail('"\\C", one byte of a character, cannot be matched', -2);
    if (char === 'p' || char === 'P') return { text: this.#property(char === 'P'), isOne: true };
    this.at--;
    return { text: literal(this.#escaped(), i), isOne: true };
  }

  /** The character that an escape behind `\` stands for. */
  #escaped(): number {
    const [, braced, hex, octal] =
      this.match(/x\{([\da-fA-F]+)\}|x([\da-fA-F]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2})/y) ?? [];
    if (braced !== undefined || hex !== undefined) {
      const code = Number.parseInt(braced ?? hex ?? '', 16);
      return code <= 0x10ffff ? code : this.#fail('there is no such character');
    }
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const char = this.#next();
    const control = CONTROL[char];
    if (control !== undefined) return control;
    if (/[1-9]/.test(char)) this.#fail('back-references are not supported', -2);
    if (/[A-Za-z0-9]/.test(char) || char > '\x7f') this.#fail(`unknown escape "\\${char}"`, -2);
    return char.codePointAt(0) ?? 0;
  }

  /** `\pL`, `\p{Greek}`, `\p{^Lu}`: a general category or a script. */
  #property(isNegated: boolean): string {
    const [, letter, not, long] = this.match(/(?:([A-Z])|\{(\^?)(\w+)\})/y) ?? [];
    const name = letter ?? long ?? this.#fail('the name of a class of characters is missing');
    const sign = isNegated !== (not === '^') ? 'P' : 'p';
    if (name === 'Any') return sign === 'p' ? '[^]' : '[]';
    for (const property of [name, `Script=${name}`]) {
      try {
        new RegExp(`\\p{${property}}`, 'u');
        // JavaScript knows more names than RE2, which has categories of one or two letters.
        if (property.startsWith('Script=') || name.length <= 2) return `\\${sign}{${property}}`;
      } catch {}
    }
    return this.#fail(`there is no class of characters "${name}"`);
  }

  #class(flags: Flags): string {
    const start = this.at - 1;
    const isNegated = this.take('^');
    const ranges: Range[] = [];
    const properties: string[] = [];
    let isFirst = true;
    for (this.#skip(flags); isFirst || !this.take(']'); this.#skip(flags)) {
      isFirst = false;
      if (this.isAtEnd) this.#fail('"]" is missing', start - this.at);
      const [, not, posix] = this.match(/\[:(\^?)(\w+):\]/y) ?? [];
      if (posix !== undefined) {
        const known = POSIX[posix] ?? this.#fail(`there is no class "[:${posix}:]"`);
        ranges.push(...(not ? complement(known) : known));
        continue;
      }
      if (this.#isRust && /^(?:\[|&&|--|~~)/.test(this.source.slice(this.at, this.at + 2)))
        this.#fail('classes of classes are not supported');
      const [, perl] = this.match(/\\([dswDSW])/y) ?? [];
      if (perl !== undefined) {
        const known = PERL[perl.toLowerCase()] ?? [];
        ranges.push(...(perl === perl.toLowerCase() ? known : complement(known)));
        continue;
      }
      const [, property] = this.match(/\\([pP])/y) ?? [];
      if (property !== undefined) properties.push(this.#property(property === 'P'));
      else ranges.push(this.#range());
    }
    return classText(flags.i ? ranges.flatMap(caseVariants) : ranges, properties, isNegated);
  }

  #range(): Range {
    const from = this.#classCharacter();
    const next = this.source[this.at + 1];
    if (this.source[this.at] !== '-' || next === undefined || next === ']') return [from, from];
    this.at++;
    const to = this.#classCharacter();
    return to >= from ? [from, to] : this.#fail('a range that ends before it begins');
  }

  #classCharacter(): number {
    const char = this.#next();
    return char === '\\' ? this.#escaped() : (char.codePointAt(0) ?? 0);
  }

  #next(): string {
    const code = this.source.codePointAt(this.at) ?? this.#fail('something is missing at the end');
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  #fail(message: string, offset = 0): never {
    throw new ExpressionError(message, Math.max(0, this.at + offset));
  }
}

function apply(flags: Flags, on: string, off: string): void {
  for (const flag of ['i', 'm', 's', 'U', 'x'] as const) {
    if (on.includes(flag)) flags[flag] = true;
    if (off.includes(flag)) flags[flag] = false;
  }
}

function literal(code: number, ignoreCase: boolean): string {
  const variants = ignoreCase ? caseVariants([code, code]) : [];
  return variants.length > 1 ? classText(variants, [], false) : textOf(code);
}
