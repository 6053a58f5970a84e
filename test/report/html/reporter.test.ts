import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PROGRAM, STYLE } from '../../../src/report/html/generated.ts';
import { html } from '../../../src/report/html/reporter.ts';
import { finding, occurrence, report, whole } from '../sample.ts';

const MARKUP = `</script><script>alert(1)</script><!--<script></style><img src=x onerror=alert(2)>" onload='alert(3)'&amp;]]>`;

const page = whole(
  html(
    report({
      target: MARKUP,
      findings: [finding({ note: MARKUP, occurrences: [occurrence({ path: MARKUP, excerpt: MARKUP })] })],
      errors: [{ code: 'E_GIT', subject: MARKUP, message: MARKUP }],
      notices: [MARKUP],
    }),
    { showSecrets: false, color: false },
  ),
);

test('nothing of a repository is markup', () => {
  const own = page.replace(PROGRAM, '').replace(STYLE, '');
  expect(own.match(/<[a-z!/][^>]*>/gi)?.filter((tag) => /^<\/?(script|img|style|!--)/.test(tag))).toEqual([
    '<style>',
    '</style>',
    '<script type="application/json" id="report">',
    '</script>',
    '<script>',
    '</script>',
  ]);
  expect(own.match(/alert\(1\)/g)?.length).toBeGreaterThan(3);
});

test('the data is JSON with every text as it is', () => {
  const [, text = ''] = /id="report">(.*?)<\/script>/s.exec(page) ?? [];
  expect(text).not.toContain('<');
  const data = JSON.parse(text);
  expect(data.notices).toEqual([MARKUP]);
  expect(data.findings[0].places[0].excerpt).toBe(MARKUP);
});

test('the policy lets nothing act but our script and styles', () => {
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(PROGRAM)}`,
    `style-src ${hash(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title'));
});

test('our script and styles end where they should', () => {
  expect(PROGRAM).not.toMatch(/<\/script|<!--/i);
  expect(STYLE).not.toMatch(/<\/style|url\(|@import/i);
});

test('without scripts the page says how the scan ended', () => {
  expect(page).toContain('<p>1 finding (1 high) in 214 files, 1.8 MB in 0.4 s; 1 thing could not be looked at</p>');
});
