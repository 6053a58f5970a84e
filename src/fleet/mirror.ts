import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureOf, type GitProcess, startGit } from '../git/run.ts';
import type { Env } from '../model/env.ts';
import { HexhoundError } from '../model/errors.ts';
import { sha256 } from '../model/hashing.ts';
import { type State, stateOfFailure } from './state.ts';

/** Why there is no clone of a repository. */
export class RepositoryProblem extends Error {
  readonly state: State;

  constructor(state: State, message: string) {
    super(message);
    this.state = state;
  }
}

/** What a repository on a server has, without its objects. */
export interface Remote {
  /** Of all refs and what they lead to. */
  readonly digest: string;
  /** What HEAD is there: the name of a branch, or a commit. */
  readonly head: string;
  readonly isEmpty: boolean;
  readonly isSha256: boolean;
}

/** With more packs than this, a new clone is faster than the old one. */
const MOST_PACKS = 50;

/** Git would go on with half an object (`.temp`) even where the server sends all of it again. */
const LEFTOVER = /\.lock$|^objects\b.*(?:\btmp_[^/\\]*|\.temp)$/;

const SETTINGS = [
  // A question on the terminal would never be answered.
  ...['-c', 'core.sshCommand=ssh -oBatchMode=yes'],
  ...['-c', 'fetch.unpackLimit=1', '-c', 'gc.auto=0', '-c', 'fetch.writeCommitGraph=false'],
  ...['-c', 'transfer.bundleURI=false', '-c', 'transfer.credentialsInUrl=die'],
];

/** A bare clone of a repository in a folder of ours. It names no remote: its URL is in no file. */
export class Mirror {
  readonly folder: string;
  readonly #url: string;
  readonly #env: Env;

  /** @param env with what git needs to be let in */
  constructor(folder: string, url: string, env: Env) {
    this.folder = folder;
    this.#url = url;
    // No repository that this folder happens to be in has a say.
    this.#env = { ...env, GIT_CEILING_DIRECTORIES: dirname(folder) };
  }

  /** @throws RepositoryProblem */
  async ask(): Promise<Remote> {
    mkdirSync(dirname(this.folder), { recursive: true, mode: 0o700 });
    const git = this.#start(dirname(this.folder), ['ls-remote', '--symref', '--end-of-options', this.#url]);
    const chunks: Buffer[] = [];
    for await (const chunk of git.stdout) chunks.push(chunk as Buffer);
    await ended(git);
    const refs = Buffer.concat(chunks).toString('latin1');
    const [, branch] = /^ref: (refs\/\S+)\tHEAD$/m.exec(refs) ?? [];
    const [, id] = /^([0-9a-f]{40,64})\tHEAD$/m.exec(refs) ?? [];
    return {
      digest: sha256(refs),
      head: branch === undefined ? (id ?? 'ref: refs/heads/main') : `ref: ${branch}`,
      isEmpty: !/^[0-9a-f]{40,64}\t/m.test(refs),
      isSha256: /^[0-9a-f]{64}\t/m.test(refs),
    };
  }

  /**
   * Fetches what is new, or everything. What fails leaves nothing that would be taken for a whole clone.
   * @param mostBytes that its packs may have
   * @throws RepositoryProblem
   */
  async fetch(remote: Remote, mostBytes: number): Promise<void> {
    if (this.#packs().length > MOST_PACKS || !this.#isThere()) await this.#init(remote);
    this.#removeLeftovers();
    const options = [
      '--progress',
      '--prune',
      '--force',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
    ];
    const git = this.#start(this.folder, ['fetch', ...options, '--end-of-options', this.#url, '+refs/*:refs/*']);
    git.stdout.resume();
    let isTooLarge = false;
    const timer = setInterval(() => {
      isTooLarge = this.bytes() > mostBytes;
      if (isTooLarge) git.stop();
    }, 1000);
    try {
      await ended(git);
    } catch (thrown) {
      this.#removeLeftovers();
      throw thrown;
    } finally {
      clearInterval(timer);
    }
    if (isTooLarge || this.bytes() > mostBytes) {
      rmSync(this.folder, { recursive: true, force: true });
      throw new RepositoryProblem('too large', `it has more than ${Math.floor(mostBytes / 1e6)} MB`);
    }
    writeFileSync(join(this.folder, 'HEAD'), `${remote.head}\n`);
  }

  /** Of all files of its packs. */
  bytes(): number {
    const folder = join(this.folder, 'objects', 'pack');
    return filesIn(folder).reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  #isThere(): boolean {
    return filesIn(this.folder).includes('HEAD');
  }

  #packs(): string[] {
    return filesIn(join(this.folder, 'objects', 'pack')).filter((name) => name.endsWith('.pack'));
  }

  async #init({ isSha256 }: Remote): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const format = isSha256 ? ['--object-format=sha256'] : [];
    const git = this.#start(this.folder, ['init', '--bare', '--quiet', '--template=', ...format]);
    git.stdout.resume();
    await ended(git);
  }

  /** What a process that was killed has left, or a connection that broke: half an object, locks on refs. Nobody else works here. */
  #removeLeftovers(): void {
    for (const entry of readdirSync(this.folder, { recursive: true, encoding: 'utf8' })) {
      if (LEFTOVER.test(entry)) rmSync(join(this.folder, entry), { force: true });
    }
  }

  #start(cwd: string, args: readonly string[]): GitProcess {
    const [protocol = 'ssh'] = /^[a-z]+(?=:\/\/)/.exec(this.#url) ?? [];
    // A server over https may send on to http nowhere: only http itself may go to both.
    const protocols = protocol === 'http' ? ['http', 'https'] : [protocol];
    try {
      return startGit({ cwd, env: this.#env }, [...SETTINGS, ...args], { protocols });
    } catch (thrown) {
      throw problemOf(thrown);
    }
  }
}

async function ended(git: GitProcess): Promise<void> {
  try {
    const failure = await failureOf(git);
    if (failure === undefined) return;
    const said = git.warnings();
    const { state, detail } = stateOfFailure(said === '' ? failure.message : said);
    throw new RepositoryProblem(state, detail);
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

/** A failure that names what is wrong with a repository. @throws what is no failure of git */
export function problemOf(thrown: unknown): RepositoryProblem {
  if (thrown instanceof RepositoryProblem) return thrown;
  if (!(thrown instanceof HexhoundError)) throw thrown;
  const { state } = stateOfFailure(thrown.message);
  return new RepositoryProblem(state === 'failed' ? 'damaged' : state, thrown.message);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
