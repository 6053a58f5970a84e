import type { Link } from './chain.ts';
import { readName, splitName } from './name-words.ts';
import { type Operator, operatorOf } from './operator.ts';
import { DECODER, DESCRIBER, GENERIC, KEYWORD, TYPE } from './words.ts';

export interface Position {
  readonly operator: Operator;
  /** The name that counts, with the words that qualify it: `Client Secret`. */
  readonly name?: string;
  /** Where it begins in the text that the links were read from. */
  readonly start?: number;
}

/** Operators that tie an expression to what holds it. */
const TIES: ReadonlySet<Operator> = new Set(['assign', 'call', 'chain', 'argument', 'default', 'return', 'word']);
const FARTHEST = 8;
/** Words that qualify a name: two before `Key` in `Master API Key: K`. */
const MOST_QUALIFIERS = 3;

const VALUE = /^(?:[0-9a-fA-F]{16,}|[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27}|(?=\D*\d\D*\d)[A-Za-z0-9]{24,})$/;
const IDENTIFIER = /^-{0,2}[\w$@\x80-\xff][\w$.@:/\x80-\xff -]{0,60}$/;
/** Marks between a name and its type, or a function's name and what it returns. */
const BEFORE_TYPE = /^[\s:[<&*?|]+$|^\([^()]*\)[\s:>-]*$/;
/** What the next gap has to be behind words after which operators do not count: `return`, `or`, a type. */
const BLOCK = /(?:[{:]|=>)\s*$/;
const CLOSED = /^[)\]\s]*$/;
const ANYTHING = /^/;

/**
 * Goes from link to link outwards, past all that does not name the value, to the first name that means something; with
 * none, to the first name at all.
 * @param begun the operator of the first link
 */
export function walk(links: readonly Link[], begun: Operator): Position {
  let operator = begun;
  let leads: RegExp | undefined;
  let fallback: Position | undefined;
  for (const [at, link] of links.slice(0, FARTHEST).entries()) {
    const own = operatorOf(link.gap);
    if (leads !== undefined && !leads.test(link.gap)) break;
    if (own === 'line') {
      // The item before in a list; without a bullet, a line that has nothing to do with the value.
      if (!/[-*]\s*$/.test(link.gap)) break;
      operator = 'item';
      continue;
    }
    if (leads === undefined && at > 0) {
      if (!TIES.has(own)) break;
      operator = combine(operator, own);
    }
    leads = undefined;
    switch (operator === 'element' && isAttribute(links, at) ? 'keyword' : roleOf(link, own, operator, links[at + 1])) {
      case 'value':
        // In `"12345:K"` the number belongs to the value; in `"K1": "K2"` it is another's.
        if (own === 'assign' && (link.quoted || link.gap !== ':')) return fallback ?? { operator };
        operator = own === 'argument' ? 'argument' : 'item';
        break;
      case 'keyword':
        if (link.name === 'return') [operator, leads] = ['return', BLOCK];
        if (link.name === 'or' || link.name === 'else') [operator, leads] = ['default', CLOSED];
        break;
      case 'type':
        leads = ANYTHING;
        break;
      case 'decoder':
        operator = 'call';
        break;
      case 'generic': {
        const other = describedBy(links, at);
        if (other !== undefined) return { operator: operator === 'element' ? 'cell' : operator, ...other };
        fallback ??= qualify(links, at, operator);
        break;
      }
      case 'variable': {
        // An argument of its own, unless it is a constant for what the value is: `put(API_KEY, "K")`.
        const position = qualify(links, at, operator);
        if (readName(position.name ?? '').kind.startsWith('secret')) return position;
        break;
      }
      case 'name': {
        const position = qualify(links, at, operator);
        if (readName(position.name ?? '').kind !== 'other') return position;
        fallback ??= position;
        if (own === 'assign' || own === 'element' || own === 'cell') return fallback;
      }
    }
  }
  return fallback ?? { operator };
}

type Role = 'value' | 'keyword' | 'type' | 'decoder' | 'generic' | 'variable' | 'name';

