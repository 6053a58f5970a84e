import { expect, test } from 'vitest';
import { parseComment } from '../../src/scan/suppress/comment.ts';
import { commentFormOf } from '../../src/syntax/comment-form.ts';

test.each([
  ['a/solve.py', '# '],
  ['a/solve.ts', '// '],
  ['.env', '# '],
  ['.env.production', '# '],
  ['Dockerfile', '# '],
  ['deploy/Dockerfile.prod', '# '],
  ['Makefile', '# '],
  ['page.HTML', '<!-- '],
  ['theme.css', '/* '],
  ['query.sql', '-- '],
  ['setup.bat', 'REM '],
  ['settings.ini', '; '],
])('%s has comments that begin with %s', (path, open) => {
  expect(commentFormOf(path)?.open).toBe(open);
});

test.each(['package.json', 'data.csv', 'yarn.lock', 'photo.png', 'LICENSE'])('%s takes no comment', (path) => {
  expect(commentFormOf(path)).toBeUndefined();
});

test.each([
  'x.py',
  'x.ts',
  'x.html',
  'x.css',
  'x.sql',
  'x.bat',
  'x.ini',
  'x.tex',
  'x.vb',
  'x.vim',
  'x.hbs',
  'x.j2',
  'x.erb',
])('what is written in a comment of %s is read as it was meant', (path) => {
  const { open, close = '' } = commentFormOf(path) ?? { open: '' };
  expect(parseComment('hexhound-ignore', open, ` generic-secret -- test key${close}`)).toMatchObject({
    ids: ['generic-secret'],
    hasReason: true,
    form: 'line',
  });
});
