#!/usr/bin/env node
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { Io } from './cli/command.ts';
import { generalHelp } from './cli/help.ts';
import { runCommand } from './cli/run-command.ts';
import { COMMANDS } from './cli/table.ts';
import { CancelledError, HexhoundError, messageOf } from './model/errors.ts';
import { escapeInvisible } from './syntax/escape.ts';

/**
 * A scan of a few seconds spends a third of its CPU time on V8's optimising compiler. With less inlining it compiles
 * less: measured, 18 % less in all for a history of 4,500 commits, and the same for one of 40,000.
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');

/** V8 lets its heap grow fourfold before it cleans up. At half as much again: a fifth less memory, in the same time. */
setFlagsFromString('--heap-growing-percent=50');

/** What a shell gives a command that Ctrl-C ended: 128 and the number of SIGINT. */
const CANCELLED = 130;

const stop = new AbortController();

/** Streams are opened when they are asked for: a hook has no use for standard input. */
const IO: Io = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
};

/** Runs one command line and gives the exit code. Everything that hexhound throws on purpose ends here, as exit code 2. */
async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(generalHelp(COMMANDS));
    return 0;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${__VERSION__}\n`);
    return 0;
  }
  try {
    return await runCommand(name, args, IO);
  } catch (thrown) {
    if (thrown instanceof CancelledError) return CANCELLED;
    if (!(thrown instanceof HexhoundError)) throw thrown;
    // A message may be a list, a line each; what is in the lines may be a repository's.
    const message = messageOf(thrown).split('\n').map(escapeInvisible).join('\n');
    process.stderr.write(`hexhound: ${escapeInvisible(thrown.subject)}: ${message}\n`);
    return 2;
  }
}

// The first Ctrl-C stops a scan in good order; without a scan, or at the second one, the process ends, and by way of
// `exit` so do git's processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted || getEventListeners(stop.signal, 'abort').length === 0) process.exit(2);
    stop.abort();
  });
}
// What ends a run before its result is known must not pass for one: Node.js gives 1 to what nobody catches.
let result: number | undefined;
process.on('exit', () => {
  process.exitCode = result ?? 2;
});
// A reader that has seen enough, such as `head`, is no error; whoever writes notices by itself that nobody reads. A disk that
// is full is one, whatever the result was: nobody has it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`hexhound: standard output: cannot be written: ${error.message}\n`);
  result = 2;
  process.exit();
});

result = await main(process.argv.slice(2));
