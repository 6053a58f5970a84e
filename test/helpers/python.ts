import { spawnSync } from 'node:child_process';

/** Whether there is a Python, whose standard library reads formats that Node.js has no reader for. */
export const hasPython = spawnSync('python3', ['-c', ''], { stdio: 'ignore' }).status === 0;

/** What a program prints as JSON. @param input its standard input */
export function python(program: string, input: string): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
