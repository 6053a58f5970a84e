import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { markdown } from '../../src/report/markdown.ts';
import { captchaRule, fileFinding, finding, id, occurrence, report, tokenRule, whole } from './sample.ts';

const OPTIONS = { showSecrets: true, color: true };
const commentOf = (from: Report) => whole(markdown(from, OPTIONS));

/** The rows of the table of findings, as cells. A pipe cannot be escaped in code, and there is none. */
function rowsOf(text: string): string[][] {
  const lines = text.split('\n');
  const at = lines.indexOf('| --- | --- | --- | --- | --- |');
  const rows = lines.slice(at + 1, lines.indexOf('', at + 1));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const many = report({
  findings: Array.from({ length: 10_000 }, (_, at) =>
    finding({
      fingerprint: String(at).padStart(32, '0'),
      occurrences: [occurrence({ path: `src/${'x'.repeat(200)}${at}.ts` })],
    }),
  ),
  errors: Array.from({ length: 1000 }, (_, at) => ({ code: 'E_SOURCE' as const, subject: `${at}`, message: 'gone' })),
});

test('a comment begins with the mark by which it is found again, and says when there is nothing, too', () => {
  expect(commentOf(report())).toBe('<!-- hexhound -->\n### hexhound: no secrets found in 214 files, 1.8 MB in 0.4 s\n');
});

test('a comment that GitHub takes, however much was found: what is left out is counted, what to do is said', () => {
  const text = commentOf(many);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
  const shown = rowsOf(text).length;
  expect(shown).toBeGreaterThan(100);
  expect(text).toContain(`\n${(10_000 - shown).toLocaleString('en')} more findings would not fit here`);
  expect(text).toContain('- and 980 more\n');
  expect(text).toContain('<summary>What to do</summary>');
  expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
});

test.each([0, 1000, 900_000, 1024 * 1024 - 2000])('a summary stays within 1 MiB where %i bytes are there', (taken) => {
  const text = whole(jobSummary(many, { ...OPTIONS, taken }));
  expect(taken + Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
  expect(text.startsWith('\n\n')).toBe(taken > 0);
  if (taken < 1_000_000) expect(text).toContain('10,000 findings');
});

test('the most urgent first: alive before others of its level, dead ones last and without advice', () => {
  const findings = [
    finding({ rule: tokenRule, fingerprint: id(1, 32), verification: { status: 'inactive', reason: '401' } }),
    fileFinding({ fingerprint: id(2, 32) }),
    finding({ fingerprint: id(3, 32) }),
    finding({ fingerprint: id(4, 32), verification: { status: 'restricted', reason: '403' } }),
  ];
  const text = commentOf(report({ findings }));
  expect(rowsOf(text).map((cells) => cells[4])).toEqual([4, 3, 1, 2].map((digit) => `\`${id(digit, 32)}\``));
  expect(text).not.toContain('github.com/settings/tokens');
});

test('what could not be looked at comes before the findings', () => {
  const errors = [{ code: 'E_SOURCE' as const, subject: 'a|b`.bin', message: 'permission denied' }];
  const text = commentOf(report({ errors, findings: [finding()] }));
  expect(text).toContain('so this result is not complete:\n\n- `` a\\x7cb`.bin ``: permission denied (E_SOURCE)\n');
  expect(text.indexOf('not complete')).toBeLessThan(text.indexOf('| severity'));
  expect(commentOf(report({ errors }))).not.toContain('### hexhound: no secrets found in');
});

test("a repository's own rules have no links", () => {
  const rule = {
    ...captchaRule,
    page: 'none' as const,
    fix: { rotate: 'https://evil.example/', steps: ['![a](https://evil.example/a.png)'] },
  };
  const text = commentOf(report({ findings: [finding({ rule })] }));
  expect(text).toContain('Rotate it: `https://evil.example/`\n');
  expect(text).not.toMatch(/<http|\]\(|!\[/);
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '|',
        '\n',
        '`',
        '``',
        '-->',
        '<img src=x>',
        '</details>',
        '![a](//b)',
        '[a](b)',
        '@octocat',
        'https://x.y',
        '#1',
        '\\',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

test('no text of a repository leaves its cell, or is markup, a link or a mention', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 7, maxLength: 7 }), (texts) => {
      const [path = '', author = '', title = '', note = '', subject = '', message = '', notice = ''] = texts;
      const rule = { ...captchaRule, title, risk: note, page: 'none' as const, fix: { rotate: path, steps: [author] } };
      const text = commentOf(
        report({
          findings: [finding({ rule, note, occurrences: [occurrence({ path, author, commit: id(1) })] })],
          errors: [{ code: 'E_SOURCE', subject, message }],
          notices: [notice],
          notOpened: [{ kind: 'archive', path, reason: message }],
        }),
      );
      expect(rowsOf(text).map(({ length }) => length)).toEqual([5]);
      const ours = /<!-- hexhound -->|<\/?(?:details|summary)>|^\*\*|\*\*(?=$|, so)|\(E_SOURCE\)|&#\d+;/g;
      const rest = text
        .split('\n')
        .filter((line) => !line.startsWith('| ---'))
        .map((line) => line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '').replace(ours, ''));
      expect(rest.filter((line) => /[`<>[\]*_@]|:\/\/|#(?!## hexhound)\w/.test(line.replace(/^### /, '')))).toEqual([]);
    }),
  );
});
