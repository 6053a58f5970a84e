import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { listObjectFolders } from '../../../src/git/packs/object-folders.ts';
import { parseAlternates } from '../../../src/git/packs/parse-alternates.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../../helpers/repository.ts';
import { objectFolder } from './repositories.ts';

function list(repository: Repository, env: Record<string, string> = {}) {
  const problems: string[] = [];
  const context = { cwd: repository.path, env: { ...GIT_ENV, ...env } };
  const folders = listObjectFolders(objectFolder(repository), context, ({ subject, message }) => {
    problems.push(`${subject}: ${message}`);
  });
  return { alternates: folders.slice(1), problems };
}

/** What git says it looks through, besides the repository's own folder. */
function listByGit(repository: Repository, env: Record<string, string> = {}): string[] {
  const printed = repository.gitWith({ env }, 'count-objects', '-v').split('\n');
  return printed.filter((line) => line.startsWith('alternate: ')).map((line) => line.slice('alternate: '.length));
}

function setAlternates(repository: Repository, ...lines: string[]): void {
  writeFileSync(join(objectFolder(repository), 'info/alternates'), `${lines.join('\n')}\n`);
}

test('none', () => {
  expect(list(createRepository())).toEqual({ alternates: [], problems: [] });
});

test('a chain, relative paths, comments, quotes, a cycle and one named twice', () => {
  const [a, b, c, d] = [createRepository(), createRepository(), createRepository(), createRepository()];
  const odd = join(temporaryFolder(), 'tab\tand "quotes"');
  mkdirSync(odd);
  setAlternates(a, '# comment', '', relative(realpathSync(objectFolder(a)), objectFolder(b)), objectFolder(d));
  setAlternates(b, `${objectFolder(c)}//`, JSON.stringify(odd));
  setAlternates(c, objectFolder(a), objectFolder(d));
  const { alternates, problems } = list(a);
  expect(alternates).toEqual(
    [objectFolder(b), objectFolder(c), objectFolder(d), odd].map((path) => realpathSync(path)),
  );
  expect(listByGit(a).map((path) => parseAlternates(Buffer.from(path), '\n')[0])).toEqual(alternates);
  expect(problems).toEqual([]);
});

test('those of the environment come first', () => {
  const [a, b, c] = [createRepository(), createRepository(), createRepository()];
  setAlternates(a, objectFolder(b));
  const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: `:"${objectFolder(c)}":missing` };
  const { alternates, problems } = list(a, env);
  expect(alternates).toEqual([objectFolder(c), objectFolder(b)].map((path) => realpathSync(path)));
  expect(listByGit(a, env)).toEqual(alternates);
  expect(problems).toEqual([
    `${join(a.path, 'missing')}: ${a.path} names it as an alternate object folder, and it does not exist`,
  ]);
});

test('nested as deep as git goes, and no deeper', () => {
  const chain = Array.from({ length: 9 }, () => createRepository());
  chain.reduce((from, to) => {
    setAlternates(from, objectFolder(to));
    return to;
  });
  const [first = createRepository()] = chain;
  const { alternates, problems } = list(first);
  expect(alternates).toEqual(listByGit(first));
  expect(alternates.length).toBe(6);
  expect(problems).toEqual([`${alternates[5]}: its alternates are nested too deep: git ignores them, and so do we`]);
});

test('a list that is no file', () => {
  const repository = createRepository();
  const path = join(objectFolder(repository), 'info/alternates');
  mkdirSync(path);
  expect(list(repository)).toEqual({ alternates: [], problems: [`${path}: is not a regular file`] });
});

test.each<[string, string[]]>([
  ['', []],
  ['/a\n\n#/b\n/c', ['/a', '/c']],
  ['"/a b"\n/c', ['/a b', '/c']],
  ['"/\\303\\244\\n\\\\"', ['/ä\n\\']],
  ['"/broken\n/c', ['"/broken', '/c']],
  ['/ä', ['/ä']],
])('parses %j', (text, paths) => {
  expect(parseAlternates(Buffer.from(text), '\n')).toEqual(paths);
});
