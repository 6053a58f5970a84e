import { expect, test } from 'vitest';
import { explain } from '../../src/report/explain.ts';
import { alnumKey } from '../helpers/keys.ts';
import { finding, id, occurrence } from './sample.ts';

const key = alnumKey('captcha');

test('places and history are told, escaped and without the secret', () => {
  const text = explain(
    finding({
      occurrences: [occurrence({ path: `a/${key}\x1b.py`, commit: id(1) }), occurrence({ commit: id(2) })],
      history: {
        first: { id: id(1), author: `\u202eAda <${key}@example.org>`, date: '2019-03-02T10:00:00Z' },
        last: { id: id(2), author: 'Bob', date: '2020-01-05T10:00:00Z' },
        heldBy: [],
        reachedBy: 'refs',
      },
    }),
  );
  const mask = `****${key.slice(-4)}`;
  expect(text.split('\n').slice(0, 6)).toEqual([
    `CaptchaAI API key (captchaai-api-key)  ${mask}`,
    `  at           a/${mask}\\x1b.py:14:18 and 1 more`,
    `  since        2019-03-02 (commit 1111111111, \\u{202e}Ada <${mask}@example.org>) until 2020-01-05 (commit 2222222222)`,
    '  now          in no branch or tag any more, but in the history',
    `  fingerprint  ${id(1, 32)}`,
    '  confidence   high (97.3 %)',
  ]);
});

test('what is in no file is named as what it is', () => {
  const place = occurrence({ kind: 'commit-message', commit: id(1), refs: ['HEAD'] });
  expect(explain(finding({ occurrences: [place] }))).toContain(
    '  at           message of commit 1111111111, line 14\n',
  );
});
