import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { START } from '../../src/model/fragment.ts';
import { readRuleFiles } from '../../src/rules/build.ts';
import { expandExamples } from '../../src/rules/examples.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { stagedFilter } from '../../src/scan/detect/staged-filter.ts';
import { STARTER } from '../../src/setup/starter-config.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { GIT_ENV, Repository, temporaryFolder } from '../helpers/repository.ts';
import { DUMPS, ESCAPED, HEX, HIDDEN, NAMED, NUMBERS, PIECES } from '../scan/detect/packed-forms.ts';

const SCRIPT = resolve('dist/hook/staged-filter.sh');
const NOTHING = 10;

/** The greps that there are here; each must find the same. */
const GREPS = [['grep'], ['busybox', 'grep']].filter(([file = '']) => spawnSync(file, ['--help']).error === undefined);

const FOLDER = temporaryFolder(afterAll);
for (const [name, text] of Object.entries(stagedFilter(RULE_SET))) writeFileSync(join(FOLDER, name), text, 'latin1');

/** Numbers of the texts, each added by a commit, for which the filter starts Node.js: as the script does, all at once. */
function woken([file = '', ...args]: readonly string[], texts: readonly string[]): Set<number> {
  const owners: number[] = [];
  const lines = texts.flatMap((text, index) =>
    text
      .replace(/\r$/gm, '')
      .split('\n')
      .map((line) => {
        owners.push(index);
        return `+${line.replaceAll('\0', '\x01')}`;
      }),
  );
  const found = (input: readonly number[], ...options: string[]): number[] => {
    const text = Buffer.from(`${input.map((line) => lines[line]).join('\n')}\n`, 'utf8');
    const { stdout } = spawnSync(file, [...args, '-a', '-n', ...options], {
      input: text,
      env: { ...process.env, LC_ALL: 'C' },
      cwd: FOLDER,
      maxBuffer: 2 ** 30,
    });
    return stdout
      .toString('latin1')
      .split('\n')
      .flatMap((line) => input[Number(/^\d+(?=:)/.exec(line)?.[0] ?? 0) - 1] ?? []);
  };
  const all = lines.map((_, line) => line);
  const withWords = found(all, '-i', '-F', '-f', 'words');
  const matched = [
    ...found(all, '-E', '-f', 'shapes'),
    ...found(all, '-i', '-F', '-f', 'keywords'),
    ...found(withWords, '-E', '-f', 'prefixes'),
    ...found(withWords, '-i', '-E', '-f', 'names'),
  ];
  return new Set(matched.flatMap((line) => owners[line] ?? []));
}

const DETECTOR = new Detector(RULE_SET);

function findsAnything(text: string): boolean {
  return DETECTOR.detect({ bytes: Buffer.from(text), origin: START }).length > 0;
}

/**
 * Those of the texts that something is found in, although the filter would have let them pass. What starts Node.js is not
 * searched: it cannot be missed.
 */
function missed(grep: readonly string[], texts: readonly string[]): { woken: number; missed: string[] } {
  const awake = woken(grep, texts);
  return { woken: awake.size, missed: texts.filter((text, index) => !awake.has(index) && findsAnything(text)) };
}

/** Of GNU; busybox takes minutes for as much text. */
const GREP = GREPS[0] ?? [];

test('for every example of every rule, Node.js is started', () => {
  const examples = readRuleFiles('rules').flatMap(({ form }) => form.rules.flatMap((rule) => expandExamples(rule)));
  const result = missed(
    GREP,
    examples.map(({ text }) => text),
  );
  expect(result.missed).toEqual([]);
  expect(result.woken).toBeGreaterThan(3000);
});

test('for every form in which a value is packed, Node.js is started', () => {
  const forms = [...ESCAPED, ...NUMBERS, ...HEX, ...DUMPS, ...PIECES, ...NAMED, ...HIDDEN];
  const values = [hexKey('a'), alnumKey('b'), `ghp${'_'}${alnumKey('c', 36)}`, `${alnumKey('d', 9)}Z7`];
  const texts = forms.flatMap(({ write }) =>
    ['captchaai_api_key', 'PASSWORD', 'authToken'].flatMap((name) => values.map((value) => write(name, value))),
  );
  const result = missed(GREP, texts);
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
    { numRuns: 20_000, seed: 1 },
  );
  const result = missed(GREP, texts);
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

  test.each(['shapes', 'keywords', 'words'])('starts Node.js where the file %s is missing or empty', (name) => {
    const folder = temporaryFolder();
    cpSync('dist/hook', folder, { recursive: true });
    writeFileSync(join(folder, `${name}.txt`), '');
    const script = join(folder, 'staged-filter.sh');
    expect(run(staged('b.js', ORDINARY), {}, script)).toBe(false);
    rmSync(join(folder, `${name}.txt`));
    expect(run(staged('b.js', ORDINARY), {}, script)).toBe(false);
  });

  test('the built files are those of these rules', () => {
    for (const [name, text] of Object.entries(stagedFilter(RULE_SET)))
      expect(readFileSync(`dist/hook/${name}.txt`, 'latin1')).toBe(text);
  });

  test.each(GREPS)('every expression is one for %s %s', (...grep) => {
    expect(woken(grep, [`password = "${alnumKey('g', 16)}"`, ORDINARY])).toEqual(new Set([0]));
  });
});
