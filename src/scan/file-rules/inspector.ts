import type { Finding, Span } from '../../model/finding.ts';
import { fingerprintOf } from '../../model/fingerprint.ts';
import type { Fragment } from '../../model/fragment.ts';
import { byTimeAndPlace } from '../../model/occurrence-order.ts';
import type { Place } from '../../model/place.ts';
import type { FileRule, RuleSet } from '../../model/rule.ts';
import { AllowLists, matchesPath } from '../../rules/allow-list.ts';
import { fileRulesOf } from '../../rules/rule-set.ts';
import { inspectDotenv } from './dotenv.ts';
import { type DotenvVersion, dotenvFindings } from './dotenv-findings.ts';
import { dotenvKind } from './dotenv-path.ts';

/** Whether the file itself can be a finding, so that its whole content is inspected. */
export function isInspected(path: string, ruleSet: RuleSet): boolean {
  return dotenvKind(path) !== undefined || fileRulesOf(ruleSet).some((rule) => isAtPath(rule, path));
}

/** The same of the last part of a path only: false if no path with it is. */
export function mayBeInspected(name: string, ruleSet: RuleSet): boolean {
  return dotenvKind(name) !== undefined || fileRulesOf(ruleSet).some(({ path }) => path !== undefined);
}

function isAtPath(rule: FileRule, path: string): boolean {
  return rule.path !== undefined && matchesPath(path, rule.path) === true;
}

/** As that of a format: nothing but the path says what the file is. */
const PATH_SCORE = 0.95;
const WHOLE_FILE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Applies the file rules in one scan. */
export class FileInspector {
  readonly #ruleSet: RuleSet;
  readonly #dotenvs: DotenvVersion[] = [];
  readonly #rulesByPath: readonly FileRule[];
  readonly #byPath = new Map<FileRule, Map<string, Place[]>>();

  constructor(ruleSet: RuleSet) {
    this.#ruleSet = ruleSet;
    this.#rulesByPath = fileRulesOf(ruleSet).filter(({ path }) => path !== undefined);
  }

  /** Whether `inspect` may find something in a file at this path. */
  mayInspect(path: string): boolean {
    return dotenvKind(path) !== undefined || this.#rulesByPath.some((rule) => isAtPath(rule, path));
  }

  /** Inspects a file. A `.env` that is not in git is fine. */
  inspect({ place, bytes, committed, origin }: Fragment): void {
    if (origin.offset === 0 && place.kind === 'file' && place.path !== undefined) this.#inspectPath(place, place.path);
    if (committed !== true || origin.offset > 0 || place.path === undefined) return;
    const inspection = inspectDotenv(place.path, bytes);
    if (inspection !== undefined) this.#dotenvs.push({ inspection, place });
  }

  #inspectPath(place: Place, path: string): void {
    for (const rule of this.#rulesByPath) {
      if (!isAtPath(rule, path) || AllowLists.of(this.#ruleSet).isFileAllowed(rule, path, place.commit)) continue;
      const at = this.#byPath.get(rule) ?? new Map<string, Place[]>();
      this.#byPath.set(rule, at);
      at.set(path, [...(at.get(path) ?? []), place]);
    }
  }

  /** A finding for each file whose path is one. */
  #findingsByPath(): Finding[] {
    return [...this.#byPath].flatMap(([rule, files]) =>
      [...files].map(([path, places]) => ({
        rule,
        fingerprint: fingerprintOf(rule.id, path),
        confidence: 'high' as const,
        score: PATH_SCORE,
        reasons: [],
        occurrences: places.map(({ history: _, ...place }) => ({ ...place, ...WHOLE_FILE })),
      })),
    );
  }

  /** @param secrets findings in the contents: a file is not reported for a line that is reported already */
  findings(secrets: readonly Finding[] = []): Finding[] {
    const rules = {
      committed: fileRule(this.#ruleSet, 'dotenv-committed'),
      exampleSecret: fileRule(this.#ruleSet, 'dotenv-example-secret'),
    };
    const lines = new Set(
      secrets
        .filter(({ confidence }) => confidence !== 'low')
        .flatMap(({ occurrences }) => occurrences.map((occurrence) => keyOf(occurrence, occurrence.line))),
    );
    const byPath = this.#findingsByPath();
    const dotenvs = dotenvFindings(rules, this.#dotenvs, (place, line) => lines.has(keyOf(place, line)));
    return [...dotenvs, ...byPath].map((finding) => ({
      ...finding,
      occurrences: [...finding.occurrences].sort(byTimeAndPlace),
    }));
  }
}

function keyOf({ blob = '', path = '' }: Place, line: number): string {
  return [blob, line, path].join('\0');
}

/** @returns undefined if the configuration has switched the rule off */
export function fileRule(ruleSet: RuleSet, id: string): FileRule | undefined {
  return fileRulesOf(ruleSet).find((rule) => rule.id === id);
}
