import type { Evidence, Feature, FileContext } from '../../model/evidence.ts';
import type { FeatureName } from '../../model/generated.ts';
import type { Shape } from '../../model/rule.ts';
import { plainAround } from '../../syntax/control-sequences.ts';
import {
  isBadge,
  isEntry,
  isPublicDsn,
  isSolverUrl,
  readCall,
  readCallee,
  readHost,
  readSearchKey,
} from './code-forms.ts';
import { toDetail } from './detail.ts';
import type { Position } from './find-name.ts';
import type { KnownServices } from './known-services.ts';
import { memoize } from './memoize.ts';
import type { Link } from './name-chain.ts';
import { isEcho, isSpecific, splitName } from './name-words.ts';
import type { Operator } from './operator.ts';
import { readRightContext } from './right-context.ts';
import { type Names, readServices, STRONGEST_MENTION } from './services.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { isKnown, readValue, runShapeOf } from './value-shape.ts';
import { canBeReported } from './weights.ts';
import { HASH, SECRET, SECRET_KEY } from './words.ts';

/** Bytes before and after a candidate that its evidence is read from. The rest of the content counts by its `FileContext` only. */
export const WINDOW = 256;

/** For the value of a name, which is close by: bytes before and after. */
export const NAMED_WINDOW = [160, 96] as const;
const LINE_FEED = 0x0a;

/** A word within this many bytes before the value says something about it, even when it is not its name. */
const NEAR = 80;

