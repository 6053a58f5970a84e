import { inColumns, wrap } from '../syntax/wrap.ts';
import type { CommandEntry } from './command.ts';
import type { Flags } from './flags.ts';

/** Columns where there is no terminal: in a file or a pager. */
const USUAL_WIDTH = 100;

/** The flag that every command has. */
export const HELP_FLAG = { help: { type: 'boolean', short: 'h', help: 'show this' } } as const satisfies Flags;

/** What `hexhound --help` prints. */
export function generalHelp(entries: readonly CommandEntry[], width = USUAL_WIDTH): string {
  const commands = entries.map(({ name, usage, summary }) => [`${name} ${usage}`.trimEnd(), summary] as const);
  return `hexhound finds leaked API keys, and says what to do about them.

Usage: hexhound <command> [options]

Commands:
${inColumns(commands, width).join('\n')}

hexhound <command> --help shows a command's options.
Exit codes: 0 nothing found, 1 findings, 2 something could not be scanned.
`;
}

/** What `hexhound <command> [<action>] --help` prints. @param action the first argument: of an action only its own flags */
export function commandHelp(
  { name, usage, summary }: CommandEntry,
  flags: Flags,
  width = USUAL_WIDTH,
  action?: string,
): string {
  const hasOwn = Object.values(flags).some(({ actions }) => actions !== undefined);
  const own = hasOwn ? usage.split('|').find((part) => part.split(' ')[0] === action) : undefined;
  const rows = Object.entries(flags).flatMap(([flag, { short, value, help, actions = [] }]) => {
    if (own !== undefined && actions.length > 0 && !actions.includes(action ?? '')) return [];
    const names = `${short === undefined ? '    ' : `-${short}, `}--${flag}`;
    const text = own === undefined ? help : help.replace(`${actions.join(', ')}: `, '');
    return [[`${names}${spaced(value)}`, text] as const];
  });
  return `Usage: hexhound ${`${name} ${own ?? usage}`.trimEnd()} [options]

${wrap(summary, width).join('\n')}

Options:
${inColumns(rows, width).join('\n')}
`;
}

/** What help shows behind a flag's name: ` FILE`, or `[=SERVICE]` for an optional value. @internal exported for tests */
export function spaced(value = ''): string {
  return value === '' || value.startsWith('[') ? value : ` ${value}`;
}
