import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/commands/rules.ts';
import { RULE_SET } from '../../src/rules/generated.ts';
import { runCommand } from '../helpers/io.ts';
import { temporaryFolder } from '../helpers/repository.ts';

const ACME = `provider: Acme
hosts: [api.acme.example]
rules:
  - id: acme-api-key
    title: Acme API key
    severity: high
    risk: Whoever holds it orders anvils on the account.
    fix: { steps: [Delete the key and make another.] }
    prefixes: [acme_live_]
    pattern: "[A-Za-z0-9]{32}"
    matches:
      - ACME_KEY = "acme_live_{{base62:32}}"
      - 'client := acme.New("acme_live_{{base62:32}}")'
    ignores:
      - ACME_KEY = "acme_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
`;

function acme(yaml: string): [folder: string, file: string] {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'acme.yaml'), yaml);
  return [folder, 'acme.yaml'];
}

test('list has a line a rule', async () => {
  const { stdout } = await runCommand(run, '.', ['list']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(RULE_SET.rules.length);
  expect(lines).toContainEqual(expect.stringMatching(/^captchaai-api-key +high +CaptchaAI API key$/));
});

test('show says what it finds, what it means and what to do', async () => {
  const { stdout } = await runCommand(run, '.', ['show', 'github-pat']);
  expect(stdout).toContain('found by   how it begins: ghp_; checksum github');
  expect(stdout).toMatch(/rotate at {2}https:\/\/github\.com\/settings\/tokens\n {2}what to do 1\. /);
});

test('test tries a rule of the user in every notation', async () => {
  const [folder, file] = acme(ACME);
  const { code, stdout } = await runCommand(run, folder, ['test', file]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^(\d+) of \1 examples hold\n$/)]);
});

test('and says which example does not hold, in which notation', async () => {
  const [folder, file] = acme(ACME.replace('{{base62:32}}")', '{{base62:31}}")'));
  const { code, stdout } = await runCommand(run, folder, ['test', file]);
  expect(code).toBe(1);
  expect(stdout).toContain('acme-api-key: as written: not found; found nothing\n');
});

test.each([
  [['show', 'nope'], 'nope'],
  [['frobnicate'], 'frobnicate'],
])('%j is an error', async (args, subject) => {
  await expect(runCommand(run, '.', args)).rejects.toMatchObject({ code: 'E_USAGE', subject });
});

test('a mistake in a rules file is named with its line', async () => {
  const [folder, file] = acme(ACME.replace('severity: high', 'severity: dire'));
  await expect(runCommand(run, folder, ['test', file])).rejects.toThrow(/acme\.yaml:6: rules\[0\]\.severity: /);
});
