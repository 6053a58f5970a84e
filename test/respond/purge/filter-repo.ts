import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { GIT_ENV, temporaryFolder } from '../../helpers/repository.ts';

const CACHE = resolve('node_modules/.cache/hexhound');
const VERSION = '2.47.0';

/** What ran, and all that it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell in which git-filter-repo and hexhound are programs, and which writes down how git was called. */
export class PurgeShell {
  readonly #env: Record<string, string>;
  readonly #log: string;

  constructor() {
    const bin = temporaryFolder();
    this.#log = join(bin, 'argv.log');
    const filterRepo = filterRepoCommand();
    if (filterRepo !== undefined) program(bin, 'git-filter-repo', `exec ${filterRepo} "$@"`);
    program(bin, 'hexhound', `exec ${process.execPath} ${resolve('dist/js/cli.js')} "$@"`);
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    program(bin, 'git', `printf '%s\\n' "$@" >> ${this.#log}\nexec ${git} "$@"`);
    this.#env = { ...GIT_ENV, CI: '1', PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  }

  /** Runs a line as it stands. */
  run(command: string, cwd: string): Ran {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env: this.#env, encoding: 'utf8' });
    return { code: status ?? -1, stdout, stderr };
  }

  /** Arguments of every call of git. */
  get calls(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : '';
  }
}

function program(folder: string, name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/**
 * How git-filter-repo is started: undefined where it is installed, else the one that is fetched once with pip.
 * @throws Error saying what is missing: purging cannot be tested without it, and a test that is skipped proves nothing
 */
function filterRepoCommand(): string | undefined {
  if (spawnSync('git-filter-repo', ['--version']).status === 0) return undefined;
  const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  if (python.status !== 0) {
    throw new Error('git-filter-repo is not installed, and without python3 it cannot be: install either of them');
  }
  const folder = join(CACHE, `git-filter-repo-${VERSION}`);
  if (!existsSync(folder)) install(python.stdout.trim(), folder);
  return `${python.stdout.trim()} ${join(folder, 'git_filter_repo.py')}`;
}

/** Into a folder of its own first: test files run at the same time. */
function install(python: string, folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', fresh, `git-filter-repo==${VERSION}`];
  const { status, stderr } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`git-filter-repo is not installed, and pip could not fetch it:\n${stderr}`);
  }
  try {
    renameSync(fresh, folder);
  } catch (thrown) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw thrown;
  }
}
