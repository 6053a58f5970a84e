import { START } from '../../model/fragment.ts';
import type { RuleSet } from '../../model/rule.ts';
import { Detector } from '../../scan/detect/detector.ts';
import { holdingOf } from '../../scan/file-rules/dotenv-value.ts';
import { judgeMatch } from '../../scan/verdict/judge-match.ts';

/**
 * What a value is, under its name:
 * - `key`: the scanner would report it, or only a generator makes such a value;
 * - `chosen`: a person made it up, and it is neither a placeholder nor a default: a password, perhaps of a test;
 * - `nothing`: not a secret; references such as `${VAR}` included.
 */
export type ValueKind = 'key' | 'chosen' | 'nothing';

/** The kind of several values: that of the most secret one. */
export function worstKind(kinds: readonly ValueKind[]): ValueKind {
  return kinds.includes('key') ? 'key' : kinds.includes('chosen') ? 'chosen' : 'nothing';
}

/** Judges a value that a parser has unquoted as the scanner judges `NAME=value`. */
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

/** Characters of a value that are judged. A private key in PEM form has 3,300. */
const LOOKED_AT = 16_384;

/** An OpenPGP key is named by its fingerprint or the end of it, which are public (RFC 9580, 5.5.4). */
const PUBLIC_KEY_NAME = /gpg|pgp|sign|(?:^|[^a-z])(?:default|local)-key/i;
const FINGERPRINT = /^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})!?$/i;
