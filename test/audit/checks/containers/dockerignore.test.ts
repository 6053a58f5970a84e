import reference from '@balena/dockerignore';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DockerPattern } from '../../../../src/audit/checks/containers/docker-pattern.ts';
import { readDockerignore } from '../../../../src/audit/checks/containers/dockerignore.ts';
import { runs } from '../../../helpers/runs.ts';

test.each([
  ['.env', '.env', true],
  ['.env', 'api/.env', false],
  ['**/.env', '.env', true],
  ['**/.env', 'a/b/.env', true],
  ['**/.env', 'a/b/x.env', false],
  ['**/.env*', 'a/.env.local', true],
  ['.env*', '.env.local', true],
  ['/.env', '.env', true],
  ['./.env/', '.env', true],
  ['*', 'a/b/.env', true],
  ['*/.env', 'a/b/.env', false],
  ['secrets', 'secrets/deep/key.pem', true],
  ['*.pem', 'key.pem', true],
  ['*.pem', 'a/key.pem', false],
  ['[.]env', '.env', true],
  ['[^a]env', '.env', true],
  ['\\.env', '.env', true],
  ['# .env', '.env', false],
  ['  .env  ', '.env', true],
  ['*\n!src', 'src/.env', false],
  ['*\n!src', '.env', true],
  ['*\n!src\nsrc/.env', 'src/.env', true],
  ['.env*\n!.env.production', '.env.production', false],
  ['a/../.env', '.env', true],
  ['[', '[', true],
  ['', '.env', false],
])('%j keeps %s out: %s', (text, path, ignored) => {
  expect(readDockerignore(text)(path)).toBe(ignored);
});

test('matches as the reference implementation does', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 3 })
    .map((text) => `${text}a`);
  const piece = fc.oneof(name, fc.constantFrom('*', '**', 'a*', '*b', '?a', 'a*b*', '[ab]a'));
  const pattern = fc
    .tuple(fc.constantFrom('', '!', '/'), fc.array(piece, { minLength: 1, maxLength: 4 }))
    .map(([sign, pieces]) => sign + pieces.join('/'));
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), path, (patterns, file) => {
      const expected = reference.default({ ignorecase: false }).add(patterns).ignores(file);
      expect(readDockerignore(patterns.join('\n'))(file)).toBe(expected);
    }),
    runs(1000),
  );
});

test('hostile patterns cost little', () => {
  const path = `${'a'.repeat(4000)}c`;
  expect(new DockerPattern(`${'*a'.repeat(250)}b`).matches(path)).toBe(false);
  expect(new DockerPattern(`${'**/'.repeat(170)}b`).matches(path)).toBe(false);
});
