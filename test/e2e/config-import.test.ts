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
      'has none of "rules" of kingfisher, Nosey Parker or secretlint, "detectors" of trufflehog, "plugins_used" of detect-secrets',
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

describe('the settings in a baseline of detect-secrets', () => {
  const ALL = [
    ...['ArtifactoryDetector', 'AWSKeyDetector', 'AzureStorageKeyDetector', 'BasicAuthDetector', 'CloudantDetector'],
    ...['DiscordBotTokenDetector', 'GitHubTokenDetector', 'GitLabTokenDetector', 'IbmCloudIamDetector'],
    ...['IbmCosHmacDetector', 'IPPublicDetector', 'JwtTokenDetector', 'MailchimpDetector', 'NpmDetector'],
    ...['OpenAIDetector', 'PrivateKeyDetector', 'PypiTokenDetector', 'SendGridDetector', 'SlackDetector'],
    ...['SoftlayerDetector', 'SquareOAuthDetector', 'StripeDetector', 'TelegramBotTokenDetector', 'TwilioKeyDetector'],
  ].map((name) => ({ name }));
  const LIMITED = [
    { name: 'Base64HighEntropyString', limit: 5 },
    { name: 'HexHighEntropyString', limit: 3 },
  ];
  const KEYWORD = { name: 'KeywordDetector', keyword_exclude: 'Sample_.*' };
  const filter = (name: string, pattern: readonly string[]) => ({
    path: `detect_secrets.filters.regex.should_exclude_${name}`,
    pattern,
  });
  const [FAKE, A, B, C, D] = ['fake', 'a', 'b', 'c', 'd'].map((seed) => alnumKey(`detect-secrets ${seed}`, 40));

  const importBaseline = async (baseline: object) => {
    const repository = createRepository().write('base.json', JSON.stringify(baseline, null, 1));
    repository
      .write('a.py', `API_KEY = "${A}"\nOTHER_KEY = "${B}"  # nosecret\nTOKEN_SECRET = "${FAKE}"\n`)
      .write('gen/b.py', `API_KEY = "${C}"\n`)
      .write('c.py', `sample_api_key = "${D}"\n`)
      .commit('first');
    const { stdout } = await runCommand('config', repository.path, ['import', 'base.json']);
    const { report } = await scanWith('scan', repository.path);
    const notes = stdout.split('\n').filter((line) => line.startsWith('  '));
    return { notes, found: report.findings.map(({ secret }) => secret).sort(), errors: report.errors };
  };

  test('what it leaves out', async () => {
    const filters = [
      filter('file', ['^gen/.*']),
      filter('line', ['(?<!x)y', 'nosecret']),
      filter('secret', [`^${FAKE?.slice(0, 6)}`]),
      { path: 'detect_secrets.filters.heuristic.is_lock_file' },
      { path: 'detect_secrets.filters.common.is_ignored_due_to_verification_policies', min_level: 3 },
      { path: 'detect_secrets.filters.gibberish.should_exclude_secret', limit: 3.7 },
      { path: 'file://own/filter.py::is_ours' },
    ];
    const plugins = [...ALL, ...LIMITED, KEYWORD, { name: 'OwnDetector', path: 'file://own.py' }];
    const results = { 'x.py': [{ hashed_secret: 'x' }, { hashed_secret: 'y' }] };
    const given = {
      version: '1.5.0',
      plugins_used: plugins,
      filters_used: filters,
      results,
      generated_at: 'x',
      odd: 1,
    };
    const { found, notes, errors } = await importBaseline(given);
    expect([found, errors]).toEqual([[A], []]);
    expect(notes.map((note) => note.replace(/^ {2}base\.json:\d+:\d+: /, ''))).toEqual([
      '"odd" is not known, and is not applied',
      '"CloudantDetector" has no counterpart',
      '"IbmCosHmacDetector" has no counterpart',
      '"IPPublicDetector" has no counterpart',
      '"SoftlayerDetector" has no counterpart',
      '"limit" of "Base64HighEntropyString" is not applied: a value is weighed with its name and what is around it',
      'the plugin "OwnDetector" is code, which is not run: write its expression as a rule (hexhound rules new)',
      'is not translated: RE2 has no lookaround (character 2)',
      'only what a service calls alive counts there: hexhound scan --verify asks, and says it of each',
      'the filter "should_exclude_secret" has no counterpart',
      'this filter is code, which is not run',
      '2 secrets accepted here: they count where this file is .secrets.baseline at the top of the repository, and hexhound baseline import takes them over',
    ]);
  });

  test('plugins that are off, and the form before 1.0', async () => {
    const exclude = { files: '^gen/', lines: null };
    const { found, notes } = await importBaseline({ exclude, plugins_used: ALL, word_list: { file: 'words.txt' } });
    expect(found).toEqual([]);
    expect(notes.at(-1)).toMatch(/: the list of words is in another file: put them under allow, words$/);
    expect((await importBaseline({ exclude, plugins_used: [...ALL, KEYWORD] })).found).toEqual([A, B, FAKE].sort());
  });
});

