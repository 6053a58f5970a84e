import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/** How many seconds git may say nothing while we wait for it. The slowest real answers, in huge repositories, take some ten. */
export const MOST_SILENCE = 60;

/**
 * Calls `onSilent` once a process has said and taken nothing for too long, such as when a pattern of a `.gitignore` takes
 * git for ever. It does not count while it waits for us: for input, or for its output to be read.
 */
export function whenSilent(child: ChildProcessWithoutNullStreams, onSilent: () => void): void {
  const { stdin, stdout, stderr } = child;
  let [before, silent] = [-1, 0];
  const timer = setInterval(() => {
    const moved = bytesOf(stdout, 'bytesRead') + bytesOf(stderr, 'bytesRead') + bytesOf(stdin, 'bytesWritten');
    const waits = stdout.readableLength > 0 || (!stdin.writableEnded && stdin.writableLength === 0);
    silent = moved === before && !waits ? silent + 1 : 0;
    before = moved;
    if (silent >= MOST_SILENCE) onSilent();
  }, INTERVAL);
  timer.unref();
  const end = () => clearInterval(timer);
  child.once('close', end).once('error', end);
}

/** The streams of a child process are sockets, which the types do not say. */
function bytesOf(stream: object, counter: 'bytesRead' | 'bytesWritten'): number {
  return (stream as { readonly [name in typeof counter]?: number })[counter] ?? 0;
}
