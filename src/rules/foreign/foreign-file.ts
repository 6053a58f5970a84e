import type { z } from 'zod';
import { HexhoundError } from '../../model/errors.ts';
import type { Severity } from '../../model/rule.ts';
import { suggest } from '../../model/suggest.ts';
import { sayIssue } from '../../syntax/form-issue.ts';
import { shownKey } from '../../syntax/words.ts';
import type { DataPath, YamlFile } from '../../syntax/yaml.ts';
import { type Dialect, ExpressionError, translateRe2 } from '../re2.ts';
import { RULE_SET } from '../rule-set.ts';
import { allRules } from '../services.ts';

/** A value of rules in our format, as YAML has it. */
export type Entry = Readonly<Record<string, unknown>>;

/** A file of another tool in our words. */
export interface ForeignFile {
  /** A rules file in our format, as data. */
  readonly rules: { readonly provider: string; readonly rules: readonly Entry[]; readonly allow?: readonly Entry[] };
  /** Built-in rules that are off there. */
  readonly disabled?: readonly string[];
  /** Globs of files that are not scanned there. */
  readonly paths?: readonly string[];
  readonly severity?: Readonly<Record<string, Severity>>;
  /** What could not be translated, or not as it is, as sentences with places. */
  readonly notes: readonly string[];
}

/** Reads a file of another tool, and remembers what has to be said about it. */
export class ForeignReader {
  readonly notes: string[] = [];
  readonly #file: YamlFile;

  constructor(file: YamlFile) {
    this.#file = file;
  }

  /** @throws HexhoundError E_CONFIG with `file:line:column` for data of another form */
  check<T>(form: z.ZodType<T>, data = this.#file.data): T {
    const parsed = form.safeParse(data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    let value: unknown = data;
    for (const key of path) value = isRecord(value) ? value[key] : undefined;
    throw this.error(path, `${path.map(String).join('.')}: ${issue === undefined ? '' : sayIssue(issue, value)}`);
  }

  error(path: DataPath, message: string): HexhoundError {
    return new HexhoundError('E_CONFIG', this.#file.place(path), message);
  }

  note(path: DataPath, message: string): void {
    this.notes.push(`${this.#file.placeOfKey(path)}: ${message}`);
  }

  noteUnknown(part: object, known: readonly string[], at: DataPath): void {
    for (const key of Object.keys(part)) {
      if (known.includes(key)) continue;
      this.note([...at, key], `"${shownKey(key)}" is not known, and is not applied${suggest(key, known)}`);
    }
  }

  /** @returns why an expression cannot be translated */
  problemOf(source: string, dialect: Dialect = 're2'): string | undefined {
    try {
      translateRe2(source, dialect);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
      return thrown.message;
    }
  }

  /** The expressions that can be translated; of each other one it is said why not. @param at where the list is */
  translatable(sources: readonly string[], at: DataPath): string[] {
    return sources.filter((source, index) => {
      const problem = this.problemOf(source);
      if (problem !== undefined) this.note([...at, index], `is not translated: ${problem}`);
      return problem === undefined;
    });
  }
}

/** Ids of the built-in rules that names stand for: ids of rules, or of providers for all of theirs. */
export function builtInRules(names: readonly string[]): string[] {
  const rules = [...allRules(RULE_SET).values()];
  return names.flatMap((name) =>
    rules.filter(({ id, provider }) => id === name || provider === name).map(({ id }) => id),
  );
}

export function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
