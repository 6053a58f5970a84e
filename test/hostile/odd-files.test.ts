import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { runInTurn } from './program.ts';

/** What an attacker puts in the place of a file. */
const KINDS: Readonly<Record<string, (path: string) => void>> = {
  fifo: (path) => execFileSync('mkfifo', [path]),
  device: (path) => symlinkSync('/dev/zero', path),
  folder: (path) => mkdirSync(path),
  huge: (path) => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 27);
  },
};

const GIT_FILES = ['HEAD', 'config', 'commondir', 'packed-refs', 'index', 'shallow', 'info/exclude'];
const OWN_FILES = ['hexhound.yaml', '.gitleaksignore', '.hexhound-baseline.jsonl', '.secrets.baseline'];
const OTHER_FILES = ['.env', 'package.json', '.github/workflows/a.yml', 'Dockerfile', '.dockerignore', '.npmignore'];

function repositoryWith(path: string, kind: string): Repository {
  const repository = createRepository();
  repository.write('a.js', `CAPTCHAAI_API_KEY="${hexKey('a')}"\n`).commit('base');
  const full = join(repository.path, path);
  mkdirSync(dirname(full), { recursive: true });
  rmSync(full, { recursive: true, force: true });
  KINDS[kind]?.(full);
  return repository;
}

const COMMANDS = [['scan'], ['staged'], ['history'], ['audit'], ['purge', '--all']];
const MOST_MEMORY = 400;

test('what git would wait for, or read without end, is named by every command', async () => {
  const lines = GIT_FILES.flatMap((name) =>
    ['fifo', 'device'].flatMap((kind) => {
      const { path } = repositoryWith(`.git/${name}`, kind);
      return COMMANDS.map((args) => ({ cwd: path, args, name, kind }));
    }),
  );
  for (const { name, kind, args, code, stderr } of await runInTurn(lines)) {
    expect([name, kind, args, code]).toEqual([name, kind, args, 2]);
    expect(stderr).toMatch(new RegExp(`${name}: is not a regular file`));
  }
});

test('a .git that is a fifo, and a .git/objects/info/alternates', async () => {
  const paths = ['.git', '.gitignore', '.git/objects/info/alternates'];
  const lines = paths.map((path) => ({ cwd: repositoryWith(path, 'fifo').path, args: ['scan'], path }));
  for (const { path, code, stderr } of await runInTurn(lines)) {
    expect([path, code]).toEqual([path, 2]);
    expect(stderr).toContain('is not a regular file');
  }
});

test('a file of ours that is none is an error that names it', async () => {
  const lines = OWN_FILES.flatMap((name) =>
    Object.keys(KINDS).map((kind) => ({ cwd: repositoryWith(name, kind).path, args: ['scan'], name, kind })),
  );
  for (const { name, kind, code, stderr, memory } of await runInTurn(lines)) {
    expect([name, kind, code]).toEqual([name, kind, 2]);
    expect(stderr).toContain(name);
    expect(memory).toBeLessThan(MOST_MEMORY);
  }
});

test('another file that is none holds up no command', async () => {
  const lines = OTHER_FILES.flatMap((name) => {
    const special = name === '.env' ? ['verify', '--dotenv', '.env', '--env', 'X'] : ['init', '--dry-run'];
    return ['fifo', 'device'].flatMap((kind) => {
      const { path } = repositoryWith(name, kind);
      return [['scan'], ['audit'], special].map((args) => ({ cwd: path, args, name, kind }));
    });
  });
  for (const { name, kind, args, code, memory } of await runInTurn(lines)) {
    expect([name, kind, args, code === undefined]).toEqual([name, kind, args, false]);
    expect(memory).toBeLessThan(MOST_MEMORY);
  }
});
