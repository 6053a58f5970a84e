import { expect, test } from 'vitest';
import { ALL_LINES, addedLines, touches } from '../../src/git/added-lines.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';

function blobs(before: string, after: string) {
  const repository = createRepository();
  const store = (input: string) => repository.gitWith({ input }, 'hash-object', '-w', '--stdin');
  return [{ cwd: repository.path, env: GIT_ENV }, store(before), store(after)] as const;
}

test('gives the lines that only the later blob has', async () => {
  expect(await addedLines(...blobs('a\nb\nc\n', 'a\nX\nY\nb\nc\nZ\n'))).toEqual([
    { from: 2, to: 4 },
    { from: 6, to: 7 },
  ]);
});

test('a removed line adds none', async () => {
  const ranges = await addedLines(...blobs('a\nb\nc\n', 'a\nc\n'));
  expect([1, 2, 3].filter((line) => touches(ranges, line, line))).toEqual([]);
});

test('looks at binary content too', async () => {
  expect(await addedLines(...blobs('a\0\n', 'a\0\nb\0\n'))).toEqual([{ from: 2, to: 3 }]);
});

test('counts every line as new when there is nothing to compare with', async () => {
  const [context, , after] = blobs('a\n', 'b\n');
  expect(await addedLines(context, '0123456789'.repeat(4), after)).toBe(ALL_LINES);
});
