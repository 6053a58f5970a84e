import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { Secret } from '../../src/model/secret.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { withUser } from '../../src/scan/login-part.ts';

function findingIn(excerpt: string, id = 'generic-secret'): Finding {
  const rule = RULE_SET.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const place = { kind: 'file' as const, path: 'a.py', line: 1, column: 1, endLine: 1, endColumn: 5, excerpt };
  const verdict = { rule, severity: rule.severity, confidence: 'high' as const, score: 1, reasons: [] };
  return { ...verdict, secret: new Secret('x'), fingerprint: 'f', occurrences: [place] };
}

test.each([
  ['server.login("ann@acme.io", "****")', 'ann@acme.io'],
  ["requests.get(u, auth=('ann', '****7kQ2'))", 'ann'],
  ['url = "postgres://ann:****@db.acme.io/app"', 'ann'],
  ['connect(host="db", user="ann", password="****")', 'ann'],
  ['dsn = "host=db user=ann password=****"', 'ann'],
  ['machine acme.io login ann password ****', 'ann'],
  ['curl -u ann:**** https://acme.io', 'ann'],
])('the user of a password: %s', (excerpt, user) => {
  const [part] = withUser(findingIn(excerpt)).parts ?? [];
  expect(part?.secret.reveal()).toBe(user);
  expect(part).toMatchObject({ name: 'user', isShown: true });
});

test.each([
  'password: ****',
  "env('APP_SALT', '****')",
  'api_token:****',
  'f(user, "****")',
  'login(name, password="****")',
])('none: %s', (text) => {
  expect(withUser(findingIn(text)).parts).toBeUndefined();
});

test('of a key of a service there is none', () => {
  expect(withUser(findingIn('("ann", "****")', 'okta-api-token')).parts).toBeUndefined();
});
