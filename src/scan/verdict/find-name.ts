import type { Link } from './name-chain.ts';
import { readName, splitName } from './name-words.ts';
import { type Operator, operatorOf } from './operator.ts';
import { DECODER, DESCRIBER, GENERIC, KEYWORD, TYPE } from './words.ts';

/** How a value is attached to the code before it. */
export interface Position {
  readonly operator: Operator;
  /** The value's name, with the words that qualify it: `Client Secret`. */
  readonly name?: string;
  /** Where the name begins in the text that the links were read from. */
  readonly start?: number;
}

/** Operators that connect an expression to the one around it. */
const TIES: ReadonlySet<Operator> = new Set(['assign', 'call', 'chain', 'argument', 'default', 'return', 'word']);
const FARTHEST = 8;
/** Most words that qualify a name. In `Master API Key: K` there are two. */
const MOST_QUALIFIERS = 3;

const VALUE = /^(?:[0-9a-fA-F]{16,}|[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27}|(?=\D*\d\D*\d)[A-Za-z0-9]{24,})$/;
const IDENTIFIER = /^-{0,2}[\w$@\x80-\xff][\w$.@:/\x80-\xff -]{0,60}$/;
/** Marks between a name and its type, or a function's name and what it returns. */
const BEFORE_TYPE = /^[\s:[<&*?|]+$|^\([^()]*\)[\s:>-]*$/;
/** What the gap to the left of `return`, `or` or a type must look like for the search to go on. */
const BLOCK = /(?:[{:]|=>)\s*$/;
const CLOSED = /^(?:\(\))?[)\]\s]*$/;
const ANYTHING = /^/;

/**
 * Finds the name of a value: goes outwards from link to link, past values, keywords, types and decoders, to the first name
 * with a known meaning. If there is none, the first name counts.
 * @param first the operator of the first link
 */
export function findName(links: readonly Link[], first: Operator): Position {
  let operator = first;
  let expectedGap: RegExp | undefined;
  let fallback: Position | undefined;
  for (const [at, link] of links.slice(0, FARTHEST).entries()) {
    const own = operatorOf(link.gap);
    if (expectedGap !== undefined && !expectedGap.test(link.gap)) break;
    if (own === 'line') {
      // With a bullet, the item before in a list. Otherwise a line that has nothing to do with the value.
      if (!/[-*]\s*$/.test(link.gap)) break;
      operator = 'item';
      continue;
    }
    if (expectedGap === undefined && at > 0) {
      if (!TIES.has(own)) break;
      operator = combine(operator, own);
    }
    expectedGap = undefined;
    switch (operator === 'element' && isAttribute(links, at) ? 'keyword' : roleOf(link, own, operator, links[at + 1])) {
      case 'value':
        // In `"12345:K"` the number belongs to the value; in `"K1": "K2"` it is another's.
        if (own === 'assign' && (link.quoted || link.gap !== ':')) return fallback ?? { operator };
        operator = own === 'argument' ? 'argument' : 'item';
        break;
      case 'keyword':
        if (link.name === 'return') [operator, expectedGap] = ['return', BLOCK];
        if (link.name === 'or' || link.name === 'else') [operator, expectedGap] = ['default', CLOSED];
        break;
      case 'type':
        expectedGap = ANYTHING;
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
        // Another argument, unless it is the constant that names the value: `put(API_KEY, "K")`.
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

/** Whether it is a number, another key or digest, or a text: something that cannot be a name. */
export function isValue({ name, quoted }: Link): boolean {
  return VALUE.test(name) || (quoted && !IDENTIFIER.test(name));
}

/** Whether it is an attribute or its value, as in `<span class="token">K`. In `<setting name="token">K`, `token` is a name. */
function isAttribute(links: readonly Link[], at: number): boolean {
  const [link, label] = [links[at], links[at + 1]];
  if (link?.quoted) return label?.gap !== '=' || !DESCRIBER.has(label.name.toLowerCase());
  return link?.gap === '=';
}

/** The operator for a name further out: `own` is that name's, `inner` the one of everything to its right. */
function combine(inner: Operator, own: Operator): Operator {
  if (own === 'word' || inner === 'item' || inner === 'default' || inner === 'return' || inner === 'wrapped') {
    return inner;
  }
  if (own === 'assign' && (inner === 'call' || inner === 'argument')) return 'wrapped';
  return own === 'call' && inner === 'argument' ? 'argument' : own;
}

/** A name beside a generic one: `name: API_KEY` before `value:`, `--api-key` before `default=`, the cell or element before. */
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
 * The position of the link at `at`, with the words that qualify its name: `Client Secret` in `Client Secret: K`, but
 * `secret` in `static String secret = "K"`.
 */
export function qualify(links: readonly Link[], at: number, operator: Operator): Position {
  const link = links[at];
  if (link === undefined) return { operator };
  if (link.quoted) {
    // `config['captcha']['key']`
    const owner = links[at + 1];
    const isOwned = owner?.quoted === true && owner.gap === '][';
    return isOwned
      ? { operator, name: `${owner.name}.${link.name}`, start: owner.start }
      : { operator, name: link.name, start: link.start };
  }
  if (operator === 'call') return { operator, name: lastOf(link.name), start: link.start };
  const isCode = operator === 'return' || links.slice(0, at + 1).some(({ gap }) => gap.includes('='));
  // The part before the last qualifies it: `cache.key`.
  let name = link.name.split(PATH_MARK).slice(-2).join('.');
  let start = link.start;
  for (const word of links.slice(at + 1, at + 1 + (operator === 'word' ? 1 : MOST_QUALIFIERS))) {
    if (word.quoted || word.gap !== ' ' || NO_QUALIFIER.test(word.name)) break;
    if (isCode && (KEYWORD.has(word.name) || TYPE.has(word.name.toLowerCase()) || /string$/i.test(word.name))) break;
    name = `${word.name} ${name}`;
    start = word.start;
  }
  return { operator, name, start };
}

/** An option of a command, an instruction of a Dockerfile. */
const NO_QUALIFIER = /^-|^LABEL$/;

const PATH_MARK = /\.|::|->|\?\.|\\/;

/** The last part of a path of names: `setKey` of `client.auth.setKey`. */
export function lastOf(path: string): string {
  return path.split(PATH_MARK).at(-1) ?? path;
}
