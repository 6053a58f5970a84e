import { CancelledError, HexhoundError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import { LONGEST_KEY } from './given-key.ts';
import type { KeyIo } from './key-io.ts';

/** Whether standard input is a terminal whose echo can be turned off. */
export function canPrompt({ stdin }: KeyIo): boolean {
  return stdin.isTTY === true && stdin.setRawMode !== undefined;
}

/**
 * Asks for a key on the terminal without showing what is typed or pasted. Backspace and Ctrl-U work. The terminal's mode
 * is always restored.
 *
 * @returns undefined for an empty line and for Ctrl-D
 * @throws CancelledError for Ctrl-C; HexhoundError E_USAGE for a text that is too long to be a key
 */
export async function promptSecret(question: string, { stdin, stderr }: KeyIo): Promise<Secret | undefined> {
  // Before the question, so that no character of a paste is shown.
  stdin.setRawMode?.(true);
  try {
    stderr.write(question);
    const text = (await readHidden(stdin)).trim();
    return text === '' ? undefined : new Secret(text);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Control characters of a terminal (termios(3)). */
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const BACKSPACE = ['\b', '\x7f'];
const ENTER = /[\r\n]/;

/** Arrows and other special keys, and the markers around a paste. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const ESCAPE_SEQUENCE = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|)/g;

function readHidden(stdin: KeyIo['stdin']): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (finish: () => void) => {
      stdin.off('data', take).off('end', end).off('error', fail);
      finish();
    };
    const end = () => settle(() => resolve(text));
    const fail = (cause: Error) =>
      settle(() => reject(new HexhoundError('E_SOURCE', 'standard input', 'cannot be read', { cause })));
    const take = (chunk: Buffer | string) => {
      for (const character of chunk.toString().replace(ESCAPE_SEQUENCE, '')) {
        if (character === CTRL_C) return settle(() => reject(new CancelledError()));
        if (ENTER.test(character) || character === CTRL_D) return end();
        if (character === CTRL_U) text = '';
        else if (BACKSPACE.includes(character)) text = text.slice(0, -1);
        else if (character >= ' ') text += character;
      }
      if (text.length > LONGEST_KEY) settle(() => reject(tooLong()));
    };
    stdin.on('data', take).once('end', end).once('error', fail);
    stdin.resume();
  });
}

function tooLong(): HexhoundError {
  return new HexhoundError('E_USAGE', 'prompt', 'what was typed is too long to be one key');
}
