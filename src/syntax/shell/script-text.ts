import type { Part } from './command.ts';

const EXPRESSION = /\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/g;

// Characters of Unicode's private use areas: one for each expression, one that pads it, and one for a backtick.
const FIRST = 0xf0000;
const MOST = 0xfffe;
const PLACEHOLDER = /([\u{F0000}-\u{FFFFD}])\uE000+/u;
const FILL = '\uE000';
const BACKTICK = '\uE001';

/**
 * A script as the parser gets it. CI systems put `${{ }}` in before the shell sees it, whatever the quotation marks: a
 * plain word of the same length stands in its place, so that offsets and lines stay what they are.
 */
export class ScriptText {
  /** Ends of lines are `\n`. */
  readonly source: string;
  readonly #expressions: Part[] = [];
  /** Nothing stands for something else. */
  readonly #isAsWritten: boolean;

  /** @param lineEscape what continues a line: the backtick, where it is that, quotes no command */
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

  /** Takes apart what the parser says is fixed text. */
  partsOf(text: string): Part[] {
    if (this.#isAsWritten) return text === '' ? [] : [{ kind: 'text', text }];
    return text.split(PLACEHOLDER).flatMap((piece, index) => {
      if (index % 2 === 1) return this.#expressions[(piece.codePointAt(0) ?? 0) - FIRST] ?? [];
      return piece === '' ? [] : [{ kind: 'text', text: piece.replaceAll(BACKTICK, '`') }];
    });
  }

  /** A piece of the source as it stands in the script. */
  written(piece: string): string {
    if (this.#isAsWritten) return piece;
    return this.partsOf(piece)
      .map((part) => (part.kind === 'text' ? part.text : part.kind === 'expression' ? part.written : ''))
      .join('');
  }
}
