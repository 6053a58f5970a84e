import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { verifierForm } from '../../../src/rules/verifiers/schema.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import type { Verifier } from '../../../src/rules/verifiers/verifier.ts';
import { revocationOf } from '../../../src/scan/verify/revocation.ts';

const FOLDER = 'rules/verifiers';
const PAGE = 'docs/verification.md';

const FORMS = readdirSync(FOLDER)
  .filter((name) => name !== 'families.yaml')
  .map((name) => verifierForm.parse(parse(readFileSync(join(FOLDER, name), 'utf8'))));

const sorted = VERIFIERS.toSorted((a, b) => a.service.localeCompare(b.service, 'en'));
const table = (rows: readonly (readonly string[])[]) => rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');

function callOf({ baseUrl, call: { method, send, path } }: Verifier): string {
  const verb = method ?? (send === 'form' || send === 'json' ? 'POST' : 'GET');
  return `\`${verb} ${new URL(baseUrl).host}${path}\``;
}

/** What stands between the comments of a name. */
function sectionOf(name: string, text: string): string {
  return new RegExp(`(?<=<!-- ${name} -->\\n)[\\s\\S]*(?=<!-- /${name} -->)`).exec(text)?.[0] ?? '';
}

function expectSection(name: string, section: string): void {
  const text = readFileSync(PAGE, 'utf8');
  const marked = `<!-- ${name} -->\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    const end = text.indexOf(`<!-- /${name} -->`);
    writeFileSync(PAGE, text.slice(0, text.indexOf(marked) + marked.length) + section + text.slice(end));
  }
  expect(sectionOf(name, readFileSync(PAGE, 'utf8'))).toBe(section);
}

test('docs/verification.md lists every check as the files have it', () => {
  const rows = sorted.map((verifier) => {
    const { service, title, urlVariable, id } = verifier;
    const { docs, costs = '' } = FORMS.find((form) => form.id === id) ?? {};
    const name = docs === undefined ? title : `[${title}](${docs})`;
    return [
      `\`${service}\``,
      `${name}${urlVariable === undefined ? '' : ` (\`${urlVariable}\`)`}`,
      costs,
      callOf(verifier),
    ];
  });
  const head = [
    ['`--service`', 'service, its page (variable for another address)', 'costs', 'call'],
    ['---', '---', '---', '---'],
  ];
  expectSection('checks', `\n${table([...head, ...rows])}\n`);
});

test('and every call that revokes', () => {
  const rows = sorted.flatMap((verifier) => {
    const revocation = revocationOf(verifier);
    if (revocation === undefined) return [];
    return [[`[${verifier.title}](${verifier.revoke?.docs ?? ''})`, revocation.key.says, callOf(revocation)]];
  });
  expectSection('revocations', `\n${table([['service', 'what', 'call'], ['---', '---', '---'], ...rows])}\n`);
});
