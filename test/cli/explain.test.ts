import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const KEY = hexKey('explain');

test('prints every piece of evidence with its weight and words, never the key', async () => {
  const repository = createRepository();
  repository.write('a.py', keyLine(KEY)).commit('add');
  const { find } = await scanWith('scan', repository.path);
  const fingerprint = find(KEY)?.fingerprint ?? '';
  const { code, stdout } = await runCommand('explain', repository.path, [fingerprint.slice(0, 8)]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    `CaptchaAI API key (captchaai-api-key)  ****${KEY.slice(-4)}
  at           a.py:1:22
  fingerprint  ${fingerprint}
  confidence   high (${((find(KEY)?.score ?? 0) * 100).toFixed(1)} %)

For (+) and against (-), in log-odds:
    +4.5  name.secret   the name means a secret: CAPTCHAAI_API_KEY
    +3.0  service.name  the name has the service's name in it: CaptchaAI
    -2.5  bias          where every candidate starts
    +1.0  op.assign     name = value, name: value, ?name=value
    +0.0  shape.hex32   32 hexadecimal digits
    +6.0  sum           a probability of 99.8 %
`,
  );
});

test('finds what only the history has, what an inline comment hides, and what is of low confidence', async () => {
  const repository = createRepository();
  repository.write('a.py', keyLine(KEY).replace('\n', '  # gitleaks:allow\n')).commit('add');
  const { report } = await scanWith('scan', repository.path, ['--no-ignore', '--all']);
  repository.remove('a.py').commit('remove');
  const { stdout } = await runCommand('explain', repository.path, [report.findings[0]?.fingerprint ?? '']);
  expect(stdout).toContain('at           a.py:1:22');
});

test.each([
  [['0123abcd'], 'no finding in the files and the history has this fingerprint'],
  [['--history', '0123abcd'], 'no finding in the history has this fingerprint'],
  [['xyz'], 'takes a fingerprint, or at least its first 6 characters'],
  [[], 'takes a fingerprint, or at least its first 6 characters'],
])('%j: %s', async (args, message) => {
  await expect(runCommand('explain', createRepository().path, args)).rejects.toThrow(message);
});

test('of a line: what is reported and what is not, never a value', async () => {
  const repository = createRepository();
  const lines = [
    'x = 1',
    `api_key: ${KEY}`,
    'password: "<your password>"',
    `monkey: ${KEY.slice(9)}x`,
    'token = load("name")',
  ];
  repository.write('a.yml', `${lines.join('\n')}\n`);
  const explained = async (line: number) => (await runCommand('explain', repository.path, [`a.yml:${line}`])).stdout;
  expect(await explained(1)).toBe(
    'Nothing there has the format of a secret, or is given to a name that may mean one.\n',
  );
  expect(await explained(2)).toMatch(
    /^a\.yml:2:10 {2}\*{4}\w{4}\n {2}Bare 32-character key \(bare-key-hex32\), high confidence\n/,
  );
  expect(await explained(3)).toMatch(/^a\.yml:3:12 {2}\*{4}\n {2}not reported[\s\S]*a variable or a template/);
  expect(await explained(4)).toMatch(/not reported[\s\S]*nothing known of the name: monkey/);
  expect(await explained(5)).toMatch(/not reported/);
  for (const given of ['$DB', '$' + '{DB}', 'load(name)', 'abc', '"%s"', '$(cat it)', '12', '""', 'a b c']) {
    repository.write('a.yml', `password: ${given}\n`);
    expect(await explained(1)).toMatch(/A name there means a secret, but is given no literal|not reported/);
  }
  repository.write('a.yml', `${lines.join('\n')}\n`);
  expect((await Promise.all([1, 2, 3, 4, 5].map(explained))).join('')).not.toContain(KEY.slice(9, 20));
});

test.each([
  ['a.yml:9', 'has no line 9'],
  ['no.yml:1', 'is not there'],
  ['.:1', 'is not a regular file'],
])('%s: %s', async (place, message) => {
  const repository = createRepository();
  repository.write('a.yml', 'x = 1\n');
  await expect(runCommand('explain', repository.path, [place])).rejects.toThrow(message);
});
