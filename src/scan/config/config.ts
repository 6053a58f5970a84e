import { HexhoundError } from '../../model/errors.ts';
import type { Confidence, Severity } from '../../model/rule.ts';
import { suggest } from '../../model/suggest.ts';

/** Something that is left out where everything it says holds: in these paths, of these rules, with these values. */
export interface ScopedIgnore {
  /** Globs as in .gitignore, relative to `Config.folder`. */
  readonly paths?: readonly string[];
  readonly rules?: readonly string[];
  /** Whole secrets; `*` stands for any characters. */
  readonly values?: readonly string[];
  readonly reason?: string;
}

/** A finding that is left out by its fingerprint. */
export interface IgnoredFingerprint {
  readonly id: string;
  readonly reason: string;
  /** Last day that it counts, `YYYY-MM-DD`. */
  readonly expires?: string;
}

export interface Ignores {
  readonly paths: readonly string[];
  readonly rules: readonly string[];
  readonly values: readonly string[];
  readonly fingerprints: readonly IgnoredFingerprint[];
  readonly scoped: readonly ScopedIgnore[];
}

/** What hexhound.yaml and the files it extends say, with defaults where they say nothing. Plain data, frozen. */
export interface Config {
  /** Files it was read from, as messages name them; the one that was asked for comes first. None: these are the defaults. */
  readonly files: readonly string[];
  /** Absolute path of the folder that `ignore` paths are relative to: where the file lies that was asked for. */
  readonly folder?: string;
  readonly ignore: Ignores;
  /** Least confidence that is reported. Absent: medium. */
  readonly minConfidence?: Confidence;
  /** Exit code when there are findings. Absent: 1. */
  readonly exitCode?: number;
  /** Absolute path of the baseline file. */
  readonly baseline?: string;
  /** Absolute paths of files with rules of the user's own, in the format of rules/*.yaml. */
  readonly rules: readonly string[];
  /** Severity by rule id, where it is another than the rule's. */
  readonly severity: Readonly<Record<string, Severity>>;
  /** Ignore comments of ours count only with a reason. */
  readonly requireReason: boolean;
}

/** What holds without a configuration. */
export const DEFAULT_CONFIG: Config = deepFreeze({
  files: [],
  ignore: { paths: [], rules: [], values: [], fingerprints: [], scoped: [] },
  rules: [],
  severity: {},
  requireReason: false,
});

/**
 * A rule that a configuration names must exist: a typing error would else switch something off, or not, unseen.
 * @throws HexhoundError E_CONFIG
 */
export function checkRuleIds(config: Config, known: Iterable<string>): void {
  const ids = new Set(known);
  const named: [place: string, id: string][] = [
    ...config.ignore.rules.map((id): [string, string] => ['ignore.rules', id]),
    ...config.ignore.scoped.flatMap(({ rules = [] }) => rules.map((id): [string, string] => ['ignore.scoped', id])),
    ...Object.keys(config.severity).map((id): [string, string] => ['severity', id]),
  ];
  for (const [place, id] of named) {
    if (ids.has(id)) continue;
    const message = `${place}: there is no rule "${id}"${suggest(id, ids)}`;
    throw new HexhoundError('E_CONFIG', config.files.join(', '), message);
  }
}

/** Freezes plain data through and through. */
export function deepFreeze<T>(data: T): T {
  if (typeof data === 'object' && data !== null && !Object.isFrozen(data)) {
    Object.freeze(data);
    for (const value of Object.values(data)) deepFreeze(value);
  }
  return data;
}