/** `NAME=`, `ENV name `, `--name `, `?name=`: a value without quotes is not code there. */
const SETTING =
  /(?:^|[\s"'`])(?:[A-Z][A-Z0-9_]*(?:=| (?:::?|\?)= ?)|(?:ENV|ARG|SetEnv|setenv|setx|set (?:-[a-zA-Z]{1,3}|--[a-z]+)) \w+[ =]|Environment="?[\w.-]+=|--?[A-Za-z][\w-]*[ =](?:[\w.-]+=)?|login \S+ password |\[{1,2} "?\$\{?\w+\}?"? [!=]==? )$|[?&][\w.-]+=$/;
/** `name=` or `name: ` at the beginning of a line. It is a setting if the value ends the line. */
const SETTING_LINE = /(?:^|\n)[ \t#;/*]*(?:- )?(?:export |set )?[A-Za-z_\x80-\xff][\w.\x80-\xff-]*(?:=|: |[ \t]+)$/;
const LINE_END = /^[ \t]*\\?\r?(?:\n|$)/;

/** The scheme of an Authorization header. `token` and the like have other meanings too, so the header's name must be near. */
const SCHEME = /\b(bearer|basic|(?<=authorization\W{1,8})(?:token|apikey|oauth|ntlm)) $/i;

/** Length of the shortest base64 of `user:password` that counts. */
const SHORTEST_CREDENTIALS = 12;

/** Operators that join the names before a value to one expression. */
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
/** What ends an expression: a semicolon, a closed block, or a line break without an operator before it. */
const EXPRESSION_END = /[;}]|(?<![,({[=:>|&+?\\\s])\s*\n/;

/** What the window around a candidate says, without the rest of the content. */
export interface WindowEvidence {
  readonly shape: Shape;
  readonly value: string;
  readonly features: readonly Feature[];
  readonly names: Names;
  /** As in `Evidence`. */
  readonly reach: number;
}

/** Reads the windows around candidates. Remembers the last ones: in a history, most lines are the same in every version. */
export class WindowReader {
  readonly #read = memoize(readWindow, 8192);

  /**
   * Reads the candidate at start..end and `WINDOW` bytes on each side, so that the cost does not depend on the length of
   * the content or of a line.
   * @returns the same object for the same window, as long as it is remembered
   */
  read(bytes: Uint8Array, start: number, end: number, shape: Shape): WindowEvidence {
    const from = Math.max(0, start - WINDOW);
    const to = Math.min(bytes.length, end + WINDOW);
    return this.#read(`${from === 0} ${start - from} ${end - from} ${shape} \n${latin1(bytes, from, to)}`);
  }

  /**
   * Reads the value of a name: the lines that the two stand in, and no more of them than `NAMED_WINDOW` on each side.
   * @param line where the line of the name begins
   * @param position how the value hangs on its name, where that does not follow from the text before it
   */
  readNamed(bytes: Uint8Array, start: number, end: number, line: number, position?: Position): WindowEvidence {
    const from = Math.max(line, start - NAMED_WINDOW[0]);
    let to = end;
    while (to < end + NAMED_WINDOW[1] && to < bytes.length && bytes[to++] !== LINE_FEED);
    const given = position === undefined ? '' : `${position.operator} ${position.name ?? ''}`;
    return this.#read(`${from === line} ${start - from} ${end - from} value ${given}\n${latin1(bytes, from, to)}`);
  }
}

/**
 * The evidence for a candidate; undefined if no path could make it reportable. So the hundred thousand hashes of a
 * checksum list are dropped one by one.
 */
export function reportableEvidenceOf(
  window: WindowEvidence,
  start: number,
  context: FileContext,
  known?: KnownServices,
): Evidence | undefined {
  const evidence = evidenceOf(window, start, context, known);
  return canBeReported(evidence.features, evidence.shape) ? evidence : undefined;
}

/**
 * Everything that a content says about the candidate at `start`.
 * @param known services that are told by the names and the value alone
 * @param isExplained with the words from the file, even if no path could make it reportable
 */
export function evidenceOf(
  { shape, value, features: fromWindow, names, reach }: WindowEvidence,
  start: number,
  context: FileContext,
  known?: KnownServices,
  isExplained = false,
): Evidence {
  const isNamed = fromWindow.some(({ name }) => NAMED.has(name));
  const isDummy = fromWindow.some(({ name }) => DUMMY_VALUE.has(name));
  const match = isDummy ? undefined : known?.find(names, value, isNamed);
  const mentioned = context.services.size === 0 ? [] : readServices(names, start, context);
  const services = match?.feature === undefined ? mentioned : [match.feature, ...mentioned];
  const said = match?.isDocumented === true ? fromWindow.map(asSecretsName) : fromWindow;
  const features = [...said, ...describeSiblings(shape === 'value' ? 0 : context.siblings[shape]), ...services];
  const provider = services[0]?.provider;
  const run = shape === 'value' ? runShapeOf(value) : undefined;
  const evidence = {
    shape,
    reach,
    ...(run === undefined ? {} : { run }),
    ...(provider === undefined ? {} : { provider }),
    ...(match === undefined ? {} : { rule: match.rule }),
  };
  // Most candidates cannot be reported; their details are not needed.
  if (!isExplained && !canBeReported(features, shape)) return { ...evidence, features: features.map(withoutDetail) };
  if (isKnown(value)) features.push({ name: 'value.known' });
  return { ...evidence, features: features.map((feature) => withDetail(feature, value)) };
}

/** The name means a secret, whatever it is of. */
const NAMED: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'name.secret',
  'name.secret-part',
  'name.key',
  'name.hint',
  'form.scheme',
  'op.userinfo',
]);

/** What the service itself calls its key means a secret, whatever its words mean elsewhere. */
function asSecretsName(feature: Feature): Feature {
  return DOUBTED.has(feature.name) ? { ...feature, name: 'name.secret' } : feature;
}

const DOUBTED: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'name.public',
  'name.id',
  'name.hash',
  'name.meta',
  'name.hint',
  'name.key',
  'name.other',
  'name.secret-part',
]);

/** No service gives out such values, whatever form they have: `xxxx` and `your-api-key-here` are of most alphabets. Others are public. */
const DUMMY_VALUE: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'value.known',
  'value.dull',
  'value.placeholder',
  'value.default',
  'form.public-dsn',
  'form.badge',
]);

/** Whether a candidate cannot be reported among `siblings` runs of its shape, whatever services the content mentions. */
export function isNeverReported({ features, shape }: WindowEvidence, siblings: number): boolean {
  return !canBeReported([...features, ...describeSiblings(siblings), STRONGEST_MENTION], shape);
}

