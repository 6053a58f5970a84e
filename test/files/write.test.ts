import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { build } from 'rolldown';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically, writeStream } from '../../src/files/write.ts';
import { HexhoundError } from '../../src/model/errors.ts';
import { checkOutputs, FORMATS, formatOf, writeReports } from '../../src/report/index.ts';
import { json } from '../../src/report/json.ts';
import { sarif } from '../../src/report/sarif.ts';
import { terminal } from '../../src/report/terminal.ts';
import { finding, report, whole } from '../report/sample.ts';

const options = { showSecrets: false, color: false };
const found = report({ findings: [finding()] });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hexhound-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stream that keeps what it is given, in bits as small as a pipe's. */
function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1024,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

/** The module as a program of its own can load it. */
async function bundled(): Promise<string> {
  const file = join(folder, 'write.mjs');
  await build({ input: 'src/files/write.ts', platform: 'node', output: { file, codeSplitting: false } });
  return file;
}

test('every format by name', () => {
  expect(FORMATS).toEqual([
    ...['terminal', 'json', 'jsonl', 'sarif', 'github', 'summary', 'markdown'],
    ...['gitlab', 'gitlab-codequality', 'junit', 'csv', 'html'],
  ]);
  expect(FORMATS.map(formatOf)).toEqual(FORMATS);
  expect(() => formatOf('toString')).toThrow(
    new HexhoundError('E_USAGE', 'toString', `there is no such format: use one of ${FORMATS.join(', ')}`),
  );
});

test('several formats at once: files and standard output', async () => {
  const { stream, text } = collector();
  const path = join(folder, 'a.json');
  const other = join(folder, 'b.sarif');
  await writeReports(
    found,
    [{ format: 'json', path }, { format: 'terminal' }, { format: 'sarif', path: other }],
    options,
    stream,
  );
  expect(readFileSync(path, 'utf8')).toBe(whole(json(found, options)));
  expect(readFileSync(other, 'utf8')).toBe(whole(sarif(found, options)));
  expect(text()).toBe(whole(terminal(found, options)));
  expect(readdirSync(folder)).toEqual(['a.json', 'b.sarif']);
});

test('colours are for standard output', async () => {
  const { stream, text } = collector();
  const path = join(folder, 'a.txt');
  await writeReports(
    found,
    [{ format: 'terminal', path }, { format: 'terminal' }],
    { ...options, color: true },
    stream,
  );
  expect(readFileSync(path, 'utf8')).toBe(whole(terminal(found, options)));
  expect(text()).toBe(whole(terminal(found, { ...options, color: true })));
  expect(text()).toContain('\x1b[');
});

test('a file that cannot be written: an error that names it, and the rest is written', async () => {
  const { stream, text } = collector();
  const path = join(folder, 'missing', 'a.json');
  const other = join(folder, 'b.json');
  await expect(
    writeReports(
      found,
      [{ format: 'json', path }, { format: 'json', path: other }, { format: 'json' }],
      options,
      stream,
    ),
  ).rejects.toThrow(
    new HexhoundError('E_USAGE', path, `cannot be written: there is no folder ${join(folder, 'missing')}`),
  );
  expect(text()).toBe(whole(json(found, options)));
  expect(readFileSync(other, 'utf8')).toBe(whole(json(found, options)));
});

test('outputs are checked before the scan', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const code = (outputs: Parameters<typeof checkOutputs>[0]) => {
    try {
      checkOutputs(outputs);
      return 'fine';
    } catch (error) {
      return error instanceof HexhoundError ? `${error.code} ${error.subject}` : error;
    }
  };
  expect(
    code([{ format: 'json' }, { format: 'json', path: file }, { format: 'sarif', path: join(folder, 'new') }]),
  ).toBe('fine');
  expect(code([{ format: 'json' }, { format: 'terminal' }])).toBe('E_USAGE standard output');
  expect(
    code([
      { format: 'json', path: file },
      { format: 'sarif', path: file },
    ]),
  ).toBe(`E_USAGE ${file}`);
  expect(code([{ format: 'json', path: folder }])).toBe(`E_USAGE ${folder}`);
  expect(code([{ format: 'json', path: join(file, 'below') }])).toBe(`E_USAGE ${join(file, 'below')}`);
});

test('a file that was there is replaced whole and keeps its permissions; a link keeps being one', () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'before, and longer');
  chmodSync(path, 0o640);
  symlinkSync('a', join(folder, 'link'));
  writeAtomically(join(folder, 'link'), 'after', 0o666);
  expect(readFileSync(path, 'utf8')).toBe('after');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['a', 'link']);
});

test('secrets in the clear are for their owner', async () => {
  const path = join(folder, 'a.json');
  await writeReports(found, [{ format: 'json', path }], { ...options, showSecrets: true }, collector().stream);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a failure leaves what was there, and nothing else', () => {
  const path = join(folder, 'a');
  mkdirSync(path);
  writeFileSync(join(path, 'inside'), '');
  expect(() => writeAtomically(path, 'text', 0o666)).toThrow(HexhoundError);
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a pipe with a name is written to and not replaced', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = spawn('cat', [path]);
  const text = new Promise<string>((resolve) => {
    let all = '';
    reader.stdout.on('data', (chunk) => {
      all += chunk;
    });
    reader.stdout.on('end', () => resolve(all));
  });
  // In a process of its own: opening a pipe waits for its reader.
  const bundle = await bundled();
  execFileSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { writeAtomically } from ${JSON.stringify(bundle)}; writeAtomically(${JSON.stringify(path)}, 'text', 0o666)`,
  ]);
  expect(await text).toBe('text');
  expect(statSync(path).isFIFO()).toBe(true);
});

test('large text arrives whole, characters too', async () => {
  const { stream, text } = collector();
  const large = 'a😀'.repeat(300_000);
  await writeStream(stream, [large]);
  expect(text() === large).toBe(true);
  expect(stream.listenerCount('error')).toBe(0);
});

test('pieces are made when the ones before are taken', async () => {
  let made = 0;
  function* pieces() {
    for (; made < 100; made++) yield 'a'.repeat(100_000);
  }
  const ahead: number[] = [];
  let taken = 0;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      taken += chunk.length;
      ahead.push(made * 100_000 - taken);
      setImmediate(done);
    },
  });
  await writeStream(stream, pieces());
  expect(taken).toBe(10_000_000);
  expect(Math.max(...ahead)).toBeLessThan(1_000_000);
});

test('a defect in making a report is not blamed on the file, which stays as it was', () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'before');
  function* pieces() {
    yield 'a'.repeat(1_000_000);
    throw new TypeError('defect');
  }
  expect(() => writeAtomically(path, pieces(), 0o666)).toThrow(new TypeError('defect'));
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a reader that goes away is no error', async () => {
  const stream = new PassThrough({ highWaterMark: 1024 });
  stream.once('data', () => stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })));
  await writeStream(stream, Array(1000).fill('a'.repeat(10_000)));
  await writeStream(stream, ['more']);
});

test('a full disk is one', async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(new Error('ENOSPC: no space left on device')),
  });
  await expect(writeStream(stream, ['a'])).rejects.toThrow(
    new HexhoundError('E_USAGE', 'standard output', 'cannot be written: ENOSPC: no space left on device'),
  );
});

test('`| head` ends quietly', async () => {
  const bundle = await bundled();
  const script = `import { writeStream } from ${JSON.stringify(bundle)}; await writeStream(process.stdout, Array(4000).fill('line\\n'.repeat(1000))); console.error('done')`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  expect({ code, errors }).toEqual({ code: 0, errors: 'done\n' });
});
