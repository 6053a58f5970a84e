import type { Operator } from './operator.ts';
import type { Surroundings } from './surroundings.ts';

/** What sets a variable of the environment whose name follows. */
export const SETTERS = 'ENV|ARG|SetEnv|setenv|setx|set (?:-[a-zA-Z]{1,3}|--[a-z]+)';

/** `NAME=`, `ENV name `, `--name `, `?name=`: a value without quotes is not code there. */
const SETTING = new RegExp(
  String.raw`(?:^|[\s"'\x60])(?:[A-Z][A-Z0-9_]*(?:=| (?:::?|\?)= ?)|(?:${SETTERS}) \w+[ =]|Environment="?[\w.-]+=|--?[A-Za-z][\w-]*[ =](?:[\w.-]+=)?|login \S+ password |\[{1,2} "?\$\{?\w+\}?"? [!=]==? )$|[?&][\w.-]+=$`,
);
/** `name=` or `name: ` at the beginning of a line. It is a setting if the value ends the line. */
const SETTING_LINE = /(?:^|\n)[ \t#;/*]*(?:- )?(?:export |set )?[A-Za-z_\x80-\xff][\w.\x80-\xff-]*(?:=|: |[ \t]+)$/;
const LINE_END = /^[ \t]*\\?\r?(?:\n|$)/;

/** Whether a value without quotes is no code: a setting's, a flag's, a query's. */
export function isSetting(around: Surroundings): boolean {
  const { left, right } = around;
  return isText(around) || isSet(around) || (SETTING_LINE.test(left) && LINE_END.test(right));
}

/** Whether its name makes a setting of it, whatever follows: `NAME=`, `--name `. */
export function isSet({ left }: Surroundings): boolean {
  return SETTING.test(left);
}

/** Whether no code can stand there: where a rule found it, in tables, in the text of an element, and in strings. */
export function isText({ left, right, position }: Surroundings): boolean {
  if (TEXTS.has(position.operator) || (left.endsWith('>') && right.startsWith('</'))) return true;
  const quote = IN_STRING.exec(left)?.[1];
  return quote === undefined ? right.startsWith('}') && IN_BRACES.test(left) : right.startsWith(quote);
}

const TEXTS: ReadonlySet<Operator> = new Set<Operator>(['form', 'element', 'column', 'cell']);
/** A string that begins with the name: `"NAME: `, `'NAME = `. */
const IN_STRING = /(["'`])[\w.\x80-\xff-]{1,60}(?:: | ?= ?)$/;
/** A variable's default: `${NAME:-`, Spring's `${NAME:`. */
const IN_BRACES = /\$\{[\w.-]{1,60}:[-=]?$/;
