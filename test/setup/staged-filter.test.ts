import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRuleFiles } from '../../src/rules/build.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { stagedFilter } from '../../src/scan/detect/staged-filter.ts';
import { STARTER } from '../../src/setup/starter-config.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { GIT_ENV, Repository, temporaryFolder } from '../helpers/repository.ts';
import { runs, some, someExamples } from '../helpers/runs.ts';
import { DUMPS, ESCAPED, HEX, HIDDEN, NAMED, NUMBERS, PIECES } from '../scan/detect/packed-forms.ts';
import { missed, partly, TOOL, TOOLS, woken } from './filter-stages.ts';

const SCRIPT = resolve('dist/hook/staged-filter.sh');
const NOTHING = 10;

test('for examples of every rule, Node.js is started', () => {
  const texts = someExamples(readRuleFiles('rules').flatMap(({ form }) => form.rules)).map(({ text }) => text);
  const result = missed(TOOL, [...texts.map((text) => ({ text })), ...partly(some(texts, 41))]);
  expect(result.missed).toEqual([]);
  expect(result.woken).toBeGreaterThan(3000);
});

test('for every form in which a value is packed, Node.js is started', () => {
  const forms = [...ESCAPED, ...NUMBERS, ...HEX, ...DUMPS, ...PIECES, ...NAMED, ...HIDDEN];
  const values = [hexKey('a'), alnumKey('b'), `ghp${'_'}${alnumKey('c', 36)}`, `${alnumKey('d', 9)}Z7`];
  const texts = forms.flatMap(({ write }) =>
    ['captchaai_api_key', 'PASSWORD', 'authToken'].flatMap((name) => values.map((value) => write(name, value))),
  );
  const result = missed(TOOL, [...texts.map((text) => ({ text })), ...partly(texts)]);
  expect(result.missed).toEqual([]);
  expect(result.woken).toBeGreaterThan(300);
});

test('for random text in which something is found, Node.js is started', () => {
  const word = fc.constantFrom(
    'password',
    'api_key',
    'DB_PASS',
    'token',
    'clientSecret',
    'pwd',
    'auth',
    'seed',
    'x',
    'is',
  );
  const mark = fc.constantFrom(
    ' ',
    ' = ',
    ': ',
    '="',
    '"',
    "'",
    '\n',
    '(',
    ')',
    ', ',
    ' + ',
    '\\n',
    '://u:',
    '@h.io',
    '%3D',
    '\\x41',
    '=>',
    '|',
  );
  const value = fc.oneof(
    fc.nat(99).map((seed) => hexKey(`${seed}`)),
    fc.nat(99).map((seed) => alnumKey(`${seed}`, 12)),
    fc.nat(99).map((seed) => Buffer.from(`password=${alnumKey(`${seed}`, 16)}`).toString('base64')),
    fc.nat(99).map((seed) => `AKIA${alnumKey(`${seed}`, 16).toUpperCase()}`),
    fc.string({ minLength: 4, maxLength: 20, unit: 'grapheme-ascii' }),
  );
  const texts = fc.sample(
    fc.array(fc.oneof(word, mark, value), { minLength: 2, maxLength: 10 }).map((parts) => parts.join('')),
    { ...runs(5000), seed: 1 },
  );
  const result = missed(
    TOOL,
    texts.map((text) => ({ text })),
  );
  expect(result.missed).toEqual([]);
  expect(result.woken).toBeGreaterThan(1000);
});

