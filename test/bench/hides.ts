import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Repository } from '../helpers/repository.ts';

/** A place in a repository where a key can be, and what puts one there. */
interface Hide {
  readonly where: string;
  readonly put: (repository: Repository, line: string) => void;
}

/** A key is put as this line; the form is one that all scanners here know. */
const lineWith = (key: string) => `gitlab_token = "${key}"\n`;

const HIDES: readonly Hide[] = [
  { where: 'a file', put: (repository, line) => void repository.write('plain.py', line).commit('plain') },
  {
    where: 'a file that was deleted',
    put: (repository, line) => {
      repository.write('gone.py', line).commit('add');
      repository.remove('gone.py').commit('remove');
    },
  },
  {
    where: 'what a merge has on neither side',
    put: (repository, line) => {
      repository.git('checkout', '--quiet', '-b', 'side');
      repository.write('side.txt', 'side\n').commit('side');
      repository.git('checkout', '--quiet', 'main');
      repository.write('main.txt', 'main\n').commit('main');
      repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'side');
      repository.write('merged.py', line).commit('merge');
      repository.remove('merged.py').commit('remove');
    },
  },
  { where: 'the message of a commit', put: (repository, line) => void repository.commit(`fix\n\n${line}`) },
  { where: 'the message of a tag', put: (repository, line) => void repository.git('tag', '-a', 'v1', '-m', line) },
  { where: 'a note', put: (repository, line) => void repository.git('notes', 'add', '-m', line, 'HEAD') },
  {
    where: 'a file that only a tag leads to',
    put: (repository, line) => void repository.git('tag', 'blob', repository.store(`# tagged\n${line}`)),
  },
  {
    where: 'a stash, of a new file',
    put: (repository, line) => {
      repository.write('stashed.py', line).git('stash', 'push', '--quiet', '--include-untracked');
    },
  },
  {
    where: 'a stash below another',
    put: (repository, line) => {
      repository.write('plain.txt', line).git('add', '.');
      repository.git('stash', 'push', '--quiet');
      repository.write('other.txt', 'other\n').git('add', '.');
      repository.git('stash', 'push', '--quiet');
    },
  },
  {
    where: 'a commit that was reset',
    put: (repository, line) => {
      repository.write('reset.py', line).commit('to be reset');
      repository.git('reset', '--quiet', '--hard', 'HEAD^');
    },
  },
  {
    where: 'an object that nothing leads to',
    put: (repository, line) => void repository.store(`# dangling\n${line}`),
  },
  {
    where: 'a file with the attribute -diff',
    put: (repository, line) => {
      repository.write('.gitattributes', '*.dat -diff\n').write('hidden.dat', line).commit('data');
    },
  },
  {
    where: 'UTF-16',
    put: (repository, line) => {
      repository.write('wide.txt', Buffer.from(`\uFEFF${line}`, 'utf16le')).commit('wide');
    },
  },
  {
    where: 'base64',
    put: (repository, line) => {
      repository.write('encoded.yaml', `data: ${Buffer.from(line).toString('base64')}\n`).commit('encoded');
    },
  },
  {
    where: 'escapes of a string',
    put: (repository, line) => {
      const escaped = [...line.trim()].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('');
      repository.write('escaped.js', `run("${escaped}");\n`).commit('escaped');
    },
  },
  {
    where: 'a file in gzip',
    put: (repository, line) => void repository.write('log.gz', gzipSync(line)).commit('packed'),
  },
  {
    where: 'the name of a file',
    put: (repository, line) => {
      const [, key = ''] = /"(.*)"/.exec(line) ?? [];
      repository.write(`dump/${key}`, 'x\n').commit('named');
    },
  },
];

/** The hides by the keys that are put there, and the repository that has them all. */
export function hideKeys(folder: string): { repository: Repository; keys: ReadonlyMap<string, string> } {
  const repository = new Repository(folder);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.write('README.md', '# Something\n').commit('base');
  const keys = new Map<string, string>();
  for (const { where, put } of HIDES) {
    const key = `glpat-${randomBytes(15).toString('base64url').replaceAll(/[-_]/g, 'a')}`;
    keys.set(where, key);
    put(repository, lineWith(key));
  }
  return { repository, keys };
}
