import { type Completed, spellings } from './words.ts';

/**
 * Completion for bash 3.2 and newer (bash(1), Programmable Completion). Where there are no words to offer, bash offers
 * files. An `=` breaks words in bash, so that it is a word by itself in COMP_WORDS.
 */
export function bash(commands: readonly Completed[]): string {
  const names = [...commands.map(({ name }) => name), '--help', '--version'].join(' ');
  return `# bash completion for hexhound: source <(hexhound completion bash)
_hexhound() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=''
  if [ "$current" = '=' ]; then current=''
  elif [ "$previous" = '=' ]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [ "$COMP_CWORD" -eq 1 ]; then words='${names}'
  else case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(valueCases).join('')}    *) case "\${COMP_WORDS[1]} $COMP_CWORD $current" in
${commands.flatMap(wordCases).join('')}    esac ;;
  esac; fi
  COMPREPLY=()
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -o default -o bashdefault -F _hexhound hexhound
`;
}

/** Words behind a flag that takes a value. */
function valueCases({ name, flags }: Completed): string[] {
  return Object.entries(flags).flatMap(([flag, described]) => {
    if (described.type !== 'string') return [];
    const before = spellings(flag, described).map((spelling) => `'${name} ${spelling}'`);
    return `    ${before.join('|')}) words='${(described.choices ?? []).join(' ')}' ;;\n`;
  });
}

/** Flags, or the first argument. */
function wordCases({ name, actions, flags }: Completed): string[] {
  const all = Object.entries(flags).flatMap(([flag, described]) => spellings(flag, described));
  return [
    `      '${name} '*' -'*) words='${all.join(' ')}' ;;\n`,
    ...(actions.length === 0 ? [] : [`      '${name} 2 '*) words='${actions.join(' ')}' ;;\n`]),
  ];
}
