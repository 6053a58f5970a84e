import { createHash, createHmac } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { damagePackedObject } from '../../helpers/damage.ts';
import { scanOnce } from '../../helpers/history.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { repositoryWithBase, template, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('cache');
const LATER = hexKey('later');

/** A key in the past. */
const packed = template((repository) => {
  repository.write('README.md', '# Something\n').commit('base');
  repository.write('dull.txt', `${alnumKey('dull', 4000)}\n`).commit('dull');
  repository.write('a.js', keyLine(KEY)).commit('add');
  repository.remove('a.js').commit('remove');
  repository.git('repack', '-adq');
});

/** A repository with a key in its past, packed, and a cache folder that nobody has used yet. */
function setUp() {
  const repository = packed();
  const env = { XDG_CACHE_HOME: join(temporaryFolder(), 'cache') };
  const scan = (...args: string[]) => scanOnce(repository.path, args, { env });
  return { repository, env, scan };
}

type SetUp = ReturnType<typeof setUp>;

/** The one file in which a history is remembered. */
function cacheFile({ env }: Pick<SetUp, 'env'>): string {
  const folder = join(env.XDG_CACHE_HOME, 'hexhound/history');
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

test('the second time says the same, and reads only where something was found', async () => {
  const { repository, scan } = setUp();
  const first = await scan();
  expect([first.code, first.places(KEY)]).toEqual([1, ['a.js:1']]);
  const damaged = damagePackedObject(repository, 'HEAD:dull.txt');
  const second = await scan();
  expect([second.code, second.text]).toEqual([1, first.text]);
  const { code, report, places } = await scan('--no-cache');
  expect([code, report.errors.map(({ subject }) => subject), places(KEY)]).toEqual([2, [damaged], ['a.js:1']]);
});

test('what stands in messages, headers and tags is read again, too', async () => {
  const { repository, scan } = setUp();
  const [author, message, tag] = ['author', 'message', 'tag'].map((seed) => hexKey(seed)) as [string, string, string];
  repository.git(
    'commit',
    '--allow-empty',
    '-qm',
    keyLine(message),
    `--author=${keyLine(author).trim()} <a@b.example>`,
  );
  repository.git('tag', '-am', keyLine(tag), 'v1');
  const first = await scan();
  expect(first.places(author)).toContain('commit-header:1');
  expect(first.places(message)).toContain('commit-message:1');
  expect(first.places(tag)).toContain('tag-message:1');
  damagePackedObject(repository, 'HEAD:dull.txt');
  expect((await scan()).text).toBe(first.text);
});

test('a made-up password that is a word of a file name, too, does not keep a history from being remembered', async () => {
  const { repository, scan } = setUp();
  const password = `hunter${22}`;
  repository.write(`docs/${password}/index.md`, 'x\n').write('app.env', `DB_PASSWORD=${password}\n`).commit('password');
  const first = await scan();
  expect(first.places(password)).toEqual(['app.env:1']);
  damagePackedObject(repository, 'HEAD:dull.txt');
  expect((await scan()).text).toBe(first.text);
});

test('of many versions with the same key one is read again, and all of them where that fails', async () => {
  const codes: unknown[] = [];
  for (const version of ['HEAD~', 'HEAD']) {
    const { repository, scan } = setUp();
    repository.write('v.js', keyLine(LATER)).commit('one');
    repository.write('v.js', `${keyLine(LATER)}// more\n`).commit('two');
    const first = await scan();
    expect(first.places(LATER)).toEqual(['v.js:1', 'v.js:1']);
    const id = repository.git('rev-parse', `${version}:v.js`);
    const path = join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(path, 0o600);
    truncateSync(path, 20);
    const { code, report, places } = await scan();
    codes.push([code, report.errors.map(({ subject }) => subject === id), places(LATER).length]);
  }
  expect(codes.sort()).toEqual([
    [1, [], 2],
    [2, [true], 1],
  ]);
});

test('what could not be read is not forgotten', async () => {
  const { repository, scan } = setUp();
  const damaged = damagePackedObject(repository, 'HEAD:dull.txt');
  for (let run = 0; run < 2; run++) {
    const { code, report } = await scan();
    expect([code, report.errors.map(({ subject }) => subject)]).toEqual([2, [damaged]]);
  }
});

test('new commits: their keys are found, and the old ones still', async () => {
  const { repository, scan } = setUp();
  await scan();
  const damaged = damagePackedObject(repository, 'HEAD:dull.txt');
  repository
    .write('b.js', keyLine(LATER))
    .write('c.js', keyLine(KEY))
    .commit(`later\n\n${keyLine(hexKey('message'))}`);
  repository.git('tag', '-a', 'v1', '-m', keyLine(hexKey('tag')));
  const third = await scan();
  expect([third.code, third.report.errors]).toEqual([1, []]);
  expect([third.places(LATER), third.places(KEY)]).toEqual([['b.js:1'], ['a.js:1', 'c.js:1']]);
  expect(third.report.findings).toHaveLength(4);
  expect((await scan()).text).toBe(third.text);
  const { report } = await scan('--no-cache');
  expect(report.errors.map(({ subject }) => subject)).toEqual([damaged]);
  expect(report.findings).toEqual(third.report.findings);
});

test('refs that move: what holds a key is told as of now', async () => {
  const { repository, scan } = setUp();
  await scan();
  repository.git('tag', 'old', 'HEAD~');
  expect((await scan()).find(KEY)?.history).toMatchObject({ heldBy: ['refs/tags/old'], reachedBy: 'refs' });
  repository.git('tag', '-d', 'old');
  repository.git('reset', '--quiet', '--hard', 'HEAD~2');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  const moved = await scan();
  expect(moved.find(KEY)?.history).toMatchObject({ heldBy: [], reachedBy: 'nothing' });
  expect((await scan('--no-cache')).text).toBe(moved.text);
});

test('what git has thrown away is not reported', async () => {
  const { repository, scan } = setUp();
  repository.git('checkout', '--quiet', '--detach');
  repository.write('gone.js', keyLine(LATER)).commit('gone');
  expect((await scan()).places(LATER)).toEqual(['gone.js:1']);
  repository.git('checkout', '--quiet', 'main');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.git('gc', '--quiet', '--prune=now');
  const { text, find, places } = await scan();
  expect([find(LATER), places(KEY)]).toEqual([undefined, ['a.js:1']]);
  expect((await scan()).text).toBe(text);
  expect((await scan('--no-cache')).text).toBe(text);
});

test('other rules: everything is looked at again', async () => {
  const { repository, scan } = setUp();
  const token = `acme_${alnumKey('token', 24)}`;
  repository.write('d.txt', `x ${token}\n`).commit('token');
  expect((await scan()).find(token)).toBeUndefined();
  const rule = 'id: acme-token, title: Acme token, pattern: "acme_[a-z0-9]{24}", keywords: [acme_], severity: high';
  const examples = 'matches: ["x acme_{{alnum:24}}", "acme_{{alnum:24}}"], ignores: [acme, acme_x]';
  repository.write(
    'own.yaml',
    `provider: Acme\nrules:\n  - {${rule}, ${examples}, risk: Much., fix: {steps: [Rotate it.]}}\n`,
  );
  repository.write('hexhound.yaml', 'rules: [own.yaml]\n');
  expect((await scan()).places(token)).toEqual(['d.txt:1']);
  expect((await scan()).places(token)).toEqual(['d.txt:1']);
  repository.remove('hexhound.yaml');
  expect((await scan()).find(token)).toBeUndefined();
});

test('other options: what one leaves out, the next may ask for', async () => {
  const { repository, scan } = setUp();
  repository.write('e.js', `${keyLine(LATER).trimEnd()} // hexhound-ignore -- test\n`);
  repository
    .write('low.txt', `${hexKey('low')}\n`)
    .write('drop/f.js', keyLine(hexKey('drop')))
    .commit('more');
  for (const args of [['--exclude=drop'], ['--no-ignore'], ['--all'], [], ['--all', '--no-ignore']]) {
    const remembered = await scan(...args);
    expect(remembered.text, args.join(' ')).toBe((await scan('--no-cache', ...args)).text);
  }
});

test('remarks about inline comments are made every time', async () => {
  const { repository, scan } = setUp();
  repository.write('g.js', `// hexhound-ignore-start -- test\n${keyLine(LATER)}`).commit('no end');
  const first = await scan();
  expect(first.report.notices).toEqual(['g.js: hexhound-ignore-start has no end: it reaches to the end of the file']);
  expect((await scan()).text).toBe(first.text);
});

test.each([
  ['cut off', (path: string) => truncateSync(path, statSync(path).size - 10)],
  ['empty', (path: string) => truncateSync(path, 0)],
  ['garbled', (path: string) => flip(path, statSync(path).size >> 1)],
  ['of something else', (path: string) => writeFileSync(path, alnumKey('garbage', 5000))],
])('a cache file that is %s is made anew', async (_, spoil) => {
  const { env, repository, scan } = setUp();
  const { text } = await scan();
  spoil(cacheFile({ env }));
  expect((await scan()).text).toBe(text);
  damagePackedObject(repository, 'HEAD:dull.txt');
  expect((await scan()).text).toBe(text);
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = ~(bytes[at] ?? 0);
  writeFileSync(path, bytes);
}

test('the cache holds no secret, and is for its user only', async () => {
  const { env, repository, scan } = setUp();
  repository.commit(keyLine(LATER));
  expect((await scan()).report.findings).toHaveLength(2);
  repository.write('b.js', keyLine(hexKey('third'))).commit('third');
  expect((await scan()).report.findings).toHaveLength(3);
  const path = cacheFile({ env });
  const bytes = readFileSync(path);
  for (const key of [KEY, LATER, hexKey('third')]) {
    const spellings = [Buffer.from(key), Buffer.from(key, 'hex'), Buffer.from(key, 'utf16le')];
    spellings.push(...[0, 1, 2].map((skip) => Buffer.from(Buffer.from(key.slice(skip, skip + 24)).toString('base64'))));
    spellings.push(Buffer.from(Buffer.from(key).toString('hex')), Buffer.from(key.slice(-8)));
    expect(spellings.map((spelling) => bytes.includes(spelling))).toEqual(spellings.map(() => false));
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

const ENCODED = Buffer.from(KEY).toString('base64url').slice(0, 42);

test.each([
  ['a file', `${KEY}.txt`, KEY],
  ['a folder', `old/${KEY}/a.txt`, KEY],
  ['a part of a name', `backup-of_${KEY}_2.txt`, KEY],
  ['base64', `${ENCODED}.txt`, ENCODED.slice(4, -4)],
])('names with a bare key that was found elsewhere are not kept: %s', async (_, path, name) => {
  const { env, repository, scan } = setUp();
  repository.remove(path).write(path, 'x\n').commit('a name');
  expect((await scan()).report.findings).toHaveLength(1);
  const folder = join(env.XDG_CACHE_HOME, 'hexhound/history');
  const written = existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file))) : [];
  expect(written.filter((bytes) => bytes.includes(name))).toEqual([]);
});

test('a cache with a name that turns out to be a key goes', async () => {
  const { env, repository, scan } = setUp();
  repository.write(`${LATER}.txt`, 'a digest, as far as anybody knows\n').commit('a name');
  await scan();
  const path = cacheFile({ env });
  expect(readFileSync(path).includes(LATER)).toBe(true);
  repository.write('b.js', keyLine(LATER)).commit('its key');
  expect((await scan()).report.findings).toHaveLength(2);
  expect(existsSync(path)).toBe(false);
  expect((await scan()).report.findings).toHaveLength(2);
});

test('--no-cache and --no-delta write nothing', async () => {
  const { env, scan } = setUp();
  await scan('--no-cache');
  await scan('--no-delta');
  expect(existsSync(env.XDG_CACHE_HOME)).toBe(false);
});

test('a scan that was stopped is not remembered as a whole one', async () => {
  const { repository, env, scan } = setUp();
  const { code, report } = await scanOnce(repository.path, [], { env, signal: AbortSignal.abort() });
  expect([code, report.interrupted?.unit]).toEqual([2, 'objects']);
  expect((await scan()).text).toBe((await scan('--no-cache')).text);
});

test('a cache that goes while it is used, or that cannot be written, does no harm', async () => {
  const { env, repository, scan } = setUp();
  const { text } = await scan();
  repository.write('b.js', keyLine(LATER)).commit('later');
  const running = scan();
  rmSync(env.XDG_CACHE_HOME, { recursive: true });
  const { code, places } = await running;
  expect([code, places(LATER)]).toEqual([1, ['b.js:1']]);
  rmSync(env.XDG_CACHE_HOME, { recursive: true, force: true });
  writeFileSync(env.XDG_CACHE_HOME, 'a file');
  expect((await scan()).places(LATER)).toEqual(['b.js:1']);
  repository.git('reset', '--quiet', '--hard', 'HEAD~');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.git('prune', '--expire=now');
  expect((await scan()).text).toBe(text);
});

test('two repositories do not know of each other', async () => {
  const { env, scan } = setUp();
  const other = repositoryWithBase();
  other.write('b.js', keyLine(LATER)).commit('other');
  expect((await scan()).places(KEY)).toEqual(['a.js:1']);
  const { find, places } = await scanOnce(other.path, [], { env });
  expect([find(KEY), places(LATER)]).toEqual([undefined, ['b.js:1']]);
  expect(readdirSync(join(env.XDG_CACHE_HOME, 'hexhound/history'))).toHaveLength(2);
});

/** What an attacker changes in the data of a cache, which then gets a digest that is right. */
const FORGERIES: readonly ((value: unknown) => unknown)[] = [
  () => undefined,
  () => null,
  () => 7,
  () => ({}),
  (value) => (value instanceof Int32Array ? value.map(() => 2 ** 31 - 1) : value),
  (value) => (value instanceof Int32Array ? value.map(() => -(2 ** 31)) : value),
  (value) => (value instanceof Int32Array ? value.slice(1) : value),
  (value) => (value instanceof Float64Array ? value.map(() => Number.NaN) : value),
  (value) => (value instanceof Uint8Array ? value.map(() => 255) : value),
  (value) => (value instanceof Uint8Array ? value.slice(1) : value),
  (value) => (typeof value === 'number' ? 2 ** 60 : value),
  (value) => (Array.isArray(value) ? [...value, {}] : value),
];

/** Every place in some data, as the keys that lead there. */
function* placesIn(value: unknown, at: readonly string[] = []): Generator<readonly string[]> {
  yield at;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* placesIn(inner, [...at, key]);
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const inner = (value as Record<string, unknown>)[key];
  return Object.assign(Array.isArray(value) ? [...value] : { ...(value as object) }, {
    [key]: replaceAt(inner, rest, change),
  });
}

test('a cache whose data are damaged under a right digest is made anew, under a right signature it ends no scan', async () => {
  const { env, scan } = setUp();
  const first = await scan();
  const file = cacheFile({ env });
  const good = readFileSync(file);
  const data: unknown = deserialize(good.subarray(32));
  // A scan each: every place once, with one change after the other. All of them by hand, with FUZZ_SECONDS set.
  const isAll = process.env.FUZZ_SECONDS !== undefined;
  const forged = new Map<string, Buffer>();
  for (const [order, place] of [...placesIn(data)].entries()) {
    const changed = [...FORGERIES.keys()].flatMap((_, number) => {
      const which = (order + number) % FORGERIES.length;
      const content = serialize(replaceAt(data, place, FORGERIES[which] ?? (() => undefined)));
      return content.equals(good.subarray(32)) ? [] : [[`${place.join('.')} ${which}`, content] as const];
    });
    for (const [what, content] of isAll ? changed : changed.slice(0, 1)) forged.set(what, content);
  }
  expect(forged.size).toBeGreaterThan(15);
  expect(new Set(Array.from(forged.keys(), (what) => what.split(' ').at(-1))).size).toBeGreaterThan(6);
  const key = readFileSync(join(env.XDG_CACHE_HOME, 'hexhound/key'));
  for (const [what, content] of forged) {
    writeFileSync(file, Buffer.concat([createHmac('sha256', key).update(content).digest(), content]));
    const again = await scan();
    expect([what, again.code, again.report.errors]).toEqual([what, 1, []]);
  }
  for (const [what, content] of [...forged].slice(0, 4)) {
    writeFileSync(file, Buffer.concat([createHash('sha256').update(content).digest(), content]));
    const again = await scan();
    expect([what, again.places(KEY)]).toEqual([what, first.places(KEY)]);
  }
});
