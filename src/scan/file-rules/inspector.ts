import type { Finding } from '../../model/finding.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Place } from '../../model/place.ts';
import type { FileRule, RuleSet } from '../../model/rule.ts';
import { inspectDotenv } from './dotenv.ts';
import { type DotenvVersion, dotenvFindings } from './dotenv-findings.ts';
import { dotenvKind } from './dotenv-path.ts';

/** Whether the file itself can be a finding, so that its whole content is inspected. */
export function isInspected(path: string): boolean {
  return dotenvKind(path) !== undefined;
}

/** Applies the file rules in one scan. */
export class FileInspector {
  readonly #ruleSet: RuleSet;
  readonly #dotenvs: DotenvVersion[] = [];

  constructor(ruleSet: RuleSet) {
    this.#ruleSet = ruleSet;
  }

  /** Inspects a file. A `.env` that is not in git is fine. */
  inspect({ place, bytes, committed, origin }: Fragment): void {
    if (committed !== true || origin.offset > 0 || place.path === undefined) return;
    const inspection = inspectDotenv(place.path, bytes);
    if (inspection !== undefined) this.#dotenvs.push({ inspection, place });
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
    return dotenvFindings(rules, this.#dotenvs, (place, line) => lines.has(keyOf(place, line)));
  }
}

function keyOf({ blob = '', path = '' }: Place, line: number): string {
  return [blob, line, path].join('\0');
}

/** @returns undefined if the configuration has switched the rule off */
export function fileRule(ruleSet: RuleSet, id: string): FileRule | undefined {
  return ruleSet.rules.find((rule): rule is FileRule => rule.kind === 'file' && rule.id === id);
}
