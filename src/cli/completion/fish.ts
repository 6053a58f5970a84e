import { type Completed, isFile } from './words.ts';

/** Completion for fish 3 and newer (complete(1) of fish). */
export function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, summary, actions, flags }) => [
    `complete -c hexhound -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...(actions.length === 0 ? [] : [`${inCommand(name, 2)} -f -a ${quoted(actions.join(' '))}`]),
    ...Object.entries(flags).map(([flag, described]) => {
      const { type, short, help, choices } = described;
      const value =
        choices === undefined ? (isFile(described) ? ' -r -F' : ' -x') : ` -x -a ${quoted(choices.join(' '))}`;
      const letter = short === undefined ? '' : ` -s ${short}`;
      return `${inCommand(name)}${letter} -l ${flag}${type === 'string' ? value : ''} -d ${quoted(help)}`;
    }),
  ]);
  return `# fish completion for hexhound: hexhound completion fish | source
complete -c hexhound -n __fish_use_subcommand -s h -l help -d 'the commands'
complete -c hexhound -n __fish_use_subcommand -s V -l version -d 'the version'
${lines.join('\n')}
`;
}

/** @param words before the cursor, if there must be so many */
function inCommand(name: string, words?: number): string {
  const count = words === undefined ? '' : `; and test (count (commandline -opc)) -eq ${words}`;
  return `complete -c hexhound -n '__fish_seen_subcommand_from ${name}${count}'`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
