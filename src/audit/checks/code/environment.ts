import { extensionOf } from '../../../files/path-parts.ts';
import { isOwnCode } from '../../../files/paths.ts';
import { readName } from '../../../scan/verdict/name-words.ts';
import { isCommented, isMinified, LineIndex } from '../../../syntax/text.ts';
import type { CheckContext } from '../check.ts';
import { CLIENT_PREFIX } from './client-names.ts';
import { codeOf } from './embedded.ts';
import { languageOf } from './syntaxes.ts';

/** A place where code reads a secret from the environment. */
export interface EnvironmentRead {
  readonly path: string;
  readonly line: number;
  /** Of the variable. */
  readonly name: string;
}

const NAME = '([A-Za-z_][A-Za-z0-9_]{1,80})';
const QUOTED = `\\s*[rbu]?["'\`]${NAME}["'\`]`;

/** How the languages read a variable of the environment. */
const READS = new RegExp(
  [
    `\\b(?:process|Deno|Bun|import\\.meta)\\.env(?:\\.get\\(${QUOTED}|\\[${QUOTED}\\s*\\]|\\??\\.(?!get\\()${NAME})`,
    `\\b(?:os\\.)?environ(?:b)?(?:\\.(?:get|pop|setdefault)\\(|\\[)${QUOTED}`,
    `\\b(?:os\\.|System\\.|env::|Sys\\.)?(?:getenv|Getenv|LookupEnv|get_env|fetch_env!?|getProperty)\\s*\\(${QUOTED}`,
    `\\bENV(?:\\.fetch\\(|\\[)${QUOTED}`,
    `\\$_(?:ENV|SERVER)\\[${QUOTED}`,
    `\\bEnvironment\\.GetEnvironmentVariable\\s*\\(${QUOTED}`,
    `\\benv::var(?:_os)?\\s*\\(${QUOTED}`,
    `\\b(?:option_)?env!\\s*\\(${QUOTED}`,
    `\\bProcessInfo\\.processInfo\\.environment\\[${QUOTED}`,
    `\\bPlatform\\.environment\\[${QUOTED}`,
    `\\bsys\\.env(?:\\.get(?:OrElse)?)?\\(${QUOTED}`,
    `\\b(?:env|config)(?:\\.(?:str|get|string))?\\s*\\(${QUOTED}`,
    `\\$(?:\\{)?env:${NAME}`,
    `@Value\\s*\\(\\s*"\\$\\{${NAME}`,
  ].join('|'),
  'g',
);

const QUICK = /env/i;
/** The same in a shell script. */
const SHELL_READS = /\$\{?([A-Z][A-Z0-9_]{2,80})/g;

/** Where code reads a variable with the name of a secret from the environment. Tests and examples are left out. */
export function environmentReads({ files }: CheckContext): EnvironmentRead[] {
  return files.paths.flatMap((path) => {
    const isShell = /^(?:sh|bash|zsh)$/.test(extensionOf(path));
    if (!isOwnCode(path) || (languageOf(path) === undefined && !isShell)) return [];
    const text = files.text(path);
    if (text === undefined || isMinified(text)) return [];
    if (isShell) return shellReads(path, text);
    return QUICK.test(text) || text.includes('@Value') ? reads(path, codeOf(path, text), READS) : [];
  });
}

/** A variable that the script itself sets is not read from the environment. */
function shellReads(path: string, text: string): EnvironmentRead[] {
  return reads(path, text, SHELL_READS).filter(({ name }) => !new RegExp(`(?:^|[\\s;])${name}=`).test(text));
}

function reads(path: string, text: string, pattern: RegExp): EnvironmentRead[] {
  const lines = new LineIndex(text);
  const found: EnvironmentRead[] = [];
  for (const match of text.matchAll(pattern)) {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    if (!isSecretVariable(name) || isCommented(text, match.index)) continue;
    found.push({ path, line: lines.lineOf(match.index), name });
  }
  return found;
}

function isSecretVariable(name: string): boolean {
  // A key that is written into pages is not kept in the environment.
  return !/^(?:OLD)?PWD$/.test(name) && !CLIENT_PREFIX.test(name) && /^(?:secret|key)$/.test(readName(name).kind);
}