/** Reads the window, then judges it in its content. @internal exported for tests */
export function gatherEvidence(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: Shape,
  context: FileContext,
): Evidence {
  return evidenceOf(new WindowReader().read(bytes, start, end, shape), start, context);
}

/** @param text whether the content or the line begins here, offsets and shape of the candidate, its position, a line break, the window */
function readWindow(text: string): WindowEvidence {
  const [first = '', start, end, shape = '', operator_, ...words] = text.slice(0, text.indexOf('\n')).split(' ');
  const window = text.slice(text.indexOf('\n') + 1);
  const [left, right] = plainAround(window.slice(0, Number(start)), window.slice(Number(end)));
  const value = window.slice(Number(start), Number(end));
  const given = operator_ === '' ? undefined : { operator: operator_ as Operator, name: words.join(' ') };
  const around = readSurroundings(left, right, first === 'true', given);
  const { operator, name = '', start: named = left.length } = around.position;
  const kinds: readonly FeatureName[] =
    shape === 'value' && isEcho(name, value)
      ? ['value.reference']
      : readValue(secretOf(value, left), shape as Shape, around.chain.quoted || isSetting(around));
  return {
    shape: shape as Shape,
    value,
    features: [
      { name: `shape.${shape as Shape}` },
      ...kinds.map((feature) => ({ name: feature })),
      ...describePosition(around),
      ...describeName(around),
      ...describeForm(around),
      ...(shape === 'value' ? describeNamedForm(around, value, kinds) : []),
      ...(shape === 'value' ? describeMadeUp(around, value, kinds) : []),
    ],
    names: {
      name,
      expression: IN_EXPRESSION.has(operator) ? expressionOf(around.chain.links) : '',
      host: readHost(around.left, around.right),
      around: [around.left, around.right],
    },
    reach: left.length - named,
  };
}

/** Rounds the number of siblings down to the steps that the verdict tells apart. */
export function siblingsStep(count: number): 0 | 10 | 50 | 500 {
  return count >= 500 ? 500 : count >= 50 ? 50 : count >= 10 ? 10 : 0;
}

const SIBLINGS = { 10: 'siblings.several', 50: 'siblings.dozens', 500: 'siblings.hundreds' } as const;

function describeSiblings(count: number): Feature[] {
  const step = siblingsStep(count);
  return step === 0 ? [] : [{ name: SIBLINGS[step] }];
}

