import type { Evidence, Feature, FileContext } from '../../model/evidence.ts';
import type { Shape } from '../../model/rule.ts';
import type { Link } from './chain.ts';
import { isEntry, isPublicDsn, isSearchKey, isSolverUrl, readCall, readCallee, readHost } from './code-forms.ts';
import { toDetail } from './detail.ts';
import { memoize } from './memo.ts';
import { splitName } from './name-words.ts';
import type { Operator } from './operator.ts';
import { readRight } from './right-context.ts';
import { BEST_MENTION, type Names, readServices } from './services.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { isKnown, readValue } from './value-shape.ts';
import { canBeReported } from './weights.ts';
import { HASH, SECRET, SECRET_KEY } from './words.ts';

/** Bytes before and after a candidate that its evidence depends on; of the rest it knows what `FileContext` says. */
export const WINDOW = 256;

/** A word this close before the value says something about it without being its name. */
const NEAR = 80;

/** `NAME=`, `ENV name `, `--name `, `?name=`: a value without quotes is no code there. */
const SETTING =
  /(?:^|[\s"'`])(?:[A-Z][A-Z0-9_]*=|(?:ENV|ARG) \w+[ =]|--?[A-Za-z][\w-]*[ =]|login \S+ password )$|[?&][\w.-]+=$/;
/** `name=` and `name: ` that begin a line: settings, where the value ends it. */
const SETTING_LINE = /(?:^|\n)[ \t#;/*]*(?:- )?(?:export |set )?[\w.-]+(?:=|: )$/;
const LINE_END = /^[ \t]*\\?\r?(?:\n|$)/;

/** Of a header; other things are called a token too. */
const SCHEME = /\b(bearer|basic|(?<=authorization\W{1,8})(?:token|apikey|oauth)) $/i;

/** Base64 of the shortest user name and password that are worth a look. */
const SHORTEST_CREDENTIALS = 12;

/** Operators that make one expression of the names before a value. */
const IN_EXPRESSION: ReadonlySet<Operator> = new Set<Operator>([
  'assign',
  'call',
  'wrapped',
  'argument',
  'default',
  'return',
  'item',
  'element',
  'flag',
]);
/** A semicolon, a closed block, or a line break that no operator leads over. */
const EXPRESSION_END = /[;}]|(?<![,({[=:>|&+?\\\s])\s*\n/;

/** What the bytes around a candidate say by themselves. */
export interface Sight {
  readonly shape: Shape;
  readonly value: string;
  readonly own: readonly Feature[];
  /** What can name a service. */
  readonly names: Names;
  /** As in `Evidence`. */
  readonly reach: number;
}

/**
 * Looks at the candidate at start..end: at `WINDOW` bytes on each side and at nothing else, so that the cost does not
 * depend on the size of the content or of a line. Gives the same object for the same window, while it remembers it.
 */
export function lookAt(bytes: Uint8Array, start: number, end: number, shape: Shape): Sight {
  const from = Math.max(0, start - WINDOW);
  const to = Math.min(bytes.length, end + WINDOW);
  return look(`${from === 0} ${start - from} ${end - from} ${shape}\n${latin1(bytes, from, to)}`);
}

/** What a content says about a candidate in it. @param start where it stands */
export function evidenceOf({ shape, value, own, names, reach }: Sight, start: number, context: FileContext): Evidence {
  const services = context.services.size === 0 ? [] : readServices(names, start, context);
  const features = [...own, ...describeSiblings(shape === 'value' ? 0 : context.siblings[shape]), ...services];
  const provider = services[0]?.provider;
  const evidence = { shape, reach, ...(provider === undefined ? {} : { provider }) };
  // Most candidates are out of the question by now, and nobody will look at their details.
  if (!canBeReported(features, shape)) return { ...evidence, features: features.map(withoutDetail) };
  if (isKnown(value)) features.push({ name: 'value.known' });
  return { ...evidence, features: features.map((feature) => withDetail(feature, value)) };
}

/** Whether a candidate is out of the question beside so many of its shape, whatever services the content mentions. */
export function isHopeless({ own, shape }: Sight, siblings: number): boolean {
  return !canBeReported([...own, ...describeSiblings(siblings), BEST_MENTION], shape);
}

/** Both at once. @internal exported for tests */
export function gatherEvidence(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: Shape,
  context: FileContext,
): Evidence {
  return evidenceOf(lookAt(bytes, start, end, shape), start, context);
}

/** Remembered by window, for in a history the same lines come back with every version of a file. */
const look = memoize((text): Sight => {
  const [first = '', start, end, shape = ''] = text.slice(0, text.indexOf('\n')).split(' ');
  const window = text.slice(text.indexOf('\n') + 1);
  const left = window.slice(0, Number(start));
  const value = window.slice(Number(start), Number(end));
  const around = readSurroundings(left, window.slice(Number(end)), first === 'true');
  const { operator, name = '', start: named = left.length } = around.position;
  return {
    shape: shape as Shape,
    value,
    own: [
      { name: `shape.${shape as Shape}` },
      ...readValue(value, shape as Shape).map((feature) => ({ name: feature })),
      ...describePosition(around),
      ...describeName(around),
      ...describeForm(around),
      ...(shape === 'value' ? describeNamedForm(around, value) : []),
    ],
    names: {
      name,
      expression: IN_EXPRESSION.has(operator) ? expressionOf(around.chain.links) : '',
      host: readHost(around.left, around.right),
    },
    reach: left.length - named,
  };
}, 8192);

/** Steps in which the number of siblings counts: the same for two numbers that say the same. */
export function siblingsStep(count: number): 0 | 10 | 50 | 500 {
  return count >= 500 ? 500 : count >= 50 ? 50 : count >= 10 ? 10 : 0;
}

const SIBLINGS = { 10: 'siblings.several', 50: 'siblings.dozens', 500: 'siblings.hundreds' } as const;

function describeSiblings(count: number): Feature[] {
  const step = siblingsStep(count);
  return step === 0 ? [] : [{ name: SIBLINGS[step] }];
}

function describePosition({ right, chain, position: { operator, name }, beginsLine }: Surroundings): Feature[] {
  const isAlone = name === undefined && beginsLine && /^["'`]?[,;]?[ \t]*(?:[\r\n]|$)/.test(right);
  const behind = readRight(right, chain.quoted, beginsLine && !chain.quoted);
  // In `a ? "K" : b` the colon makes no key of it.
  const isEnd = behind === 'end' || (behind === 'map-key' && operator === 'default');
  return [{ name: isAlone ? 'op.alone' : `op.${operator}` }, ...(isEnd ? [] : [{ name: `right.${behind}` } as const])];
}

function describeName({ left, tokens, position, reading: { kind, dummy } }: Surroundings): Feature[] {
  const { operator, name, start = left.length } = position;
  const features: Feature[] = [];
  if (name !== undefined) features.push({ name: `name.${kind}`, detail: name });
  else if (operator !== 'userinfo') features.push({ name: 'name.none' });
  if (dummy) features.push({ name: 'name.dummy' });
  if (kind !== 'other' && kind !== 'key') return features;

  const near = tokens
    .filter((token) => token.kind === 'word' && token.start >= left.length - NEAR && token.end <= start)
    .flatMap(({ text }) => splitName(text));
  const hash = near.find((word) => HASH.has(word));
  const secret = near.find((word, at) => SECRET.has(word) || (word === 'key' && SECRET_KEY.has(near[at - 1] ?? '')));
  if (hash !== undefined) features.push({ name: 'near.hash', detail: hash });
  if (secret !== undefined && kind === 'other') features.push({ name: 'near.secret', detail: secret });
  return features;
}

function describeForm({ left, right, chain, position: { name = '' }, reading: { kind } }: Surroundings): Feature[] {
  const features: Feature[] = [];
  const callee = readCallee(chain.links, chain.quoted);
  const call = callee === undefined ? undefined : readCall(callee, kind);
  if (callee !== undefined && call !== undefined) features.push({ name: call, detail: callee });
  if (isSolverUrl(left)) features.push({ name: 'form.solver-url' });
  if (isPublicDsn(left, readHost(left, right))) features.push({ name: 'form.public-dsn' });
  if (isSearchKey(left, right, name)) features.push({ name: 'form.search-key' });
  if (kind === 'key' && isEntry(right)) features.push({ name: 'form.entry' });
  return features;
}

/** Of a value that its name gave away: the scheme of a header before it, and whether without quotes it can be code. */
function describeNamedForm({ left, right, chain }: Surroundings, value: string): Feature[] {
  const scheme = SCHEME.exec(left)?.[1];
  if (
    scheme !== undefined &&
    value.length >= SHORTEST_CREDENTIALS &&
    (!/basic/i.test(scheme) || isUserAndPassword(value))
  )
    return [{ name: 'form.scheme', detail: scheme }];
  if (chain.quoted || SETTING.test(left)) return [];
  return [{ name: SETTING_LINE.test(left) && LINE_END.test(right) ? 'form.setting' : 'form.unquoted' }];
}

/** Whether it is what the scheme Basic takes (RFC 7617): base64 of `user:password`. */
function isUserAndPassword(value: string): boolean {
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

/** The names of the expression that ends in the value. */
function expressionOf(links: readonly Link[]): string {
  const end = links.findIndex(({ gap }) => EXPRESSION_END.test(gap));
  const names = links.slice(0, end < 0 ? links.length : end).map(({ name }) => name);
  return names.join(' ');
}

function withoutDetail({ name, provider }: Feature): Feature {
  return provider === undefined ? { name } : { name, provider };
}

function withDetail({ detail = '', ...feature }: Feature, value: string): Feature {
  const shown = toDetail(detail, value);
  return shown === '' ? feature : { ...feature, detail: shown };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
