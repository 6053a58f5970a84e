import { extensionOf } from '../../../files/path-parts.ts';

/**
 * The code of a file: the scripts of pages and components, and what is between PHP's tags. Everything else is replaced
 * by blanks, so that offsets stay the same.
 */
export function codeOf(path: string, text: string): string {
  const extension = extensionOf(path);
  if (/^(?:html?|vue|svelte)$/.test(extension)) return between(text, /<script\b[^>]{0,500}>/gi, '</script');
  if (/^(?:php|phtml)$/.test(extension)) return between(text, /<\?php\b/gi, '?>');
  return text;
}

function between(text: string, open: RegExp, close: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = open.exec(text); start !== null; start = open.exec(text)) {
    const from = open.lastIndex;
    const end = text.indexOf(close, from);
    const to = end < 0 ? text.length : end;
    parts.push(blank(text.slice(at, from)), text.slice(from, to));
    at = to;
    open.lastIndex = to;
  }
  const rest = blank(text.slice(at));
  return parts.length === 0 ? blank(text) : parts.join('').concat(rest);
}

/** The first character of a closing tag becomes `;`, for the tag ends a statement. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, (char, at) => (at === 0 && (char === '?' || char === '<') ? ';' : ' '));
}
