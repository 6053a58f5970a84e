import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Command, CommandEntry, Io } from './command.ts';
import { type Flags, parseFlags } from './flags.ts';
import { commandHelp, HELP_FLAG } from './help.ts';
import { refuseKeys } from './refuse-keys.ts';
import { COMMANDS } from './table.ts';
import { widthOf } from './width.ts';

/**
 * Runs one command by its name.
 * @param args the arguments behind the name
 * @returns the exit code
 * @throws HexhoundError E_USAGE with the command's name for wrong arguments; other errors as each command documents. None
 *   repeats an argument that looks like a key
 */
export async function runCommand(name: string, args: readonly string[], io: Io): Promise<number> {
  const entry = COMMANDS.find((known) => known.name === name);
  try {
    if (entry === undefined) throw (await import('./unknown-command.ts')).unknownCommand(name, args, io.cwd);
    return await runEntry(entry, await entry.load(), args, io);
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    throw await withoutTyped(thrown instanceof UsageError ? thrown.of(name) : thrown, [name, ...args]);
  }
}

/** The error with a mask in place of every argument that looks like a key. */
async function withoutTyped(error: HexhoundError, args: readonly string[]): Promise<HexhoundError> {
  const [{ keysIn }, { masker }, { Secret }] = await Promise.all([
    import('../scan/file-rules/typed-text.ts'),
    import('../model/masking.ts'),
    import('../model/secret.ts'),
  ]);
  const mask = masker(args.flatMap(keysIn).map((key) => new Secret(key)));
  const [subject, message] = [mask(error.subject), mask(error.message)];
  if (subject === error.subject && message === error.message) return error;
  return new HexhoundError(error.code, subject, message, { cause: error.cause });
}

async function runEntry(entry: CommandEntry, command: Command, args: readonly string[], io: Io): Promise<number> {
  const flags = { ...command.flags, ...HELP_FLAG };
  if (command.keyPlace !== undefined) refuseKeys(args, flags, command.keyPlace);
  const invocation = await parsed(entry.name, args, flags);
  if (invocation.values.help === true) {
    io.stdout.write(commandHelp(entry, flags, widthOf(io.stdout), invocation.positionals[0]));
    return 0;
  }
  return command.run(invocation, io);
}

async function parsed<F extends Flags>(command: string, args: readonly string[], flags: F) {
  try {
    return parseFlags(command, args, flags);
  } catch (thrown) {
    throw (await import('./unknown-flag.ts')).withFlagHint(thrown, command, flags);
  }
}