test('for lines of which only some are new, Node.js is started', () => {
  const name = fc.constantFrom(
    'password',
    'DB_PASSWORD',
    'apiKey',
    'pwd',
    'auth_token',
    'seed',
    'twilio',
    'wakatime',
    'key',
  );
  const before = fc.constantFrom(
    '',
    '  - ',
    'const ',
    'name: ',
    '<add key="',
    'f(',
    'curl -u bob:',
    'login("bob", ',
    '| user | ',
    'user,',
    'x(y)',
  );
  const tie = fc.constantFrom(' = ', ': ', '=', '("', ' = [', ': {', '', ',', '"', '":', '">', ' |', ' += ', ': >-');
  const next = fc.constantFrom(
    '\n',
    '\n  ',
    '\n    "',
    "\n+ '",
    '\n- ',
    '\n| ',
    '\n  value: ',
    '\n  default = "',
    '\n  type = text\n  ',
    '\n, "',
    '\n\n',
    "\nVALUES ('a', '",
  );
  const end = fc.constantFrom('', '"', "',", '");', ';', ')', '" +', ' \\', '"]', ' |');
  const value = fc
    .nat(40)
    .chain((seed) =>
      fc.constantFrom(
        hexKey(`${seed}`),
        alnumKey(`${seed}`, 12),
        `${alnumKey(`${seed}`, 5)}!x`,
        `ghp${'_'}${alnumKey(`${seed}`, 36)}`,
      ),
    );
  const rest = fc.option(fc.tuple(next, before, value, end), { nil: [] as string[] });
  const texts = fc.sample(
    fc
      .tuple(before, name, tie, next, fc.option(next, { nil: '' }), value, end, rest)
      .map((parts) => parts.flat().join('')),
    { numRuns: 700, seed: 1 },
  );
  const result = missed(TOOL, partly(texts));
  expect(result.missed).toEqual([]);
  expect(result.woken).toBeGreaterThan(1000);
});

