import { dirname } from 'node:path';
import { insertBlock, linesOf, runsHexhound, withoutBlocks } from '../files/block.ts';
import { HexhoundError } from '../model/errors.ts';
import { CALL, COMMAND, type Hook } from './plan.ts';
import { filteredCommand } from './staged-filter-lines.ts';

/**
 * A hook's script with our block in it, as near to the top as possible, so that no `exit` or `exec` before it keeps it from
 * being run. Undefined where the script already runs hexhound in its own way.
 *
 * @param hook which of git's hooks it is
 * @param before the script as it is, undefined where there is none
 * @param body lines of POSIX shell
 * @param options.shebang for a new script; husky's have none
 * @throws HexhoundError E_CONFIG where the script is not one of a POSIX shell
 */
export function withHook(
  hook: Hook,
  before: string | undefined,
  body: readonly string[],
  options: { readonly shown: string; readonly shebang?: string },
): string | undefined {
  const own = withoutBlocks(before ?? '', options.shown);
  if (own.trim() === '') return insertBlock(options.shebang === undefined ? '' : `${options.shebang}\n`, 1, body);
  if (runsHexhound(own, COMMAND[hook])) return undefined;
  const lines = linesOf(own);
  if ((lines[0]?.startsWith('#!') && !SHELL.test(lines[0])) || own.includes('\0')) {
    throw new HexhoundError(
      'E_CONFIG',
      options.shown,
      `is no shell script that could be extended: have it run "hexhound ${COMMAND[hook]}" and stop where that fails`,
    );
  }
  return insertBlock(own, endOfPreamble(lines), body);
}

const SHELL = /^#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?)?(?:\S*\/)?(?:ba|da|k|z|a)?sh\b/;

/** Settings for the whole script: `set -e`, and the line that sources husky.sh, which starts the script again. */
const SETTING = /^\s*(?:set\s+[-+]|\.\s.*husky\.sh)/;

function endOfPreamble(lines: readonly string[]): number {
  let end = lines[0]?.startsWith('#!') ? 1 : 0;
  for (let at = end; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (SETTING.test(line)) end = at + 1;
    else if (!/^\s*(?:#|$)/.test(line)) break;
  }
  return end;
}

/** The script without our block; undefined where nothing but settings is left, so that the file can be deleted. */
export function withoutHook(text: string, shown: string): string | undefined {
  const rest = withoutBlocks(text, shown);
  const isEmpty = linesOf(rest).every((line) => /^\s*(?:#!|$)/.test(line) || SETTING.test(line));
  return isEmpty && rest !== text ? undefined : rest;
}

/**
 * The lines of a hook that runs hexhound, and stops where that fails.
 * @param program one or more words of shell
 * @param installed folder of the package, a word of shell, whose filter may spare running it
 */
export function callHook(hook: Hook, program: string, installed?: string): string[] {
  const call = `${program} ${CALL[hook]} || exit $?`;
  if (hook !== 'pre-push') {
    if (installed === undefined) return [call];
    return filteredCommand(installed, call, hook === 'commit-msg' ? '"$1"' : undefined);
  }
  // What comes after, Git LFS for one, needs the same input.
  return [
    'hexhound_refs=$(cat)',
    `printf '%s\\n' "$hexhound_refs" | ${call}`,
    'exec <<HEXHOUND',
    '$hexhound_refs',
    'HEXHOUND',
  ];
}

/** What hooks of this machine call, besides what is in the PATH and in the project. */
export interface LocalPrograms {
  /** Folders to search after those in PATH, which is short when a graphical program starts git. */
  readonly searchPath: readonly string[];
  /** This installation, for where there is no other. */
  readonly own: { readonly node: string; readonly program: string } | undefined;
  /** The repository has no say in which program is run, as it may be anybody's. */
  readonly isGlobal?: boolean;
}

/** The lines of a hook that is not committed. Where hexhound cannot be found nothing is scanned, so that stops git. */
export function localHook(hook: Hook, { searchPath, own, isGlobal = false }: LocalPrograms): string[] {
  const uninstall = isGlobal ? 'hexhound init --global --uninstall' : 'hexhound init --uninstall';
  const node = quote(forShell(own?.node ?? ''));
  const program = quote(forShell(own?.program ?? ''));
  const folder = quote(forShell(dirname(dirname(dirname(own?.program ?? '')))));
  const choices: [condition: string, command: string, installed: string][] = [
    ['[ -x node_modules/.bin/hexhound ]', 'node_modules/.bin/hexhound', 'node_modules/hexhound'],
    ['command -v hexhound >/dev/null 2>&1', 'hexhound', '"$package"'],
    [`[ -x ${node} ] && [ -f ${program} ]`, `${node} ${program}`, folder],
  ];
  const isFiltered = hook !== 'pre-push';
  const run = (command: string, installed: string) => {
    const call = `${command} "$@"`;
    // In the function, the hook's argument is the second.
    return isFiltered ? filteredCommand(installed, call, hook === 'commit-msg' ? '"$2"' : undefined) : [call];
  };
  const offered = choices.slice(isGlobal ? 1 : 0, own === undefined ? 2 : 3);
  return [
    `# Keeps secrets out of git. \`hexhound init\` wrote this, \`${uninstall}\` removes it.`,
    ...(searchPath.length === 0 ? [] : [`PATH="$PATH":${searchPath.map((path) => quote(inPath(path))).join(':')}`]),
    'run_hexhound() {',
    ...offered.flatMap(([condition, command, installed], index) => [
      `  ${index === 0 ? 'if' : 'elif'} ${condition}; then`,
      ...[...(installed === '"$package"' && isFiltered ? OF_PROGRAM : []), ...run(command, installed)].map(
        (line) => `    ${line}`,
      ),
    ]),
    '  else',
    "    echo 'hexhound was not found, so nothing has been scanned, and git stops here.' >&2",
    `    echo '${isGlobal ? 'Install it (npm install --global hexhound)' : 'Install it (npm install --save-dev hexhound)'}, or go on without it this once: --no-verify' >&2`,
    '    return 1',
    '  fi',
    '}',
    ...callHook(hook, 'run_hexhound'),
  ];
}

/** Finds the package of the program in PATH, as npm links one that is installed for all projects. */
const OF_PROGRAM = [
  'package=$(dirname "$(command -v hexhound)")/../lib/node_modules/hexhound',
  '[ "$(command -v hexhound)" -ef "$package/dist/js/bin.js" ] || package=/nowhere',
];

/** `C:\\a` as `C:/a`, which both the shell of Git for Windows and Windows understand. */
function forShell(path: string): string {
  return /^[A-Za-z]:\\/.test(path) ? path.replaceAll('\\', '/') : path;
}

/** `C:\\a` as `/c/a`: a colon separates the folders of a PATH. @internal exported for tests */
export function inPath(path: string): string {
  return forShell(path).replace(/^([A-Za-z]):\//, (_, drive: string) => `/${drive.toLowerCase()}/`);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
