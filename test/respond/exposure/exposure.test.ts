import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRepository } from '../../../src/git/repository.ts';
import { type Report, type ScanOptions, scanHistory, scanTree } from '../../../src/index.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { type ExposureOptions, exposureOf } from '../../../src/respond/exposure/examine.ts';
import type { Exposure } from '../../../src/respond/exposure/exposure.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('exposure');
/** A day after the clock of a test repository begins, and 99 more. */
const NOW = (1_700_000_000 + 100 * 86_400) * 1000;

type Scan = (cwd: string, options: ScanOptions) => Promise<Report>;

const inHistory: Scan = (cwd, options) => scanHistory(cwd, [], options);
const inFiles: Scan = (_, options) => scanTree([], options);

async function findingsIn(cwd: string, scan: Scan): Promise<readonly Finding[]> {
  const { findings } = await scan(cwd, { cwd, env: GIT_ENV, useCache: false });
  return findings.filter(({ secret }) => secret !== undefined);
}

/** Of the only finding. */
async function exposureIn(
  repository: Pick<Repository, 'path'>,
  scan = inHistory,
  options: ExposureOptions = {},
): Promise<Exposure> {
  const findings = await findingsIn(repository.path, scan);
  const opened = await findRepository({ cwd: repository.path, env: GIT_ENV });
  const exposures = await exposureOf(findings, opened, { now: NOW, ...options });
  expect([...exposures.keys()]).toEqual(findings.map(({ fingerprint }) => fingerprint));
  const [exposure] = exposures.values();
  if (exposure === undefined || exposures.size !== 1) throw new Error(`${exposures.size} findings`);
  return exposure;
}

function commitAs(repository: Repository, author: string, message: string): string {
  return repository.commit(message, '--author', `${author} <${author.toLowerCase()}@example.com>`);
}

test('since when, until when, by whom, in which branches, tags and remotes', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.git('branch', 'clean');
  const first = repository.write('a.py', keyLine(KEY)).commit('add');
  repository.git('tag', 'v1');
  repository.git('tag', '-a', 'v2', '-m', 'release');
  repository.write('a.py', `# more\n${keyLine(KEY)}`);
  const last = commitAs(repository, 'Bob', 'another version');
  const removed = repository.write('a.py', 'x = 1\n').commit('remove');
  repository.commit('after');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('update-ref', 'refs/remotes/team/fork/old', last);
  repository.git('remote', 'add', 'team/fork', 'https://example.com/fork.git');
  expect(await exposureIn(repository)).toMatchObject({
    first: { id: first, author: 'Ada <ada@example.com>' },
    last: { id: last, author: 'Bob <bob@example.com>' },
    removed: { id: removed },
    isStill: false,
    days: 0,
    authors: [
      { author: 'Ada <ada@example.com>', commits: 1 },
      { author: 'Bob <bob@example.com>', commits: 1 },
    ],
    branches: ['main'],
    tags: ['v1', 'v2'],
    otherRefs: [],
    remotes: [
      { remote: 'origin', refs: ['refs/remotes/origin/main'] },
      { remote: 'team/fork', refs: ['refs/remotes/team/fork/old'], perhaps: ['refs/tags/v1', 'refs/tags/v2'] },
    ],
    isDangling: false,
  });
});

test('what is still there is exposed until now; a cherry-pick has it in its branch, by another commit', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.git('checkout', '-q', '-b', 'other');
  repository.write('z', 'z').commit('elsewhere');
  repository.git('checkout', '-q', 'main');
  repository.write('a.py', keyLine(KEY)).commit('add');
  repository.git('checkout', '-q', 'other');
  repository.git('cherry-pick', 'main');
  repository.remove('a.py').commit('remove here');
  repository.git('checkout', '-q', 'main');
  const exposure = await exposureIn(repository);
  expect(exposure).toMatchObject({ isStill: true, days: 99, branches: ['main', 'other'], remotes: [] });
  expect(exposure.removed).toBeUndefined();
});

