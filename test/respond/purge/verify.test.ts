import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { ScanLog } from '../../../src/model/scan-log.ts';
import { Secret } from '../../../src/model/secret.ts';
import { formatReplacements, readReplacements } from '../../../src/respond/purge/replacements.ts';
import { type Verified, verifyPurged } from '../../../src/respond/purge/verify.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../../helpers/repository.ts';

const KEY = hexKey('verify leftovers');

function base(): Repository {
  const repository = createRepository();
  repository.write('README.md', '# Something\n').write('.gitignore', 'dist/\n*.local\n').commit('base');
  return repository;
}

async function verify(cwd: string): Promise<Verified & { log: ScanLog }> {
  const file = join(temporaryFolder(), 'purge.txt');
  const text = formatReplacements([{ secret: new Secret(KEY), replacement: 'REDACTED-0a1b2c', found: [] }]);
  writeFileSync(file, text, 'latin1');
  const log = new ScanLog();
  const repository = await openRepository({ cwd, env: GIT_ENV });
  const verified = await verifyPurged(readReplacements(file, file), repository, file, log, () => true);
  return { ...verified, log };
}

/** In a few words, the value's path masked. */
function describe({ leftovers }: Verified): string[] {
  return leftovers
    .map(({ where, type, path = '', line, reachedBy, forms }) =>
      [where, type, path.replaceAll(KEY, 'KEY') + (line === undefined ? '' : `:${line}`), reachedBy, ...forms]
        .filter((word) => word !== undefined && word !== '')
        .join(' '),
    )
    .sort();
}

interface Situation {
  readonly name: string;
  readonly make: (repository: Repository) => void;
  readonly found: readonly string[];
  /** Something in what is to be done. */
  readonly remedy: RegExp;
}

const SITUATIONS: readonly Situation[] = [
  {
    name: 'a file of a branch, and its copy in the work tree',
    make: (repository) => {
      repository.write('a.py', `x\n${KEY}\n`).commit('a');
    },
    found: ['object blob a.py refs/heads/main', 'work-tree a.py:2'],
    remedy: /git filter-repo/,
  },
  {
    name: 'the past of a branch',
    make: (repository) => {
      repository.write('a.py', KEY).commit('a');
      repository.remove('a.py').commit('b');
    },
    found: ['object blob a.py refs/heads/main'],
    remedy: /git filter-repo/,
  },
  {
    name: 'a tag, its message and its name',
    make: (repository) => {
      repository.git('tag', '-a', `v-${KEY.slice(0, 4)}`, '-m', KEY);
      repository.git('tag', `v-${KEY}`);
    },
    // The object of an annotated tag has its name, too.
    found: ['git-file refs/tags/v-KEY', `object tag refs/tags/v-${KEY.slice(0, 4)}`, 'ref refs/tags/v-KEY'],
    remedy: /rename it/,
  },
  {
    name: 'the message of a commit, in the file of the last one and in the reflog',
    make: (repository) => {
      repository.commit(`use ${KEY}`);
    },
    found: [
      'git-file COMMIT_EDITMSG:1',
      'git-file logs/HEAD:2',
      'git-file logs/refs/heads/main:2',
      'object commit refs/heads/main',
    ],
    remedy: /^rm -f .*COMMIT_EDITMSG$/,
  },
  {
    name: 'a commit that only the reflog knows',
    make: (repository) => {
      repository.write('a.py', KEY).commit('a');
      repository.git('reset', '-q', '--hard', 'HEAD~1');
    },
    found: ['object blob a.py reflog'],
    remedy: /reflog expire --expire=now --all$/,
  },
  {
    name: 'an object that nothing leads to',
    make: (repository) => {
      repository.store(KEY);
    },
    found: ['object blob nothing'],
    remedy: /gc --prune=now$/,
  },
  {
    name: 'what is staged',
    make: (repository) => {
      repository.write('a.py', KEY).git('add', 'a.py');
      repository.write('a.py', 'x');
    },
    found: ['object blob a.py index'],
    remedy: /git restore --staged/,
  },
  {
    name: 'two stashes, each by its number',
    make: (repository) => {
      for (const number of [1, 2]) {
        repository.write('README.md', `${number} ${KEY}`);
        repository.git('stash', '-q');
      }
    },
    found: ['object blob README.md refs/stash', 'object blob README.md stash@{1}'],
    remedy: /stash drop 'stash@\{1\}'$/,
  },
  {
    name: 'a note',
    make: (repository) => {
      repository.git('notes', 'add', '-m', KEY, 'HEAD');
    },
    found: ['object blob PATH refs/notes/commits'],
    remedy: /git filter-repo/,
  },
  {
    name: 'a remote branch',
    make: (repository) => {
      repository.git('checkout', '-q', '-b', 'gone');
      repository.write('a.py', KEY).commit('a');
      repository.git('update-ref', 'refs/remotes/origin/gone', 'HEAD');
      repository.git('checkout', '-q', 'main');
      repository.git('branch', '-q', '-D', 'gone');
    },
    found: ['object blob a.py refs/remotes/origin/gone'],
    remedy: /update-ref -d refs\/remotes\/origin\/gone$/,
  },
  {
    name: 'the name of a file',
    make: (repository) => {
      repository.write(`dir/${KEY}.txt`, 'x').commit('a');
    },
    found: ['git-file index', 'index dir/KEY.txt', 'object tree dir/KEY.txt refs/heads/main', 'work-tree dir/KEY.txt'],
    remedy: /git filter-repo/,
  },
  {
    name: 'files of the work tree that git ignores, in folders that it ignores too',
    make: (repository) => {
      repository.write('dist/deep/bundle.js', `a\nb\n${KEY}`).write('env.local', Buffer.from(KEY).toString('base64'));
    },
    found: ['work-tree dist/deep/bundle.js:3', 'work-tree env.local:1 base64'],
    remedy: /hexhound rotate/,
  },
  {
    name: 'what operations leave behind',
    make: (repository) => {
      const put = (path: string) => repository.write(`.git/${path}`, `x\n${KEY}\n`);
      put('FETCH_HEAD').write('.git/SQUASH_MSG', KEY);
      put('rebase-merge/message');
      put('filter-repo/fast-export.original');
      put('hexhound/purge-2020-01-01.txt');
      put('index.lock');
      put('lfs/objects/ab/cd/x');
    },
    found: [
      'git-file FETCH_HEAD:2',
      'git-file SQUASH_MSG:1',
      'git-file filter-repo/fast-export.original:2',
      'git-file hexhound/purge-2020-01-01.txt:2',
      'git-file index.lock:2',
      'git-file lfs/objects/ab/cd/x:2',
      'git-file rebase-merge/message:2',
    ],
    remedy: /^rm -f -r .*filter-repo$/,
  },
  {
    name: 'the configuration',
    make: (repository) => {
      repository.git('remote', 'add', 'origin', `https://user:${KEY}@example.com/x.git`);
    },
    found: ['git-file config:7'],
    remedy: /Edit it/,
  },
];

