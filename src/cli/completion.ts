import { UsageError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import { actionsOf, type Command, type CommandEntry } from './command.ts';
import { bash } from './completion/bash.ts';
import { fish } from './completion/fish.ts';
import { powershell } from './completion/powershell.ts';
import type { Completed } from './completion/words.ts';
import { zsh } from './completion/zsh.ts';
import { HELP_FLAG } from './help.ts';

const SHELLS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = { bash, zsh, fish, powershell };

/**
 * `hexhound completion SHELL`: prints what makes a shell complete commands, their actions, flags and values of flags. Throws a
 * UsageError for another shell.
 * @param entries every command
 */
export function completionOf(entries: readonly CommandEntry[]): Command {
  return {
    flags: {},
    async run({ positionals }, io) {
      const [shell = '', unexpected] = positionals;
      const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
      const known = Object.keys(SHELLS);
      if (write === undefined || unexpected !== undefined)
        throw new UsageError(`takes a shell: ${known.join(', ')}${suggest(shell, known)}`);
      io.stdout.write(write(await everyCommand(entries)));
      return 0;
    },
  };
}

/** All commands with their flags, and `help`, which takes a command. */
async function everyCommand(entries: readonly CommandEntry[]): Promise<readonly Completed[]> {
  const commands = await Promise.all(
    entries.map(async (entry) => ({
      name: entry.name,
      summary: entry.summary,
      actions: actionsOf(entry),
      flags: { ...(await entry.load()).flags, ...HELP_FLAG },
    })),
  );
  const names = entries.map(({ name }) => name);
  return [...commands, { name: 'help', summary: "a command's options", actions: names, flags: {} }];
}
