import { expect, test } from 'vitest';
import { subjectOf } from '../../src/report/subject.ts';

function subject(rule: string, title: string, name: string): string {
  const reasons = [{ feature: 'name.secret', weight: 4, text: 'the name means a secret', detail: name }];
  return subjectOf({ rule, title, reasons, secret: '****abcd', occurrences: [{}] });
}

test.each([
  ['generic-secret', 'Secret', 'REDIS_PASSWORD', 'password REDIS_PASSWORD'],
  ['generic-secret', 'Secret', 'password', 'password'],
  ['generic-secret', 'Secret', 'Secret access key', 'Secret access key'],
  ['generic-secret', 'Secret', 'the key of it', 'the key of it'],
  ['aws-secret-access-key', 'AWS secret access key', 'Secret  access key', 'AWS secret access key'],
  ['aws-secret-access-key', 'AWS secret access key', 'secret', 'AWS secret access key'],
  [
    'aws-secret-access-key',
    'AWS secret access key',
    'aws_secret_access_key',
    'AWS secret access key aws_secret_access_key',
  ],
  ['stripe-secret-key', 'Stripe secret key', 'STRIPE', 'Stripe secret key'],
])('%s, %s, named %s: %s', (rule, title, name, expected) => {
  expect(subject(rule, title, name)).toBe(expected);
});
