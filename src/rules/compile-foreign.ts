import { defined } from '../model/defined.ts';
import type { AllowList, ContentRule, FileRule } from '../model/rule.ts';
import { today } from '../syntax/date.ts';
import { type Dialect, ExpressionError, type Translated, translateRe2 } from './re2.ts';
import type { AllowForm, ContentForm, PathForm } from './schema.ts';

type About = Omit<FileRule, 'kind'>;
type Complain = (key: string, message: string) => void;

/** Compiles a rule whose expression is searched in whole contents. */
export function compileContent(about: About, form: ContentForm, complain: Complain): ContentRule | undefined {
  const search = translate(form.search, (message) => complain('search', message), form.syntax);
  const path = form.path === undefined ? undefined : translate(form.path, (message) => complain('path', message));
  if (search === undefined || (form.path !== undefined && path === undefined)) return undefined;
  const { group, entropy } = form;
  if (group !== undefined && group > search.groups) complain('group', `the expression has ${search.groups} groups`);
  return defined({
    ...about,
    kind: 'content',
    pattern: search.pattern,
    words: form.words.map((word) => word.toLowerCase()),
    entropy,
    group: group || undefined,
    path: path?.pattern,
  });
}

/** Compiles a rule whose findings are the files at some paths. */
export function compilePath(about: About, form: PathForm, complain: Complain): FileRule | undefined {
  const path = translate(form.filePath, (message) => complain('filePath', message));
  return path && { ...about, kind: 'file', path: path.pattern };
}

/** @returns no list if it has expired, or after a complaint */
export function compileAllowList(form: AllowForm, complain: (message: string) => void): AllowList[] {
  const { rules, all, paths, commits, patterns, of, words, expires } = form;
  if (expires !== undefined && expires < today()) return [];
  const translated = (sources: readonly string[]) =>
    sources.flatMap((source) => translate(source, complain)?.pattern ?? []);
  return [
    defined({
      rules,
      all,
      paths: paths && translated(paths),
      commits: commits?.map((commit) => commit.trim().toLowerCase()),
      patterns: patterns && translated(patterns),
      of: of === 'secret' ? undefined : of,
      words: words?.map((word) => word.toLowerCase()),
    }),
  ];
}

function translate(
  source: string,
  complain: (message: string) => void,
  dialect: Dialect = 're2',
): Translated | undefined {
  try {
    const translated = translateRe2(source, dialect);
    new RegExp(translated.pattern, 'u');
    return translated;
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError || thrown instanceof SyntaxError)) throw thrown;
    // A message of JavaScript repeats the whole expression.
    complain(thrown instanceof ExpressionError ? thrown.message : 'the expression is too large');
    return undefined;
  }
}