describe('a configuration of secretlint', () => {
  const RULE = '@secretlint/secretlint-rule-';
  const [A, B, C] = ['a', 'b', 'c'].map((seed) => alnumKey(`secretlint ${seed}`, 40));

  const importConfig = async (name: string, config: unknown, ignored = '') => {
    const repository = createRepository().write(name, JSON.stringify(config, null, 1));
    if (ignored !== '') repository.write('.secretlintignore', ignored);
    repository
      .write('conf/a/z.ini', `acme_token = ${A}\nsg = "SG.${B?.slice(0, 22)}.${C}abc"\n`)
      .write('conf/z.ini', `Acme_Token=${B}\nacme_token=${C}\n`)
      .write('old/k.pem', 'none\n')
      .write('k.pem', 'none\n')
      .commit('first');
    const { stdout } = await runCommand('config', repository.path, ['import', name]);
    const { report } = await scanWith('scan', repository.path);
    const found = report.findings.map(({ rule, severity, occurrences: [first] }) =>
      [rule, severity, first?.path].join(' '),
    );
    const own = found.filter((text) => !/^(?:generic-secret|gitignore)/.test(text)).sort();
    return { notes: stdout.split('\n').filter((line) => line.startsWith('  ')), found: own };
  };
  const patterns = (...list: readonly object[]) => ({ id: `${RULE}pattern`, options: { patterns: list } });
  const TOKEN = { name: 'Acme token', pattern: '/acme_token\\s*=\\s*(?<TOKEN>[A-Za-z0-9]{40})\\b/i' };

  test('rules, presets, their options, and the ignore file', async () => {
    const recommended = [
      { id: `${RULE}sendgrid`, severity: 'warning', options: { odd: true } },
      { id: `${RULE}slack`, disabled: true },
      { id: `${RULE}aws`, allowMessageIds: ['AWSAccountID', 'Odd'] },
    ];
    const own = patterns(
      { ...TOKEN, patterns: ['/(?<!x)y/'] },
      { name: 'pem files', filePathGlobs: ['**/*.{pem,key}'] },
    );
    const rules = [
      { id: `${RULE}preset-recommend`, rules: recommended },
      { ...own, options: { ...own.options, allows: [C, '/not there/i'] }, severity: 'info' },
      { id: `${RULE}no-homedir` },
      { id: `${RULE}filter-comments` },
    ];
    const { found, notes } = await importConfig('.secretlintrc.json', { rules }, '# made\nold/\n!old/k.pem\n');
    expect(found).toEqual([
      'acme-token low conf/a/z.ini',
      'acme-token low conf/z.ini',
      'pem-files low k.pem',
      'sendgrid-api-key medium conf/a/z.ini',
    ]);
    expect(notes.map((note) => note.replace(/:\d+:\d+: /, ': '))).toEqual([
      '  .secretlintrc.json: "odd" is not translated',
      '  .secretlintrc.json: "Odd" is not translated: ignore.rules takes ids of rules',
      '  .secretlintrc.json: is not translated: RE2 has no lookaround (character 2)',
      `  .secretlintrc.json: "${RULE}no-homedir" has no counterpart`,
      '  .secretlintignore: lines with ! are not translated: what they take back stays left out',
    ]);
  });

  test('paths of an expression, and the section of package.json', async () => {
    const rules = [
      patterns({ ...TOKEN, filePathGlobs: ['conf/{a,b}/*.ini'] }),
      { id: `${RULE}sendgrid`, disabled: true },
    ];
    const { found, notes } = await importConfig('package.json', { name: 'x', secretlint: { rules } });
    expect(found).toEqual(['acme-token high conf/a/z.ini']);
    expect(notes).toEqual([
      '  package.json:4:3: all built-in rules stay on: ownRulesOnly leaves only those of this file',
    ]);
  });

  test.each([
    [
      '.secretlintrc.js',
      'module.exports = {}',
      '.secretlintrc.js',
      'is code, which is never run: write what it exports as JSON, and import that',
    ],
    [
      '.secretlintrc.yml',
      `rules:\n  - id: "${RULE}github"\n    severity: warnin\n`,
      '.secretlintrc.yml:3:15',
      'rules.0.severity: must be one of error, warning, info; did you mean "warning"?',
    ],
  ])('mistakes: %s', async (name, text, subject, message) => {
    const repository = createRepository().write(name, text);
    await expect(runCommand('config', repository.path, ['import', name])).rejects.toMatchObject({ subject, message });
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
