import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { isRecord, valueAt } from '../model/json.ts';
import { suggest } from '../model/suggest.ts';
import { formatPath, sayIssue } from '../syntax/form-issue.ts';
import { shownKey } from '../syntax/words.ts';
import { type DataPath, readYaml } from '../syntax/yaml.ts';
import { type Problem, problemsError } from './problem.ts';
import { KIND_KEYS, type ProviderForm, providerForm, ruleForms } from './schema.ts';
import { type ServiceFile, servicesForm } from './service-rows.ts';

/** A rules file of the right form, not yet compiled. */
export interface RuleFile {
  /** Id of the provider: the file's name without its ending. */
  readonly id: string;
  /** The file, as the user names it. */
  readonly file: string;
  readonly form: ProviderForm;
  /** What of another tool's file is not applied, as sentences. */
  readonly notes?: readonly string[];
  /** Makes a problem at a place in the file. */
  problem(path: DataPath, message: string): Problem;
}

/** A rules file, or all mistakes in its form. */
export type Loaded<File = RuleFile> = { readonly file: File } | { readonly problems: readonly Problem[] };

/**
 * The files that were loaded.
 * @param subject of the error; unless given, the files with mistakes
 * @throws HexhoundError E_RULE that lists all mistakes with file and line
 */
export function filesOf<File>(loaded: readonly Loaded<File>[], subject?: string): File[] {
  const problems = loaded.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length === 0) return loaded.flatMap((one) => ('file' in one ? [one.file] : []));
  throw problemsError(subject ?? [...new Set(problems.map(({ file }) => file))].join(', '), problems);
}

/** Files of the folder `rules` that hold weights and frequencies, not rules. */
const NOT_RULES: ReadonlySet<string> = new Set(['grams.yaml', 'values.yaml', 'verdict.yaml']);

/** Names of the rules files in the folder of the built-in rules, sorted. */
export function ruleFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !NOT_RULES.has(name))
    .sort();
}

/** Names of the files of services in the same folder, sorted. */
export function serviceFilesIn(folder: string): string[] {
  return readdirSync(join(folder, 'services'))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `services/${name}`);
}

/**
 * Reads one rules file and checks its form, not yet the values.
 *
 * @param text YAML 1.2
 * @param file the file's path, for messages; its base name gives the provider's id
 * @throws HexhoundError E_CONFIG if it is not YAML, or more than data
 */
export function loadRuleFile(text: string, file: string): Loaded {
  const loaded = load(text, file, providerForm);
  if ('problems' in loaded) return loaded;
  const id = file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '');
  return { file: { id, file, form: loaded.form, problem: loaded.problem } };
}

/**
 * Reads one file of rules/services and checks its form.
 * @throws HexhoundError as `loadRuleFile`
 */
export function loadServiceFile(text: string, file: string): Loaded<ServiceFile> {
  const loaded = load(text, file, servicesForm);
  return 'problems' in loaded ? loaded : { file: { rows: loaded.form, problem: loaded.problem } };
}

/** Whether a file holds rows of services, which are a list. @throws HexhoundError E_CONFIG if it is not YAML */
export function isServiceFile(text: string, file: string): boolean {
  return Array.isArray(readYaml(text, file).data);
}

type Form<T> =
  | { readonly form: T; readonly problem: (path: DataPath, message: string) => Problem }
  | { readonly problems: readonly Problem[] };

function load<T>(text: string, file: string, form: z.ZodType<T>): Form<T> {
  const { data, at, atKey } = readYaml(text, file);
  const problem = (path: DataPath, message: string) => ({ file, ...at(path), place: formatPath(path), message });
  const parsed = form.safeParse(data);
  if (parsed.success) return { form: parsed.data, problem };
  const issues = parsed.error.issues.flatMap((issue) => explain(issue, data, []));
  return {
    problems: issues.map(({ path, key, message }) => ({
      ...problem(path, message),
      ...(key === undefined ? {} : atKey([...path, key])),
    })),
  };
}

type Issue = z.core.$ZodIssue;

interface Explained {
  readonly path: DataPath;
  /** The key at that path that is wrong itself. */
  readonly key?: string;
  readonly message: string;
}

/** Issues with their full paths. For a rule that fits no kind, only the issues of the kind that its keys are of. */
function explain(issue: Issue, data: unknown, base: DataPath): Explained[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(valueAt(data, path), path);
    return issue.keys.map((key) => ({ path, key, message: `unknown key "${shownKey(key)}"${suggest(key, known)}` }));
  }
  const value = valueAt(data, path);
  if (issue.code !== 'invalid_union') return [{ path, message: sayIssue(issue, value) }];
  const kinds = KIND_KEYS.filter((key) => isRecord(value) && key in value);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return [
      {
        path,
        message: `a rule has exactly one of ${KIND_KEYS.join(', ')}; this one has ${kinds.join(', ') || 'none'}${hintOfKind(value)}`,
      },
    ];
  }
  const issues = issue.errors[KIND_KEYS.indexOf(kind)] ?? [];
  return issues.flatMap((inner) => explain(inner, data, path));
}

/** The keys that are allowed at a path; for a rule those of its kind. */
function keysOf(value: unknown, path: DataPath): readonly string[] {
  if (path.length === 0) return Object.keys(providerForm.shape);
  const kind =
    path.length === 2 && path[0] === 'rules' ? KIND_KEYS.findIndex((key) => isRecord(value) && key in value) : -1;
  return Object.keys(ruleForms[kind]?.shape ?? {});
}

/** `; did you mean "prefixes"?` for a rule with a misspelled kind. */
function hintOfKind(value: unknown): string {
  if (!isRecord(value)) return '';
  const hints = Object.keys(value)
    .filter((key) => !COMMON_KEYS.has(key))
    .map((key) => suggest(key, KIND_KEYS));
  return hints.find((hint) => hint !== '') ?? '';
}

const COMMON_KEYS: ReadonlySet<string> = new Set(ruleForms.flatMap((form) => Object.keys(form.shape)));