test.each(SITUATIONS)('finds $name', async ({ make, found, remedy }) => {
  const repository = base();
  make(repository);
  const verified = await verify(repository.path);
  // Notes are kept under ids of commits.
  const shown = describe(verified).map((text) => text.replace(/blob [0-9a-f/]{40,} /, 'blob PATH '));
  expect(shown.map((text) => text.replace(/(?<=index):\d+/, ''))).toEqual(found);
  expect(verified.leftovers.flatMap(({ remedy: { text, commands } }) => [text, ...commands]).join('\n')).toMatch(
    new RegExp(remedy, 'm'),
  );
  expect(verified.leftovers.every(({ values }) => values.join() === 'REDACTED-0a1b2c')).toBe(true);
});

test('a clean repository is proved clean, from a sub-folder and where it is bare too', async () => {
  const repository = base();
  mkdirSync(join(repository.path, 'sub'));
  const bare = join(temporaryFolder(), 'bare.git');
  repository.git('clone', '-q', '--bare', '--no-local', '.', bare);
  for (const path of [repository.path, join(repository.path, 'sub'), bare]) {
    expect(await verify(path)).toMatchObject({ leftovers: [], isProof: true });
  }
  expect(await verify(createRepository().path), 'no commits').toMatchObject({ leftovers: [], isProof: true });
});

test('of a linked worktree the common folder and its own are searched', async () => {
  const repository = base();
  const linked = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '-q', linked, '-b', 'linked');
  repository.write('.git/worktrees/linked/COMMIT_EDITMSG', KEY).write('.git/MERGE_MSG', KEY);
  writeFileSync(join(linked, 'x'), KEY);
  expect(describe(await verify(linked))).toEqual([
    'git-file MERGE_MSG:1',
    'git-file worktrees/linked/COMMIT_EDITMSG:1',
    'work-tree x:1',
  ]);
  const { log } = await verify(repository.path);
  expect(log.notices.join()).toContain('another worktree');
});

test('nothing is proved in a shallow clone, where objects are missing, and where git has left unreadable files', async () => {
  const repository = base();
  repository.write('a.py', 'x').commit('a');
  const shallow = join(temporaryFolder(), 'shallow');
  repository.git('clone', '-q', '--depth=1', `file://${repository.path}`, shallow);
  expect(await verify(shallow)).toMatchObject({ leftovers: [], isProof: false });
  const blob = repository.git('rev-parse', 'HEAD:a.py');
  repository.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
  const incomplete = await verify(repository.path);
  expect(incomplete.isProof).toBe(false);
  expect(incomplete.log.errors.map(({ subject }) => subject)).toContain(blob);
  const other = base();
  other.write('.git/objects/pack/tmp_pack_x1', 'PACK');
  expect((await verify(other.path)).isProof).toBe(false);
});
