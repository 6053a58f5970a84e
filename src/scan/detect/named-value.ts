import { expandFragments } from '../../rules/fragments.ts';
import { cannotBeSecret } from '../verdict/named-value.ts';

/** Most bytes from the keyword in a name to the end of the value. */
export const NAMED_REACH = 360;

const LONGEST = 200;

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/conditions.ts). */
const REST = 15;

/** A quote as HTML and XML write it. */
const ENTITY = '&(?:quot|apos|#3[49]|#x2[27]);';
/** What can stand between a name and its value besides an operator. */
const FORMS = [
  // Property lists, rows of tables.
  String.raw`</key>\s{0,20}<string>|</t[dh]>\s{0,12}<t[dh]>(?:<code>)?`,
  // PHP's serialize().
  String.raw`\\?";s:\d{1,3}:\\?"`,
  `(?:${ENTITY})?\\s?[:=]>?\\s?${ENTITY}`,
  // A list in YAML.
  String.raw`["']?:[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]+["']?`,
  // An option's default, a field's.
  String.raw`["'],\s{0,8}default\s?=\s?["']`,
].join('|');
/** A list or a call around the value: `= ["value"`, `= Buffer.from("value"`. */
const WRAPPER = String.raw`(?:[\w.]{0,30}[[({]\s{0,8}(?:default\s?=\s?)?\\?["'\x60])?`;
/** The rest of the name, the text up to its value, and the scheme of a header. */
const LEAD = String.raw`[\w.-]{0,${REST}}(?:${FORMS}|${expandFragments('{{assign}}').pattern}${WRAPPER})(?:(?:bearer|basic|token|oauth|apikey) )?`;
/** A value up to its closing quote. Text with blanks is prose, not a value. */
const QUOTED = String.raw`(?<=["'\x60])[^\s"'\x60\\]{6,${LONGEST}}(?=\\?["'\x60])`;
/** A value without quotes, up to whatever ends it. A bracket after it means code. */
const UNQUOTED = String.raw`(?<!["'\x60])[^\s"'\x60\\<>;,(){}[\]|&]{6,${LONGEST}}(?=[\s;,)}\]<&|"'\x60]|\\[nr"]|$)`;
const ASSIGNMENT = new RegExp(`(${LEAD})(${QUOTED}|${UNQUOTED})`, 'iy');
/** The kernel has another anchor for these (assembly/runs.ts). */
const RUN = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{32}$/;

/** By byte, whether it can follow a name that has a value: quotes, brackets, operators, blanks. */
const FOLLOWS = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/["'`\\\]})\s=:,(<>&|?]/.test(String.fromCharCode(code))),
);
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) => Number(/[\w.-]/.test(String.fromCharCode(code))));

/**
 * Finds the value of a name.
 * @param wordEnd end of a keyword in the name, which may include the operator
 * @returns undefined if there is none, or one that another anchor finds or that cannot be a secret
 */
export function findNamedValue(bytes: Buffer, wordEnd: number): { start: number; end: number } | undefined {
  let end = wordEnd;
  while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
  let at = end;
  while (at - end <= REST && IN_NAME[bytes[at] ?? 0] === 1) at++;
  if (at - end > REST || FOLLOWS[bytes[at] ?? 0] !== 1) return undefined;
  const text = bytes.toString('latin1', end, Math.min(bytes.length, end + NAMED_REACH));
  ASSIGNMENT.lastIndex = 0;
  const [, lead, value] = ASSIGNMENT.exec(text) ?? [];
  if (lead === undefined || value === undefined || RUN.test(value) || cannotBeSecret(value)) return undefined;
  const start = end + lead.length;
  return { start, end: start + value.length };
}
