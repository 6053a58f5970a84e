import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { allRules } from '../../src/rules/services.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
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
  const { stdout } = await runCommand('rules', '.', ['list']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(allRules(RULE_SET).size);
  expect(lines).toContainEqual(expect.stringMatching(/^captchaai-api-key +high +CaptchaAI API key$/));
});

test('list for programs', async () => {
  const { stdout } = await runCommand('rules', '.', ['list', '--format', 'json']);
  const { rules } = JSON.parse(stdout) as { rules: { id: string }[] };
  expect(rules).toHaveLength(allRules(RULE_SET).size);
  expect(rules.find(({ id }) => id === 'captchaai-api-key')).toEqual({
    id: 'captchaai-api-key',
    provider: 'captchaai',
    title: 'CaptchaAI API key',
    severity: 'high',
    kind: 'bare',
  });
  await expect(runCommand('rules', '.', ['list', '--format', 'xml'])).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('show says what it finds, what it means and what to do', async () => {
  const { stdout } = await runCommand('rules', '.', ['show', 'github-pat']);
  expect(stdout).toContain('found by   how it begins: ghp_; checksum github');
  expect(stdout).toMatch(/rotate at {2}https:\/\/github\.com\/settings\/tokens\n {2}what to do 1\. /);
});

test('test tries a rule of the user in every notation', async () => {
  const [folder, file] = acme(ACME);
  const { code, stdout } = await runCommand('rules', folder, ['test', file]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^(\d+) of \1 examples hold\n$/)]);
});

test('and says which example does not hold, in which notation', async () => {
  const [folder, file] = acme(ACME.replace('{{base62:32}}")', '{{base62:31}}")'));
  const { code, stdout } = await runCommand('rules', folder, ['test', file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /acme\.yaml:13:\d+: rules\[0\]\.matches\[1\]: acme-api-key is not found as written; found nothing\n/,
  );
});

test('new writes a file that holds at once, and no other in its place', async () => {
  const folder = temporaryFolder();
  const key = `acme_live_${'aB3dE5'.repeat(5)}xy`;
  const args = ['--provider', 'Acme', '--pattern', 'acme_live_[A-Za-z0-9]{32}', '--example', `Acme("${key}")`];
  const made = await runCommand('rules', folder, ['new', ...args]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('wrote acme.yaml; its examples hold') });
  expect(readFileSync(join(folder, 'acme.yaml'), 'utf8')).not.toContain(key);
  const tested = await runCommand('rules', folder, ['test', 'acme.yaml']);
  expect([tested.code, tested.stdout]).toEqual([0, expect.stringMatching(/^(\d+) of \1 examples hold\n$/)]);
  await expect(runCommand('rules', folder, ['new', ...args])).rejects.toThrow('is there already');
  await expect(runCommand('rules', folder, ['new', '--provider', 'Acme'])).rejects.toThrow('needs --pattern');
});

test('test tries rows of services', async () => {
  const folder = temporaryFolder();
  const row = (form: string) =>
    `- { id: zorglub, name: Zorglub, words: [zorglub], keys: [${form}], docs: "https://zorglub.example/" }\n`;
  writeFileSync(join(folder, 'rows.yaml'), row('hex 40'));
  expect(await runCommand('rules', folder, ['test', 'rows.yaml'])).toMatchObject({
    code: 0,
    stdout: '8 of 8 examples hold\n',
  });
  writeFileSync(join(folder, 'rows.yaml'), row("'/word[a-z]/'"));
  const { code, stdout } = await runCommand('rules', folder, ['test', 'rows.yaml']);
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/rows\.yaml:1:\d+: \[0\]\.keys\[0\]: zorglub-api-key is not found as ZORGLUB_API_KEY in /),
  ]);
});

