import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { createRepository } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

const [KEY, OTHER, THIRD] = [alnumKey('acme', 20), alnumKey('acme two', 20), alnumKey('acme three', 20)];

/** Imports a file, and scans others with what it became. */
async function importAndScan(file: string, content: string, files: Readonly<Record<string, string>>) {
  const repository = createRepository().write(file, content);
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.commit('first');
  const { stdout } = await runCommand('config', repository.path, ['import', file]);
  // Without the built-in rules, which find some of these, too.
  const config = readFileSync(join(repository.path, 'hexhound.yaml'), 'utf8');
  repository.write('hexhound.yaml', `${config}ownRulesOnly: true\n`);
  const { report } = await scanWith('scan', repository.path);
  const found = report.findings.map(({ rule, severity, secret, occurrences: [first] }) =>
    [rule, severity, `${first?.path}:${first?.line}`, secret].join(' '),
  );
  return { notes: stdout.split('\n').slice(3, -1), found: found.sort(), errors: report.errors };
}

describe('rules of kingfisher and Nosey Parker', () => {
  const RULES = String.raw`rules:
  - name: Acme Token
    id: acme.Token.1
    pattern: |
      (?xi)              # any case
      acme [_-]? token
      (?: \s | = ){1,4}  (?#comment)
      " ( [a-z0-9 ] {20} ) "
    min_entropy: 2.5
    confidence: medium
    examples: ['x']
    validation: {type: Http}
  - name: Account
    id: acme-account
    pattern: 'account-(\w{20})'
    visible: false
  - name: Plain
    id: plain
    pattern: '\bplain-(?P<TOKEN>[[:alnum:]]{20})\b'
    categries: [secret]
`;

  test('are searched as they are there', async () => {
    const { found, notes, errors } = await importAndScan('acme.yml', RULES, {
      'a.txt': `ACMEtoken = "${KEY}"\nplain-${OTHER}\naccount-${THIRD}\nacme token = "${'a'.repeat(20)}"\n`,
    });
    expect(found).toEqual([`acme-token-1 medium a.txt:1 ${KEY}`, `plain high a.txt:2 ${OTHER}`]);
    expect(errors).toEqual([]);
    expect(notes).toEqual([
      '  acme.yml:2:5: "acme.Token.1" is searched, and is not verified',
      '  acme.yml:3:5: "acme.Token.1" is called acme-token-1',
      '  acme.yml:16:5: "acme-account" is never reported, and is left out',
      '  acme.yml:20:5: "categries" is not known, and is not applied; did you mean "categories"?',
    ]);
  });

  test.each([
    ['rules:\n  - name: x\n    id: x\n', '2:5', 'rules.0.pattern: is missing: must be text'],
    [
      'rules:\n  - name: x\n    id: x\n    pattern: "[a-z&&[^b]]"\n',
      '4:14',
      'classes of classes are not supported (character 5)',
    ],
    [
      'rules:\n  - {name: x, id: x, pattern: x, confidence: hihg}\n',
      '2:46',
      'rules.0.confidence: must be one of low, medium, high; did you mean "high"?',
    ],
    [
      'plugins: []\n',
      '1:1',
      'has neither "rules", as kingfisher and Nosey Parker have them, nor "detectors" of trufflehog',
    ],
  ])('mistakes: %j', async (text, place, message) => {
    const repository = createRepository().write('acme.yml', text);
    await expect(runCommand('config', repository.path, ['import', 'acme.yml'])).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject: `acme.yml:${place}`,
      message,
    });
  });
});

describe('custom detectors of trufflehog', () => {
  const detectors = (more: string) => `detectors:
  - name: AcmeToken
    keywords: [acme]
    regex:
      token: 'acme-token=([a-z0-9]{20})(;?)'
${more}`;

  test.each([
    ['as they are', '', [KEY, OTHER], []],
    ['words', `    exclude_words: ['${KEY.slice(3, 8)}']\n`, [OTHER], []],
    ['the match', `    exclude_regexes_match: ['^acme.*${OTHER.slice(0, 5)}']\n`, [KEY], []],
    ['the secret', `    exclude_regexes_capture: ['^acme', '^${OTHER.slice(0, 5)}']\n`, [KEY], []],
    ['entropy', '    entropy: 7\n', [], []],
    ['what a secret must have', '    validations: {token: {contains_uppercase: true}}\n', [], []],
    ['what it has', '    validations: {token: {contains_digit: true, contains_lowercase: true}}\n', [KEY, OTHER], []],
    [
      'a call that verifies',
      '    verify: [{endpoint: "https://acme.io"}]\n',
      [KEY, OTHER],
      ['  config.yaml:6:5: "AcmeToken" is searched, and is not verified'],
    ],
    [
      'several expressions',
      "      account: 'account=(.)'\n    primary_regex_name: token\n",
      [KEY, OTHER],
      ['  config.yaml:4:5: of "AcmeToken" only "token" is searched, without those that must match, too'],
    ],
  ])('%s', async (_name, more, secrets, remarks) => {
    const { found, notes } = await importAndScan('config.yaml', detectors(more), {
      'a.txt': `acme-token=${KEY}\nACME acme-token=${OTHER};\n`,
    });
    expect(found.map((text) => text.split(' ').at(-1)).sort()).toEqual([...secrets].sort());
    expect(notes).toEqual([...remarks, '  config.yaml:2:5: "AcmeToken" is called acme-token']);
  });
});
