import { expect, test } from 'vitest';
import { CommitParser } from '../../../src/git/tree-graph/commit-fields.ts';
import { readCommitInfo } from '../../../src/git/tree-graph/commit-header.ts';
import { createRepository } from '../../helpers/repository.ts';
import { readObjects } from './reading.ts';

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const PARENT = '0123456789abcdef0123456789abcdef01234567';

test.each([
  ['plain', 'author Ada L <ada@example.com> 1112911993 -0700\ncommitter Bob <b@c> 1112911994 +0200\n'],
  ['half hours', 'author Ada <a@b> 1112911993 +0530\ncommitter Bob <b@c> 1112911994 -0330\n'],
  ['no name', 'author <a@b> 1112911993 +0000\ncommitter <b@c> 1 +0000\n'],
  ['no address', 'author Ada <> 0 -0000\ncommitter Bob <> 0 +0000\n'],
  ['brackets in the address', 'author Ada <a>b> 1112911993 +0100\ncommitter Bob <b>c> 5 +0000\n'],
  ['UTF-8', 'author Ádá <a@b> 5 +0000\ncommitter Bob <b@c> 1112911994 +0200\n'],
  [
    'Latin-1',
    Buffer.from('author \xc1d\xe1 <a@b> 5 +0000\ncommitter B <b@c> 7 +0000\nencoding ISO-8859-1\n', 'latin1'),
  ],
  ['a signature', 'author A <a@b> 5 +0000\ncommitter B <b@c> 7 +0000\ngpgsig -----BEGIN\n author no\n parent no\n'],
])('a commit says what git log says: %s', (_, header) => {
  const repository = createRepository();
  const bytes = Buffer.concat([
    Buffer.from(`tree ${TREE}\n`),
    Buffer.from(header),
    Buffer.from('\nauthor of nothing\n'),
  ]);
  repository.gitWith({}, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  const id = repository.gitWith({ input: bytes }, 'hash-object', '-t', 'commit', '-w', '--stdin', '--literally');
  const shown = repository.git('log', '-1', '--encoding=UTF-8', '--format=%an <%ae>|%aI|%ct', id);
  // Newer versions of git write Z for no offset.
  const [author = '', date = '', time = ''] = shown.split('|');
  const object = readObjects(repository.path).find((one) => one.id === id);
  const info = readCommitInfo(id, object?.bytes ?? Buffer.alloc(0));
  expect({ ...info, author: info.author.trim() }).toEqual({
    ...{ id, author: author.trim(), parents: [] },
    date: date.replace(/Z$/, '+00:00'),
  });
  expect(new CommitParser(20).parse(bytes)?.time).toBe(Number(time));
});

test('tree and parents', () => {
  const parents = Array.from({ length: 9 }, (_, n) => PARENT.slice(n) + PARENT.slice(0, n));
  const lines = parents.map((id) => `parent ${id}\n`).join('');
  const bytes = Buffer.from(
    `tree ${TREE}\n${lines}author A <a@b> 1 +0000\ncommitter A <a@b> 2 +0000\n\nparent ${PARENT}\n`,
  );
  const fields = new CommitParser(20).parse(bytes);
  expect(Buffer.from(fields?.ids ?? []).toString('hex', 0, fields?.length)).toBe(TREE + parents.join(''));
  expect(fields?.time).toBe(2);
  expect(readCommitInfo(PARENT, bytes)).toEqual({
    id: PARENT,
    author: 'A <a@b>',
    date: '1970-01-01T00:00:01+00:00',
    parents,
  });
});

test('a commit that lacks its time, or everything', () => {
  const timeless = Buffer.from(`tree ${TREE}\nauthor A <a@b>\ncommitter A <a@b>\n\n`);
  expect(readCommitInfo(PARENT, timeless)).toEqual({ id: PARENT, author: 'A <a@b>', date: '', parents: [] });
  expect(new CommitParser(20).parse(timeless)?.time).toBe(0);
  expect(readCommitInfo(PARENT, Buffer.from(''))).toEqual({ id: PARENT, author: '', date: '', parents: [] });
  expect(new CommitParser(20).parse(Buffer.from(`tree ${TREE}\n`))?.time).toBe(0);
});