test.each([
  ['severity: high', 'severty: high', 6, 'unknown key "severty"; did you mean "severity"?'],
  ['prefixes:', 'prefixs:', 4, 'this one has none; did you mean "prefixes"?'],
  ['{{base62:32}}"\n', '{{bas62:32}}"\n', 12, 'there is no generator "bas62"; did you mean "base62"?'],
  ['pattern:', 'check: nmp\n    pattern:', 10, 'there is no check "nmp"; did you mean "npm"?'],
])('%s written as %s: the line, and the nearest right word', async (right, wrong, line, message) => {
  const [folder, file] = acme(ACME.replace(right, wrong));
  const error = await runCommand('rules', folder, ['test', file]).catch((thrown: Error) => thrown.message);
  expect(error).toContain(`acme.yaml:${line}:`);
  expect(error).toContain(message);
});

/** Labelled texts in a folder of their own. */
function labelled(labels: readonly object[], config = ''): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'labels.jsonl'), labels.map((label) => `${JSON.stringify(label)}\n`).join('\n'));
  writeFileSync(join(folder, 'hexhound.yaml'), config);
  return folder;
}

const KEY = `api_key = "${hexKey('labelled')}"`;

test('test says which labelled texts are judged otherwise, and quotes none', async () => {
  const folder = labelled([
    { text: KEY, path: 'src/a.py', secret: true },
    { text: `md5 = "${hexKey('labelled')}"`, secret: false },
    { text: KEY, path: 'fixtures/a.py', secret: false },
    { text: 'nothing here', secret: true },
  ]);
  const { code, stdout } = await runCommand('rules', folder, ['test', 'labels.jsonl']);
  expect([code, stdout.split('\n').slice(-2)[0]]).toEqual([
    1,
    '2 of 4 texts are judged as they are labelled: 1 of 2 secrets found, 1 found that are none',
  ]);
  expect(stdout).toMatch(/labels\.jsonl:5: found, and is none: bare-key-hex32, high \(.*name\.secret \+4\.5/);
  expect(stdout).toContain('labels.jsonl:7: not found: nothing there\n');
  expect(stdout).not.toContain(hexKey('labelled').slice(0, 8));
});

test('with what the configuration ignores left out, and from the confidence that is asked for', async () => {
  const labels = [
    { text: KEY, path: 'fixtures/a.py', secret: false },
    { text: `${KEY} # hexhound-ignore -- test`, secret: false },
  ];
  const ignoring = labelled(labels, 'ignore: { paths: [fixtures] }\n');
  expect((await runCommand('rules', ignoring, ['test', 'labels.jsonl'])).code).toBe(0);
  expect((await runCommand('rules', ignoring, ['test', 'labels.jsonl', '--no-config'])).code).toBe(1);
  const doubtful = labelled([{ text: `hash = "${hexKey('low')}"`, secret: false }]);
  expect((await runCommand('rules', doubtful, ['test', 'labels.jsonl'])).code).toBe(0);
});

test.each([
  ['{"text": "x", "secret": true', 'labels.jsonl:1'],
  ['{"text": "x"}', 'labels.jsonl:1'],
  ['{"text": "x", "secret": true}\n{"text": 5, "secret": true}', 'labels.jsonl:2'],
])('a line that is no labelled text is named, and not quoted: %s', async (content, place) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'labels.jsonl'), content);
  await expect(runCommand('rules', folder, ['test', 'labels.jsonl'])).rejects.toMatchObject({
    code: 'E_CONFIG',
    subject: expect.stringContaining(place),
  });
});

test.each([
  [['show', 'nope'], 'nope'],
  [['frobnicate'], 'frobnicate'],
])('%j is an error', async (args, subject) => {
  await expect(runCommand('rules', '.', args)).rejects.toMatchObject({ code: 'E_USAGE', subject });
});

test('a mistake in a rules file is named with its line', async () => {
  const [folder, file] = acme(ACME.replace('severity: high', 'severity: dire'));
  await expect(runCommand('rules', folder, ['test', file])).rejects.toThrow(/acme\.yaml:6:15: rules\[0\]\.severity: /);
});
