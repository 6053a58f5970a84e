import { expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import type { ReportableVerdict } from '../../../src/model/verdict.ts';
import { readRuleFiles } from '../../../src/rules/build.ts';
import { CHECKSUMS } from '../../../src/rules/checks.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { judgeMatch } from '../../../src/scan/verdict/judge-match.ts';

const detector = new Detector(RULE_SET);

/** The verdicts of all that is found in a text, with what was found. */
function verdicts(text: string): (ReportableVerdict & { value: string })[] {
  return detector.detect({ bytes: Buffer.from(text), origin: START }).flatMap((match) => {
    const verdict = judgeMatch(match, undefined, RULE_SET);
    return verdict === undefined ? [] : [{ ...verdict, value: match.secret.reveal() }];
  });
}

const CHECKED = readRuleFiles('rules').flatMap(({ form }) =>
  form.rules.flatMap((rule) =>
    'check' in rule && rule.check !== undefined && CHECKSUMS.has(rule.check)
      ? [[rule.id, rule.matches[0] ?? '', 'prefixes' in rule] as const]
      : [],
  ),
);

test.each(CHECKED)('%s: a right checksum is sure, a wrong one is a doubt, not nothing', (id, example, hasPrefix) => {
  const text = fill(example, 'proof');
  const [{ value, ...right } = { value: '' }] = verdicts(text);
  expect(right).toMatchObject({ rule: { id }, confidence: 'high', reasons: [{ feature: 'checksum' }] });
  const slip = swapped(value);
  const [wrong, ...others] = verdicts(hasPrefix ? slip : text.replaceAll(value, slip));
  expect(others).toEqual([]);
  expect(wrong).toMatchObject({
    rule: { id },
    value: slip,
    confidence: 'low',
    reasons: [{ feature: 'checksum.wrong' }],
  });
});

/** Two characters swapped, as by hand; the first fields of some keys are not theirs to choose. Of a phrase, two words. */
function swapped(value: string): string {
  const [parts, joint, from] = value.includes(' ') ? [value.split(' '), ' ', 0] : [[...value], '', 25];
  const at = parts.findIndex((part, index) => index >= from && part !== parts[index + 1]);
  [parts[at], parts[at + 1]] = [parts[at + 1] ?? '', parts[at] ?? ''];
  return parts.join(joint);
}

test('what cannot be decoded to what its format says is no match', () => {
  expect(verdicts(fill('eyJ{{b64url:40}}.eyJ{{b64url:40}}.{{b64url:43}}', 'proof'))).toEqual([]);
});

const PUBLIC = readRuleFiles('rules').flatMap(({ form }) =>
  form.rules.flatMap((rule) =>
    'public' in rule && rule.public !== undefined ? [[rule.id, rule.matches] as const] : [],
  ),
);

test.each(PUBLIC)('%s: public by design, and so is silent unless all is listed', (id, examples) => {
  for (const example of examples) {
    expect(verdicts(fill(example, 'public'))).toMatchObject([
      { rule: { id }, confidence: 'low', reasons: [{ feature: 'public', detail: expect.any(String) }] },
    ]);
  }
});

test('a key of a page is public beside its project only', () => {
  const key = fill('AIza{{b64url:35}}', 'page');
  expect(verdicts(`firebase.initializeApp({ authDomain: "a.firebaseapp.com", apiKey: "${key}" })`)).toMatchObject([
    { rule: { id: 'public-firebase-key' } },
  ]);
  expect(verdicts(`translate({ apiKey: "${key}" })`)).toMatchObject([
    { rule: { id: 'google-api-key' }, confidence: 'high' },
  ]);
});
