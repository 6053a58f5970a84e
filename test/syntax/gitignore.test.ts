import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IgnorePatterns } from '../../src/syntax/gitignore.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';
import { runs } from '../helpers/runs.ts';

/** Pieces of patterns, of which the special characters are the point. */
const PIECES = [
  ...[
    'a',
    'b',
    'c',
    'ab',
    '/',
    '/',
    '*',
    '*',
    '**',
    '**/',
    '/**',
    '?',
    '[ab]',
    '[!a]',
    '[a-c]',
    '[^b-]',
    '[]a]',
    '[[:alpha:]]',
  ],
  ...[
    '[[:nothing:]]',
    '[a',
    '[',
    ']',
    '\\a',
    '\\',
    '\\*',
    ' ',
    '\\ ',
    '!',
    '#',
    '{a,b}',
    '.',
    '-',
    '\xe9',
    '[\\]a]',
    '[b-a]',
    '\t',
  ],
];
const pattern = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
const part = fc.constantFrom(
  'a',
  'b',
  'c',
  'ab',
  'abc',
  'ba',
  '.a',
  'a b',
  'a ',
  'x',
  '[a',
  '{a,b}',
  '-',
  ']',
  '\xe9',
  '#a',
  '*',
  '\\',
);
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

/** Whether git ignores each path, none of which is there, so none is a folder. */
function gitIgnores(cwd: string, paths: readonly string[]): boolean[] {
  const args = ['--no-literal-pathspecs', 'check-ignore', '--no-index', '--verbose', '--non-matching', '-z', '--stdin'];
  const input = Buffer.from(paths.map((each) => `./${each}\0`).join(''), 'latin1');
  let output: Buffer;
  try {
    output = execFileSync('git', args, { cwd, env: GIT_ENV, input, stdio: ['pipe', 'pipe', 'ignore'] });
  } catch (thrown) {
    output = (thrown as { stdout: Buffer }).stdout;
  }
  const fields = output.toString('latin1').split('\0');
  return paths.map((_, at) => fields[4 * at] !== '' && !(fields[4 * at + 2] ?? '').startsWith('!'));
}

/** The same by our patterns: what is in an ignored folder is ignored. */
function ignores(patterns: IgnorePatterns, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, at) => patterns.ignores(parts.slice(0, at + 1).join('/'), at + 1 < parts.length) === true);
}

test('the same paths are ignored as by git', () => {
  const repository = createRepository();
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 5 }),
      fc.array(path, { minLength: 20, maxLength: 40 }),
      (lines, paths) => {
        const text = lines.map((line) => `${line}\n`).join('');
        repository.write('.gitignore', Buffer.from(text, 'latin1'));
        const patterns = new IgnorePatterns(text, { left: 1e9 });
        const ours = paths.map((each) => [each, ignores(patterns, each)]);
        const theirs = gitIgnores(repository.path, paths);
        expect(ours).toEqual(paths.map((each, at) => [each, theirs[at]]));
      },
    ),
    runs(60),
  );
});

test.each([
  ['*a'.repeat(500), 'a'.repeat(250)],
  ['**/*a'.repeat(300), 'a/'.repeat(120)],
  ['**/'.repeat(100_000), 'a/a'],
  ['[a-z]*'.repeat(300), 'a'.repeat(250)],
])('a pattern that is hard to match makes no more steps than its length times that of the path: %#', (line, text) => {
  const most = (2 * line.length + 2) * (text.length + 1);
  const steps = { left: most };
  new IgnorePatterns(`${line}!\n`, steps).ignores(text, false);
  expect(steps.left).toBeGreaterThan(0);
});
