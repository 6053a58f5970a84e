import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import { ForeignReader } from '../foreign/foreign-file.ts';
import { type GitleaksAllowlist, type GitleaksForm, type GitleaksRule, gitleaksForm, KNOWN_KEYS } from './form.ts';
import { type Position, readToml, type TomlFile } from './toml.ts';

/** Files that extend each other, the first one included: as many as gitleaks reads. */
const DEPTH = 3;

/** A place in a file. */
export interface Source {
  readonly file: string;
  at(...keys: DataPath): Position;
  place(...keys: DataPath): string;
}

export interface Sourced<T> {
  readonly value: T;
  readonly source: Source;
}

/** A configuration of gitleaks with all that it extends. */
export interface GitleaksConfig {
  readonly title: string;
  readonly useDefault: boolean;
  /** Ids of default rules that are left out. */
  readonly disabled: readonly Sourced<string>[];
  /** By id; what several files say of one is made into one. */
  readonly rules: ReadonlyMap<string, Sourced<GitleaksRule>>;
  readonly allowlists: readonly Sourced<GitleaksAllowlist>[];
  /** What cannot be understood, as sentences with places. */
  readonly notes: readonly string[];
  /** Absolute paths and texts of all files that were read. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads a configuration of gitleaks.
 * @param path absolute
 * @param shown what messages call it
 * @param top the folder that extended files must be in
 * @throws HexhoundError E_CONFIG with `file:line:column`
 */
export function readGitleaks(path: string, shown: string, top: string = dirname(path)): GitleaksConfig {
  return new Reader(top).read(path, shown, []);
}

class Reader {
  readonly #top: string;
  readonly #notes: string[] = [];
  readonly #files = new Map<string, string>();

  constructor(top: string) {
    this.#top = top;
  }

  read(path: string, shown: string, chain: readonly string[]): GitleaksConfig {
    const text = readTextFile(path, shown);
    this.#files.set(path, text);
    const toml = readToml(text, shown);
    const reader = new ForeignReader(toml, this.#notes);
    const form = this.#check(reader, toml, shown);
    noteUnknown(form, reader);
    const own = rulesOf(form, toml, shown);
    const base = this.#base(form, toml, path, shown, [...chain, path]);
    const disabled = (form.extend?.disabledRules ?? []).map((value) => ({
      value,
      source: sourceAt(toml, shown, ['extend', 'disabledRules']),
    }));
    const ids = new Set(disabled.map(({ value }) => value));
    const rules = new Map([...(base?.rules ?? [])].filter(([id]) => !ids.has(id)));
    for (const [id, rule] of own) {
      const extended = rules.get(id);
      rules.set(
        id,
        extended === undefined ? rule : { value: override(extended.value, rule.value), source: rule.source },
      );
    }
    return {
      title: form.title ?? base?.title ?? 'gitleaks',
      useDefault: form.extend?.useDefault ?? base?.useDefault ?? false,
      disabled: [...(base?.disabled ?? []), ...disabled.filter(({ value }) => !base?.rules.has(value))],
      rules,
      allowlists: [...(base?.allowlists ?? []), ...allowlistsOf(form, toml, shown)],
      notes: this.#notes,
      files: this.#files,
    };
  }

  #check(reader: ForeignReader, toml: TomlFile, shown: string): GitleaksForm {
    const form = reader.check(gitleaksForm);
    for (const [index, rule] of (form.rules ?? []).entries()) {
      if (rule.allowlist !== undefined && rule.allowlists !== undefined)
        this.#both(toml, ['rules', index, 'allowlist'], '[rules.allowlist]', '[[rules.allowlists]]');
    }
    if (form.allowlist !== undefined && form.allowlists !== undefined)
      this.#both(toml, ['allowlist'], '[allowlist]', '[[allowlists]]');
    if (form.extend?.path && form.extend.useDefault)
      this.#both(toml, ['extend', 'path'], 'extend.path', 'extend.useDefault');
    if (form.extend?.url)
      this.#notes.push(
        `${shown}: extend.url: nothing is fetched: copy the file into the repository, and use extend.path`,
      );
    return form;
  }

