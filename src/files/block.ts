import { HexhoundError } from '../model/errors.ts';

/** The lines between these are ours and are replaced and removed as a whole; every other byte is left as it is. */
const BEGIN = '# >>> hexhound >>>';
const END = '# <<< hexhound <<<';

/** The lines of a text, each with its line end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * A text with our block in it.
 * @param line how many lines stand before the block
 * @param body the block's lines, without line ends
 */
export function insertBlock(text: string, line: number, body: readonly string[], indent = ''): string {
  return insertLines(
    text,
    line,
    [BEGIN, ...body, END].map((part) => indent + part),
  );
}

/** A text with lines inserted, which get the line ends that it has. */
export function insertLines(text: string, line: number, added: readonly string[]): string {
  const lines = linesOf(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const before = lines.slice(0, line).join('');
  const gap = before === '' || before.endsWith('\n') ? '' : eol;
  return before + gap + added.map((part) => part + eol).join('') + lines.slice(line).join('');
}

/**
 * The text without our blocks.
 * @param shown how the file is named in errors
 * @throws HexhoundError E_CONFIG where a block does not end
 */
export function withoutBlocks(text: string, shown: string): string {
  let isInside = false;
  const kept = linesOf(text).filter((line) => {
    const mark = line.trim();
    const isOurs = isInside || mark === BEGIN;
    isInside = isOurs && mark !== END;
    return !isOurs;
  });
  if (isInside)
    throw new HexhoundError('E_CONFIG', shown, `has a line "${BEGIN}" and no "${END}" after it: fix that first`);
  return kept.join('');
}

/** Whether a line, outside of comments, already runs hexhound: `npx hexhound staged`. @param command of hexhound */
export function runsHexhound(text: string, command: string): boolean {
  return linesOf(text).some((line) => {
    const at = /^\s*(?:#|\/\/)/.test(line) ? -1 : line.search(/(?:\b|_)hexhound\b/);
    return at >= 0 && ` ${line.slice(at)} `.search(new RegExp(`[^\\w-]${command}[^\\w-]`)) >= 0;
  });
}
