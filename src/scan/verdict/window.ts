import type { Feature } from '../../model/evidence.ts';
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
import { lastOf, type Position } from './find-name.ts';
import { memoize } from './memoize.ts';
import type { Link } from './name-chain.ts';
import { isEcho, isPinOfChip, solverKindOf, splitName } from './name-words.ts';
import { describeMadeUp, describeNamedForm, hasScheme, secretOf } from './named-evidence.ts';
import { isSetting } from './no-code.ts';
import type { Operator } from './operator.ts';
import { readRightContext } from './right-context.ts';
import type { Names } from './services.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { readValue } from './value-shape.ts';
import { HASH, SECRET, SECRET_KEY } from './words.ts';

/** Bytes before and after a candidate that its evidence is read from. The rest of the content counts by its `FileContext` only. */
export const WINDOW = 256;

/** For the value of a name, which is close by: bytes before and after. */
export const NAMED_WINDOW = [160, 96] as const;
const LINE_FEED = 0x0a;

/** A word within this many bytes before the value says something about it, even when it is not its name. */
const NEAR = 80;

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

/** @param text whether the content or the line begins here, offsets and shape of the candidate, its position, a line break, the window */
function readWindow(text: string): WindowEvidence {
  const [first = '', start, end, shape = '', operator_, ...words] = text.slice(0, text.indexOf('\n')).split(' ');
  const window = text.slice(text.indexOf('\n') + 1);
  const [left, right] = plainAround(window.slice(0, Number(start)), window.slice(Number(end)));
  const value = window.slice(Number(start), Number(end));
  const given = operator_ === '' ? undefined : { operator: operator_ as Operator, name: words.join(' ') };
  const around = readSurroundings(left, right, first === 'true', given);
  const { operator, name = '', start: named = left.length } = around.position;
  const isRun = shape !== 'value';
  const position = describePosition(around, isRun);
  const label = position.some((feature) => feature.name === 'op.alone') ? labelOf(left) : undefined;
  const kinds = isRun ? readValue(value, shape as Shape, false) : kindsOf(value, name, around);
  return {
    shape: shape as Shape,
    value,
    features: [
      { name: `shape.${shape as Shape}` },
      ...kinds.map((feature) => ({ name: feature })),
      ...position,
      ...describeName(around, isRun),
      ...describeForm(around),
      ...(isRun ? [] : [...describeNamedForm(around, value, kinds), ...describeMadeUp(around, value, kinds)]),
    ],
    names: {
      name,
      expression: IN_EXPRESSION.has(operator) ? expressionOf(around.chain.links) : '',
      label: label?.text ?? '',
      host: readHost(around.left, around.right),
      around: [around.left, around.right],
    },
    reach: left.length - (label?.start ?? named),
  };
}

/** What kind of text a named value is. */
function kindsOf(value: string, name: string, around: Surroundings): readonly FeatureName[] {
  const { left, chain, reading } = around;
  if (isEcho(name, value) || isPinOfChip(name, value)) return ['value.reference'];
  if (reading.password && DIGEST.test(value) && UPDATES.test(left)) return ['value.hashed'];
  return readValue(secretOf(wholeOf(value, around), left), 'value', chain.quoted || isSetting(around));
}

/** Of a password, in the table of an application: `UPDATE users SET password = '...'`. */
const [DIGEST, UPDATES] = [
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i,
  /\bupdate\s+\S+\s+set\b[^;]*$/i,
];

/** A value with what a program adds to it, if that is more than a string: `"AIza" + key`. People add salts to passwords. */
function wholeOf(value: string, { right, chain, reading }: Surroundings): string {
  const isHead = value.length <= LONGEST_HEAD && chain.quoted && !reading.password && GOES_ON.test(right);
  return isHead ? `${value}{{rest}}` : value;
}

/** The first twelve bytes of a JSON object or of ASN.1 in base64; short keys are longer. */
const LONGEST_HEAD = 16;

const GOES_ON = /^["'`]\s*(?:\+|\.\.|<>|&)\s*[A-Za-z_$(]|^["'](?:\.| \. )\$/;

/** A line of one or two words above the value's, as in lists of keys; in code it is a comment. */
const LABEL =
  /(?:^|\n)[ \t]*(?:#|\/\/|--|[*;%])?[ \t]*([A-Za-z0-9][\w.-]{1,30}(?: [\w.-]{1,20})?)[ \t]*:?[ \t]*\r?\n[ \t]*["'`]?$/;

function labelOf(left: string): { readonly text: string; readonly start: number } | undefined {
  const found = LABEL.exec(left);
  return found === null ? undefined : { text: found[1] ?? '', start: found.index };
}

function describePosition({ right, chain, position, beginsLine }: Surroundings, isRun: boolean): Feature[] {
  const { operator, name } = position;
  // The rule's expression has read what stands behind it.
  if (operator === 'form') return [{ name: 'op.form' }];
  const isAlone = name === undefined && beginsLine && /^["'`]?[,;]?[ \t]*(?:[\r\n]|$)/.test(right);
  const behind = readRightContext(right, chain.quoted, beginsLine && !chain.quoted);
  // In `a ? "K" : b` and `if a == "K":` the colon does not make the value a key of a map; in `name|K|3.20` a cell
  // follows, though of words this is a list of them.
  const isEnd =
    behind === 'end' ||
    (behind === 'map-key' && (operator === 'default' || operator === 'compare')) ||
    (isRun && operator === 'cell' && right.startsWith('|'));
  return [{ name: isAlone ? 'op.alone' : `op.${operator}` }, ...(isEnd ? [] : [{ name: `right.${behind}` } as const])];
}

function describeName({ left, tokens, chain, position, reading }: Surroundings, isRun: boolean): Feature[] {
  const { kind, dummy } = reading;
  const { operator, name, start = left.length } = position;
  const features: Feature[] = [];
  // The scheme of a header stands for a name.
  const isScheme = kind === 'other' && hasScheme(left);
  // A text that is translated names nothing; its catalogue is the next argument.
  const isText =
    operator === 'argument' &&
    (/ .*[.?!]$/.test(name ?? '') || TRANSLATES.test(readCallee(chain.links, chain.quoted) ?? ''));
  if (isText && name !== undefined) features.push({ name: 'name.other', detail: name });
  // A letter, as programs that shorten names leave it, says nothing.
  else if (name !== undefined && !isScheme && !(isRun && kind === 'other' && name.length === 1)) {
    const told = isRun && kind === 'other' ? solverKindOf(lastOf(name)) : kind;
    features.push({ name: `name.${told}`, detail: name });
  } else if (operator !== 'userinfo' && !isScheme) features.push({ name: 'name.none' });
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

/** Functions of gettext and WordPress. */
const TRANSLATES = /^(?:d?gettext|_[_enx]?|_n?x|esc_(?:html|attr)_[_ex])$/;

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

/** With these, no call around the value says more. */
const NO_CALL: ReadonlySet<Operator> = new Set<Operator>(['compare', 'default']);

/** The names of the expression that ends with the value. */
function expressionOf(links: readonly Link[]): string {
  const end = links.findIndex(({ gap }) => EXPRESSION_END.test(gap));
  const names = links.slice(0, end < 0 ? links.length : end).map(({ name }) => name);
  return names.join(' ');
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
