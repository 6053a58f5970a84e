import { START } from '../../model/fragment.ts';
import type { RuleSet } from '../../model/rule.ts';
import { Detector } from '../../scan/detect/detector.ts';
import { holdingOf } from '../../scan/file-rules/dotenv-value.ts';
import { judgeMatch } from '../../scan/verdict/judge-match.ts';

/**
 * What a value under a name is worth:
 * - `key`: the scanner would report it, or only a generator makes such a value;
 * - `chosen`: a person made it up, and it is no placeholder and no default: a password, perhaps of a test;
 * - `nothing`: everything else, references such as `${VAR}` included.
 */
export type ValueKind = 'key' | 'chosen' | 'nothing';

/** Judges values that a parser took out of their notation as the scanner judges `NAME=value`. */
export function valueJudge(ruleSet: RuleSet): (name: string, value: string) => ValueKind {
  const detector = new Detector(ruleSet);
  return (name, value) => {
    if (PUBLIC_KEY_NAME.test(name) && FINGERPRINT.test(value)) return 'nothing';
    const holding = holdingOf(name, value);
    if (holding === 'random') return 'key';
    const bytes = Buffer.from(`${name}=${JSON.stringify(value.slice(0, LOOKED_AT))}\n`);
    const verdicts = detector.detect({ bytes, origin: START }).map((match) => judgeMatch(match, 'settings', ruleSet));
    if (verdicts.some((verdict) => verdict !== undefined && verdict.confidence !== 'low')) return 'key';
    return holding === 'nothing' ? 'nothing' : 'chosen';
  };
}

/** Characters of a value that are looked at: a private key in PEM form has 3,300. */
const LOOKED_AT = 16_384;

/** A key of OpenPGP is named by its fingerprint or the end of it, which everybody may know (RFC 9580, 5.5.4). */
const PUBLIC_KEY_NAME = /gpg|pgp|sign|(?:^|[^a-z])(?:default|local)-key/i;
const FINGERPRINT = /^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})!?$/i;
