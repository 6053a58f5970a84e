import { findName, isValue, type Position, qualify } from './find-name.ts';
import type { Chain, Link } from './name-chain.ts';
import { readName } from './name-words.ts';
import { type Operator, operatorOf } from './operator.ts';
import { COPULA, KEYWORD } from './words.ts';

/** With these, there is no name to look for. */
const FINAL: ReadonlySet<Operator> = new Set(['host', 'path', 'joined', 'none']);

/**
 * Finds the operator before a value, and the value's name.
 * @param next the character right behind the value
 */
export function readPosition(chain: Chain, next: string): Position {
  const links = unserialize(chain.links);
  const first = links[0];
  if (first === undefined) {
    const operator = operatorOf(chain.rest);
    return { operator: operator === 'word' ? 'line' : operator };
  }
  if (isCurlUser(links, next)) return { operator: 'userinfo' };
  const operator = operatorOf(first.gap);
  if (chain.quoted && (operator === 'concat' || first.gap === '+' || isAdjacentParameter(first)))
    return readConcatenation(first);
  if (FINAL.has(operator)) return { operator: chain.quoted && operator === 'joined' ? 'none' : operator };
  const isWords = operator === 'word' && !isValue(first) && (first.quoted || !KEYWORD.has(first.name));
  return isWords ? readWords(links, chain.quoted, next) : findName(links, operator);
}

/** C joins literals that stand side by side: `"https://host/?key=" "K"`. */
function isAdjacentParameter({ quoted, gap, name }: Link): boolean {
  return quoted && gap === ' ' && /[?&][\w-]+=$/.test(name);
}

/** `s:6:"apiKey";s:32:"` of PHP's serialize() is `apiKey = "`. */
function unserialize(links: readonly Link[]): readonly Link[] {
  const [length, type, name, ...others] = links;
  if (length === undefined || type?.name !== 's' || name?.gap !== ';' || !/^\d+$/.test(length.name)) return links;
  return [{ ...name, gap: ' = ' }, ...others];
}

/** curl's `-u user:K` and `-u K:`. */
function isCurlUser(links: readonly Link[], next: string): boolean {
  const [first, second] = links;
  const flag = first?.gap === ':' ? second : next === ':' ? first : undefined;
  return flag?.gap === ' ' && /^(?:-u|--user|--proxy-user|-U)$/.test(flag.name);
}

/** `"https://host/?key=" + "K"`, `"Bearer " + "K"`: the name is at the end of the string before. */
function readConcatenation(before: Link): Position {
  const name = before.quoted ? /([A-Za-z][\w-]*)\s*[=:]?\s*$/.exec(before.name)?.[1] : undefined;
  return name === undefined ? { operator: 'concat' } : { operator: 'concat', name, start: before.start };
}

/** Words behind which a name and its value stand: C's and Docker's, Apache's, those of shells and of Nginx. */
const DEFINES: ReadonlySet<string> = new Set([
  'define',
  'ENV',
  'ARG',
  'SetEnv',
  'setenv',
  'setx',
  'env',
  'fastcgi_param',
]);

/** Only blanks stand before the value: a flag, a short command such as `ENV NAME K`, or running text. */
function readWords(links: readonly Link[], quoted: boolean, next: string): Position {
  const [first] = links;
  if (first === undefined) return { operator: 'line' };
  const ends = links.findIndex((link) => link.gap !== ' ' && link.gap !== '');
  const count = ends < 0 ? links.length : ends;
  // "Set `API_KEY` to `K`", "password is K".
  if (COPULA.has(first.name) && count > 1) return readWords(links.slice(1), quoted, next);
  if (first.name.startsWith('-')) return { operator: 'flag', name: first.name, start: first.start };
  // `ENV API_KEY K`, `SetEnv API_KEY K`: constants stand before their values.
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(first.name)) return qualify(links, 0, 'assign');
  if (links[1]?.gap === ' ' && DEFINES.has(links[1].name)) return qualify(links.slice(0, 1), 0, 'assign');
  // `:password "K"`, `(setq password "K")`, `set imap_pass "K"`; in backticks, Go has what it says about a field.
  const near = qualify(links, 0, 'word');
  if (quoted && next !== '`' && !first.quoted && count <= 2 && isSecret(near))
    return qualify(links.slice(0, 1), 0, 'assign');
  if (quoted || count <= 3 || isSecret(near)) return near;
  const spoken = links.slice(0, Math.min(count, 4)).find(isSecret);
  return spoken === undefined ? { operator: 'prose' } : { operator: 'prose', name: spoken.name, start: spoken.start };
}

function isSecret({ name = '' }: { readonly name?: string }): boolean {
  return readName(name).kind.startsWith('secret');
}
