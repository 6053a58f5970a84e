import { baseName, extensionOf } from '../../../files/path-parts.ts';
import { isOwnCode } from '../../../files/paths.ts';
import { groupBy } from '../../../model/group-by.ts';
import { dotenvKind } from '../../../scan/file-rules/dotenv-path.ts';
import { isCommented, isMinified, LineIndex, lineBefore } from '../../../syntax/text.ts';
import type { CheckContext, ProjectCheck } from '../check.ts';
import type { Problem } from '../problem.ts';
import { bundledNames } from './bundled-names.ts';
import { CLIENT_PREFIX, CLIENT_PREFIXES, type ClientSecrecy, clientSecrecyOf } from './client-names.ts';

const RULE = 'client-side-key';

const VARIABLE = new RegExp(`(?<![A-Za-z0-9_])(${CLIENT_PREFIXES})([A-Z][A-Z0-9_]{1,80})(?![A-Za-z0-9_])`, 'g');
const QUICK = new RegExp(CLIENT_PREFIXES);

/** Prefixes that other programs use too. They count only if the file says that a build tool reads them. */
const AMBIGUOUS = new Set(['PUBLIC_', 'PARCEL_', 'REACT_NATIVE_']);
const READ_BY_BUILD = /import\.meta\.env|\$env\/(?:static|dynamic)\/public|astro|svelte|parcel|process\.env\.$/i;

/** Keys that a build puts into pages, which every visitor downloads. */
export const CLIENT_SIDE: ProjectCheck = {
  rules: [RULE],
  check: async (context) => problemsIn(context),
};

/** A place where a variable gets into pages. */
interface Use {
  readonly name: string;
  readonly secrecy: ClientSecrecy;
  readonly path: string;
  readonly line: number;
  /** Half a sentence: `put into pages by DefinePlugin`. */
  readonly why: string;
}

function concerns(path: string): boolean {
  if (dotenvKind(path) !== undefined) return isOwnCode(path);
  const named = /^(?:dockerfile|containerfile)/i.test(baseName(path));
  return (
    (named || /^(?:[cm]?[jt]sx?|vue|svelte|astro|ya?ml|toml|html|sh|json)$/.test(extensionOf(path))) && isOwnCode(path)
  );
}

/** One problem for each variable, at its first place. */
function problemsIn(context: CheckContext): Problem[] {
  const uses = context.files.paths.filter(concerns).flatMap((path) => {
    const text = context.files.text(path);
    if (text === undefined || isMinified(text)) return [];
    return [...prefixedNames(path, text, context), ...configuredNames(path, text)];
  });
  const secret = uses.filter(({ secrecy }) => secrecy !== 'no');
  return [...groupBy(secret, ({ name }) => name).values()].flatMap(([first, ...others]) => {
    if (first === undefined || first.secrecy === 'no') return [];
    const { name, path, line, why, secrecy: weight } = first;
    const also = others.length === 0 ? '' : ` (${others.length + 1} places)`;
    return [{ rule: RULE, path, line, note: `${name} is ${why}${also}`, weight }];
  });
}

function configuredNames(path: string, text: string): Use[] {
  return bundledNames(path, text).map(({ name, from, why }) => {
    const secrecy = name === 'process.env' ? 'failure' : clientSecrecyOf(name.replace(CLIENT_PREFIX, ''));
    return { name, secrecy, path, line: new LineIndex(text).lineOf(from), why };
  });
}

function* prefixedNames(path: string, text: string, { files }: CheckContext): Generator<Use> {
  if (!QUICK.test(text)) return;
  const lines = new LineIndex(text);
  for (const match of text.matchAll(VARIABLE)) {
    const [name, prefix = '', rest = ''] = match;
    const secrecy = clientSecrecyOf(rest);
    if (secrecy === 'no' || isComment(text, match.index)) continue;
    if (AMBIGUOUS.has(prefix) && !READ_BY_BUILD.test(text) && !isReadByBuild(path, files.paths)) continue;
    const why = `built into what every visitor downloads, for it begins with ${prefix}`;
    yield { name, secrecy, path, line: lines.lineOf(match.index), why };
  }
}

/** Whether it is a `.env` file beside the configuration of SvelteKit or Astro. */
function isReadByBuild(path: string, paths: readonly string[]): boolean {
  if (dotenvKind(path) === undefined) return false;
  const folder = path.slice(0, path.length - baseName(path).length);
  return paths.some(
    (other) => other.startsWith(folder) && /^(?:astro|svelte)\.config\.[cm]?[jt]s$/.test(other.slice(folder.length)),
  );
}

/** `# NAME=` in a template is not a comment: it is there to be used. */
function isComment(text: string, at: number): boolean {
  return isCommented(text, at) && !/^\s*#\s*(?:export\s+)?$/.test(lineBefore(text, at));
}
