import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { Secret } from '../../src/model/secret.ts';
import { hexKey } from '../helpers/keys.ts';
import { captchaRule, finding, occurrence, pemRule, report, tokenRule } from '../report/sample.ts';
import { SCENARIOS } from '../report/scenarios.ts';
import { openReport, takeTroubles } from './page.ts';

const ids = (at: number) => String(at).padStart(32, '0');
const person = (at: number) => `Person ${at % 7} <person${at % 7}@example.org>`;

/** Of three rules, alive, dead and neither; half of them still there. */
function made(at: number): Finding {
  const commit = (digit: string, year: number) => ({
    id: String(at).padStart(40, digit),
    author: person(at),
    date: new Date(Date.UTC(year, at % 12, 1 + (at % 28))).toISOString(),
  });
  const first = commit('0', 2016 + (at % 5));
  return finding({
    rule: [captchaRule, tokenRule, pemRule][at % 3] ?? captchaRule,
    secret: new Secret(hexKey(`page ${at}`)),
    fingerprint: ids(at),
    verification: { status: (['active', 'inactive', 'unknown'] as const)[at % 3] ?? 'unknown', reason: `answer ${at}` },
    spread: 'pushed',
    occurrences: [
      occurrence({ path: `src/module${at % 10}/file${at}.ts`, commit: first.id, author: person(at), refs: [] }),
      ...(at % 4 === 0 ? [occurrence({ kind: 'commit-message', commit: first.id, refs: [] })] : []),
    ],
    history: { first, last: commit('1', 2022 + (at % 3)), heldBy: at % 2 === 0 ? ['HEAD'] : [], reachedBy: 'refs' },
  });
}

const many = (count: number, parts: Partial<Report> = {}) =>
  report({ command: 'history', findings: Array.from({ length: count }, (_, at) => made(at)), ...parts });

const rows = (page: Page) => page.getByRole('article');
const count = (page: Page) => page.getByRole('status');
const search = (page: Page) => page.getByRole('searchbox');
const nodes = (page: Page) => page.evaluate('document.querySelectorAll("*").length') as Promise<number>;
/** Whether a finding is in the window. */
const IN_SIGHT = `[...document.querySelectorAll('article')].some((each) => {
  const { top, bottom } = each.getBoundingClientRect();
  return top < innerHeight && bottom > 100;
})`;
/** What has the focus: the id of its finding, or its kind. */
const focused = (page: Page) =>
  page.evaluate('document.activeElement.closest("article")?.id ?? document.activeElement.type') as Promise<string>;
const theme = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;

/** The chosen one of a field; its options have counts behind them. */
async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  const select = page.getByRole('combobox', { name: field });
  const texts = await select.locator('option').allTextContents();
  await select.selectOption({ label: texts.find((text) => option.test(text)) ?? '' });
}

test('search: every word counts, what matches is counted aloud, and nothing left says so', async () => {
  const page = await openReport(many(60));
  expect(await count(page).textContent()).toBe('60 findings');
  await search(page).fill('MODULE3 person3');
  expect(await count(page).textContent()).toBe('1 of 60 findings');
  expect(await rows(page).count()).toBe(1);
  await search(page).fill('no such thing');
  expect(await count(page).textContent()).toBe('0 of 60 findings');
  expect(await page.getByText('No finding is like this.').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => count(page).textContent()).toBe('60 findings');
});

test('filters leave what they say, together too, and the timeline follows', async () => {
  const page = await openReport(many(60));
  const timeline = page.getByRole('region', { name: 'Timeline' }).getByRole('paragraph');
  expect(await timeline.textContent()).toBe('60 came in since 2016-01, 30 were taken out, 30 were not.');
  await page.getByRole('checkbox', { name: 'critical' }).check();
  expect(await count(page).textContent()).toBe('20 of 60 findings');
  await page.getByRole('checkbox', { name: 'medium' }).check();
  expect(await count(page).textContent()).toBe('40 of 60 findings');
  await choose(page, 'Status', /dead/);
  expect(await count(page).textContent()).toBe('20 of 60 findings');
  await choose(page, 'Now', /only in history/);
  expect(await count(page).textContent()).toBe('10 of 60 findings');
  expect(await timeline.textContent()).toContain('10 came in');
  await choose(page, 'Now', /any/);
  await choose(page, 'Place', /commit message/);
  expect(await count(page).textContent()).toBe('5 of 60 findings');
  await choose(page, 'Rule', /private-key/);
  expect(await count(page).textContent()).toBe('0 of 60 findings');
});

test('the bars of the timeline are as wide as their periods are long: all alike, whatever stands under them', async () => {
  const page = await openReport(many(60));
  const widths = (await page.evaluate(
    '[...document.querySelectorAll(".column i")].map((bar) => Math.round(bar.getBoundingClientRect().width))',
  )) as number[];
  expect(widths.length).toBeGreaterThan(60);
  expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(1);
});