function describePosition({ right, chain, position: { operator, name }, beginsLine }: Surroundings): Feature[] {
  // The rule's expression has read what stands behind it.
  if (operator === 'form') return [{ name: 'op.form' }];
  const isAlone = name === undefined && beginsLine && /^["'`]?[,;]?[ \t]*(?:[\r\n]|$)/.test(right);
  const behind = readRightContext(right, chain.quoted, beginsLine && !chain.quoted);
  // In `a ? "K" : b` and `if a == "K":` the colon does not make the value a key of a map.
  const isEnd = behind === 'end' || (behind === 'map-key' && (operator === 'default' || operator === 'compare'));
  return [{ name: isAlone ? 'op.alone' : `op.${operator}` }, ...(isEnd ? [] : [{ name: `right.${behind}` } as const])];
}

function describeName({ left, tokens, chain, position, reading: { kind, dummy } }: Surroundings): Feature[] {
  const { operator, name, start = left.length } = position;
  const features: Feature[] = [];
  // The scheme of a header stands for a name.
  const isScheme = kind === 'other' && SCHEME.test(left);
  // A text that is translated names nothing; its catalogue is the next argument.
  const isText =
    operator === 'argument' &&
    (/ .*[.?!]$/.test(name ?? '') || TRANSLATES.test(readCallee(chain.links, chain.quoted) ?? ''));
  if (isText && name !== undefined) features.push({ name: 'name.other', detail: name });
  else if (name !== undefined && !isScheme) features.push({ name: `name.${kind}`, detail: name });
  else if (operator !== 'userinfo' && !isScheme) features.push({ name: 'name.none' });
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

function describeForm({ left, right, chain, position, reading: { kind } }: Surroundings): Feature[] {
  const { operator, name = '' } = position;
  const features: Feature[] = [];
  const callee = readCallee(chain.links, chain.quoted);
  const call = callee === undefined || NO_CALL.has(operator) ? undefined : readCall(callee, kind);
  // What a rule knows by its form is no task for a captcha client, but a test may expect it.
  const counts = operator !== 'form' || call === 'call.assert';
  if (callee !== undefined && call !== undefined && counts) features.push({ name: call, detail: callee });
  if (isSolverUrl(left)) features.push({ name: 'form.solver-url' });
  if (isPublicDsn(left, readHost(left, right))) features.push({ name: 'form.public-dsn' });
  const searchKey = readSearchKey(left, right, name);
  if (searchKey !== undefined) features.push({ name: searchKey });
  if (isBadge(left)) features.push({ name: 'form.badge' });
  if (kind === 'key' && isEntry(right)) features.push({ name: 'form.entry' });
  return features;
}

/** For a value found by its name: the scheme of a header before it, and whether a value without quotes could be code. */
function describeNamedForm(around: Surroundings, value: string, kinds: readonly FeatureName[]): Feature[] {
  const { left, chain } = around;
  const scheme = SCHEME.exec(left)?.[1];
  const isStandIn = kinds.includes('value.placeholder') || kinds.includes('value.default');
  if (
    scheme !== undefined &&
    !isStandIn &&
    value.length >= SHORTEST_CREDENTIALS &&
    (!/basic/i.test(scheme) || passwordOf(value) !== undefined)
  )
    return [{ name: 'form.scheme', detail: scheme }];
  if (kinds.includes('value.words') && isInSentence(around)) return [{ name: 'form.sentence' }];
  const listed = describeList(around, value);
  if (listed.length > 0) return listed;
  // No identifier looks so.
  const isDrawn = value.length >= SHORTEST_CREDENTIALS && kinds.includes('value.drawn');
  if (isDrawn || chain.quoted || isText(around) || SETTING.test(left)) return [];
  return [{ name: isSetting(around) ? 'form.setting' : 'form.unquoted' }];
}

/** Whether plain words stand on both sides of what a command would have for its value: `net user to list accounts`. */
function isInSentence({ left, right, position }: Surroundings): boolean {
  return (
    position.operator === 'form' &&
    /[A-Za-z\x80-\xff]{2} [A-Za-z\x80-\xff]+ $/.test(left) &&
    !/\b(?:by|as|using|password) $/i.test(left) &&
    /^ [A-Za-z\x80-\xff]+(?:[ .,]|\r?\n|$)/.test(right)
  );
}

/** Functions of gettext and WordPress. */
const TRANSLATES = /^(?:d?gettext|_[_enx]?|_n?x|esc_(?:html|attr)_[_ex])$/;

/** What a list that the value is one of makes of it: a word among words, an id among ids. */
function describeList({ left, right, chain, position }: Surroundings, value: string): Feature[] {
  if (!chain.quoted || !/^["'`]\s*[,\]]/.test(right)) return [];
  // `new ClientCredential("<uuid>", ...)`: the id comes first.
  if (position.operator === 'call' && UUID.test(value)) return [{ name: 'form.ids' }];
  const isWord = /^[A-Za-z_$][\w$:/. -]*$/.test(value) && value.replace(/\D/g, '').length <= MOST_DIGITS;
  // `['compat', 'files']`
  const item = position.operator === 'assign' ? /\[[^\][()]*$/.exec(left)?.[0] : undefined;
  if (isWord && item !== undefined && (item + right.slice(0, 4)).includes(',')) return [{ name: 'form.list' }];
  // `["key", "pin", "pragma", "private"]`, `('a', 'password', 'id')`
  const [name, before] = chain.links;
  const isBetween = [name, before].every((link) => link?.quoted === true && /^\s*,\s*$/.test(link.gap));
  if (!isBetween || name?.name.startsWith('-')) return [];
  if (UUID.test(value) && UUID.test(before?.name ?? '')) return [{ name: 'form.ids' }];
  return isWord && position.operator === 'argument' ? [{ name: 'form.list' }] : [];
}

/** More digits than names have. */
const MOST_DIGITS = 2;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether no code can stand there: where a rule found it, in tables, in the text of an element, and in strings. */
function isText({ left, right, position }: Surroundings): boolean {
  if (TEXTS.has(position.operator) || (left.endsWith('>') && right.startsWith('</'))) return true;
  const quote = IN_STRING.exec(left)?.[1];
  return quote === undefined ? right.startsWith('}') && IN_BRACES.test(left) : right.startsWith(quote);
}

/** With these, no call around the value says more. */
const NO_CALL: ReadonlySet<Operator> = new Set<Operator>(['compare', 'default']);
const TEXTS: ReadonlySet<Operator> = new Set<Operator>(['form', 'element', 'column', 'cell']);
/** A string that begins with the name: `"NAME: `, `'NAME = `. */
const IN_STRING = /(["'`])[\w.\x80-\xff-]{1,60}(?:: | ?= ?)$/;
/** A variable's default: `${NAME:-`, Spring's `${NAME:`. */
const IN_BRACES = /\$\{[\w.-]{1,60}:[-=]?$/;

const BASIC = /\bbasic $/i;

/** People make passwords up, and programs draw tokens and keys. */
const MADE_UP: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'value.typed',
  'value.unclear',
  'value.words',
  'value.digits',
  'value.default',
]);

function describeMadeUp(
  { left, right, position, reading }: Surroundings,
  value: string,
  kinds: readonly FeatureName[],
): Feature[] {
  const features: Feature[] = [];
  const isPassword = reading.password || BASIC.test(left);
  if (!isPassword && kinds.some((kind) => MADE_UP.has(kind))) features.push({ name: 'name.token' });
  if (!isPassword && kinds.includes('value.unclear') && NUMBERED.test(value)) features.push({ name: 'form.numbered' });
  const { name = '' } = position;
  const isId = PRIMARY_KEY.test(name) ? UUID.test(value) : SLUG.test(value) && !isSpecific(name);
  if (reading.kind === 'key' && kinds.includes('value.drawn') && isId) features.push({ name: 'form.slug' });
  // `checkPassword("user", "...")`: the first argument is something else.
  if (position.operator === 'call' && /^\\?["'`]\s*,/.test(right)) features.push({ name: 'right.argument' });
  return features;
}

/** Of a database, if its value is an id; services have keys of this name, but no ids for them. */
const PRIMARY_KEY = /primary_?key$/i;
/** A short name in one case, and that of a type. */
const SLUG = /^(?=.{1,15}$)(?:[a-z0-9]+(?:[-_.:][a-z0-9]+)*|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)$/;

/** Words with a number, as things are numbered: no program draws a token like this. */
const NUMBERED = /^[A-Za-z]+(?:[-_.:][A-Za-z]+)*[-_.:]?\d{1,2}$/;

/** Whether a value without quotes is no code: a setting's, a flag's, a query's. */
function isSetting(around: Surroundings): boolean {
  const { left, right } = around;
  return isText(around) || SETTING.test(left) || (SETTING_LINE.test(left) && LINE_END.test(right));
}

/** The password in base64 of `user:password`, as the scheme Basic requires (RFC 7617); undefined if it is something else. */
function passwordOf(value: string): string | undefined {
  return /^[\x20-\x7e]+:([\x20-\x7e]+)$/.exec(Buffer.from(value, 'base64').toString('latin1'))?.[1];
}

/** What of a value has to be secret: of a header's credentials, the password. */
function secretOf(value: string, left: string): string {
  const credentials = BASIC.test(left) ? value : /^basic (\S+)$/i.exec(value)?.[1];
  return (credentials === undefined ? undefined : passwordOf(credentials)) ?? value;
}

/** The names of the expression that ends with the value. */
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
