import type { Part } from './command.ts';

const EXPRESSION = /\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/g;

// Characters of Unicode's private use areas: one for each expression, one for padding, and one for a backtick.
const FIRST = 0xf0000;
const MOST = 0xfffe;
const PLACEHOLDER = /([\u{F0000}-\u{FFFFD}])\uE000+/u;
const FILL = '\uE000';
const BACKTICK = '\uE001';

/**
 * A script as the parser gets it. CI systems replace `${{ }}` before the shell sees it, even in quotation marks. Here a
 * placeholder of the same length replaces it, so that offsets and lines stay the same.
 */
export class ScriptText {
  /** With `\n` as line ends. */
  readonly source: string;
  readonly #expressions: Part[] = [];
  /** There are no placeholders. */
  readonly #isAsWritten: boolean;

  /** @param lineEscape continues a line. If it is the backtick, that is not for command substitution */
  constructor(text: string, lineEscape: string) {
    const unified = text.replaceAll('\r\n', '\n');
    const escaped =
      lineEscape === '`' ? unified.replace(/`(\n?)/g, (_, end: string) => (end === '' ? BACKTICK : '\\\n')) : unified;
    this.source = escaped.replace(EXPRESSION, (written, inside: string) => {
      const index = this.#expressions.length;
      if (index === MOST) return written;
      this.#expressions.push({ kind: 'expression', text: inside.trim(), written });
      return String.fromCodePoint(FIRST + index).padEnd(written.length, FILL);
    });
    this.#isAsWritten = this.source === unified;
  }

  /** Splits what the parser takes for fixed text into text and expressions. */
  partsOf(text: string): Part[] {
    if (this.#isAsWritten) return text === '' ? [] : [{ kind: 'text', text }];
    return text.split(PLACEHOLDER).flatMap((piece, index) => {
      if (index % 2 === 1) return this.#expressions[(piece.codePointAt(0) ?? 0) - FIRST] ?? [];
      return piece === '' ? [] : [{ kind: 'text', text: piece.replaceAll(BACKTICK, '`') }];
    });
  }

  /** A piece of the source as it is written in the script. */
  written(piece: string): string {
    if (this.#isAsWritten) return piece;
    return this.partsOf(piece)
      .map((part) => (part.kind === 'text' ? part.text : part.kind === 'expression' ? part.written : ''))
      .join('');
  }
}
