import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

const [KEY, OTHER, THIRD] = [alnumKey('acme', 20), alnumKey('acme two', 20), alnumKey('acme three', 20)];

const RULE = String.raw`title = "Acme's own"
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''(?i)acme[_-]?(?P<kind>key|token)\s*[:=]\s*"([a-z0-9]{20})"'''
secretGroup = 2
keywords = ["acme"]
`;

function repositoryWith(config: string, files: Readonly<Record<string, string>>): Repository {
  const repository = createRepository().write('.gitleaks.toml', config);
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.commit('first');
  return repository;
}

/** Rule, place and secret of each occurrence of a finding. */
async function scan(repository: Repository, command = 'scan', args: readonly string[] = []) {
  const outcome = await scanWith(command, repository.path, ['--config=.gitleaks.toml', ...args]);
  const found = outcome.report.findings.flatMap(({ rule, secret, occurrences }) =>
    occurrences.map(({ path, line, column }) => [rule, `${path}:${line}:${column}`, secret]),
  );
  return { ...outcome, found: found.sort() };
}

const line = (key: string) => `ACME-KEY = "${key}"\n`;

describe('a configuration of gitleaks is run as it is', () => {
  test('its rules, and no other', async () => {
    const repository = repositoryWith(RULE, {
      'a.txt': `é ${line(KEY)}`,
      'b.txt': `CAPTCHAAI_API_KEY = "${hexKey('other')}"\n`,
      'c.txt': line(KEY.slice(1)),
    });
    const { code, found, report } = await scan(repository);
    expect(found).toEqual([['acme-token', 'a.txt:1:15', KEY]]);
    expect([code, report.errors]).toEqual([1, []]);
  });

  test('and the built-in ones where it extends the default', async () => {
    const repository = repositoryWith(`${RULE}[extend]\nuseDefault = true\n`, {
      'a.txt': line(KEY),
      'b.txt': `CAPTCHAAI_API_KEY = "${hexKey('other')}"\n`,
    });
    expect((await scan(repository)).found).toEqual([
      ['acme-token', 'a.txt:1:13', KEY],
      ['captchaai-api-key', 'b.txt:1:22', hexKey('other')],
    ]);
  });

  test('in the index, in a range, in the history and on standard input, too', async () => {
    const repository = repositoryWith(RULE, { 'a.txt': line(KEY) });
    repository.write('a.txt', line(OTHER)).commit('second');
    repository.write('a.txt', line(THIRD));
    repository.git('add', '-A');
    expect((await scan(repository, 'staged')).found).toEqual([['acme-token', 'a.txt:1:13', THIRD]]);
    expect((await scan(repository, 'history')).found.map(([, , secret]) => secret).sort()).toEqual(
      [KEY, OTHER, THIRD].sort(),
    );
    const args = ['.', 'HEAD~1..HEAD'];
    expect((await scan(repository, 'history', args)).found.map(([, , secret]) => secret)).toEqual([OTHER]);
    const piped = await scanWith('stdin', repository.path, ['--config=.gitleaks.toml'], { stdin: line(KEY) });
    expect(piped.find(KEY)?.rule).toBe('acme-token');
  });

  test('path rules: with an expression, and by themselves', async () => {
    const config = `${RULE}path = '''(?i)\\.cfg$'''\n[[rules]]\nid = "acme-store"\npath = '''conf/.*\\.p12$'''\n`;
    const repository = repositoryWith(config, {
      'a.CFG': line(KEY),
      'a.txt': line(OTHER),
      'conf/x.p12': 'store\n',
      'x.p12': 'store\n',
    });
    const expected = [
      ['acme-store', 'conf/x.p12:1:1', undefined],
      ['acme-token', 'a.CFG:1:13', KEY],
    ];
    expect((await scan(repository)).found).toEqual(expected);
    expect((await scan(repository, 'history')).found).toEqual(expected);
  });

  test('entropy, the first group that is not empty, and words that must be there', async () => {
    const config = String.raw`[[rules]]
id = "either"
regex = '''(?:k1=(\w{12})|k2=(\w{12}))'''
entropy = 2.5
keywords = ["ACME"]
`;
    const repository = repositoryWith(config, {
      'a.txt': `acme k1=aaaaaaaaaaab k2=${KEY.slice(0, 12)}\n`,
      'b.txt': `k2=${KEY.slice(0, 12)}\n`,
    });
    expect((await scan(repository)).found).toEqual([['either', 'a.txt:1:25', KEY.slice(0, 12)]]);
  });
});

