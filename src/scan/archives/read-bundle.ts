import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readByCatFile } from '../../git/cat-file.ts';
import { decodePath } from '../../git/path.ts';
import { type GitContext, git, gitLines, linesOf, startGit } from '../../git/run.ts';
import { withoutHookVariables } from '../../git/safety.ts';
import { OVERLAP_BYTES } from '../../model/fragment.ts';
import { Refusal, timeToUnpack } from './budget.ts';
import { ByteReader } from './byte-reader.ts';
import { metered } from './chunks.ts';
import type { ArchiveReader, Entry } from './entry.ts';

/**
 * A git bundle (gitformat-bundle(5)) or a pack: its blobs, by a path that they have, its commits and tags. Git reads it into an
 * empty repository, which nobody has configured.
 */
export const readBundle: ArchiveReader = async function* readBundle(chunks, refuse, env) {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bundle-'));
  const bytes = new ByteReader(chunks);
  try {
    const none = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: NO_FILE };
    const context = { cwd: folder, env: { ...withoutHookVariables(env), ...none } };
    const format = await readHeader(bytes);
    await git(context, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '.']);
    await indexPack(context, bytes);
    yield* objectsIn(context, refuse);
  } finally {
    await bytes.end();
    rmSync(folder, { recursive: true, force: true });
  }
};

const NO_FILE = process.platform === 'win32' ? 'NUL' : '/dev/null';
const [MAGIC_BYTES, MOST_HEADER_BYTES] = [4, 16 * 1024 ** 2];

/** Reads the lines before the pack. @returns the format of ids */
async function readHeader(bytes: ByteReader): Promise<'sha1' | 'sha256'> {
  const magic = await bytes.upTo(MAGIC_BYTES);
  bytes.putBack(magic);
  if (magic.toString('latin1') === 'PACK') return 'sha1';
  const header: string[] = [];
  for (let size = 0; header.at(-1) !== ''; size += (header.at(-1) ?? '').length) {
    if (size > MOST_HEADER_BYTES) throw new Error('no header');
    header.push(await bytes.line());
  }
  return header.includes('@object-format=sha256') ? 'sha256' : 'sha1';
}

/** @throws Refusal if the pack has deltas of objects that are not in it, or that expand without end */
async function indexPack(context: GitContext, bytes: ByteReader): Promise<void> {
  const run = startGit(context, ['index-pack', '--stdin'], { input: null });
  run.stdout.resume();
  let size = 0;
  const packed = metered(bytes.rest(), (length) => {
    size += length;
  });
  // Git ends early where something is wrong, and says what.
  await pipeline(packed, run.stdin).catch(() => {});
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    run.stop();
  }, timeToUnpack(size));
  try {
    await run.done;
  } catch (cause) {
    if (/unresolved delta/.test(run.warnings())) throw new Refusal('it builds on objects that are not in it');
    throw cause;
  } finally {
    clearTimeout(timer);
  }
  if (isLate) throw new Refusal('git takes too long to read it');
}

async function* objectsIn(context: GitContext, refuse: (name: string, reason: string) => void): AsyncGenerator<Entry> {
  const types = await typesOf(context);
  const paths = await pathsOf(context, types);
  const nameOf = (id: string) => paths.get(id) ?? `${types.get(id)} ${id}`;
  const ids = [...types.keys()].filter((id) => types.get(id) !== 'tree');
  const objects = readByCatFile(context, ids, (id) => refuse(nameOf(id), 'it is damaged'))[Symbol.asyncIterator]();
  try {
    let next = await objects.next();
    while (!next.done) {
      const first = next.value;
      // The bytes of a piece are those of the next one as soon as that is asked for.
      async function* content() {
        yield Buffer.from(first.bytes);
        for (next = await objects.next(); !next.done && next.value.origin.offset > 0; next = await objects.next())
          yield Buffer.from(next.value.bytes.subarray(OVERLAP_BYTES));
      }
      yield { name: nameOf(first.id), chunks: content() };
      while (!next.done && (next.value === first || next.value.origin.offset > 0)) next = await objects.next();
    }
  } finally {
    await objects.return?.(undefined);
  }
}

/** All objects: their types by their ids. */
async function typesOf(context: GitContext): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  const args = ['cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)'];
  for await (const line of gitLines(context, args)) {
    const [id = '', type = ''] = line.split(' ');
    types.set(id, type);
  }
  return types;
}

/** A path of each object that has one. */
async function pathsOf(context: GitContext, types: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const commits = [...types].flatMap(([id, type]) => (type === 'commit' ? [id] : []));
  const paths = new Map<string, string>();
  // No commit needs its parents then, which may be missing.
  const input = commits.map((id) => `${id}\n`).join('');
  writeFileSync(join(context.cwd, 'shallow'), input);
  const run = startGit(context, ['rev-list', '--objects', '--missing=allow-any', '--stdin'], { input });
  for await (const line of linesOf(run.stdout)) {
    const space = line.indexOf(' ');
    if (space > 0 && space + 1 < line.length)
      paths.set(line.slice(0, space), decodePath(Buffer.from(line.slice(space + 1), 'latin1')));
  }
  // Without paths, ids are names.
  await run.done.catch(() => {});
  return paths;
}
