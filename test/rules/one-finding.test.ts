import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { START } from '../../src/model/fragment.ts';
import { readRuleFiles } from '../../src/rules/build.ts';
import { fill } from '../../src/rules/generate.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { collectFindings } from '../../src/scan/collect.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { joinParts } from '../../src/scan/join-parts.ts';
import { tryExample } from '../../src/scan/testing/test-rules.ts';
import { judgeMatches } from '../../src/scan/verdict/judge-match.ts';
import { runs, someExamples } from '../helpers/runs.ts';

/** One secret is one finding, of the most telling rule: every example of every rule, with all rules at once. */
const detector = new Detector(RULE_SET);

const AWS_IDS = ['aws-access-key-id', 'aws-temporary-access-key-id'];

/** Of rules whose examples hold other secrets, too, or several. Public ids are parts of the finding. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'aws-secret-before-key-id': ['aws-secret-behind-key-id', ...AWS_IDS],
  'aws-secret-behind-key-id': AWS_IDS,
  'htpasswd-hash': ['htpasswd-hash'],
  // The client's secret; the key of the project; a key before the service is named.
  'google-refresh-token': ['generic-secret'],
  'google-chat-webhook': ['generic-secret'],
  'mailchimp-api-key': ['curl-user'],
};

/** Ids of the rules of all findings that are reported without --all, one for each finding. */
function reportedOf(findings: readonly Finding[]): string[] {
  return joinParts(findings)
    .filter(({ confidence, rule }) => confidence !== 'low' || 'public' in rule)
    .map(({ rule }) => rule.id);
}

function reported(text: string): string[] {
  const place = { kind: 'file', path: 'example.txt' } as const;
  const found = detector.detect({ bytes: Buffer.from(text), origin: START }).map((match) => ({ match, place }));
  return reportedOf(collectFindings(judgeMatches(found, RULE_SET)).secrets);
}

const FILES = readRuleFiles('rules');

/** Rules of ids, which are reported as parts only. */
const WITHOUT_FINDINGS = 'identifiers';

const PARTS = new Set(FILES.find(({ id }) => id === WITHOUT_FINDINGS)?.form.rules.map(({ id }) => id));

test('each example of each rule holds, and gives one finding, of its own rule', () => {
  const wrong = someExamples(FILES.flatMap(({ form }) => form.rules)).flatMap(({ rule, ...example }) => {
    const { holds, findings } = tryExample(example, rule, detector, RULE_SET);
    const isOne = !example.expected || PARTS.has(rule) || isOneFinding(rule, findings);
    const others = findings.map((finding) => finding.rule.id).join(', ');
    return holds && isOne ? [] : [`${rule}, ${example.from.join(' ')}, ${example.notation}: ${others || 'none'}`];
  });
  expect(wrong).toEqual([]);
});

function isOneFinding(rule: string, findings: readonly Finding[]): boolean {
  const others = reportedOf(findings);
  const own = others.indexOf(rule);
  if (own < 0) return false;
  others.splice(own, 1);
  return others.every((id) => BESIDE[rule]?.includes(id) === true);
}

const FORMS = FILES.filter(({ id }) => id !== WITHOUT_FINDINGS).flatMap(({ form }) => form.rules);

/** Draws of each example. */
const SEEDS = runs(4).numRuns;

/** Ids that stand alone have no name that could say whose they are: whatever is drawn, it must be the same rule's. */
test('whatever a generator draws, a key with a prefix is of one rule', () => {
  const wrong = new Set<string>();
  for (const rule of FORMS) {
    if (!('prefixes' in rule)) continue;
    for (const example of rule.matches) {
      const [, value] = /^[\w.-]+ = "([^"\s\\]*)"$/.exec(example) ?? [];
      if (value === undefined || !rule.prefixes.some((prefix) => beginsWith(value, prefix))) continue;
      for (let seed = 0; seed < SEEDS; seed++) {
        const ids = reported(`${fill(value, `${seed}`)}\n`);
        for (const id of ids) if (id !== rule.id) wrong.add(`${rule.id}: ${id}`);
        if (ids.length > 1) wrong.add(`${rule.id}: ${ids.length}`);
      }
    }
  }
  expect([...wrong]).toEqual([]);
});

/** A generator writes its own prefix. */
function beginsWith(example: string, prefix: string): boolean {
  return example.startsWith(prefix) || example.startsWith('{{');
}

test.each([
  ['as Stripe writes them', 'sk_live_{{base62:99}}', ['stripe-live-key']],
  ['padded as base64', 'sk_live_{{base62:90}}==', []],
  ['with a plus, as base64', 'sk_test_{{base62:60}}+{{base62:40}}', []],
])('a key that begins with sk_, %s', (_, example, expected) => {
  expect(reported(fill(example, 'stripe'))).toEqual(expected);
});
