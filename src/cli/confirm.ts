import type { Io } from './command.ts';

/** Longer input is not read to its end. */
const MAX_CHARACTERS = 4096;

/** Asks a question. Only `y` and `yes` agree; everything else means no. */
export async function confirm(question: string, { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<boolean> {
  return /^\s*y(?:es)?\s*$/i.test(await ask(`${question} [y/N] `, { stdin, stderr }));
}

/** Asks for a line; the answer has its line break, unless the input ended. */
export async function ask(question: string, { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<string> {
  stderr.write(question);
  const line = await readLine(stdin);
  // An open terminal would keep the program running until another line is typed.
  stdin.pause();
  if (!line.endsWith('\n')) stderr.write('\n');
  return line;
}

/** Reads up to the end of the line or of the input. */
function readLine(stdin: Io['stdin']): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const settle = () => {
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
