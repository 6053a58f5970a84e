import type { Finding } from '../../model/finding.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Place } from '../../model/place.ts';
import type { FileRule, RuleSet } from '../../model/rule.ts';
import { inspectDotenv } from './dotenv.ts';
import { type DotenvVersion, dotenvFindings } from './dotenv-findings.ts';
import { dotenvKind } from './dotenv-path.ts';

/** Collects, over one scan, what rules about files have to say. */
export class HygieneInspector {
  readonly #ruleSet: RuleSet;
  readonly #dotenvs: DotenvVersion[] = [];
  readonly #repositoryWide: () => Promise<readonly Finding[]>;

  /** @param repositoryWide findings about the repository as a whole: missing ignore entries */
  constructor(ruleSet: RuleSet, repositoryWide: () => Promise<readonly Finding[]> = () => Promise.resolve([])) {
    this.#ruleSet = ruleSet;
    this.#repositoryWide = repositoryWide;
  }

  isNamed(path: string): boolean {
    return dotenvKind(path) !== undefined;
  }

  /** A `.env` that git does not hold is where it belongs. */
  inspect({ place, bytes, committed, origin }: Fragment): void {
    if (committed !== true || origin.offset > 0) return;
    const inspection = inspectDotenv(place.path ?? '', bytes);
    if (inspection !== undefined) this.#dotenvs.push({ inspection, place });
  }

  /** @param secrets what the rules about secrets have found in the same scan */
  async findings(secrets: readonly Finding[] = []): Promise<readonly Finding[]> {
    const rules = {
      committed: fileRule(this.#ruleSet, 'dotenv-committed'),
      exampleSecret: fileRule(this.#ruleSet, 'dotenv-example-secret'),
    };
    const lines = new Set(
      secrets
        .filter(({ confidence }) => confidence !== 'low')
        .flatMap(({ occurrences }) => occurrences.map((occurrence) => keyOf(occurrence, occurrence.line))),
    );
    const isReported = (place: Place, line: number) => lines.has(keyOf(place, line));
    return [...dotenvFindings(rules, this.#dotenvs, isReported), ...(await this.#repositoryWide())];
  }
}

function keyOf({ blob = '', path = '' }: Place, line: number): string {
  return [blob, line, path].join('\0');
}

/** Undefined where the configuration has switched the rule off. */
export function fileRule(ruleSet: RuleSet, id: string): FileRule | undefined {
  return ruleSet.rules.find((rule): rule is FileRule => rule.kind === 'file' && rule.id === id);
}
