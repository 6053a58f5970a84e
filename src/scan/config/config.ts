import { HexhoundError } from '../../model/errors.ts';
import type { Confidence, Severity } from '../../model/rule.ts';
import { suggest } from '../../model/suggest.ts';

/** What every entry of `ignore` may have. */
export interface Accepted {
  readonly reason?: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly expires?: string;
  /** `file:line:column` of the entry; absent for one of another tool. */
  readonly at?: string;
}

/** An entry of `ignore.paths`, `ignore.rules` or `ignore.values`. */
export interface IgnoredText extends Accepted {
  /** A glob as in .gitignore, relative to `Config.folder`; the id of a rule; or a value, in which `*` stands for any characters. */
  readonly text: string;
}

/** Leaves out findings for which all of its conditions hold: in these paths, of these rules, with these values. */
export interface ScopedIgnore extends Accepted {
  /** Globs as in .gitignore, relative to `Config.folder`. */
  readonly paths?: readonly string[];
  readonly rules?: readonly string[];
  /** Whole secrets; `*` stands for any characters. */
  readonly values?: readonly string[];
  /** Whole ids of the commits that brought it in. */
  readonly commits?: readonly string[];
}

/** Leaves out a finding by its fingerprint. */
export interface IgnoredFingerprint extends Accepted {
  readonly id: string;
}

/** Other settings for some paths, as for the packages of a monorepo. Of several for a path the last counts. */
export interface Override {
  /** Globs as in .gitignore, relative to `Config.folder`. */
  readonly paths: readonly string[];
  readonly ignore?: {
    /** Ids of rules that are off in these paths. */
    readonly rules?: readonly string[];
    /** Whole secrets; `*` stands for any characters. */
    readonly values?: readonly string[];
  };
  /** Ids of rules that are on in these paths, though `ignore.rules` has them. */
  readonly enable?: readonly string[];
  readonly minConfidence?: Confidence;
  readonly severity?: Readonly<Record<string, Severity>>;
}

export interface Ignores {
  readonly paths: readonly IgnoredText[];
  readonly rules: readonly IgnoredText[];
  readonly values: readonly IgnoredText[];
  readonly fingerprints: readonly IgnoredFingerprint[];
  readonly scoped: readonly ScopedIgnore[];
}

/** The content of hexhound.yaml and the files that it extends, with defaults. Plain data, frozen. */
export interface Config {
  /** Files it was read from, as messages name them, the main one first. Empty for the defaults. */
  readonly files: readonly string[];
  /** Absolute path of the main file's folder, which paths in `ignore` are relative to. */
  readonly folder?: string;
  readonly ignore: Ignores;
  /** Least confidence that is reported. Absent: medium. */
  readonly minConfidence?: Confidence;
  /** Exit code when there are findings. Absent: 1. */
  readonly exitCode?: number;
  /** Absolute path of the baseline file. */
  readonly baseline?: string;
  /** Absolute paths of files with the user's rules, in the format of rules/*.yaml. */
  readonly rules: readonly string[];
  /** Only the user's rules count, not the built-in ones. */
  readonly ownRulesOnly: boolean;
  /** Severity by rule id, in place of the rule's. */
  readonly severity: Readonly<Record<string, Severity>>;
  /** In this order; a later one counts more. */
  readonly overrides: readonly Override[];
  /** Ignore comments for hexhound count only with a reason. */
  readonly requireReason: boolean;
  /** What of a configuration of another tool is not applied, for the report. */
  readonly notes?: readonly string[];
}

/** The configuration if there is no file. */
export const DEFAULT_CONFIG: Config = deepFreeze({
  files: [],
  ignore: { paths: [], rules: [], values: [], fingerprints: [], scoped: [] },
  rules: [],
  ownRulesOnly: false,
  severity: {},
  overrides: [],
  requireReason: false,
});

/** Whether an entry no longer counts: it does through its last day. @param today `YYYY-MM-DD` */
export function isExpired({ expires }: { readonly expires?: string }, today: string): boolean {
  return expires !== undefined && expires < today;
}

/** A sentence about each entry of a configuration that no longer counts. */
export function expiredEntries({ ignore, files }: Pick<Config, 'ignore' | 'files'>, today: string): string[] {
  return Object.entries(ignore).flatMap(([key, entries]: [string, readonly Accepted[]]) =>
    entries
      .filter((entry) => isExpired(entry, today))
      .map(
        ({ at, expires }) =>
          `${at ?? files.join(', ')}: this entry of ignore.${key} counted until ${expires}, and what it left out is reported again`,
      ),
  );
}

/** The texts of the entries that count today. */
export function textsOf(entries: readonly IgnoredText[], today: string): readonly string[] {
  return entries.filter((entry) => !isExpired(entry, today)).map(({ text }) => text);
}

/**
 * Checks that the rules named in a configuration exist, so that a typing error is noticed.
 * @param placeOf where a configuration names a rule, for the message
 * @throws HexhoundError E_CONFIG
 */
export function checkRuleIds(config: Config, known: () => Iterable<string>, placeOf: (id: string) => string): void {
  const named: [place: string, id: string][] = [
    ...config.ignore.rules.map(({ text }): [string, string] => ['ignore.rules', text]),
    ...config.ignore.scoped.flatMap(({ rules = [] }) => rules.map((id): [string, string] => ['ignore.scoped', id])),
    ...Object.keys(config.severity).map((id): [string, string] => ['severity', id]),
    ...config.overrides.flatMap(({ ignore, enable = [], severity = {} }) =>
      [...(ignore?.rules ?? []), ...enable, ...Object.keys(severity)].map((id): [string, string] => ['overrides', id]),
    ),
  ];
  if (named.length === 0) return;
  const ids = new Set(known());
  for (const [place, id] of named) {
    if (ids.has(id)) continue;
    // No id has such a part, but a key that somebody wants to be left out does.
    const shown = /[a-z0-9]{20}/.test(id) ? '*' : id;
    const message = `${place}: there is no rule "${shown}"${suggest(id, ids)}`;
    throw new HexhoundError('E_CONFIG', placeOf(id), message);
  }
}

/** Freezes plain data, at all levels. */
export function deepFreeze<T>(data: T): T {
  if (typeof data === 'object' && data !== null && !Object.isFrozen(data)) {
    Object.freeze(data);
    for (const value of Object.values(data)) deepFreeze(value);
  }
  return data;
}
