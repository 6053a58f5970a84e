import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { Glob } from '../../src/syntax/glob.ts';
import { runs } from '../helpers/runs.ts';

const matches = (pattern: string, path: string) => new Glob(pattern).matches(path);

test.each([
  ['*.log', ['a.log', '.log'], ['a/b.log', 'a.logs']],
  ['a?c', ['abc'], ['ac', 'a/c', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[!a-c]x', ['dx', '-x'], ['ax', 'x']],
  ['[^a]x', ['bx'], ['ax']],
  ['[]a]x', [']x', 'ax'], ['bx']],
  ['[a', ['[a'], ['a']],
  ['\\*x', ['*x'], ['ax']],
  ['**/x', ['x', 'a/x', 'a/b/x'], ['ax', 'a/xb']],
  ['a/**', ['a', 'a/b', 'a/b/c'], ['ab', 'b/a']],
  ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c', 'a/b/b/c'], ['a/c', 'a/b/cc']],
  ['{a,b}.{js,ts}', ['a.js', 'b.ts'], ['c.js', 'a.md', '{a,b}.js']],
  ['a{b,c{d,e}}', ['ab', 'acd', 'ace'], ['ac', 'ad']],
  ['{a}', ['{a}'], ['a']],
  ['src/{a/**,b}/x', ['src/a/x', 'src/a/y/x', 'src/b/x'], ['src/x', 'src/b/y/x']],
])('%s', (pattern, yes, no) => {
  for (const path of yes) expect([path, matches(pattern, path)]).toEqual([path, true]);
  for (const path of no) expect([path, matches(pattern, path)]).toEqual([path, false]);
});

test('patterns without groups match what picomatch says', () => {
  const part = fc.array(fc.constantFrom('a', 'b', '*', '?', '[ab]'), { minLength: 1, maxLength: 4 });
  const pattern = fc.array(
    fc.oneof(
      part.map((parts) => parts.join('').replaceAll(/\*+/g, '*')),
      fc.constant('**'),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  const path = fc.array(fc.stringMatching(/^[ab]{1,4}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pattern, path, (patterns, parts) => {
      // picomatch wants something behind `*/**`, and nothing behind `a/**`.
      const glob = [...patterns, 'a*'].join('/').replace(/(?:\*\*\/)+\*\*/g, '**');
      expect([glob, parts, matches(glob, parts.join('/'))]).toEqual([
        glob,
        parts,
        picomatch(glob, { dot: true })(parts.join('/')),
      ]);
    }),
    runs(1000),
  );
});

test.each([`${'{a,b}'.repeat(7)}`, '{'.repeat(3000), '+(a|aa)', '!(a)', `${'{a,'.repeat(100)}${'}'.repeat(100)}`])(
  'refused: %s',
  (pattern) => {
    expect(() => new Glob(pattern)).toThrow(RangeError);
  },
);

test('no pattern takes long', () => {
  const path = `${'a'.repeat(200)}/`.repeat(20);
  for (const pattern of ['*a'.repeat(400), `${'**/'.repeat(300)}b`, `${'**/*a*a/'.repeat(100)}b`, '?*'.repeat(400)]) {
    for (let time = 0; time < 20; time++) expect(matches(pattern, path)).toBe(false);
  }
});
