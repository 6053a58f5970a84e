import { START } from '../../../src/model/fragment.ts';
import type { RuleSet } from '../../../src/model/rule.ts';
import { collectFindings } from '../../../src/scan/collect.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { judgeMatches } from '../../../src/scan/verdict/judge-match.ts';
import type { Sample } from './samples.ts';

/** What was reported of a sample, at medium confidence and above. */
export interface Outcome {
  /** Its secret, under whatever rule. */
  readonly isFound: boolean;
  /** Under its own rule. */
  readonly isNamed: boolean;
  /** The rules that something was reported under, with their confidence. */
  readonly reported: readonly string[];
}

/** Looks through samples as a scan of files would. */
export class FormatScanner {
  readonly #ruleSet: RuleSet;
  readonly #detector: Detector;

  constructor(ruleSet: RuleSet) {
    this.#ruleSet = ruleSet;
    this.#detector = new Detector(ruleSet);
  }

  scan({ path, text, rule, secret }: Sample): Outcome {
    const matches = this.#detector.detect({ bytes: Buffer.from(text), origin: START });
    const placed = matches.map((match) => ({ match, place: { kind: 'file', path } as const }));
    const { secrets } = collectFindings(judgeMatches(placed, this.#ruleSet));
    const right = secrets.filter(
      (finding) => finding.confidence !== 'low' && overlaps(finding.secret?.reveal() ?? '', secret),
    );
    return {
      isFound: right.length > 0,
      isNamed: right.some((finding) => finding.rule.id === rule),
      reported: secrets.map((finding) => `${finding.rule.id} (${finding.confidence})`),
    };
  }
}

/** Whether what was reported is the secret or a part of it, such as the password of an address, or has it in it. */
export function overlaps(reported: string, secret: string | undefined): boolean {
  return secret === undefined || (reported !== '' && (reported.includes(secret) || secret.includes(reported)));
}
