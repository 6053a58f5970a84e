import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { html } from '../../src/report/html/reporter.ts';
import { whole } from '../report/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'hexhound-page-'));
let browser: Browser | undefined;
let files = 0;
const pages: Page[] = [];
const troubles: string[] = [];

afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  // Errors, what the policy refused, and requests: none is wanted in any test.
  expect(takeTroubles()).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  browser = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** What pages have said on their consoles and asked for, until now. */
export function takeTroubles(): string[] {
  return troubles.splice(0);
}

/** A report in a page of its own. When the test has ended, that page must have said nothing on its console and asked for nothing. */
export async function openReport(report: Report, options: BrowserContextOptions = {}, fragment = ''): Promise<Page> {
  const executablePath = process.env.CHROME_PATH;
  if (executablePath === undefined) throw new Error('CHROME_PATH names no browser: run npm run test:browser');
  browser ??= await chromium.launch({ executablePath });
  const file = join(folder, `${files++}.html`);
  writeFileSync(file, whole(html(report, { showSecrets: false, color: false })));
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })).newPage();
  pages.push(page);
  const address = `file://${file}`;
  page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(address + fragment);
  return page;
}
