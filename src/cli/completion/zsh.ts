import type { Flag } from '../flags.ts';
import { type Completed, isFile, spellings } from './words.ts';

/** Completion for zsh (zshcompsys(1)): as a file `_hexhound` in a folder of `fpath`, or sourced. */
export function zsh(commands: readonly Completed[]): string {
  return `#compdef hexhound
# zsh completion for hexhound: source <(hexhound completion zsh)
_hexhound() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}\n`).join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('')}  esac
}
if [[ $funcstack[1] == _hexhound ]]; then _hexhound "$@"; else compdef _hexhound hexhound; fi
`;
}

function commandCase({ name, actions, flags }: Completed): string {
  const first = actions.length === 0 ? [] : [quoted(`1:action:(${actions.join(' ')})`)];
  const specs = [...Object.entries(flags).map(([flag, described]) => specOf(flag, described)), ...first];
  return `    ${name}) _arguments -s -S ${[...specs, quoted('*:file:_files')].map((spec) => `\\\n      ${spec}`).join(' ')} ;;\n`;
}

/** `'*--include[help]:GLOB:'`, `'(-f --format)'{-f,--format}'[help]:FORMAT:(json sarif)'` */
function specOf(name: string, flag: Flag): string {
  const { type, multiple = false, value = '', help, choices } = flag;
  const words = spellings(name, flag);
  const offered = choices === undefined ? (isFile(flag) ? '_files' : ' ') : `(${choices.join(' ')})`;
  const what = type === 'string' ? `:${value}:${offered}` : '';
  const described = quoted(`[${help.replace(/[[\]:\\]/g, '\\$&')}]${what}`);
  const joined = type === 'string' ? words.map((word) => (word.startsWith('--') ? `${word}=` : `${word}+`)) : words;
  const named = joined.length === 1 ? joined.join('') : `{${joined.join(',')}}`;
  return `${multiple ? "'*'" : quoted(`(${words.join(' ')})`)}${named}${described}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
