#!/usr/bin/env node
import type { Io } from './cli/command.ts';
import { generalHelp } from './cli/help.ts';
import { COMMANDS } from './cli/table.ts';
import { HexhoundError, messageOf } from './model/errors.ts';
import { Interruption } from './model/interruption.ts';
import { escapeInvisible } from './syntax/escape.ts';

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
  interruption: new Interruption(),
};

/** Runs one command line and gives the exit code. Everything that hexhound throws on purpose ends here, as exit code 2. */
async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(generalHelp());
    return 0;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${__VERSION__}\n`);
    return 0;
  }
  const command = COMMANDS.find((entry) => entry.name === name);
  try {
    if (command === undefined) {
      throw new HexhoundError('E_USAGE', name, 'there is no such command (hexhound --help lists them)');
    }
    const run = await command.load();
    return await run(args, IO);
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    // A message may be a list, a line each; what is in the lines may be a repository's.
    const message = messageOf(thrown).split('\n').map(escapeInvisible).join('\n');
    process.stderr.write(`hexhound: ${escapeInvisible(thrown.subject)}: ${message}\n`);
    return 2;
  }
}

// Ending by way of `exit` ends git's processes too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!IO.interruption.request()) process.exit(2);
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