function roleOf(link: Link, own: Operator, operator: Operator, next: Link | undefined): Role {
  const last = lastOf(link.name);
  if (isValue(link)) return 'value';
  if (link.quoted) return GENERIC.has(last.toLowerCase()) ? 'generic' : 'name';
  if (last === '_' || KEYWORD.has(last)) return 'keyword';
  if (own === 'chain') return 'decoder';
  if (own === 'call' && splitName(last).every((word) => DECODER.has(word))) return 'decoder';
  if (TYPE.has(last.toLowerCase()) && next !== undefined && BEFORE_TYPE.test(next.gap)) return 'type';
  if (operator === 'argument' && own === 'argument') return 'variable';
  return GENERIC.has(last.toLowerCase()) ? 'generic' : 'name';
}

/** A number, another key or digest, a text: nothing that could be a name. */
export function isValue({ name, quoted }: Link): boolean {
  return VALUE.test(name) || (quoted && !IDENTIFIER.test(name));
}

/** In `<span class="token">K` the class or its value; not so the `token` of `<setting name="token">K`. */
function isAttribute(links: readonly Link[], at: number): boolean {
  const [link, label] = [links[at], links[at + 1]];
  if (link?.quoted) return label?.gap !== '=' || !DESCRIBER.has(label.name.toLowerCase());
  return link?.gap === '=';
}

/** The operator of a name further out: `own` are its marks, `inner` is what was read up to there. */
function combine(inner: Operator, own: Operator): Operator {
  if (own === 'word' || inner === 'item' || inner === 'default' || inner === 'return' || inner === 'wrapped') {
    return inner;
  }
  if (own === 'assign' && (inner === 'call' || inner === 'argument')) return 'wrapped';
  return own === 'call' && inner === 'argument' ? 'argument' : own;
}

/** A name beside the value that tells which one it is: `name: API_KEY` before `value:`, `--api-key` before `default=`, the cell or element before. */
function describedBy(links: readonly Link[], at: number): Pick<Link, 'name' | 'start'> | undefined {
  for (let near = at + 1; near < Math.min(links.length, at + 5); near++) {
    const [link, label] = [links[near], links[near + 1]];
    if (link === undefined || /[;}]/.test(link.gap)) return undefined;
    const isBefore = link.gap.startsWith('</') || (link.name.startsWith('--') && operatorOf(link.gap) === 'argument');
    const isLabelled =
      label !== undefined && operatorOf(label.gap) === 'assign' && DESCRIBER.has(lastOf(label.name).toLowerCase());
    if (isBefore || isLabelled) return { name: link.name, start: link.start };
  }
  return undefined;
}

/**
 * The position of the link at `at`, its name with the words before it that qualify it: in `Client Secret: K` both, in
 * `static String secret = "K"` one.
 */
export function qualify(links: readonly Link[], at: number, operator: Operator): Position {
  const link = links[at];
  if (link === undefined) return { operator };
  if (link.quoted) return { operator, name: link.name, start: link.start };
  if (operator === 'call') return { operator, name: lastOf(link.name), start: link.start };
  const isCode = operator === 'return' || links[0]?.gap.includes('=') === true;
  // The part before the last says what it is of: `cache.key`.
  let name = link.name.split(PATH_MARK).slice(-2).join('.');
  let start = link.start;
  for (const word of links.slice(at + 1, at + 1 + (operator === 'word' ? 1 : MOST_QUALIFIERS))) {
    if (word.quoted || word.gap !== ' ') break;
    if (isCode && (KEYWORD.has(word.name) || TYPE.has(word.name.toLowerCase()))) break;
    name = `${word.name} ${name}`;
    start = word.start;
  }
  return { operator, name, start };
}

const PATH_MARK = /\.|::|->|\?\.|\\/;

/** The last part of a path of names: `setKey` of `client.auth.setKey`. */
export function lastOf(path: string): string {
  return path.split(PATH_MARK).at(-1) ?? path;
}
