import { expect, test } from 'vitest';
import type { Finding, Occurrence } from '../../src/model/finding.ts';
import { START } from '../../src/model/fragment.ts';
import { fill } from '../../src/rules/generate.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { allRules } from '../../src/rules/services.ts';
import { collectFindings } from '../../src/scan/collect.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { joinParts } from '../../src/scan/join-parts.ts';
import { judgeMatches } from '../../src/scan/verdict/judge-match.ts';

const detector = new Detector(RULE_SET);

/** The findings of files, by their paths. */
function findingsOf(files: Readonly<Record<string, string>>): readonly Finding[] {
  const placed = Object.entries(files).flatMap(([path, text]) =>
    detector
      .detect({ bytes: Buffer.from(text), origin: START })
      .map((match) => ({ match, place: { kind: 'file', path } as const })),
  );
  return joinParts(collectFindings(judgeMatches(placed, RULE_SET)).secrets);
}

/** `rule: part = value, ...`; values of parts that are masked as `*`. */
function found(text: string, more: Readonly<Record<string, string>> = {}): string[] {
  return findingsOf({ 'a.env': text, ...more }).map(({ rule, parts = [] }) =>
    [rule.id, ...parts.map(({ name, secret, isShown }) => `${name} = ${isShown ? secret.reveal() : '*'}`)].join(', '),
  );
}

const KEY_ID = fill('AKIA{{base32:16}}', 'parts');
const SECRET = fill('{{b64:40}}', 'parts');
const SESSION = fill('IQoJb3JpZ2luX2Vj{{b64:400}}==', 'parts');
const UUIDS = [fill('{{uuid}}', 'application'), fill('{{uuid}}', 'tenant')] as const;
const SID = fill('AC{{hex:32}}', 'parts');
const AZURE = fill('{{base62:3}}8Q~{{b64url:34}}', 'parts');
const OAUTH = fill('{{digits:12}}-{{alnum:32}}.apps.googleusercontent.com', 'parts');
const OKTA = fill('00{{b64url:40}}', 'okta');

test.each([
  [
    'an AWS secret with its key id and token',
    `aws_access_key_id = ${KEY_ID}\naws_secret_access_key = ${SECRET}\naws_session_token = ${SESSION}\n`,
    ['aws-access-key-id', `aws-secret-access-key, key id = ${KEY_ID}, session token = *`, 'aws-session-token'],
  ],
  [
    'whichever comes first',
    `sk: '${SECRET}'\nak: '${KEY_ID}'\n`,
    [`aws-secret-before-key-id, key id = ${KEY_ID}`, 'aws-access-key-id'],
  ],
  ['a key id alone', `aws_access_key_id = ${KEY_ID}\n`, ['aws-access-key-id']],
  ['a secret alone', `aws_secret_access_key = ${SECRET}\n`, ['aws-secret-access-key']],
  [
    'too far away',
    `aws_access_key_id = ${KEY_ID}\n${'\n'.repeat(20)}aws_secret_access_key = ${SECRET}\n`,
    ['aws-access-key-id', 'aws-secret-access-key'],
  ],
  [
    'an auth token with its account',
    `TWILIO_ACCOUNT_SID=${SID}\nTWILIO_AUTH_TOKEN=${fill('{{hex:32}}', 'twilio')}\n`,
    [`twilio-auth-token, account id = ${SID}`],
  ],
  ['an account alone', `TWILIO_ACCOUNT_SID=${SID}\n`, []],
  [
    'an application with its tenant',
    `AZURE_CLIENT_ID=${UUIDS[0]}\nAZURE_TENANT_ID=${UUIDS[1]}\nAZURE_CLIENT_SECRET=${AZURE}\n`,
    [`azure-client-secret, application id = ${UUIDS[0]}, tenant = ${UUIDS[1]}`],
  ],
  [
    'a client with its secret',
    `{"client_id":"${OAUTH}","client_secret":"${fill('GOCSPX-{{b64url:28}}', 'parts')}"}`,
    [`google-oauth-client-secret, client id = ${OAUTH}`],
  ],
  [
    'a token with its domain',
    `OKTA_ORG_URL=https://acme-corp.okta.com\nOKTA_API_TOKEN=${OKTA}\n`,
    ['okta-api-token, domain = acme-corp.okta.com'],
  ],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('each secret has the part that is nearest', () => {
  const ids = [1, 2, 3].map((seed) => fill('AKIA{{base32:16}}', `${seed}`));
  const text = ids.map(
    (id, at) => `[p${at}]\naws_access_key_id = ${id}\naws_secret_access_key = ${fill('{{b64:40}}', `${at}`)}\n`,
  );
  expect(found(text.join('\n')).filter((each) => each.includes(','))).toEqual(
    ids.map((id) => `aws-secret-access-key, key id = ${id}`),
  );
});

test('a part that has to be replaced, too, is a finding wherever it stands', () => {
  const pair = `aws_access_key_id = ${KEY_ID}\naws_secret_access_key = ${SECRET}\n`;
  const findings = findingsOf({ 'a.env': pair, 'b.txt': `id ${KEY_ID}\n` });
  const places = findings.map(({ rule, occurrences }) => [rule.id, ...occurrences.map(({ path }: Occurrence) => path)]);
  expect(places).toEqual([
    ['aws-access-key-id', 'a.env', 'b.txt'],
    ['aws-secret-access-key', 'a.env'],
  ]);
});

test('parts are of rules that exist', () => {
  const ids = new Set(allRules(RULE_SET).keys());
  const unknown = RULE_SET.rules.flatMap((rule) =>
    'part' in rule ? (rule.part?.of ?? []).filter((id) => !ids.has(id)) : [],
  );
  expect(unknown).toEqual([]);
});
