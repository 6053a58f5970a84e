import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/** How many seconds git may say nothing while we wait for it. The slowest real answers, in huge repositories, take some ten. */
export const MOST_SILENCE = 60;

/** In MB. What git keeps of the largest real histories is less; of a few trees that name each other it keeps every path. */
const MOST_MEMORY = 2048;

/**
 * Watches a process of git, and calls `onLimit` with the reason once it has said and taken nothing for too long (a pattern of a
 * `.gitignore` can take git for ever), or has too much memory. It does not count as silence that it waits for us: for
 * input, or for its output to be read.
 */
export function limitProcess(child: ChildProcessWithoutNullStreams, onLimit: (why: string) => void): void {
  const { stdin, stdout, stderr } = child;
  let [before, silent] = [-1, 0];
  const timer = setInterval(() => {
    const moved = bytesOf(stdout, 'bytesRead') + bytesOf(stderr, 'bytesRead') + bytesOf(stdin, 'bytesWritten');
    const waits = stdout.readableLength > 0 || (!stdin.writableEnded && stdin.writableLength === 0);
    silent = moved === before && !waits ? silent + 1 : 0;
    before = moved;
    if (silent >= MOST_SILENCE) onLimit(`gave no answer for ${MOST_SILENCE} s`);
    else if (memoryOf(child.pid) > MOST_MEMORY) onLimit(`needs more than ${MOST_MEMORY / 1024} GB of memory`);
  }, INTERVAL);
  timer.unref();
  const end = () => clearInterval(timer);
  child.once('close', end).once('error', end);
}

/** The streams of a child process are sockets, which the types do not say. */
function bytesOf(stream: object, counter: 'bytesRead' | 'bytesWritten'): number {
  return (stream as { readonly [name in typeof counter]?: number })[counter] ?? 0;
}

/** Memory of a process without its files, in MB (proc(5)); 0 where the system does not say. */
function memoryOf(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}
