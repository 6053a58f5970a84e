import type { CommandEntry } from './command.ts';
import type { Flags } from './flags.ts';

/** The flag that every command has. */
export const HELP_FLAG = { help: { type: 'boolean', short: 'h', help: 'show this' } } as const satisfies Flags;

/** What `hexhound --help` prints. */
export function generalHelp(entries: readonly CommandEntry[]): string {
  const commands = entries.map(({ name, usage, summary }) => [`${name} ${usage}`.trimEnd(), summary] as const);
  return `hexhound finds leaked API keys, and says what to do about them.

Usage: hexhound <command> [options]

Commands:
${columns(commands)}

hexhound <command> --help shows a command's options.
Exit codes: 0 nothing found, 1 findings, 2 something could not be scanned.
`;
}

/** What `hexhound <command> --help` prints. */
export function commandHelp({ name, usage, summary }: CommandEntry, flags: Flags): string {
  const rows = Object.entries(flags).map(([flag, { short, value, help }]) => {
    const names = `${short === undefined ? '    ' : `-${short}, `}--${flag}`;
    return [`${names}${spaced(value)}`, help] as const;
  });
  return `Usage: hexhound ${`${name} ${usage}`.trimEnd()} [options]

${summary}

Options:
${columns(rows)}
`;
}

/** What help shows behind a flag's name: ` FILE`, or `[=SERVICE]` for an optional value. @internal exported for tests */
export function spaced(value = ''): string {
  return value === '' || value.startsWith('[') ? value : ` ${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
