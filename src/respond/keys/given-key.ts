import type { EnvFile } from '../../files/env-file.ts';
import { UsageError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import type { KeyIo } from './key-io.ts';

/** A key and where it came from. */
export interface GivenKey {
  readonly secret: Secret;
  /** For people: `CAPTCHAAI_API_KEY`, `CAPTCHAAI_API_KEY in .env`, `standard input`, `prompt`. */
  readonly source: string;
  /** The variable that held it, if one did. */
  readonly variable?: string;
  /** All variables of the file that held it. */
  readonly beside?: EnvFile['variables'];
  /** What the user should know about how the key was given. */
  readonly remarks: readonly string[];
}

/** The key in a variable; undefined if that is not set or only white space. */
export function keyFromVariable(name: string, env: KeyIo['env']): GivenKey | undefined {
  const value = env[name];
  if (value === undefined || value.trim() === '') return undefined;
  return { secret: new Secret(value.trim()), source: name, variable: name, remarks: remarksOn(value) };
}

/** The same from a `.env` file. */
export function keyFromFile(name: string, { shown, variables }: EnvFile): GivenKey | undefined {
  const given = keyFromVariable(name, variables);
  return given === undefined ? undefined : { ...given, source: `${name} in ${shown}`, beside: variables };
}

/** `${{ secrets.KEY }}`, `${KEY}`, `$KEY`, `$(KEY)`, `%KEY%`, `{{ key }}`, `<your key>`. */
const REFERENCE = /^(?:\$\{.*\}|\$\(.*\)|\$\w+|%\w+%|\{\{.*\}\}|<.*>)$/s;

function remarksOn(value: string): string[] {
  const remarks: string[] = [];
  if (value !== value.trim()) {
    remarks.push('There is white space around the key in the variable; other programs may send it along.');
  }
  if (REFERENCE.test(value.trim())) {
    remarks.push('The variable holds a reference that nobody has replaced by a key: look at what sets it.');
  }
  return remarks;
}

/** Characters of a text that is typed or piped in; a longer one is not a key. */
export const LONGEST_KEY = 4096;

/**
 * Reads a key from standard input, which must have one line; undefined if it is empty.
 * @throws UsageError for several lines and for a text that is too long
 */
export async function keyFromStdin({ stdin, stderr }: KeyIo): Promise<GivenKey | undefined> {
  stderr.write('reading the key from standard input\n');
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.length > LONGEST_KEY) throw new UsageError('standard input is too long to be one key');
  }
  text = text.trim();
  if (text === '') return undefined;
  if (/[\r\n]/.test(text)) throw new UsageError('standard input has more than one line; it must be one key');
  return { secret: new Secret(text), source: 'standard input', remarks: [] };
}
