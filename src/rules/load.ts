import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { shownKey } from '../syntax/words.ts';
import { readYaml } from '../syntax/yaml.ts';
import type { Problem } from './problem.ts';
import { KIND_KEYS, type ProviderForm, providerForm } from './schema.ts';
import { type ServiceFile, servicesForm } from './service-rows.ts';

/** Path of a value in the file: keys and indexes. */
export type DataPath = readonly (string | number)[];

/** A rules file of the right form, not yet compiled. */
export interface RuleFile {
  /** Id of the provider: the file's name without its ending. */
  readonly id: string;
  /** The file, as the user names it. */
  readonly file: string;
  readonly form: ProviderForm;
  /** Makes a problem at a place in the file. */
  problem(path: DataPath, message: string): Problem;
}

/** A rules file, or all mistakes in its form. */
export type Loaded<File = RuleFile> = { readonly file: File } | { readonly problems: readonly Problem[] };

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

type Form<T> =
  | { readonly form: T; readonly problem: (path: DataPath, message: string) => Problem }
  | { readonly problems: readonly Problem[] };

function load<T>(text: string, file: string, form: z.ZodType<T>): Form<T> {
  const { data, line } = readYaml(text, file);
  const problem = (path: DataPath, message: string): Problem => {
    return { file, line: line(path), place: formatPath(path), message };
  };
  const parsed = form.safeParse(data);
  if (parsed.success) return { form: parsed.data, problem };
  const issues = parsed.error.issues.flatMap((issue) => explain(issue, data, []));
  return { problems: issues.map((at) => problem(at.path, at.message)) };
}

type Issue = z.core.$ZodIssue;

/** Issues with their full paths. For a rule that fits no kind, only the issues of the kind that its keys are of. */
function explain(issue: Issue, data: unknown, base: DataPath): { path: DataPath; message: string }[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path, message: `unknown key "${shownKey(key)}"` }));
  }
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
  const value = valueAt(data, path);
  const kinds = KIND_KEYS.filter((key) => isRecord(value) && key in value);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return [
      {
        path,
        message: `a rule has exactly one of ${KIND_KEYS.join(', ')}; this one has ${kinds.join(', ') || 'none'}`,
      },
    ];
  }
  const issues = issue.errors[KIND_KEYS.indexOf(kind)] ?? [];
  return issues.flatMap((inner) => explain(inner, data, path));
}

function valueAt(data: unknown, path: DataPath): unknown {
  let value = data;
  for (const key of path) value = isRecord(value) ? value[key] : undefined;
  return value;
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `rules[2].fix.steps[0]` */
function formatPath(path: DataPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${shownKey(key)}`))
    .join('')
    .replace(/^\./, '');
}
