/**
 * What a fleet must survive, with the built program in processes of its own: whatever dies, and whenever, in the end the fleet has
 * what scans of each repository by hand have. `npm run test:faults`; HEXHOUND_KILLS says how often something is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { OccurrenceDocument } from '../../src/report/schema.ts';
import { ENGINES, type Engine, stopServerAtTheEnd, TestFleet, theServer } from '../helpers/fleet.ts';
import { alnumKey } from '../helpers/keys.ts';
import { PROGRAMS } from '../helpers/postgres.ts';
import { createRepositoryIn, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

stopServerAtTheEnd();

const KILLS = Number(process.env.HEXHOUND_KILLS ?? 6);
const REPOSITORIES = 24;
const PROGRAM = resolve('dist/js/bin.js');

/** Half of them are fetched, half are scanned where they are. */
function buildSources(): { sources: string[]; paths: Map<string, string> } {
  const folder = temporaryFolder(afterAll);
  const paths = new Map<string, string>();
  for (let n = 0; n < REPOSITORIES; n++) {
    const path = join(folder, n % 2 === 0 ? 'here' : 'there', `r${n}`);
    mkdirSync(path, { recursive: true });
    const repository = createRepositoryIn(path);
    for (let commit = 0; commit < 4; commit++) {
      repository.write(`f${commit}.txt`, `${alnumKey(`${n} ${commit}`, 30)} `.repeat(20_000));
      repository
        .write('key.py', `CAPTCHAAI_API_KEY = "${alnumKey(`key ${n % 8} ${commit}`)}"\n`)
        .commit(`commit ${commit}`);
    }
    paths.set(n % 2 === 0 ? path : `file://${path}`, path);
  }
  return { sources: [join(folder, 'here'), ...[...paths.keys()].filter((name) => name.startsWith('file:'))], paths };
}

const { sources, paths } = buildSources();

function startWorker(fleet: TestFleet): ChildProcess {
  return spawn(process.execPath, [PROGRAM, 'fleet', 'work', '--once', '--jobs=2'], {
    env: { ...GIT_ENV, ...fleet.env },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, stderr })));
}

const textOf = ({ kind, path, line, commit, blob }: OccurrenceDocument) => [kind, path, line, commit, blob].join(' ');

/** Nothing lost, nothing double. */
async function compareWithScansByHand(fleet: TestFleet): Promise<void> {
  const { report } = await fleet.report();
  expect(report.errors).toEqual([]);
  const ids = report.findings.map(({ fingerprint }) => fingerprint);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, path] of paths) {
    const found = report.findings.flatMap(({ rule, occurrences }) =>
      occurrences.flatMap((each) => (each.repository === name ? [`${rule} ${textOf(each)}`] : [])),
    );
    const byHand = await scanWith('history', path, ['--no-config', '--no-cache']);
    const expected = byHand.report.findings.flatMap(({ rule, occurrences }) =>
      occurrences.map((each) => `${rule} ${textOf(each)}`),
    );
    // A clone has no reflog, and no index.
    const isShared = (text: string) => !text.includes(' reflog ') && !text.startsWith('reflog');
    expect(found.filter(isShared).sort(), name).toEqual(expected.filter(isShared).sort());
  }
}

test.for(Object.keys(ENGINES) as Engine[])('%s: workers that are killed at any moment', async (engine, { skip }) => {
  skip(engine === 'PostgreSQL' && PROGRAMS === undefined, 'PostgreSQL is not on this machine');
  const fleet = await TestFleet.create(engine);
  await fleet.retryAtOnce(100);
  await fleet.run('add', ...sources);
  for (let kill = 0; kill < KILLS; kill++) {
    const workers = Array.from({ length: engine === 'PGlite' ? 1 : 2 }, () => startWorker(fleet));
    const ends = workers.map(ended);
    // Spread over a start, clones, scans and commits.
    await pause(700 + ((kill * 977) % 2500));
    workers[kill % workers.length]?.kill('SIGKILL');
    if (kill % 2 === 0) for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(ends);
  }
  const last = await ended(startWorker(fleet));
  expect(last.code, last.stderr).toBe(0);
  await compareWithScansByHand(fleet);
});

test.skipIf(PROGRAMS === undefined)('a PostgreSQL that is killed, with all connections, and comes back', async () => {
  const fleet = await TestFleet.create('PostgreSQL');
  await fleet.retryAtOnce(100);
  await fleet.run('add', ...sources);
  const workers = [startWorker(fleet), startWorker(fleet)];
  const ends = workers.map(ended);
  for (let kill = 0; kill < Math.ceil(KILLS / 3); kill++) {
    await pause(2500);
    await (await theServer()).kill();
    await pause(1500);
    await (await theServer()).run();
  }
  for (const { code, stderr } of await Promise.all(ends)) expect(code, stderr).toBe(0);
  await compareWithScansByHand(fleet);
});

test('of two workers in one folder the second is refused, also after one was killed', async () => {
  const fleet = await TestFleet.create('PGlite');
  await fleet.run('add', ...sources);
  const first = startWorker(fleet);
  const end = ended(first);
  // Its first line comes when it has the folder.
  await once(first.stderr ?? expect.fail('there is no stream'), 'data');
  const second = await ended(startWorker(fleet));
  expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('another hexhound fleet is at work') });
  first.kill('SIGKILL');
  await end;
  expect((await fleet.run('status')).code).toBe(0);
});
