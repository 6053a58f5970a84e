import { assignmentsIn, type DotenvAssignment } from '../syntax/dotenv.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** How a value can be written; `bare` is without quotes. */
const STYLES = ['bare', "'", '"', '`'] as const;
type Style = (typeof STYLES)[number];

/**
 * The variables of a `.env` file as the dotenv package reads them; the last assignment of a name counts. `util.parseEnv` is
 * not asked: what it makes of unusual lines differs between releases of Node.js.
 */
export function parseVariables(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(assignmentsIn(text).map((assignment) => [assignment.name, meaningOf(text, assignment)]));
}

/** In double quotes, `\\n` and `\\r` are line breaks. */
function meaningOf(text: string, { value, from }: DotenvAssignment): string {
  return text[from] === '"' ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value;
}

/**
 * Sets variables and leaves everything else as it is, byte for byte: comments, order, line ends, quotes, `export`, a missing
 * newline at the end. A variable that is set several times gets the value everywhere: only the last one counts, but the
 * others would keep the old value. A new variable is added at the end.
 *
 * The result is read again: the variables must have their new values, and all others those that they had.
 *
 * @returns undefined where no way of quoting gives that result, such as for a value that has all kinds of quotes in it
 */
export function setVariables(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let edited: string | undefined = text;
  for (const [name, value] of Object.entries(values)) {
    edited = edited === undefined ? undefined : setVariable(edited, name, value);
  }
  return edited;
}

function setVariable(text: string, name: string, value: string): string | undefined {
  const wanted = { ...parseVariables(text), [name]: value };
  const set = assignmentsIn(text).filter((each) => each.name === name);
  for (const style of stylesFor(text, set)) {
    const written = style === 'bare' ? value : `${style}${value}${style}`;
    const edited = set.length === 0 ? append(text, name, written) : replaceAt(text, set, written);
    if (sameVariables(parseVariables(edited), wanted)) return edited;
  }
  return undefined;
}

/** The style of the value that counts comes first. */
function stylesFor(text: string, set: readonly DotenvAssignment[]): readonly Style[] {
  const last = set.at(-1);
  const first = last === undefined ? undefined : text[last.from];
  const own = STYLES.find((style) => style === first) ?? 'bare';
  return [own, ...STYLES.filter((style) => style !== own)];
}

function replaceAt(text: string, set: readonly DotenvAssignment[], written: string): string {
  let result = '';
  let copied = 0;
  for (const { from, to } of set) {
    result += text.slice(copied, from) + written;
    copied = to;
  }
  return result + text.slice(copied);
}

function append(text: string, name: string, written: string): string {
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  const lineEnding = text === '' || text === BYTE_ORDER_MARK || text.endsWith('\n') ? '' : newline;
  return `${text}${lineEnding}${name}=${written}${newline}`;
}

function sameVariables(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
