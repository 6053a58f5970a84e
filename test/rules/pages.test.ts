import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { helpOf } from '../../src/report/help.ts';
import { readRuleFiles } from '../../src/rules/build.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { allRules } from '../../src/rules/services.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { pagesOf } from './pages.ts';

const golden = goldenFolder(new URL('../../docs/rules/', import.meta.url));
const pages = pagesOf(readRuleFiles('rules'));

test('docs/rules says what the rules say', () => {
  for (const [name, text] of pages) golden(name, text);
});

test('the page that a finding links to is there, and has its rule', () => {
  for (const rule of allRules(RULE_SET).values()) {
    const [, page = '', anchor = ''] = /docs\/rules\/(.*)#(.*)$/.exec(helpOf(rule) ?? '') ?? [];
    expect([rule.id, existsSync(`docs/rules/${page}`)]).toEqual([rule.id, true]);
    const text = pages.get(page) ?? '';
    expect([rule.id, text.includes(`\n## ${anchor}\n`) || text.includes(`<a id="${anchor}">`)]).toEqual([
      rule.id,
      true,
    ]);
  }
});

test('no page has a generator left, or a break in a table', () => {
  for (const text of pages.values()) expect(text).not.toMatch(/\{\{\w+:\d+\}\}|^\| [^\n]*[^|\n]$/m);
});
