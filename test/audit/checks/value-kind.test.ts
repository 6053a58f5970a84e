import { expect, test } from 'vitest';
import { valueJudge } from '../../../src/audit/checks/value-kind.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const judgeValue = valueJudge(RULE_SET);

test.each([
  ['CAPTCHAAI_API_KEY', hexKey('worth'), 'key'],
  ['API_KEY', alnumKey('worth', 24), 'key'],
  ['GITHUB_TOKEN', `ghp_${alnumKey('worth', 36)}`, 'key'],
  ['DATABASE_URL', `postgres://app:${alnumKey('pass', 16)}@db.example.net/app`, 'key'],
  ['DB_PASSWORD', ['violet', 'Anchor'].join('-'), 'chosen'],
  ['POSTGRES_PASSWORD', 'postgres', 'nothing'],
  ['API_KEY', `${'$'}{API_KEY}`, 'nothing'],
  ['API_KEY', 'your-api-key-here', 'nothing'],
  ['COMMIT', hexKey('commit', 40), 'nothing'],
  ['PORT', '8080', 'nothing'],
  ['RELEASE_GPG_KEY', hexKey('gpg', 40).toUpperCase(), 'nothing'],
  ['default-key', hexKey('gpg', 40).toUpperCase(), 'nothing'],
  ['APP_SECRET', 'ch4n63m31fy0uc4n', 'nothing'],
])('%s, %#', (name, value, worth) => {
  expect(judgeValue(name, value)).toBe(worth);
});
