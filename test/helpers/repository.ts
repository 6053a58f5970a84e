import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** An environment in which git behaves the same on every machine: no user or system configuration, fixed identity. */
export const GIT_ENV: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  // Nothing can be written there, by root either.
  HOME: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/**
 * What `commit` runs. Each process costs as much as this one has memory, so it starts only one. With `maintenance.auto`, each
 * commit starts a process to see whether there is something to clean up.
 */
const COMMIT = `git add --all --force &&
  exec git -c core.hooksPath=/dev/null -c maintenance.auto=false commit --quiet --allow-empty -m "$@"`;

interface Options {
  readonly env?: Record<string, string>;
  readonly input?: string | Uint8Array;
}

/** A real repository in a temporary folder, with the verbs that tests need. */
export class Repository {
  readonly path: string;
  #clock = 1_700_000_000;

  constructor(path: string) {
    this.path = path;
  }

  copyTo(path: string): Repository {
    cpSync(this.path, path, { recursive: true, verbatimSymlinks: true });
    const copy = new Repository(path);
    copy.#clock = this.#clock;
    return copy;
  }

  /** Runs git here and gives what it printed, trimmed. */
  git(...args: string[]): string {
    return this.gitWith({}, ...args);
  }

  gitWith(options: Options, ...args: string[]): string {
    return this.#run('git', args, options);
  }

  #run(program: string, args: readonly string[], { env = {}, input = '' }: Options = {}): string {
    const date = `${this.#clock} +0000`;
    return execFileSync(program, args, {
      cwd: this.path,
      env: { ...GIT_ENV, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...env },
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  }

  write(path: string, content: string | Uint8Array): this {
    const full = join(this.path, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return this;
  }

  chmod(path: string, mode: number): this {
    chmodSync(join(this.path, path), mode);
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.path, path), { recursive: true, force: true });
    return this;
  }

  /** Stores a blob that nothing names yet; gives its id. */
  store(content: string | Uint8Array): string {
    return this.gitWith({ input: content }, 'hash-object', '-w', '--stdin');
  }

  /** Commits everything, a minute after the last commit; gives the commit's id. */
  commit(message: string, ...options: string[]): string {
    this.#clock += 60;
    this.#run('sh', ['-c', COMMIT, 'sh', message, ...options]);
    return this.#head();
  }

  /** The commit that was just made, as git has written it: to ask for it would be another process for each commit. */
  #head(): string {
    try {
      const read = (name: string) => readFileSync(join(this.path, '.git', name), 'utf8').trim();
      const head = read('HEAD');
      return head.startsWith('ref: ') ? read(head.slice('ref: '.length)) : head;
    } catch {
      // A linked work tree, or another way of storing refs.
      return this.git('rev-parse', 'HEAD');
    }
  }
}

/**
 * A temporary folder that goes when the test ends.
 * @param atTheEnd for a folder that several tests share: `afterAll`
 */
export function temporaryFolder(atTheEnd: (remove: () => void) => void = onTestFinished): string {
  const path = mkdtempSync(join(tmpdir(), 'hexhound-test-'));
  atTheEnd(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A temporary folder with files, by their paths. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A fresh repository on branch main, without commits; it goes when the test ends. */
export function createRepository(...initOptions: string[]): Repository {
  return createRepositoryIn(temporaryFolder(), ...initOptions);
}

/** The same in a folder that is there already. */
export function createRepositoryIn(path: string, ...initOptions: string[]): Repository {
  const repository = new Repository(path);
  if (initOptions.length > 0) initialise(repository, initOptions);
  else for (const [name, content] of freshFiles()) writeFresh(join(path, '.git', name), content);
  return repository;
}

function initialise(repository: Repository, options: readonly string[] = []): void {
  repository.git('init', '--quiet', '--initial-branch=main', ...options);
}

/** Contents of what `git init` makes by their paths in `.git`, undefined for folders. */
type Fresh = ReadonlyMap<string, Buffer | undefined>;
let fresh: Fresh | undefined;

/** Asked of git once for each process, for starting git takes ten times as long. Its examples of hooks are left out. */
function freshFiles(): Fresh {
  if (fresh !== undefined) return fresh;
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-test-'));
  initialise(new Repository(folder));
  const top = join(folder, '.git');
  const entries = readdirSync(top, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !path.endsWith('.sample'))
    .map(({ entry, path }) => [relative(top, path), entry.isFile() ? readFileSync(path) : undefined] as const);
  rmSync(folder, { recursive: true });
  fresh = new Map(entries);
  return fresh;
}

function writeFresh(path: string, content: Buffer | undefined): void {
  mkdirSync(content === undefined ? path : dirname(path), { recursive: true });
  if (content !== undefined) writeFileSync(path, content);
}

/** A repository with one harmless commit. */
export function repositoryWithBase(...initOptions: string[]): Repository {
  const repository = createRepository(...initOptions);
  repository.write('README.md', '# Something\n').commit('base');
  return repository;
}

/**
 * A function that gives each test a repository of its own, all with the same in them. It is built once and then copied, for
 * twenty runs of git take a hundred times as long. To be called for a whole file of tests.
 */
export function template(build: (repository: Repository) => unknown): () => Repository {
  const folder = temporaryFolder(afterAll);
  let built: Repository | undefined;
  return () => {
    if (built === undefined) {
      built = createRepositoryIn(folder);
      build(built);
    }
    return built.copyTo(temporaryFolder());
  };
}