test('a merge that only takes over what one side had, and one that puts it in itself', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.git('checkout', '-q', '-b', 'side');
  const first = repository.write('a.py', keyLine(KEY)).commit('add');
  repository.git('checkout', '-q', 'main');
  repository.write('b', 'b').commit('main');
  repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  expect(await exposureIn(repository)).toMatchObject({
    first: { id: first },
    isStill: true,
    branches: ['main', 'side'],
  });

  const evil = createRepository();
  evil.write('README.md', 'x').commit('base');
  evil.git('checkout', '-q', '-b', 'side');
  evil.write('b', 'b').commit('side');
  evil.git('checkout', '-q', 'main');
  evil.write('c', 'c').commit('main');
  evil.git('merge', '-q', '--no-commit', 'side');
  const merge = evil.write('a.py', keyLine(KEY)).commit('merge');
  expect(await exposureIn(evil)).toMatchObject({ first: { id: merge }, branches: ['main'] });
});

test.each([
  ['a message of a commit', (repository: Repository) => repository.commit(keyLine(KEY)), ['main'], [], []],
  [
    'a message of a tag',
    (repository: Repository) => repository.git('tag', '-a', 'v1', '-m', keyLine(KEY)),
    [],
    ['v1'],
    [],
  ],
  [
    'a note',
    (repository: Repository) => repository.git('notes', 'add', '-m', keyLine(KEY)),
    [],
    [],
    ['refs/notes/commits'],
  ],
  [
    'a stash',
    (repository: Repository) => {
      repository.write('README.md', keyLine(KEY));
      repository.git('stash', '-q');
    },
    [],
    [],
    ['refs/stash'],
  ],
])('%s', async (_, make, branches, tags, otherRefs) => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  make(repository);
  repository.commit('after');
  expect(await exposureIn(repository)).toMatchObject({ isStill: true, branches, tags, otherRefs, isDangling: false });
});

test('only the reflog, or nothing, leads to it', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.write('a.py', keyLine(KEY)).commit('add');
  repository.git('reset', '-q', '--hard', 'HEAD~1');
  expect(await exposureIn(repository)).toMatchObject({ isDangling: true, branches: [], isStill: false });
  repository.git('reflog', 'expire', '--expire=now', '--all');
  expect(await exposureIn(repository)).toMatchObject({ isDangling: true, branches: [], isStill: false });
});

test('a finding of the working tree is looked for in the history: in the top folder, in a sub-folder', async () => {
  const repository = createRepository();
  const first = repository.write('sub/a.py', `# first\n${keyLine(KEY)}`).commit('add');
  repository.write('sub/a.py', `# changed, and not committed\n${keyLine(KEY)}`);
  mkdirSync(join(repository.path, 'sub'), { recursive: true });
  for (const path of [repository.path, join(repository.path, 'sub')]) {
    expect(await exposureIn({ path }, inFiles)).toMatchObject({
      first: { id: first },
      branches: ['main'],
      isStill: true,
    });
  }
});

test('never committed, no commits at all, outside of git', async () => {
  const repository = createRepository();
  repository.write('a.py', keyLine(KEY));
  const never = { isDangling: true, branches: [], authors: [], remotes: [] };
  expect(await exposureIn(repository, inFiles), 'no commits').toMatchObject(never);
  repository.git('commit', '-q', '--allow-empty', '-m', 'base');
  const uncommitted = await exposureIn(repository, inFiles);
  expect(uncommitted, 'never committed').toMatchObject(never);
  expect([uncommitted.first, uncommitted.days, uncommitted.unknown]).toEqual([undefined, undefined, undefined]);
  const [finding] = await findingsIn(repository.path, inFiles);
  const outside = await exposureOf(finding === undefined ? [] : [finding], undefined);
  expect([...outside.values()][0]?.unknown).toContain('not in a git repository');
});

