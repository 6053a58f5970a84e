import type { z } from 'zod';
import { HexhoundError } from '../../model/errors.ts';
import { valueAt } from '../../model/json.ts';
import type { Severity } from '../../model/rule.ts';
import { suggest } from '../../model/suggest.ts';
import { sayIssue } from '../../syntax/form-issue.ts';
import { shownKey } from '../../syntax/words.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import { type Dialect, ExpressionError, translateRe2 } from '../re2.ts';
import { toRuleId } from '../rule-id.ts';
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
  /** What is not translated, or differently, as sentences with places. */
  readonly notes: readonly string[];
}

/** Data with places, from YAML or TOML. */
export interface PlacedData {
  readonly data: unknown;
  /** `file:line:column` of a value, or of the closest value around it. */
  place(path: DataPath): string;
  /** The same of its key. */
  placeOfKey(path: DataPath): string;
}

/** Reads a file of another tool, and collects notes about what is not applied. */
export class ForeignReader {
  readonly notes: string[];
  readonly #file: PlacedData;
  readonly #ids = new Set<string>();

  /** @param notes to add to, for a configuration of several files */
  constructor(file: PlacedData, notes: string[] = []) {
    this.#file = file;
    this.notes = notes;
  }

  /** @throws HexhoundError E_CONFIG with `file:line:column` for data of another form */
  check<T>(form: z.ZodType<T>, data = this.#file.data): T {
    const parsed = form.safeParse(data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    const what = issue === undefined ? '' : sayIssue(issue, valueAt(data, path));
    throw this.error(path, `${path.map(String).join('.')}: ${what}`);
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

  /** The id of a rule of ours for one of theirs; each call gives another one. */
  ruleId(name: string): string {
    const id = toRuleId(name, this.#ids);
    this.#ids.add(id);
    return id;
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

  /** The expressions that can be translated, with a note for each other one. @param at where the list is */
  translatable(sources: readonly string[], at: DataPath): string[] {
    return sources.filter((source, index) => {
      const problem = this.problemOf(source);
      if (problem !== undefined) this.note([...at, index], `is not translated: ${problem}`);
      return problem === undefined;
    });
  }
}

/** The least entropy of a secret, as our rules have it; undefined if none is asked for. */
export function entropyOf(least = 0): number | undefined {
  return least > 0 ? Math.min(least, 8) : undefined;
}

/** Leaves an empty list out of an entry, with `defined`. */
export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The ids of built-in rules for names: a name is the id of a rule, or of a provider for all its rules. */
export function builtInRules(names: readonly string[]): string[] {
  const rules = [...allRules(RULE_SET).values()];
  return names.flatMap((name) =>
    rules.filter(({ id, provider }) => id === name || provider === name).map(({ id }) => id),
  );
}
