import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { loadObjects } from '../../../src/git/packs/load-objects.ts';
import type { ObjectDatabase } from '../../../src/git/packs/object-database.ts';
import { listObjectFolders } from '../../../src/git/packs/object-folders.ts';
import type { HashBytes } from '../../../src/git/packs/pack-index.ts';
import { PackReader } from '../../../src/git/packs/pack-reader.ts';
import { readLoose } from '../../../src/git/packs/read-loose.ts';
import type { ScanError } from '../../../src/model/errors.ts';
import { createRepository, GIT_ENV, type Repository } from '../../helpers/repository.ts';

export const KINDS = ['unknown', 'commit', 'tree', 'blob', 'tag'] as const;

/** Numbers that look random and are the same every time. */
export function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

/** Lines that git will find worth a delta, when one of them changes. */
function lines(seed: number, count: number): string[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, i) => `line ${i}: ${random.next().value.toString(36)}`);
}

/** A repository with `commits` versions of a file, some of another, and a tag; all loose. Its work tree is empty. */
export function createHistory(commits = 20, ...initOptions: string[]): Repository {
  const repository = createRepository(...initOptions);
  const text = lines(1, 300);
  const stream: string[] = [];
  const data = (content: string) => `data ${content.length}\n${content}`;
  for (let i = 0; i < commits; i++) {
    text[(i * 37) % text.length] = `changed in ${i}`;
    const committer = `committer Ada <ada@example.com> ${1_600_000_000 + i} +0000`;
    stream.push('commit refs/heads/main', committer, data(`commit ${i}`));
    stream.push('M 644 inline src/one.txt', data(text.join('\n')));
    if (i % 5 === 0) stream.push(`M 644 inline src/other-${i}.txt`, data(lines(i + 2, 40).join('\n')));
  }
  const input = `${stream.join('\n')}\n`;
  repository.gitWith({ input }, '-c', 'fastimport.unpackLimit=1000000', 'fast-import', '--quiet');
  repository.git('tag', '-a', '-m', 'first release', 'v1', 'main');
  return repository;
}

export function objectFolder(repository: Repository): string {
  return join(repository.path, '.git/objects');
}

/** The files of the repository's packs with this ending, whole paths. */
export function packFiles(repository: Repository, ending: string): string[] {
  const folder = join(objectFolder(repository), 'pack');
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

export interface Loaded {
  readonly database: ObjectDatabase;
  readonly problems: readonly ScanError[];
  readonly notices: readonly string[];
}

export function load(repository: Repository, hashBytes: HashBytes = 20, env: Record<string, string> = {}): Loaded {
  const problems: ScanError[] = [];
  const notices: string[] = [];
  const context = { cwd: repository.path, env: { ...GIT_ENV, ...env } };
  const notice = (text: string) => notices.push(text);
  const folders = listObjectFolders(objectFolder(repository), context, (problem) => problems.push(problem));
  const database = loadObjects(folders, hashBytes, (problem) => problems.push(problem), notice);
  onTestFinished(() => database.close());
  return { database, problems, notices };
}

/** `<id> <type>` of all objects as git knows them, sorted. */
export function listByGit(repository: Repository, env: Record<string, string> = {}): string[] {
  const format = '--batch-check=%(objectname) %(objecttype)';
  return repository.gitWith({ env }, 'cat-file', '--batch-all-objects', format).split('\n').filter(Boolean).sort();
}

/**
 * `<id> <type>` of all objects as they are read here, sorted: packed ones from the forest, by inflating and applying
 * deltas, loose ones from their files. The id is computed from the content.
 */
export function readAll(database: ObjectDatabase): string[] {
  const { shared } = database;
  const algorithm = shared.hashBytes === 20 ? 'sha1' : 'sha256';
  const memory = new Uint8Array(1 << 20);
  const reader = new PackReader(database, { memory, start: 1000, length: memory.length - 2000 }, 4096);
  const found: string[] = [];
  const add = (type: string, bytes: Uint8Array) => {
    const hash = createHash(algorithm).update(`${type} ${bytes.length}\0`).update(bytes);
    found.push(`${hash.digest('hex')} ${type}`);
  };
  const visit = (n: number, base: Uint8Array | undefined): number => {
    const at = reader.load(n);
    const entry = inflateSync(memory.subarray(at, at + database.dataLength(n)));
    if (entry.length !== shared.size[n]) throw new Error(`object ${n} is not as long as its entry says`);
    const bytes = base === undefined ? entry : applyDelta(base, entry);
    add(KINDS[shared.kind[n] ?? 0] ?? '', bytes);
    let descendants = 0;
    for (let child = shared.firstChild[n] ?? -1; child >= 0; child = shared.nextSibling[child] ?? -1) {
      descendants += 1 + visit(child, bytes);
    }
    if (descendants !== shared.descendants[n]) throw new Error(`object ${n} has ${descendants} descendants`);
    return descendants;
  };
  for (const root of shared.roots) visit(root, undefined);
  for (let n = database.packedCount; n < database.count; n++) {
    const object = readLoose(database.looseFile(n), 1e6);
    if ('type' in object) add(object.type, object.bytes);
  }
  return found.sort();
}

/** gitformat-pack(5), "Deltified representation". */
function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  let at = 0;
  const next = () => delta[at++] ?? 0;
  const skipSize = () => {
    while (next() >= 128);
  };
  skipSize();
  skipSize();
  const parts: Uint8Array[] = [];
  while (at < delta.length) {
    const instruction = next();
    if (instruction < 128) {
      parts.push(delta.subarray(at, at + instruction));
      at += instruction;
      continue;
    }
    let [offset, size] = [0, 0];
    for (let i = 0; i < 4; i++) if (instruction & (1 << i)) offset += next() * 256 ** i;
    for (let i = 0; i < 3; i++) if (instruction & (16 << i)) size += next() * 256 ** i;
    parts.push(base.subarray(offset, offset + (size || 0x10000)));
  }
  return Buffer.concat(parts);
}
