import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { run, runInTurn } from './program.ts';

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

test.each(GIT_FILES)(
  '.git/%s that git would wait for, or read without end, is named by every command',
  async (name) => {
    for (const kind of ['fifo', 'device']) {
      const { path } = repositoryWith(`.git/${name}`, kind);
      for (const [at, { code, stderr }] of (await runInTurn(path, COMMANDS)).entries()) {
        expect([kind, COMMANDS[at], code]).toEqual([kind, COMMANDS[at], 2]);
        expect(stderr).toMatch(new RegExp(`${name}: is not a regular file`));
      }
    }
  },
);

test('a .git that is a fifo, and a .git/objects/info/alternates', async () => {
  for (const path of ['.git', '.gitignore', '.git/objects/info/alternates']) {
    const repository = repositoryWith(path, 'fifo');
    const { code, stderr } = await run(repository.path, ['scan']);
    expect([path, code]).toEqual([path, 2]);
    expect(stderr).toContain('is not a regular file');
  }
});

test.each(OWN_FILES)('%s that is none is an error that names it', async (name) => {
  for (const kind of Object.keys(KINDS)) {
    const { path } = repositoryWith(name, kind);
    const { code, stderr, memory } = await run(path, ['scan']);
    expect([kind, code]).toEqual([kind, 2]);
    expect(stderr).toContain(name);
    expect(memory).toBeLessThan(MOST_MEMORY);
  }
});

test.each(OTHER_FILES)('%s that is none holds up no command', async (name) => {
  const special = name === '.env' ? ['verify', '--dotenv', '.env', '--env', 'X'] : ['init', '--dry-run'];
  const commands = [['scan'], ['audit'], special];
  for (const kind of ['fifo', 'device']) {
    const { path } = repositoryWith(name, kind);
    for (const [at, { code, memory }] of (await runInTurn(path, commands)).entries()) {
      expect([kind, commands[at], code === undefined]).toEqual([kind, commands[at], false]);
      expect(memory).toBeLessThan(MOST_MEMORY);
    }
  }
});
