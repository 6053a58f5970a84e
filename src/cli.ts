import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { Io } from './cli/command.ts';
import { generalHelp } from './cli/help.ts';
import { runCommand } from './cli/run-command.ts';
import { COMMANDS } from './cli/table.ts';
import { widthOf } from './cli/width.ts';
import { CancelledError, HexhoundError, messageOf } from './model/errors.ts';
import { escapeForeign } from './syntax/escape.ts';
import { clip } from './syntax/words.ts';
import { wrap } from './syntax/wrap.ts';

/**
 * A scan of a few seconds spends a third of its CPU time in V8's optimising compiler. With less inlining there is less to
 * compile: 18 % less CPU time for a history of 4,500 commits. If a function must run for longer before it is compiled, only what
 * is really hot is: 22 % less for a tree of 13,000 files, 25 % for a history of 12,000 commits, and no less for shorter or
 * longer scans. Up to V8 11 (Node.js 20) the limit is in bytes of bytecode, later in calls.
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
setFlagsFromString(
  Number.parseInt(process.versions.v8, 10) < 12 ? '--interrupt-budget=600000' : '--invocation-count-for-turbofan=20000',
);

/** V8 compiles an expression to bytecode for its first run, to machine code for the second. Tuning the bytecode does not pay. */
setFlagsFromString('--no-regexp-peephole-optimization');

/** V8 lets the heap grow to four times its size between two collections. At 1.5 times: a fifth less memory in the same time. */
setFlagsFromString('--heap-growing-percent=50');

/** Exit code after Ctrl-C at a prompt, as shells give it: 128 plus the number of SIGINT. */
const CANCELLED = 130;

/** In characters: hardly a path is longer, and what is may be a whole content in the wrong place. */
const LONGEST_SUBJECT = 512;

const stop = new AbortController();

/** Streams are opened at their first use, because a hook does not need standard input. */
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
  get cwd() {
    return currentFolder();
  },
  signal: stop.signal,
};

/** @throws HexhoundError E_USAGE where somebody has deleted it */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new HexhoundError('E_USAGE', 'the current folder', 'is not there any more', { cause });
  }
}

/** Runs one command line and gives the exit code. Every HexhoundError is printed here and becomes exit code 2. */
async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  const [about] = args;
  if (name === 'help' && about !== undefined && !about.startsWith('-')) return main([about, '--help']);
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(generalHelp(COMMANDS, widthOf(process.stdout)));
    return 0;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    process.stdout.write(`${__VERSION__}\n`);
    return 0;
  }
  try {
    return await runCommand(name, args, IO);
  } catch (thrown) {
    if (thrown instanceof CancelledError) return CANCELLED;
    const code = complain(thrown);
    process.stderr.write(REFUSED[name] ?? '');
    return code;
  }
}

/** Of a hook that could not look, by its command. Without it, nobody knows how to go on. */
const REFUSED: Readonly<Record<string, string>> = {
  staged:
    'hexhound: the commit is refused, because what is staged was not looked at; to pass once: git commit --no-verify\n',
  'commit-msg':
    'hexhound: the commit is refused, because its message was not looked at; to pass once: git commit --no-verify\n',
  push: 'hexhound: the push is refused, because it was not looked at; to pass once: git push --no-verify\n',
};

/** Says what went wrong. @returns the exit code */
function complain(thrown: unknown): number {
  const about = thrown instanceof HexhoundError ? escapeForeign(clip(thrown.subject, LONGEST_SUBJECT)) : '';
  // Of a defect, the stack too, by which it can be found.
  const text =
    thrown instanceof HexhoundError
      ? `${about === 'hexhound' ? '' : `${about}: `}${onLines(thrown.message)}`
      : `this is a defect of hexhound: ${onLines((thrown instanceof Error && thrown.stack) || messageOf(thrown))}`;
  const width = widthOf(process.stderr);
  const lines = `hexhound: ${text}`.split('\n').flatMap((line) => wrap(line, width, '  '));
  process.stderr.write(`${lines.join('\n')}\n`);
  return 2;
}

/** A message may have several lines, and parts of it may come from a repository: no line may look like one of ours. */
function onLines(message: string): string {
  return message.split('\n').map(escapeForeign).join('\n  ');
}

// The first Ctrl-C stops a scan in good order. If no scan listens, or at the second one, the process ends; its `exit`
// event ends the processes of git.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted || getEventListeners(stop.signal, 'abort').length === 0) process.exit(2);
    stop.abort();
  });
}
process.on('uncaughtException', (thrown) => process.exit(complain(thrown)));
// Without a result the exit code is 2. Node.js would give an uncaught error the exit code 1, which means findings.
let result: number | undefined;
process.on('exit', () => {
  process.exitCode = result ?? 2;
});
// It is not an error if a reader such as `head` closes the pipe. Any other error, such as a full disk, is: the report is
// lost, so the exit code is 2 whatever the result was.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`hexhound: standard output: cannot be written: ${error.message}\n`);
  result = 2;
  process.exit();
});

result = await main(process.argv.slice(2));