describe('allow-lists', () => {
  const files = { 'a.txt': line(KEY), 'doc/a.txt': line(OTHER), 'b.txt': `${line(THIRD).trim()} # sample\n` };

  test.each([
    ['paths', `[allowlist]\npaths = ['''(^|/)doc/''']`, [KEY, THIRD]],
    ['stop words, any case', `[allowlist]\nstopwords = ["${KEY.slice(4, 9).toUpperCase()}"]`, [OTHER, THIRD]],
    ['the secret', `[[allowlists]]\nregexes = ['''^${KEY.slice(0, 8)}''', "never"]`, [OTHER, THIRD]],
    [
      'the match',
      `[[allowlists]]\nregexTarget = "match"\nregexes = ['''(?i)^acme-key = "${KEY.slice(0, 4)}''']`,
      [OTHER, THIRD],
    ],
    ['the line', `[[allowlists]]\nregexTarget = "line"\nregexes = ["# sample$"]`, [KEY, OTHER]],
    [
      'all conditions',
      `[[allowlists]]\ncondition = "AND"\npaths = ["doc/"]\nstopwords = ["${KEY.slice(3, 9)}"]`,
      [KEY, OTHER, THIRD],
    ],
    [
      'all conditions, that hold',
      `[[allowlists]]\ncondition = "and"\npaths = ["doc/"]\nstopwords = ["${OTHER.slice(3, 9)}"]`,
      [KEY, THIRD],
    ],
    ['of one rule', `[[allowlists]]\ntargetRules = ["acme-token"]\npaths = ["doc/"]`, [KEY, THIRD]],
    [
      'in a rule',
      `[[rules.allowlists]]\npaths = ["doc/"]\n[[rules.allowlists]]\nregexTarget = "line"\nregexes = ["sample"]`,
      [KEY],
    ],
    ['in a rule, as it was', `[rules.allowlist]\npaths = ["doc/"]`, [KEY, THIRD]],
  ])('%s', async (_name, lists, expected) => {
    const repository = repositoryWith(`${RULE}${lists}\n`, files);
    expect((await scan(repository)).found.map(([, , secret]) => secret).sort()).toEqual([...expected].sort());
    expect((await scan(repository, 'history')).found.map(([, , secret]) => secret).sort()).toEqual(
      [...expected].sort(),
    );
  });

  test('commits, whatever their case', async () => {
    const repository = repositoryWith(RULE, { 'a.txt': line(KEY) });
    const first = repository.git('rev-parse', 'HEAD').toUpperCase();
    repository.write('.gitleaks.toml', `${RULE}[allowlist]\ncommits = ["${first}"]\n`).write('b.txt', line(OTHER));
    repository.commit('second');
    expect((await scan(repository, 'history')).found.map(([, , secret]) => secret)).toEqual([OTHER]);
  });

  test('they hold for built-in rules, in histories read by deltas, too', async () => {
    const [key, other] = [hexKey('built-in'), hexKey('built-in two')];
    const config = `[extend]\nuseDefault = true\n[allowlist]\npaths = ["doc/"]\nstopwords = ["${other.slice(3, 12)}"]\n`;
    const repository = repositoryWith(config, {
      'a.py': `CAPTCHAAI_API_KEY = "${key}"\n`,
      'b.py': `CAPTCHAAI_API_KEY = "${other}"\n`,
      'doc/a.py': `CAPTCHAAI_API_KEY = "${hexKey('documented')}"\n`,
    });
    for (const command of ['scan', 'history'])
      expect((await scan(repository, command)).found.map(([, , secret]) => secret)).toEqual([key]);
  });
});

describe('[extend]', () => {
  test('a file: rules are added to, overridden and left out', async () => {
    const base = `${RULE}[[rules]]\nid = "gone"\nregex = "gone-(\\\\w{10})"\n`;
    const own = `[extend]\npath = "base.toml"\ndisabledRules = ["gone"]\n[[rules]]\nid = "acme-token"\n[[rules.allowlists]]\npaths = ["doc/"]\n`;
    const repository = repositoryWith(own, {
      'base.toml': base,
      'a.txt': `${line(KEY)}gone-${KEY}\n`,
      'doc/a.txt': line(OTHER),
    });
    expect((await scan(repository)).found).toEqual([['acme-token', 'a.txt:1:13', KEY]]);
  });

  test('no file outside of the repository', async () => {
    const repository = repositoryWith('[extend]\npath = "../base.toml"\n', {});
    await expect(scan(repository)).rejects.toMatchObject({
      subject: '.gitleaks.toml:2:1',
      message: 'extend.path: must stay, links followed, inside of this repository',
    });
  });

  test('default rules are left out by their ids', async () => {
    const config = '[extend]\nuseDefault = true\ndisabledRules = ["github-pat", "no-such-rule"]\n';
    const repository = repositoryWith(config, { 'a.txt': 'a\n' });
    const { report } = await scan(repository);
    expect(report.notices).toEqual([
      'not translated: extend.useDefault: the built-in rules stand for the default ones of gitleaks',
      'not translated: .gitleaks.toml:3:1: there is no built-in rule for "no-such-rule"',
    ]);
  });
});