describe('the script', () => {
  const run = (repository: Repository, env: Record<string, string> = {}, script = SCRIPT) =>
    spawnSync('sh', [script], { cwd: repository.path, env: { ...GIT_ENV, ...env } }).status === NOTHING;
  const staged = (path: string, content: string | Uint8Array) => {
    const repository = new Repository(temporaryFolder());
    repository.git('init', '--quiet');
    repository.write('a.js', 'let a = 1;\n');
    repository.commit('first');
    repository.write(path, content);
    repository.git('add', '--all', '--force');
    return repository;
  };
  const ORDINARY = 'export function add(a, b) {\n  return a + b;\n}\n';

  test.each(['GREP_OPTIONS=-v', 'GIT_DIFF_OPTS=-u0', 'GIT_EXTERNAL_DIFF=false', 'LC_ALL=de_DE.UTF-8'])(
    'lets an ordinary change pass, with %s too',
    (setting) => {
      const [name = '', value = ''] = setting.split(/=(.*)/);
      expect(run(staged('b.js', ORDINARY))).toBe(true);
      expect(run(staged('b.js', ORDINARY), { [name]: value })).toBe(true);
    },
  );

  test('lets a change pass that only takes a key out, and a configuration that is all comments', () => {
    const repository = staged('b.js', `password = "${alnumKey('old', 20)}"\n`);
    repository.commit('second');
    repository.write('b.js', ORDINARY).write('hexhound.yaml', STARTER);
    repository.git('add', 'b.js');
    expect(run(repository)).toBe(true);
  });

  test.each<[string, string, string | Uint8Array]>([
    ['a password', 'b.js', `const password = "${alnumKey('p', 14)}";\n`],
    ['a key', 'b.txt', `${hexKey('k')}\n`],
    ['a key in the name of a file', `ghp${'_'}${alnumKey('n', 36)}.txt`, 'a\n'],
    ['a .env file', 'app/.env.production', 'A=1\n'],
    ['a .env file in capitals', 'PROD.ENV', 'A=1\n'],
    ['what git calls binary', 'b.bin', Buffer.from([0, 1, 2, 3])],
    ['UTF-16', 'b.txt', Buffer.from(`\ufeffpassword = ${alnumKey('u')}`, 'utf16le')],
    ['UTF-16 far behind', 'b.txt', Buffer.concat([Buffer.from('a = 1\n'.repeat(3000)), Buffer.from('key', 'utf16le')])],
    ['no UTF-8', 'b.txt', Buffer.from('gr\xfc\xdfe\n', 'latin1')],
    ['much text', 'b.txt', 'let a = 1;\n'.repeat(30_000)],
    ['a configuration', 'hexhound.yaml', 'minConfidence: low\n'],
    ['a section in package.json', 'package.json', '{ "hexhound": { "minConfidence": "low" } }\n'],
    ['a name with a quote', 'a"b.txt', 'a\n'],
  ])('starts Node.js for %s', (_what, path, content) => {
    expect(run(staged(path, content))).toBe(false);
  });

  test('for a word of a rule, starts Node.js where there is a token as of its secrets', () => {
    expect(run(staged('b.js', 'import { calls } from "twilio";\n'))).toBe(true);
    // Letters only: no run of a bare key.
    expect(run(staged('b.js', `import "twilio"; // ${'SK'.repeat(17)}\n`))).toBe(false);
  });

  test('starts Node.js for a value under a name that was there', () => {
    const repository = staged('b.yaml', 'password:\n  old\n');
    repository.commit('second');
    repository.write('b.yaml', `password:\n  ${alnumKey('y', 18)}\n`).git('add', '.');
    expect(run(repository)).toBe(false);
  });

  test('starts Node.js where nothing was committed yet, and where git or grep fail', () => {
    const repository = new Repository(temporaryFolder());
    repository.git('init', '--quiet');
    repository.write('a.js', ORDINARY).git('add', '.');
    expect(run(repository)).toBe(false);
    expect(run(staged('b.js', ORDINARY), { GIT_INDEX_FILE: '/nowhere/index' })).toBe(true);
    expect(run(staged('b.js', ORDINARY), { GIT_DIR: '/nowhere' })).toBe(false);
    expect(run(staged('b.js', ORDINARY), { PATH: '' })).toBe(false);
  });

  test.each(['shapes', 'runs', 'words'])('starts Node.js where the file %s is missing or empty', (name) => {
    const folder = temporaryFolder();
    cpSync('dist/hook', folder, { recursive: true });
    writeFileSync(join(folder, `${name}.txt`), '');
    const script = join(folder, 'staged-filter.sh');
    expect(run(staged('b.js', ORDINARY), {}, script)).toBe(false);
    rmSync(join(folder, `${name}.txt`));
    expect(run(staged('b.js', ORDINARY), {}, script)).toBe(false);
  });

  test.each<[message: string, isPassed: boolean]>([
    ['Add a parser\n\n# Please enter the commit message.\n', true],
    ['Add a parser', true],
    [`Use ${hexKey('m')}\n`, false],
    [`Log in\n\npassword:\n# a comment\n${alnumKey('m', 14)}\n`, false],
  ])('looks at the message %j, too', (message, isPassed) => {
    const repository = staged('b.js', ORDINARY);
    repository.write('message', message);
    const env = { ...process.env, ...GIT_ENV };
    const status = () => spawnSync('sh', [SCRIPT, 'message'], { cwd: repository.path, env }).status === NOTHING;
    expect(status()).toBe(isPassed);
    // Other lines are comments.
    repository.git('config', 'core.commentChar', ';');
    expect(status()).toBe(false);
  });

  test('starts Node.js for a message that is not there', () => {
    const { path } = staged('b.js', ORDINARY);
    expect(spawnSync('sh', [SCRIPT, 'message'], { cwd: path, env: { ...process.env, ...GIT_ENV } }).status).not.toBe(
      NOTHING,
    );
  });

  test('the built files are those of these rules', () => {
    for (const [name, text] of Object.entries(stagedFilter(RULE_SET)))
      expect(readFileSync(`dist/hook/${name}.txt`, 'latin1')).toBe(text);
  });

  test.each(TOOLS)('every expression is one for $grep', (tools) => {
    const changes = [`password = "${alnumKey('g', 16)}"`, ORDINARY].map((text) => ({ text }));
    expect(woken(tools, changes)).toEqual(new Set([0]));
  });
});
