import { insertBlock, linesOf, runsHexhound, withoutBlocks } from '../files/block.ts';
import { HexhoundError } from '../model/errors.ts';

/**
 * A hook's script with our block in it, as near to the top as possible, so that no `exit` or `exec` before it keeps it from
 * being run. Undefined where the script already runs hexhound in its own way.
 *
 * @param before the script as it is, undefined where there is none
 * @param body lines of POSIX shell
 * @param options.shebang for a new script; husky's have none
 * @throws HexhoundError E_CONFIG where the script is not one of a POSIX shell
 */
export function withHook(
  before: string | undefined,
  body: readonly string[],
  options: { readonly shown: string; readonly shebang?: string },
): string | undefined {
  const own = withoutBlocks(before ?? '', options.shown);
  if (own.trim() === '') return insertBlock(options.shebang === undefined ? '' : `${options.shebang}\n`, 1, body);
  if (runsHexhound(own)) return undefined;
  const lines = linesOf(own);
  if ((lines[0]?.startsWith('#!') && !SHELL.test(lines[0])) || own.includes('\0')) {
    throw new HexhoundError(
      'E_CONFIG',
      options.shown,
      'is no shell script that could be extended: have it run "hexhound staged" and stop where that fails',
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
 * The lines of a hook that is not committed. Where hexhound cannot be found nothing is scanned, so that stops the commit.
 * @param searchPath folders to search after those in PATH, which is short when a graphical program starts git
 */
export function localHook(searchPath: readonly string[]): string[] {
  return [
    '# Keeps secrets out of commits. `hexhound init` wrote this, `hexhound init --uninstall` removes it.',
    ...(searchPath.length === 0 ? [] : [`PATH="$PATH":${searchPath.map(quote).join(':')}`]),
    'if [ -x node_modules/.bin/hexhound ]; then',
    '  node_modules/.bin/hexhound staged || exit $?',
    'elif command -v hexhound >/dev/null 2>&1; then',
    '  hexhound staged || exit $?',
    'else',
    "  echo 'hexhound was not found, so nothing has been scanned and nothing is committed.' >&2",
    "  echo 'Install it (npm install --save-dev hexhound), or go on without it this once: --no-verify' >&2",
    '  exit 1',
    'fi',
  ];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
