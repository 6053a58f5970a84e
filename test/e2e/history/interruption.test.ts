import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ReportDocument } from '../../../src/report/schema.ts';
import { FastImport, MODE } from '../../helpers/fast-import.ts';
import { scanOnce } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import {
  createRepositoryIn,
  GIT_ENV,
  type Repository,
  repositoryWithBase,
  temporaryFolder,
} from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const CLI = resolve('dist/js/cli.js');
const KEY = hexKey('interruption');

/** Lines that take long to look at: some seconds for a hundred thousand. The first file has a key too. */
function repositoryWithLines(files: number, linesPerFile: number): Repository {
  const repository = createRepositoryIn(temporaryFolder(afterAll));
  const stream = new FastImport();
  for (let file = 0; file < files; file++) {
    const lines = Array.from({ length: linesPerFile }, (_, at) => `  "asset-${at}": "${hexKey(`${file}/${at}`)}",\n`);
    const content = Buffer.from((file === 0 ? keyLine(KEY) : '') + lines.join(''));
    const tree = new Map([[`f${file % 20}.json`, { mode: MODE.file, content }]]);
    const parents = file === 0 ? [] : [file];
    stream.commit({ ref: 'refs/heads/main', parents, tree, message: `file ${file}`, time: 1_700_000_000 + file });
  }
  stream.into(repository, 'marks', '-c', 'fastimport.unpackLimit=1');
  return repository;
}

const SMALL_FILES = repositoryWithLines(1500, 80);
const LARGE_FILES = repositoryWithLines(12, 10_000);

/** A run of the built command line. Its processes can be known by `mark`, which is a folder for its report too. */
interface Started {
  readonly child: ChildProcess;
  readonly mark: string;
  readonly ended: Promise<number | null>;
}

function start({ path }: Repository, args: readonly string[]): Started {
  const mark = temporaryFolder();
  const output = join(mark, 'report.json');
  const child = spawn(process.execPath, [CLI, 'history', '--no-cache', '-f', 'json', '-o', output, ...args], {
    cwd: path,
    env: { ...GIT_ENV, HEXHOUND_TEST_MARK: mark },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((settle) => child.once('exit', (code) => settle(code)));
  return { child, mark, ended };
}

/** Settles when a scan reads objects, by itself or by git; where that cannot be seen, when it may be thought so. */
async function isReading({ mark, ended }: Started): Promise<void> {
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  if (existsSync('/proc/self/environ')) {
    while (!isOver && !processesOf(mark).some(readsObjects)) await new Promise((settle) => setTimeout(settle, 20));
  } else await new Promise((settle) => setTimeout(settle, 1500));
}

function readsObjects(pid: string): boolean {
  try {
    const fds = readdirSync(`/proc/${pid}/fd`);
    const isBatch = /\0cat-file\0--batch\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    return isBatch || fds.some((fd) => linkOf(`/proc/${pid}/fd/${fd}`).endsWith('.pack'));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Ids of the processes of a run, by their environment. */
function processesOf(mark: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HEXHOUND_TEST_MARK=${mark}\0`);
    } catch {
      return false;
    }
  });
}

/** Git is killed when the program ends; the system may take a moment over it. */
async function expectNoProcess({ mark }: Started): Promise<void> {
  await expect.poll(() => processesOf(mark), { timeout: 30_000 }).toEqual([]);
}

function readReport({ mark }: Started): ReportDocument {
  return JSON.parse(readFileSync(join(mark, 'report.json'), 'utf8')) as ReportDocument;
}

test.each([[[]], [['--jobs=3']], [['--no-delta']]])(
  'Ctrl-C %j: a report of what was found so far, exit code 2, no process left',
  async (args) => {
    const started = start(SMALL_FILES, args);
    await isReading(started);
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(2);
    await expectNoProcess(started);
    const { errors, findings, interrupted, scanned } = readReport(started);
    expect(errors.map(({ code }) => code)).toEqual(['E_INTERRUPTED']);
    expect(interrupted).toMatchObject({ total: 4500, unit: 'objects' });
    expect(interrupted?.done).toBeLessThan(4500);
    expect(scanned.blobs).toBeLessThan(1500);
    // A part of the history does not tell that nothing leads to a key.
    for (const { history } of findings) expect(history?.reachedBy).not.toBe('nothing');
  },
);

test('Ctrl-C among few large files', async () => {
  const started = start(LARGE_FILES, []);
  await isReading(started);
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(2);
  expect(readReport(started).interrupted?.done).toBeLessThan(36);
});

test('Ctrl-C again and again ends it, with a whole report or none', async () => {
  const started = start(SMALL_FILES, ['--no-delta']);
  await isReading(started);
  const again = setInterval(() => started.child.kill('SIGINT'), 1);
  expect(await started.ended).toBe(2);
  clearInterval(again);
  await expectNoProcess(started);
  const reports = readdirSync(started.mark);
  if (reports.length > 0)
    expect([reports, readReport(started).interrupted?.unit]).toEqual([['report.json'], 'objects']);
});

test('Ctrl-C ends at once what is no scan', async () => {
  const child = spawn(process.execPath, [CLI, 'redact'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((settle) => child.once('exit', (code) => settle(code)));
  child.stdin.write('it runs\n');
  await new Promise((settle) => child.stdout.once('data', settle));
  child.kill('SIGINT');
  expect(await ended).toBe(2);
});

test.each([[['--no-cache']], [['--no-delta']]])('the report says that it was stopped, and where %j', async (args) => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  repository.git('repack', '-adq');
  const { code, report } = await scanOnce(repository.path, args, { signal: AbortSignal.abort() });
  expect([code, report.errors]).toEqual([
    2,
    [
      {
        code: 'E_INTERRUPTED',
        subject: repository.path,
        message: 'the scan was stopped before its end: the rest was not looked at',
      },
    ],
  ]);
  expect(report.interrupted?.unit).toBe('objects');
});
