import type { EnvFile } from '../../files/env-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import type { KeyIo } from './key-io.ts';

/** A key and where it was. */
export interface GivenKey {
  readonly secret: Secret;
  /** For people: `CAPTCHAAI_API_KEY`, `CAPTCHAAI_API_KEY in .env`, `standard input`, `prompt`. */
  readonly source: string;
  /** The variable that held it, if one did. */
  readonly variable?: string;
  /** What else the file sets that held it. */
  readonly beside?: EnvFile['variables'];
  /** What the user should know about how the key was given. */
  readonly remarks: readonly string[];
}

/** Undefined for a variable that is not set or holds nothing but white space. */
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

/** More is no key, and not worth waiting for. */
const MAX_STDIN_CHARACTERS = 4096;

/**
 * One line from standard input; undefined where there is none.
 * @param command for errors
 * @throws HexhoundError E_USAGE for several lines, and for what is too long
 */
export async function keyFromStdin(command: string, { stdin, stderr }: KeyIo): Promise<GivenKey | undefined> {
  stderr.write('reading the key from standard input\n');
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.length > MAX_STDIN_CHARACTERS) throw usage(command, 'standard input is too long to be one key');
  }
  text = text.trim();
  if (text === '') return undefined;
  if (/[\r\n]/.test(text)) throw usage(command, 'standard input has more than one line; it must be one key');
  return { secret: new Secret(text), source: 'standard input', remarks: [] };
}

/**
 * Node.js takes `--env-file` for its own wherever it stands on the command line (20 does, behind the script's name too),
 * and honours NODE_OPTIONS in that file: a `.env` of somebody else's repository would run code. So our flag has another
 * name, and this one is refused; what Node.js has done by then nobody can undo.
 */
const NODE_FLAG = /^--env-file(?:-if-exists)?(?:=|$)/;

/**
 * Refuses arguments that look like a key: what a process is started with is shown to every user of the machine and kept
 * in the shell's history.
 *
 * @param pathFlags flags such as `--output` whose values may be paths with long names in them
 * @throws HexhoundError E_USAGE, which repeats nothing of the arguments
 */
export function checkArguments(command: string, args: readonly string[], pathFlags: readonly string[]): void {
  if (args.some((arg) => NODE_FLAG.test(arg))) {
    throw usage(command, '--env-file is a flag of Node.js, which may load the file by itself; say --dotenv FILE');
  }
  const isPath = (arg: string, index: number) => {
    const isValue = pathFlags.includes(args[index - 1] ?? '') || pathFlags.some((flag) => arg.startsWith(`${flag}=`));
    return isValue && /[/\\]/.test(arg);
  };
  if (args.some((arg, index) => /[A-Za-z0-9]{32}/.test(arg) && !isPath(arg, index))) {
    throw usage(
      command,
      'a key must not be given on the command line, where other users and the shell history see it. ' +
        `${KEY_PLACES[command] ?? 'Put it into a variable'}; this one should be replaced`,
    );
  }
}

const KEY_PLACES: Readonly<Record<string, string>> = {
  verify: 'Put it into a variable (--env NAME) or pipe it in (hexhound verify -)',
  balance: 'Put it into a variable (--env NAME) or a .env file (--dotenv FILE)',
  rotate: 'Pipe it in or type it at the prompt (hexhound rotate --new)',
  redact: 'Put it into a variable (--key-env NAME)',
};

function usage(command: string, message: string): HexhoundError {
  return new HexhoundError('E_USAGE', command, message);
}
