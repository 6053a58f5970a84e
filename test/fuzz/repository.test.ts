import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { fuzz } from './fuzz.ts';

const [OLD, NEW, TAGGED, STAGED] = ['old', 'new', 'tagged', 'staged'].map((seed) => hexKey(`fuzz/refs/${seed}`)) as [
  string,
  string,
  string,
  string,
];

/** Refs of every kind: packed and loose, a symbolic one, one of a tag, one of a blob, one that only a reflog knows. */
function createRefs(): Repository {
  const repository = createRepository();
  repository.write('a.py', keyLine(OLD)).commit('one');
  repository.git('branch', 'packed');
  repository.git('tag', '-a', 'v1', '-m', keyLine(TAGGED));
  repository.git('tag', 'blob', repository.store('a blob\n'));
  repository.git('pack-refs', '--all');
  repository.write('a.py', keyLine(NEW)).commit('two');
  repository.write('a.py', 'clean\n').commit('three');
  repository.git('symbolic-ref', 'refs/heads/other', 'refs/heads/main');
  repository.write('b.py', keyLine(STAGED)).git('add', 'b.py');
  return repository;
}

/** The findings that a report names, or undefined if the command says that it could not look. */
async function run(repository: Repository, command: string, args: readonly string[], cache?: string) {
  const env = cache === undefined ? {} : { XDG_CACHE_HOME: cache };
  try {
    const given = ['--format=json', '--show-secrets', ...args];
    const { code, stdout } = await runCommand(command, repository.path, given, { env });
    return code === 2 ? undefined : stdout;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(HexhoundError);
    return undefined;
  }
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test.each<[string, string, readonly string[], readonly string[], (git: string) => string[]]>([
  [
    'refs',
    'history',
    ['--no-cache'],
    [OLD, NEW, TAGGED],
    (git) => [
      join(git, 'HEAD'),
      join(git, 'packed-refs'),
      ...filesIn(join(git, 'refs')),
      ...filesIn(join(git, 'logs')),
    ],
  ],
  [
    'refs of a range',
    'history',
    ['v1..main'],
    [NEW],
    (git) => [join(git, 'packed-refs'), ...filesIn(join(git, 'refs'))],
  ],
  ["git's configuration", 'history', ['--no-cache'], [OLD, NEW, TAGGED], (git) => [join(git, 'config')]],
  ['index', 'staged', [], [STAGED], (git) => [join(git, 'index')]],
])('damaged %s: what is there is found, or something is said to be wrong', async (name, command, args, keys, files) => {
  const repository = createRefs();
  const subjects = files(join(repository.path, '.git')).filter(existsSync);
  const whole = (await run(repository, command, args)) ?? '';
  for (const key of keys) expect(whole).toContain(key);
  await fuzz(`damaged ${name}`, 25, async (random) => {
    const file = random.of(subjects);
    const bytes = readFileSync(file);
    try {
      writeFileSync(file, random.damage(bytes));
      const found = await run(repository, command, args);
      if (found !== undefined && !isOther(name, repository)) for (const key of keys) expect(found).toContain(key);
    } finally {
      writeFileSync(file, bytes);
    }
  });
});

/** What is damaged may be whole, and mean something else: another range, an index without the file, or with a submodule. */
function isOther(name: string, repository: Repository): boolean {
  try {
    if (name === 'index') return !/^:0+ 100\d{3} .* A\tb\.py$/m.test(repository.git('diff', '--cached', '--raw'));
    return name === 'refs of a range' && !repository.git('log', '--format=%s', 'v1..main').includes('two');
  } catch {
    return true;
  }
}

test('a damaged cache: the same is found', async () => {
  const repository = createRefs();
  const cache = temporaryFolder();
  await run(repository, 'history', [], cache);
  const subjects = filesIn(cache);
  expect(subjects.length).toBeGreaterThan(1);
  await fuzz('damaged caches', 25, async (random) => {
    const file = random.of(subjects);
    const bytes = readFileSync(file);
    writeFileSync(file, random.damage(bytes));
    const found = await run(repository, 'history', [], cache);
    for (const key of [OLD, NEW, TAGGED]) expect(found).toContain(key);
  });
});
