import { expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { exitCodeOf } from '../../src/audit/audit.ts';
import { renderJson } from '../../src/audit/json.ts';
import { renderMarkdown } from '../../src/audit/markdown.ts';
import { renderTerminal } from '../../src/audit/terminal.ts';
import { goldenFolder } from '../helpers/golden.ts';

const expectGolden = goldenFolder(new URL('golden/', import.meta.url));

const HOSTILE = 'a`b](http://evil)<img>\u001b[31m\n# x|@user.yml';

const AUDIT: Audit = {
  target: '.',
  lines: [
    {
      id: 'source',
      title: 'No keys in source, documentation and history',
      status: 'failed',
      evidence: [
        { weight: 'failure', note: `holds ${HOSTILE}`, path: HOSTILE, line: 3, rule: 'captchaai-api-key' },
        ...Array.from({ length: 7 }, (_, index) => ({ weight: 'doubt', note: `doubt ${index}` }) as const),
      ],
      remedy: ['Replace the key.'],
    },
    { id: 'client', title: 'No secret key reaches the browser', status: 'passed', evidence: [], remedy: [] },
    {
      id: 'balance',
      title: 'Balances are monitored',
      status: 'undecided',
      reason: 'nothing here looks at balances',
      evidence: [],
      remedy: ['Run hexhound balance.'],
    },
  ],
  errors: [{ code: 'E_SOURCE', subject: HOSTILE, message: 'permission denied' }],
  notices: [`a notice about ${HOSTILE}`],
};

test('the terminal', () => {
  expectGolden('audit.txt', renderTerminal(AUDIT, false));
  expect(renderTerminal(AUDIT, true)).toContain('\u001b[');
});

test('Markdown', () => {
  expectGolden('audit.md', renderMarkdown(AUDIT));
});

test('JSON, which has everything', () => {
  expectGolden('audit.json', renderJson(AUDIT));
  expect(JSON.parse(renderJson(AUDIT)).lines).toEqual(AUDIT.lines);
});

test('text of a repository is escaped in all formats', () => {
  for (const text of [renderTerminal(AUDIT, false), renderMarkdown(AUDIT), renderJson(AUDIT)]) {
    expect(text).not.toContain('\u001b');
  }
  const markdown = renderMarkdown(AUDIT);
  expect(markdown).not.toMatch(/^# x/m);
  // Outside of code spans nothing of it is markup.
  expect(markdown.replace(/(`+) ?[^\n]*?[^`]\1(?!`)/g, '')).not.toMatch(/<img>|\]\(|@user/);
});

test('exit codes: first unreadable files, then failed lines', () => {
  expect(exitCodeOf(AUDIT)).toBe(2);
  expect(exitCodeOf({ ...AUDIT, errors: [] })).toBe(1);
  expect(exitCodeOf({ ...AUDIT, errors: [], lines: AUDIT.lines.slice(1) })).toBe(0);
});