test('beside a hexhound.yaml, on top of the built-in rules', async () => {
  const config = `${RULE}skipReprt = true\n[extend]\nuseDefault = true\ndisabledRules = ["github-pat"]\n`;
  const repository = repositoryWith(config, {
    'hexhound.yaml': 'rules: [.gitleaks.toml]\nseverity: {acme-token: low}\n',
    'a.txt': line(KEY),
    'b.txt': `CAPTCHAAI_API_KEY = "${hexKey('other')}"\n`,
  });
  const { report } = await scanWith('scan', repository.path);
  expect(report.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
    ['captchaai-api-key', 'high'],
    ['acme-token', 'low'],
  ]);
  const notices = report.notices.map((notice) => notice.replace(/\S*\/\.gitleaks/, '.gitleaks'));
  expect(notices).toEqual([
    'not translated: .gitleaks.toml:8:1: "skipReprt" is not known, and is not applied; did you mean "skipReport"?',
    'not translated: extend.useDefault: the built-in rules stand for the default ones of gitleaks',
    'not translated: extend.disabledRules counts only with --config: put into ignore.rules: github-pat',
  ]);
});

test('an expression that runs too long is named, what else there is is found, and the exit code is 2', async () => {
  const hang = `[[rules]]\nid = "hang"\nregex = '''(?:a|aa)+\\x{1}'''\n`;
  const repository = repositoryWith(`${hang}${RULE.replace(/^title.*\n/, '')}`, {
    'a.txt': `${line(KEY)}${'a'.repeat(5000)}\n`,
    'b.txt': line(OTHER),
  });
  const { code, found, report } = await scan(repository);
  expect(found.map(([, , secret]) => secret).sort()).toEqual([KEY, OTHER].sort());
  expect(code).toBe(2);
  expect(report.errors).toEqual([
    {
      code: 'E_RULE',
      subject: 'hang',
      message: 'its pattern takes too long: it can match the same text in too many ways',
    },
  ]);
});

test('so is an expression of an allow-list, which then leaves nothing out', async () => {
  const hang = `[[allowlists]]\nregexTarget = "line"\nregexes = ['''(?:=|==)+\\x{1}''']\n`;
  const repository = repositoryWith(`${hang}${RULE.replace(/^title.*\n/, '')}`, {
    'a.txt': `${line(KEY).trimEnd()} ${'='.repeat(200)}\n`,
    'b.txt': line(OTHER),
  });
  const { code, found, report } = await scan(repository);
  expect(found.map(([, , secret]) => secret).sort()).toEqual([KEY, OTHER].sort());
  expect(code).toBe(2);
  expect(report.errors).toMatchObject([{ code: 'E_RULE', subject: 'allow of all rules' }]);
});

describe('mistakes', () => {
  test.each([
    ['title = ', '1:9', /^is not TOML: /],
    ['rules = 1', '1:1', /^rules: must be a list$/],
    [`${RULE}entropy = "high"`, '8:1', /^rules\.0\.entropy: must be a number$/],
    ['[[rules]]\nregex = "x"', '1:1', /^rules\.0\.id: is missing: must be text$/],
    ['# no rules\n[[rules]]\nid = "x"', '3:1', /^has neither regex nor path: it finds nothing$/],
    ["[[rules]]\nid = \"x\"\nregex = '''(?i\n)'''", '3:1', /^unknown kind of group \(character 2\)$/],
    [`${RULE}[[rules.allowlists]]\nregexes = ["("]`, '9:1', /^"\)" is missing \(character 1\)$/],
    [
      `${RULE}[rules.allowlist]\npaths = ["a"]\n[[rules.allowlists]]\npaths = ["a"]`,
      '8:1',
      /^has both \[rules\.allowlist\]/,
    ],
    [`${RULE}[[allowlists]]\ndescription = "x"`, '8:1', /^needs one of commits, paths, regexes and stopwords$/],
    [`${RULE}[[allowlists]]\npaths = ["a"]\ncondition = "ADN"`, '10:1', /^must be AND or OR; did you mean "AND"\?$/],
    [`${RULE}[[allowlists]]\npaths = ["a"]\nregexTarget = "lien"`, '10:1', /; did you mean "line"\?$/],
    [
      `${RULE}[[allowlists]]\npaths = ["a"]\ntargetRules = ["acme-tokn"]`,
      '10:1',
      /^there is no rule "acme-tokn"; did you mean "acme-token"\?$/,
    ],
  ])('%j', async (config, place, message) => {
    const repository = repositoryWith(config, {});
    await expect(scan(repository)).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject: `.gitleaks.toml:${place}`,
      message: expect.stringMatching(message),
    });
  });

  test('a configuration that finds nothing is refused', async () => {
    await expect(scan(repositoryWith('[allowlist]\npaths = ["a"]\n', {}))).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('has no rules and extends none'),
    });
  });

  test('unknown keys are noted, with what was meant', async () => {
    const { report } = await scan(repositoryWith(`${RULE}keyword = ["x"]\nfilter = "x"\n`, { 'a.txt': line(KEY) }));
    expect(report.notices).toEqual([
      'not translated: .gitleaks.toml:8:1: "keyword" is not known, and is not applied; did you mean "keywords"?',
      'not translated: .gitleaks.toml:9:1: "filter" is an expression of betterleaks, and is not applied',
    ]);
  });
});

