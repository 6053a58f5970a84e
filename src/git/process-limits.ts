import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/** Seconds without output while we wait for git, at most. The slowest real answers, in huge repositories, take about ten. */
export const MOST_SILENCE = 60;

/** In MB. Git needs less for the largest real histories; of a few trees that contain each other it keeps every path. */
const MOST_MEMORY = 2048;

/**
 * Watches a process of git, and calls `onLimit` with the reason once it has neither read nor written for too long (a pattern
 * in a `.gitignore` can keep git busy for ever), or uses too much memory. Time in which it waits for us does not count: for
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