test('in a bare repository and in a mirror, whose refs are those of the remote', async () => {
  const repository = createRepository();
  repository.write('a.py', keyLine(KEY)).commit('add');
  const bare = join(temporaryFolder(), 'bare.git');
  repository.git('clone', '-q', '--bare', '--no-local', '.', bare);
  expect(await exposureIn({ path: bare })).toMatchObject({ branches: ['main'], isStill: true });
  const mirror = join(temporaryFolder(), 'mirror.git');
  repository.git('clone', '-q', '--mirror', '--no-local', '.', mirror);
  expect(await exposureIn({ path: mirror })).toMatchObject({
    remotes: [{ remote: 'origin', refs: ['refs/heads/main'] }],
  });
});

test('what only a tag, a note or another ref has: no commit, and no ref that follows a remote', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const blob = repository.store(keyLine(KEY));
  const tree = repository.gitWith({ input: `100644 blob ${blob}\ta.py\n` }, 'mktree');
  const only = async (make: () => void, ref: string) => {
    make();
    const alone = await exposureIn(repository);
    repository.git('remote', 'add', 'origin', 'https://example.com/app.git');
    const withRemote = await exposureIn(repository);
    repository.git('remote', 'remove', 'origin');
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    repository.git('update-ref', '-d', ref);
    expect([alone.remotes, alone.isDangling]).toEqual([[], false]);
    expect(withRemote.remotes).toEqual([{ remote: 'origin', refs: [], perhaps: [ref] }]);
    repository.git('reflog', 'expire', '--expire=now', '--all');
    return withRemote;
  };
  const message = () => repository.git('tag', '-a', 'v1', '-m', keyLine(KEY));
  expect(await only(message, 'refs/tags/v1')).toMatchObject({ tags: ['v1'], isStill: true });
  expect(await only(() => repository.git('tag', 'v2', blob), 'refs/tags/v2')).toMatchObject({ tags: ['v2'] });
  expect(await only(() => repository.git('tag', '-a', 'v3', '-m', 'x', tree), 'refs/tags/v3')).toMatchObject({
    tags: ['v3'],
  });
  const ofTag = () => {
    repository.git('tag', '-a', 'inner', '-m', keyLine(KEY));
    repository.git('tag', '-a', 'v4', '-m', 'outer', 'inner');
    repository.git('tag', '-d', 'inner');
  };
  expect(await only(ofTag, 'refs/tags/v4')).toMatchObject({ tags: ['v4'] });
  const note = () => repository.git('notes', 'add', '-m', keyLine(KEY));
  expect(await only(note, 'refs/notes/commits')).toMatchObject({ otherRefs: ['refs/notes/commits'] });
});

test('many findings at once do not get into one another; packages and images are asked about the paths', async () => {
  const repository = createRepository();
  const keys = Array.from({ length: 70 }, (_, number) => hexKey(`many ${number}`));
  const commits = keys.map((key, number) => {
    repository.git('checkout', '-q', '--orphan', `b${number}`);
    return repository.write(`f${number}.py`, keyLine(key)).commit(`${number}`);
  });
  // Each branch has the files of those before, too.
  const findings = await findingsIn(repository.path, inHistory);
  const opened = await findRepository({ cwd: repository.path, env: GIT_ENV });
  const packagesWith = (paths: readonly string[]) => paths.map((path) => `package of ${path}`);
  const exposures = await exposureOf(findings, opened, { now: NOW, packagesWith });
  expect(exposures.size).toBe(70);
  for (const finding of findings) {
    const number = keys.indexOf(finding.secret?.reveal() ?? '');
    const exposure = exposures.get(finding.fingerprint);
    expect(exposure?.first?.id).toBe(commits[number]);
    expect(exposure?.branches).toHaveLength(70 - number);
    expect(exposure?.packages).toEqual([`package of f${number}.py`]);
    expect(exposure?.images).toEqual([]);
  }
});

test('a value that is in no form that a rule knows is found by its bytes all the same', async () => {
  const repository = createRepository();
  const value = alnumKey('exposure wide', 20);
  repository.write('x.bin', Buffer.concat([Buffer.alloc(9), Buffer.from(value, 'utf16le')])).commit('binary');
  repository.write('a.py', `password = "${value}"\n`);
  expect(await exposureIn(repository, inFiles)).toMatchObject({ branches: ['main'], isStill: true });
});