  #both(toml: TomlFile, path: DataPath, one: string, other: string): never {
    throw new HexhoundError('E_CONFIG', toml.place(path), `has both ${one} and ${other}, of which there can be one`);
  }

  #base(form: GitleaksForm, toml: TomlFile, path: string, shown: string, chain: readonly string[]) {
    const named = form.extend?.path;
    if (!named) return undefined;
    const place = toml.place(['extend', 'path']);
    if (chain.length === DEPTH) {
      this.#notes.push(`${place}: extend.path: not read: gitleaks, too, reads no more than ${DEPTH} files`);
      return undefined;
    }
    const full = resolve(dirname(path), named);
    if (!isInside(this.#top, full))
      throw new HexhoundError('E_CONFIG', place, 'extend.path: must stay, links followed, inside of this repository');
    if (chain.includes(full)) throw new HexhoundError('E_CONFIG', place, 'extend.path: goes round in a circle');
    return this.read(full, join(dirname(shown), relative(dirname(path), full)), chain);
  }
}

/** Keys of betterleaks that hold expressions of its own language, or control its own work. */
const EXPRESSIONS = ['prefilter', 'filter', 'validate', 'specificity', 'tokenEfficiency'];

function noteUnknown(form: GitleaksForm, reader: ForeignReader): void {
  const note = (part: object, known: readonly string[], path: DataPath) => {
    const others = Object.entries(part).filter(([key]) => !EXPRESSIONS.includes(key));
    reader.noteUnknown(Object.fromEntries(others), known, path);
    for (const key of EXPRESSIONS)
      if (key in part) reader.note([...path, key], `"${key}" is an expression of betterleaks, and is not applied`);
  };
  note(form, KNOWN_KEYS.top, []);
  if (form.extend !== undefined) note(form.extend, KNOWN_KEYS.extend, ['extend']);
  for (const [index, rule] of (form.rules ?? []).entries()) {
    note(rule, KNOWN_KEYS.rule, ['rules', index]);
    for (const [number, list] of (rule.allowlists ?? []).entries())
      note(list, KNOWN_KEYS.allowlist, ['rules', index, 'allowlists', number]);
  }
  for (const [index, list] of (form.allowlists ?? []).entries())
    note(list, KNOWN_KEYS.allowlist, ['allowlists', index]);
}

function rulesOf(form: GitleaksForm, toml: TomlFile, shown: string): Map<string, Sourced<GitleaksRule>> {
  const rules = new Map<string, Sourced<GitleaksRule>>();
  // Of two rules with one id, gitleaks keeps the later one.
  for (const [index, value] of (form.rules ?? []).entries())
    rules.set(value.id, { value, source: sourceAt(toml, shown, ['rules', index]) });
  return rules;
}

function allowlistsOf(form: GitleaksForm, toml: TomlFile, shown: string): Sourced<GitleaksAllowlist>[] {
  const { allowlist, allowlists = [] } = form;
  if (allowlist !== undefined) return [{ value: allowlist, source: sourceAt(toml, shown, ['allowlist']) }];
  return allowlists.map((value, index) => ({ value, source: sourceAt(toml, shown, ['allowlists', index]) }));
}

function sourceAt(toml: TomlFile, file: string, path: DataPath): Source {
  return { file, at: (...keys) => toml.at([...path, ...keys]), place: (...keys) => toml.place([...path, ...keys]) };
}

/** A rule that a later file declares again: its values replace the earlier ones, its lists are added. */
function override(base: GitleaksRule, own: GitleaksRule): GitleaksRule {
  const { description, entropy, secretGroup, regex, path } = own;
  return {
    ...base,
    ...(description ? { description } : {}),
    ...(entropy ? { entropy } : {}),
    ...(secretGroup ? { secretGroup } : {}),
    ...(regex ? { regex } : {}),
    ...(path ? { path } : {}),
    keywords: [...(base.keywords ?? []), ...(own.keywords ?? [])],
    allowlist: undefined,
    allowlists: [base, own].flatMap((rule) => allowlistsOfRule(rule)),
  };
}

/** A rule's lists, of the old form, too. */
function allowlistsOfRule({ allowlist, allowlists = [] }: GitleaksRule): readonly GitleaksAllowlist[] {
  return allowlist === undefined ? allowlists : [allowlist];
}
