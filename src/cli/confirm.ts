import type { Io } from './command.ts';
import { say } from './say.ts';

/** Longer input is not read to its end. */
const MAX_CHARACTERS = 4096;

/** Asks a question. Only `y` and `yes` agree; everything else means no. */
export async function confirm(question: string, { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<boolean> {
  return /^\s*y(?:es)?\s*$/i.test(await ask(`${question} [y/N] `, { stdin, stderr }));
}

/** Asks before something is done, and says why if it is not. @param done what would be: `written` @param flags that ask nobody */
export async function mayDo(question: string, done: string, io: Io, flags = '--yes'): Promise<boolean> {
  if (io.stdin.isTTY !== true) say(io, `nothing is ${done}: there is nobody to ask, and no ${flags}`);
  else if (await confirm(question, io)) return true;
  else say(io, `nothing is ${done}`);
  return false;
}

/** Asks for a line; the answer has its line break, unless the input ended. */
export async function ask(question: string, { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<string> {
  stderr.write(question);
  const line = await readLine(stdin);
  if (!line.endsWith('\n')) stderr.write('\n');
  return line;
}

/** Reads up to the end of the line or of the input. */
function readLine(stdin: Io['stdin']): Promise<string> {
  // It has ended before, and would not say so again.
  if (!stdin.readable) return Promise.resolve('');
  return new Promise((resolve) => {
    let text = '';
    const settle = () => {
      // At once, for what comes next is the answer to the next question; and an open terminal that is not paused would keep
      // the program running.
      stdin.pause();
      stdin.off('data', take).off('end', settle).off('error', settle);
      resolve(text);
    };
    const take = (chunk: Buffer | string) => {
      text += chunk.toString();
      if (text.includes('\n') || text.length > MAX_CHARACTERS) settle();
    };
    stdin.on('data', take).once('end', settle).once('error', settle);
    stdin.resume();
  });
}