describe('hexhound config import', () => {
  const CONFIG = `${RULE}[[rules.allowlists]]\npaths = ['''(^|/)doc/''']\n[[rules]]\nid = "Acme_Store"\npath = '''\\.p12$'''\n[allowlist]\ndescription = "the manual's"\nstopwords = ["${OTHER.slice(2, 9)}"]\n`;

  test('what it writes finds the same', async () => {
    const files = { 'a.txt': line(KEY), 'b.txt': line(OTHER), 'doc/a.txt': line(THIRD), 'x.p12': 'store\n' };
    const repository = repositoryWith(CONFIG, files);
    const direct = await scan(repository);
    const { code, stdout } = await runCommand('config', repository.path, ['import', '.gitleaks.toml']);
    expect([code, stdout]).toEqual([
      0,
      'wrote hexhound.yaml\nwrote hexhound-rules.yaml\n2 rules translated, 1 remark\n  .gitleaks.toml:11:1: "Acme_Store" is called acme-store\n',
    ]);
    const imported = await scanWith('scan', repository.path);
    expect(imported.report.findings).toEqual(
      direct.report.findings.map((finding) => ({ ...finding, provider: expect.anything() })),
    );
    expect(direct.found.map(([rule]) => rule)).toEqual(['acme-store', 'acme-token']);
    expect(readFileSync(join(repository.path, 'hexhound.yaml'), 'utf8')).toBe(
      '# From .gitleaks.toml.\nrules:\n  - hexhound-rules.yaml\nownRulesOnly: true\n',
    );
  });

  test('it overwrites nothing, and writes nothing in a rehearsal', async () => {
    const repository = repositoryWith(CONFIG, {});
    const { stdout } = await runCommand('config', repository.path, ['import', '.gitleaks.toml', '--dry-run']);
    expect(stdout).toContain('# hexhound-rules.yaml\n');
    expect(existsSync(join(repository.path, 'hexhound.yaml'))).toBe(false);
    repository.write('hexhound.yaml', 'exitCode: 3\n');
    await expect(runCommand('config', repository.path, ['import', '.gitleaks.toml'])).rejects.toMatchObject({
      code: 'E_USAGE',
      subject: 'hexhound.yaml',
    });
    expect(existsSync(join(repository.path, 'hexhound-rules.yaml'))).toBe(false);
  });

  test.each([[[]], [['export']], [['import']], [['import', 'a.toml', 'b']], [['import', 'a.js']]])(
    '%j',
    async (args) => {
      await expect(runCommand('config', '.', args)).rejects.toMatchObject({ code: 'E_USAGE' });
    },
  );
});

test('a rule that a hexhound.yaml names and that does not exist: where, and what was meant', async () => {
  const repository = createRepository().write('hexhound.yaml', 'severity:\n  github-pat: low\n  github-patt: low\n');
  await expect(scanWith('scan', repository.path)).rejects.toMatchObject({
    code: 'E_CONFIG',
    subject: 'hexhound.yaml:3:3',
    message: 'severity: there is no rule "github-patt"; did you mean "github-pat"?',
  });
});

test('an entry with a commit or a last day that is over', async () => {
  const repository = createRepository().write('a.py', `CAPTCHAAI_API_KEY = "${hexKey('first')}"\n`);
  repository.commit('first');
  const first = repository.git('rev-parse', 'HEAD');
  const scoped = (entry: string) => `ignore:\n  scoped:\n    - ${entry}\n`;
  repository.write('b.py', `CAPTCHAAI_API_KEY = "${hexKey('second')}"\n`);
  repository.write('hexhound.yaml', scoped(`{commits: [${first}], reason: rotated}`)).commit('second');
  const secrets = async () => (await scanWith('history', repository.path)).report.findings.map(({ secret }) => secret);
  expect(await secrets()).toEqual([hexKey('second')]);
  repository.write('hexhound.yaml', scoped("{rules: [captchaai-api-key], expires: '2020-01-31'}"));
  expect((await secrets()).sort()).toEqual([hexKey('first'), hexKey('second')].sort());
});
