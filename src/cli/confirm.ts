import type { Io } from './command.ts';

/** More is no answer. */
const MAX_CHARACTERS = 4096;

/** A question that `y` or `yes` answers; everything else is a no. */
export async function confirm(question: string, { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<boolean> {
  stderr.write(`${question} [y/N] `);
  const line = await readShown(stdin);
  // Unlike readline, which leaves a terminal open: the program would not end before the next line is typed.
  stdin.pause();
  if (!line.endsWith('\n')) stderr.write('\n');
  return /^\s*y(?:es)?\s*$/i.test(line);
}

/** A terminal that shows what is typed gives whole lines; anything else gives what it has. */
function readShown(stdin: Io['stdin']): Promise<string> {
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
