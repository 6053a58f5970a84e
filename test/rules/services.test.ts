import { expect, test } from 'vitest';
import { START } from '../../src/model/fragment.ts';
import type { Service, ServiceKey } from '../../src/model/rule.ts';
import { fill } from '../../src/rules/generate.ts';
import { loadServiceFile } from '../../src/rules/load.ts';
import { NOTATIONS } from '../../src/rules/notations.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { compileServices, parseForm } from '../../src/rules/service-rows.ts';
import { servicesIn } from '../../src/rules/services.ts';
import { collectFindings } from '../../src/scan/collect.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { judgeMatches } from '../../src/scan/verdict/judge-match.ts';
import { readNamedValue } from '../../src/scan/verdict/named-value.ts';
import { drawKeys } from '../helpers/service-keys.ts';

/** Every row of rules/services, through kernel, detection and verdict, with values drawn from its forms. */
const detector = new Detector(RULE_SET);

/** Ids of the rules that a text gives at medium confidence and above. */
function found(text: string, path: string): string[] {
  const matches = detector.detect({ bytes: Buffer.from(text), origin: START });
  const placed = matches.map((match) => ({ match, place: { kind: 'file', path } as const }));
  const { secrets } = collectFindings(judgeMatches(placed, RULE_SET));
  return secrets.filter(({ confidence }) => confidence !== 'low').map(({ rule }) => rule.id);
}

/** A value of a form that nobody would take for made up. */
function drawKey(key: ServiceKey, seed: number): string {
  const values = drawKeys(key, seed, 3);
  return values.find((value) => readNamedValue(value, true)[0] === 'value.drawn') ?? values[0] ?? '';
}

/** The notations of settings and of programs that a key is likeliest to leak in. */
const COMMON = NOTATIONS.filter(({ name }) =>
  ['env', 'yaml', 'json', 'python', 'javascript object', 'javascript const', 'shell', 'c#'].includes(name),
);

const SERVICES = servicesIn(RULE_SET.services);
const KEYS = SERVICES.flatMap((service) => service.keys.map((key, at) => [key.rule, at, service] as const));

test.each(KEYS)('%s, form %i, is found in the name of its service', (rule, at, service: Service) => {
  const key = service.keys[at] as ServiceKey;
  const [word] = [...service.words, ...service.inNames];
  if (word === undefined) return;
  const name = `${word}_${rule.slice(service.id.length + 1).replaceAll('-', '_')}`;
  const value = drawKey(key, at);
  const missed = COMMON.filter(
    (notation) => !found(notation.write(name.toUpperCase(), value), notation.path).includes(rule),
  );
  expect(missed.map((notation) => notation.name)).toEqual([]);
  expect(found(`${name.toUpperCase()}=${'x'.repeat(value.length)}\n`, '.env')).toEqual([]);
  expect(found(`${name.toUpperCase()}=your-own-api-key-goes-here\n`, '.env')).toEqual([]);
});

const STRICT = KEYS.filter(([, at, service]) => service.words.length > 0 && service.keys[at]?.isStrict);

test.each(STRICT)('%s, form %i, is found beside the word for its service', (rule, at, service) => {
  const key = service.keys[at] as ServiceKey;
  expect(found(`${service.words[0]}: '${drawKey(key, at)}'\n`, 'settings.yaml')).toContain(rule);
});

test.each([
  ['codecov-upload-token', 'CODECOV_UPLOAD_TOKEN', '{{uuid}}'],
  ['airbrake-project-key', 'AIRBRAKE_PROJECT_KEY', '{{hex:32}}'],
  ['agora-app-certificate', 'agoraAppCertificate', '{{hex:32}}'],
  ['cypress-record-key', 'CYPRESS_RECORD_KEY', '{{uuid}}'],
  ['blackbaud-subscription-key', 'BLACKBAUD_SUBSCRIPTION_KEY', '{{base62:44}}'],
  ['wasabi-secret-access-key', 'WASABI_SECRET_ACCESS_KEY', '{{base62:40}}'],
])('%s is found by what its service calls it: %s', (rule, name, value) => {
  for (const seed of ['a', 'b', 'c']) {
    expect(found(`${name}="${fill(value, seed)}"\n`, '.env')).toEqual([rule]);
    expect(found(`SOME_${name.replace(/^[A-Z]+_|^[a-z]+/, '')}="${fill(value, seed)}"\n`, '.env')).not.toContain(rule);
  }
});

test('a key is told by the host that it is sent to', () => {
  // A host may be that of several services.
  const rulesOf = new Map<string, string[]>();
  for (const { hosts, keys } of SERVICES) {
    for (const host of hosts) rulesOf.set(host, [...(rulesOf.get(host) ?? []), ...keys.map(({ rule }) => rule)]);
  }
  const wrong = SERVICES.flatMap(({ hosts: [host], keys: [key] }) => {
    if (host === undefined || key === undefined) return [];
    const command = `curl -s -H "Authorization: Bearer ${drawKey(key, 5)}" https://${host}/v1/items\n`;
    const rules = found(command, 'a.sh');
    const isFormOfAnother = rules.length > 0 && !/^(?:generic|bare-key)/.test(rules[0] ?? '');
    return isFormOfAnother || rules.some((rule) => rulesOf.get(host)?.includes(rule)) ? [] : `${key.rule}: ${rules}`;
  });
  expect(wrong).toEqual([]);
});

test('what a service publishes by design is not reported as its key', () => {
  for (const { words, public: published, keys } of SERVICES) {
    const [word, key] = [words[0], keys[0]];
    if (word === undefined || key === undefined) continue;
    for (const last of published) {
      expect(found(`${word}_${last}: '${drawKey(key, 1)}'\n`, 'a.yaml')).not.toContain(key.rule);
    }
  }
});

test.each([
  ['hex 32', 'a0'.repeat(16), 'A0'.repeat(16)],
  ['base62 4-6', 'aB3de', 'aB3'],
  ['base64 44', `${'aB+/'.repeat(10)}aB3=`, 'short'],
  ['uuid', '123e4567-e89b-42d3-a456-426614174000', '123e4567'],
  ['/ab[0-9]{2}/', 'ab12', 'ab1'],
])('the form %s', (form, fits, other) => {
  const { pattern = '' } = parseForm(form) ?? {};
  expect([fits, other].map((value) => new RegExp(`^(?:${pattern})$`).test(value))).toEqual([true, false]);
});

test.each(['hex', 'hex 3', 'hex 40-20', 'HeX 32', '/(/', 'toString 20'])('there is no form %s', (form) => {
  expect(parseForm(form)).toBeUndefined();
});

test('mistakes in rows are told with their lines', () => {
  const text = [
    '- { id: acme, name: Acme, words: [acme], keys: [hex 32], docs: "https://acme.example/" }',
    '- { id: acme, name: Acme, words: [acmecorp], keys: [octal 8], docs: "https://acme.example/" }',
    '- { id: other, name: Other, words: [acmecorp], keys: [uuid], docs: "https://acme.example/" }',
  ].join('\n');
  const loaded = loadServiceFile(text, 'a.yaml');
  if ('problems' in loaded) throw new Error('does not load');
  const { problems } = compileServices([loaded.file], []);
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '1: "acme": must be five characters or more; shorter ones belong to inNames',
    '2: there is another "acme"',
    '2: there is no form "octal 8"',
    '3: "acmecorp" is a word of acme too',
  ]);
  const broken = loadServiceFile('- { id: Acme }', 'a.yaml');
  expect('problems' in broken && broken.problems.map(({ place }) => place)).toContain('[0].id');
});