test('groups have headings', async () => {
  const page = await openReport(many(60));
  await choose(page, 'Group by', /rule/);
  const headings = page.getByRole('heading', { level: 2 });
  await expect.poll(() => headings.nth(2).textContent()).toBe('CaptchaAI API key20 findings');
});

test('a finding opens with what to do, where it is and its life', async () => {
  const page = await openReport(many(3));
  const first = rows(page).first();
  await first.locator('summary').click();
  expect(await first.getByRole('link', { name: 'https://captchaai.com/panel' }).getAttribute('rel')).toBe(
    'noopener noreferrer',
  );
  const text = (await first.textContent()) ?? '';
  for (const part of ['Pushed: rotate first', 'hexhound purge 00000000', 'src/module0/file0.ts', 'in HEAD', 'answer 0'])
    expect(text).toContain(part);
});

test('by keys alone: to the search, through the findings and far away', async () => {
  const page = await openReport(many(2000));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const order = (await page.evaluate('[...document.querySelectorAll("article")].map(({ id }) => id)')) as string[];
  expect(await focused(page)).toBe(order[0]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  expect(await focused(page)).toBe(order[2]);
  await page.keyboard.press('k');
  expect(await focused(page)).toBe(order[1]);
  await page.keyboard.press('Enter');
  expect(await page.locator('details[open]').count()).toBe(1);
  await page.keyboard.press('End');
  expect(await page.locator('article:focus-within').getAttribute('aria-posinset')).toBe('2000');
  await expect.poll(() => page.locator('article:focus-within summary').isVisible()).toBe(true);
  await page.keyboard.press('Home');
  expect(await focused(page)).toBe(order[0]);
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('search');
  await page.keyboard.type('a/j');
  expect(await search(page).inputValue()).toBe('a/j');
});

test('what is open stays so while it is scrolled away and comes back', async () => {
  const page = await openReport(many(2000));
  await rows(page).first().locator('summary').click();
  await search(page).focus();
  const id = await rows(page).first().getAttribute('id');
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await expect.poll(() => page.locator(`[id="${id}"]`).count()).toBe(0);
  await page.evaluate('scrollTo(0, 0)');
  await expect.poll(() => page.locator(`[id="${id}"] details[open]`).count()).toBe(1);
});

test('the address of a finding opens it, also where a filter hid it', async () => {
  const page = await openReport(many(2000), {}, `#${ids(1501)}`);
  const wanted = page.locator(`[id="${ids(1501)}"]`);
  expect(await wanted.locator('details[open]').count()).toBe(1);
  await expect
    .poll(() => wanted.locator('summary').evaluate((each) => each.getBoundingClientRect().top))
    .toBeLessThan(200);
  await search(page).fill('nothing like it');
  await page.evaluate(`location.hash = '${ids(7)}'`);
  await expect.poll(() => page.locator(`[id="${ids(7)}"] details[open]`).count()).toBe(1);
  expect(await focused(page)).toBe(ids(7));
});

test('10,000 findings are in the page as few: the nodes stay bounded, wherever one looks', async () => {
  const page = await openReport(many(10_000));
  const small = await nodes(await openReport(many(200)));
  const atTop = await nodes(page);
  expect(atTop).toBeLessThan(small + 1000);
  for (const share of [0.25, 0.5, 0.75, 1]) {
    await page.evaluate(`scrollTo(0, ${share} * document.body.scrollHeight)`);
    await expect.poll(() => page.evaluate(IN_SIGHT), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => nodes(page), { timeout: 30_000 }).toBeLessThan(small + 2000);
  }
  // The work for a key, beside that of a tenth as many: no more than in proportion.
  await search(page).pressSequentially('module3 file');
  expect(await count(page).textContent()).toBe('1,000 of 10,000 findings');
  expect(await nodes(page)).toBeLessThan(small + 2000);
  const cost = `(() => { const field = document.querySelector('[type=search]'); const start = performance.now();
    for (const text of ['m', 'mo', 'module7', '']) { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }
    return (performance.now() - start) / 4; })()`;
  const [big, tenth] = [await page.evaluate(cost), await (await openReport(many(1000))).evaluate(cost)] as number[];
  process.stdout.write(
    `nodes ${atTop} of 10,000 findings, ${small} of 200; a key in the search ${big} ms, ${tenth} ms of 1,000\n`,
  );
});

test('dark and light: as the system has it, until the button is pressed', async () => {
  const light = await openReport(many(3));
  const dark = await openReport(many(3), { colorScheme: 'dark' });
  expect(await theme(light)).toBe('rgb(246, 247, 249)');
  expect(await theme(dark)).toBe('rgb(16, 19, 24)');
  for (const page of [light, dark]) {
    const button = page.getByRole('button', { name: 'Dark' });
    const before = [await theme(page), await button.getAttribute('aria-pressed')];
    await button.click();
    const after = [await theme(page), await button.getAttribute('aria-pressed')];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  }
});

test('on paper is everything, opened, and what was closed is closed again afterwards', async () => {
  const errors = Array.from({ length: 20 }, (_, at) => ({
    code: 'E_GIT' as const,
    subject: `object ${at}`,
    message: 'is gone',
  }));
  const page = await openReport(many(300, { errors }), { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  expect(await rows(page).count()).toBe(300);
  expect(await page.locator('details:not([open])').count()).toBe(0);
  expect(await page.getByText('What to do').count()).toBe(300);
  expect(await page.getByText('object 19').isVisible()).toBe(true);
  expect(await search(page).isVisible()).toBe(false);
  expect(await theme(page)).toBe('rgb(255, 255, 255)');
  await page.evaluate('dispatchEvent(new Event("afterprint"))');
  await page.emulateMedia({ media: 'screen' });
  expect(await page.locator('details[open]').count()).toBe(0);
  await expect.poll(() => rows(page).count()).toBeLessThan(200);
});

test('a browser that prints gets the whole', async () => {
  const [few, more] = [await openReport(many(1)), await openReport(many(150))];
  const [small, large] = [(await few.pdf()).length, (await more.pdf()).length];
  expect(large).toBeGreaterThan(small * 5);
});

const MARKUP = `</script><script>document.title = 'gone'</script><img src="https://example.org/x" onerror="alert(1)"><style>*{display:none}</style>`;
const ODD = 'a\u202egnp\u2066\u200b\x1b[2J\0\r\n\u2028javascript:alert(1)';

test('markup, bidi and control characters of a repository are text', async () => {
  const hostile = report({
    target: MARKUP,
    findings: [
      finding({
        rule: {
          ...captchaRule,
          id: MARKUP,
          title: MARKUP,
          risk: ODD,
          page: 'none',
          fix: { rotate: 'javascript:alert(1)', steps: [MARKUP] },
        },
        note: MARKUP,
        details: { [MARKUP]: ODD },
        verification: { status: 'active', reason: MARKUP },
        occurrences: [
          occurrence({
            path: `${ODD}/${MARKUP}`,
            excerpt: MARKUP,
            commit: MARKUP,
            author: ODD,
            date: MARKUP,
            refs: [ODD],
          }),
        ],
        history: { first: { id: MARKUP, author: MARKUP, date: ODD }, heldBy: [MARKUP] },
      }),
      finding({ rule: { ...tokenRule, page: 'none', fix: { rotate: 'https://example.org/phish', steps: [] } } }),
    ],
    errors: [{ code: 'E_SOURCE', subject: MARKUP, message: ODD }],
    notOpened: [{ kind: 'archive', path: ODD, reason: MARKUP }],
    notices: [MARKUP],
  });
  const page = await openReport(hostile);
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await page.title()).toBe(`hexhound: scan of ${MARKUP}`);
  expect(await page.locator('img, style, body script').count()).toBe(1);
  expect(await page.locator('head style').count()).toBe(1);
  expect(await page.locator('a[target]').count()).toBe(0);
  expect(await page.getByText('javascript:alert(1)').first().isVisible()).toBe(true);
  expect((await page.locator('body').textContent())?.trim()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
});

test('the policy refuses what markup would do, if there were any', async () => {
  const page = await openReport(many(1));
  const refused = await page.evaluate(`new Promise((done) => {
    const seen = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective));
    try { document.body.innerHTML = '<p>'; } catch { seen.push('innerHTML'); }
    const script = document.createElement('script');
    try { script.text = '1'; } catch { seen.push('script.text'); }
    document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.org/x' }));
    setTimeout(() => done(seen), 500);
  })`);
  expect(refused).toEqual(expect.arrayContaining(['innerHTML', 'script.text', 'img-src']));
  // The console says what was refused.
  expect(takeTroubles().join()).toContain('TrustedHTML');
});

test.each(['light', 'dark'] as const)('axe has nothing against it, %s', async (colorScheme) => {
  const { tree, incomplete, clean, lifetimes } = SCENARIOS as Record<string, Report>;
  for (const each of [tree, incomplete, clean, lifetimes, many(60)]) {
    if (each === undefined) throw new Error('no such scenario');
    const page = await openReport(each, { colorScheme });
    for (const summary of (await page.locator('summary').all()).slice(0, 3)) await summary.click();
    await page.evaluate(axe.source);
    const violations =
      await page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + nodes[0].failureSummary))`);
    expect(violations).toEqual([]);
  }
});

test('on a phone nothing has to be scrolled sideways', async () => {
  const page = await openReport(many(20), { viewport: { width: 360, height: 740 } });
  await rows(page).first().locator('summary').click();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

test('a report that could not look says so first, and does not look clean', async () => {
  const page = await openReport(SCENARIOS.incomplete ?? report());
  const panel = page.getByRole('region', { name: '2 things could not be looked at, so this result is not complete' });
  expect(await panel.getByRole('listitem').count()).toBe(2);
  expect(await page.locator('.clean').count()).toBe(0);
  expect(await (await openReport(report())).locator('.clean').textContent()).toContain('no secrets found');
});
