import type { Rule } from '../model/rule.ts';
import { measurePattern } from './pattern.ts';

/** Alphabets of the redactor (src/runtime/redaction/formats.ts) by their letters, the smallest first. */
const ALPHABETS = {
  x: 'a-f0-9A-F',
  U: 'A-Z0-9',
  w: 'A-Za-z0-9',
  u: 'A-Za-z0-9_\\-',
  b: 'A-Za-z0-9+/=',
  d: 'A-Za-z0-9_.=\\-',
  a: 'A-Za-z0-9_.=+/:!~%\\-',
};

/** Characters behind a prefix that are checked, at most: the redactor has to hold back as many of a stream. */
const MOST = 100;
/** The redactor has a matcher of its own for it. */
const JWT = 'eyJ';

/**
 * The prefixes of all secrets for the redactor: lines of an alphabet and the least length of what follows, then prefixes:
 * `w36 ghp_ gho_`. Without the rules' exact lengths and checksums it is a tenth of their size: for masking, a prefix and a
 * length are certain enough.
 */
export function redactionFormats(rules: readonly Rule[]): string {
  const lines = new Map<string, Set<string>>();
  for (const rule of rules) {
    if (rule.kind !== 'prefix' || rule.public !== undefined) continue;
    const body = withoutLookaround(rule.pattern);
    const form = `${alphabetOf(body)}${Math.min(measurePattern(body).min, MOST)}`;
    const prefixes = lines.get(form) ?? new Set();
    lines.set(form, prefixes);
    for (const prefix of rule.prefixes) if (prefix !== JWT) prefixes.add(prefix);
  }
  return [...lines]
    .filter(([, prefixes]) => prefixes.size > 0)
    .map(([form, prefixes]) => [form, ...prefixes].join(' '))
    .sort()
    .join('\n');
}

function withoutLookaround(pattern: string): string {
  let text = '';
  for (let at = 0; at < pattern.length; ) {
    if (/^\(\?<?[=!]/.test(pattern.slice(at, at + 4))) at = endOfGroup(pattern, at);
    else {
      const next = pattern[at] === '\\' ? at + 2 : pattern[at] === '[' ? endOfClass(pattern, at) : at + 1;
      text += pattern.slice(at, next);
      at = next;
    }
  }
  return text;
}

function endOfGroup(pattern: string, start: number): number {
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[') at = endOfClass(pattern, at) - 1;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) return at + 1;
  }
  return pattern.length;
}

function endOfClass(pattern: string, start: number): number {
  let at = start + 1;
  while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The first alphabet that has all characters that a pattern can match, or else the largest. */
function alphabetOf(body: string): string {
  const classes = body.match(/\[(?:\\.|[^\]\\])+\]|\\[dw]/g) ?? [];
  const literals = body
    .replace(/\[(?:\\.|[^\]\\])+\]|\\[dw]|\{\d+(?:,\d*)?\}|\(\?:|[()|?]/g, '')
    .replace(/\\(.)/g, '$1');
  const matched = new RegExp(classes.join('|') || '(?!)');
  const printable = Array.from({ length: 94 }, (_, code) => String.fromCharCode(33 + code));
  const characters = printable.filter((character) => literals.includes(character) || matched.test(character));
  const fits = (alphabet: string) => characters.every((character) => new RegExp(`[${alphabet}]`).test(character));
  return Object.entries(ALPHABETS).find(([, alphabet]) => fits(alphabet))?.[0] ?? 'a';
}
