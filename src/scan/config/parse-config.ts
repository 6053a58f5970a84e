import { z } from 'zod';
import { HexhoundError } from '../../model/errors.ts';
import { isRecord, valueAt } from '../../model/json.ts';
import { suggest } from '../../model/suggest.ts';
import { formatPath, sayIssue } from '../../syntax/form-issue.ts';
import { shownKey } from '../../syntax/words.ts';
import { type DataPath, readYaml, type YamlFile } from '../../syntax/yaml.ts';
import { type ConfigForm, configForm } from './schema.ts';

/** Mistakes that are listed: further ones mostly follow from the first. */
const LISTED = 5;

/** The content of a configuration file, and `file:line:column` of what is in it. */
export interface ParsedConfig {
  readonly form: ConfigForm;
  /** Of a value, or of the closest one around it if there is none. */
  place(path: DataPath): string;
}

/**
 * Reads one configuration file and checks its form.
 *
 * @param shown what messages call the file
 * @param section path of the configuration in the file: `['hexhound']` for package.json
 * @throws HexhoundError E_CONFIG that names file, line and column, and what is allowed there; it never repeats a value
 */
export function parseConfig(text: string, shown: string, section: readonly string[] = []): ParsedConfig {
  const file = readYaml(text, shown);
  // A file may be empty, or hold only comments.
  const data = withoutNulls(valueAt(file.data, section)) ?? {};
  const parsed = configForm.safeParse(data);
  if (parsed.success) return { form: parsed.data, place: (path) => file.place([...section, ...path]) };

  const issues = parsed.error.issues.flatMap((issue) => withoutUnion(issue, data));
  const problems = withoutConsequences(issues).flatMap((issue) => explain(issue, data, section, file));
  const [first, ...others] = problems.slice(0, LISTED);
  const also = others.map(({ place, message }) => `; ${place}: ${message}`);
  if (problems.length > LISTED) also.push(`; and ${problems.length - LISTED} more`);
  throw new HexhoundError('E_CONFIG', first?.place ?? shown, `${first?.message ?? ''}${also.join('')}`);
}

interface Problem {
  readonly place: string;
  readonly message: string;
}

/** Leaves out "missing" at a place with an unknown key, which is most often the misspelled one. */
function withoutConsequences(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const unknown = new Set(issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('\0')));
  return issues.filter(({ code, path }) => code !== 'custom' || !unknown.has(path.join('\0')));
}

/** Of an entry that is text or a mapping, the mistakes of the one that it is. */
function withoutUnion(issue: z.core.$ZodIssue, data: unknown): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isMapping = isRecord(valueAt(data, issue.path));
  const [asText = [], asMapping = []] = issue.errors;
  return (isMapping ? asMapping : asText).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function explain(issue: z.core.$ZodIssue, data: unknown, section: DataPath, file: YamlFile): Problem[] {
  const { path } = issue;
  const where = path.length === 0 ? '' : `${formatPath(path)}: `;
  const whole = [...section, ...path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key, index) => {
      const hint = suggest(key, known) || (index === 0 ? `; there are ${known.join(', ')}` : '');
      const message = `${where}unknown key "${shownKey(key)}"${hint}`;
      return { place: file.placeOfKey([...whole, key]), message };
    });
  }
  // For a missing value, this is the place of the mapping that lacks it.
  const place = issue.code === 'invalid_key' ? file.placeOfKey(whole) : file.place(whole);
  return [{ place, message: `${where}${sayIssue(issue, valueAt(data, path))}` }];
}

/** The keys that are allowed at a path. */
function keysAt(path: DataPath): readonly string[] {
  let form: unknown = configForm;
  for (const key of path) {
    form = unwrap(form);
    if (form instanceof z.ZodArray) form = mappingIn(form.element);
    else if (form instanceof z.ZodObject) form = form.shape[String(key)];
  }
  form = unwrap(form);
  return form instanceof z.ZodObject ? Object.keys(form.shape) : [];
}

/** Of a form for text or a mapping, the latter. */
function mappingIn(form: unknown): unknown {
  return form instanceof z.ZodUnion ? form.options.find((option) => option instanceof z.ZodObject) : form;
}

function unwrap(form: unknown): unknown {
  return form instanceof z.ZodExactOptional ? unwrap(form.unwrap()) : form;
}

/** Drops keys without a value (`ignore:` and then only comments). */
function withoutNulls(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNulls);
  if (!isRecord(data)) return data;
  const entries = Object.entries(data).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutNulls(value)]));
}
