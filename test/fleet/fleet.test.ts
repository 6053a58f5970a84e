import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { remove } from '../../src/fleet/change.ts';
import { Jobs } from '../../src/fleet/jobs.ts';
import type { Job, ListJob, ScanJob } from '../../src/fleet/queues.ts';
import { saveList } from '../../src/fleet/save-list.ts';
import { saveScan } from '../../src/fleet/save-scan.ts';
import type { OccurrenceDocument, ReportDocument } from '../../src/report/schema.ts';
import { ENGINES, type Engine, stopServerAtTheEnd, TestFleet } from '../helpers/fleet.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { PROGRAMS } from '../helpers/postgres.ts';
import { createRepositoryIn, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

stopServerAtTheEnd();

const SHARED = alnumKey('shared by two');
const OWN = alnumKey('only in one');

function repositoryIn(folder: string, name: string): Repository {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return createRepositoryIn(path);
}

/** `api` has both keys, one of them only in its past; `web` the shared one; `docs` none. */
function buildClones(): { folder: string; api: Repository; web: Repository; docs: Repository } {
  const folder = temporaryFolder();
  const api = repositoryIn(folder, 'api');
  api.write('src/solver.py', `CAPTCHAAI_API_KEY = "${SHARED}"\n`).commit('solve');
  api.write('settings.ini', `captchaai_api_key=${OWN}\n`).commit('settings');
  api.remove('settings.ini').commit('without settings');
  const web = repositoryIn(folder, 'team/web');
  web.write('solver.js', `const CAPTCHAAI_API_KEY = '${SHARED}';\n`).commit('solve');
  const docs = repositoryIn(folder, 'docs');
  docs.write('README.md', '# Nothing\n').commit('base');
  return { folder, api, web, docs };
}

function placeOf({ kind, path, line, column, commit, blob, refs, author, date }: OccurrenceDocument): string {
  return JSON.stringify([kind, path, line, column, commit, blob, refs, author, date]);
}

function placesIn(report: ReportDocument, repository?: string): string[] {
  return report.findings
    .flatMap(({ rule, occurrences }) =>
      occurrences.flatMap((each) => (each.repository === repository ? [`${rule} ${placeOf(each)}`] : [])),
    )
    .sort();
}

const engines = Object.keys(ENGINES) as Engine[];

test.for(engines)(
  'a fleet on %s has what a scan of each repository by hand has, and a second run changes nothing',
  async (engine, { skip }) => {
    skip(engine === 'PostgreSQL' && PROGRAMS === undefined, 'PostgreSQL is not on this machine');
    const { folder, api, web, docs } = buildClones();
    const fleet = await TestFleet.create(engine);

    const first = await fleet.work(folder);
    const { code, report } = await fleet.report();

    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('3 repositories looked at; 0 problems') });
    expect(code).toBe(1);
    for (const { path } of [api, web, docs]) {
      const byHand = await scanWith('history', path, ['--no-config', '--no-cache']);
      expect(placesIn(report, path), path).toEqual(placesIn(byHand.report));
    }
    const shared = report.findings.find(({ occurrences }) =>
      occurrences.some(({ repository }) => repository === web.path),
    );
    expect(new Set(shared?.occurrences.map(({ repository }) => repository))).toEqual(new Set([api.path, web.path]));
    expect(shared).toMatchObject({
      secret: `****${SHARED.slice(-4)}`,
      note: expect.stringContaining('in 2 repositories'),
    });

    const second = await fleet.work();
    expect(second.stderr.match(/: unchanged$/gm)).toHaveLength(3);
    const { findings } = (await fleet.report()).report;
    expect(findings).toEqual(report.findings);
  },
);

test('no table, message, report or file has a secret in it', async () => {
  const { folder } = buildClones();
  const fleet = await TestFleet.create();
  const { stdout, stderr } = await fleet.work(folder);
  const report = await fleet.run('report');
  const texts = await fleet.open(async ({ db }) => {
    const tables = await db.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname like 'hexhound%'`,
      [],
    );
    return Promise.all(tables.map(({ name }) => db.query(`select t::text as row from ${name} t`, [])));
  });
  const all = JSON.stringify([stdout, stderr, report.stdout, texts]);
  expect(all).toContain('solver.py');
  for (const secret of [SHARED, OWN]) expect(all).not.toContain(secret);
});

test('what is wrong with one repository is named, and the others are scanned', async () => {
  const { folder, api, web } = buildClones();
  repositoryIn(folder, 'empty');
  const damaged = repositoryIn(folder, 'damaged');
  damaged.write('a.txt', 'a\n').commit('a');
  rmSync(join(damaged.path, '.git', 'refs'), { recursive: true });
  const list = join(folder, 'list.txt');
  writeFileSync(list, `# of a few\nfile://${folder}/nowhere\nfile://${web.path}\n`);
  const fleet = await TestFleet.create();
  await fleet.retryAtOnce(0);

  const { code, stderr } = await fleet.work(folder, list);

  expect(code).toBe(2);
  expect(stderr).toContain(`${folder}/empty: empty`);
  expect(stderr).toMatch(/nowhere: gone: /);
  expect(stderr).toContain(`file://${web.path}: scanned: 1 finding`);
  const outcome = await fleet.report();
  expect(outcome.code).toBe(2);
  expect(outcome.report.errors.map(({ subject }) => subject)).toContain(`file://${folder}/nowhere`);
  expect(placesIn(outcome.report, api.path)).not.toEqual([]);
});

test('what could not be read stays an error until it can be', async () => {
  const { folder, docs } = buildClones();
  const blob = docs.git('rev-parse', 'HEAD:README.md');
  const object = join(docs.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
  const content = readFileSync(object);
  rmSync(object);
  const fleet = await TestFleet.create();
  expect(await fleet.work(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('docs: incomplete') });
  expect(await fleet.work()).toMatchObject({ code: 2, stderr: expect.stringContaining('docs: unchanged') });
  expect((await fleet.report()).report.errors.map(({ subject }) => subject)).toEqual([`${docs.path}: ${blob}`]);
  writeFileSync(object, content);
  expect(await fleet.work()).toMatchObject({ code: 0, stderr: expect.stringContaining('docs: scanned') });
});

test('a key that was taken out of all refs is still there, and is said to be gone', async () => {
  const { folder, api } = buildClones();
  const url = `file://${api.path}`;
  const fleet = await TestFleet.create();
  await fleet.work(url);
  const before = (await fleet.report()).report;
  expect(before.findings.filter(({ note }) => note?.includes('gone'))).toEqual([]);

  // A new history without it, under the same names.
  rmSync(join(api.path, '.git'), { recursive: true });
  createRepositoryIn(api.path).write('README.md', '# New\n').commit('new');
  rmSync(join(api.path, 'src'), { recursive: true });
  await fleet.work();
  // Of a clone that is fetched anew there is nothing left at all.
  rmSync(join(fleet.env.XDG_CACHE_HOME ?? '', 'hexhound', 'fleet'), { recursive: true });
  await fleet.run('retry', url.slice('file://'.length), url);
  await fleet.work();

  const { code, report } = await fleet.report();
  const own = report.findings.find(({ secret }) => secret === `****${OWN.slice(-4)}`);
  expect(code).toBe(1);
  expect(own).toMatchObject({ note: expect.stringContaining('gone from all refs'), history: { reachedBy: 'nothing' } });
  expect(own?.occurrences).toEqual([expect.objectContaining({ repository: url, refs: ['unreachable'] })]);
  expect(folder).not.toBe('');
});

test('decisions hold until they end; an open finding is told from others', async () => {
  const { folder } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.work(folder);
  const { findings } = (await fleet.report()).report;
  const ids = findings.map(({ fingerprint }) => fingerprint);
  const [first = '', second = ''] = ids;

  expect((await fleet.run('mark', 'false-alarm', first, '--reason', 'a test')).code).toBe(0);
  expect(
    (await fleet.run('mark', 'accepted', second.slice(0, 10), '--reason', 'soon', '--expires', '2999-01-01')).code,
  ).toBe(0);
  const open = (await fleet.report()).report;
  expect(open.findings.map(({ fingerprint }) => fingerprint)).toEqual(ids.slice(2));
  expect(open.hidden.baseline).toBe(2);
  const accepted = (await fleet.report('--state=accepted')).report.findings;
  expect(accepted).toEqual([
    expect.objectContaining({ fingerprint: second, note: expect.stringContaining('accepted until 2999-01-01: soon') }),
  ]);

  await fleet.open(({ db }) =>
    db.query(`update hexhound.finding set expires = '2020-01-01' where expires is not null`, []),
  );
  expect((await fleet.report()).report.findings.map(({ fingerprint }) => fingerprint)).toContain(second);
  await fleet.work();
  expect((await fleet.report('--state=false-alarm')).report.findings).toHaveLength(1);
});

test('what is new is told from what was there', async () => {
  const { folder, docs } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.work(folder);
  await fleet.open(({ db }) => db.query(`update hexhound.finding set first_seen = now() - interval '3 days'`, []));
  expect(await fleet.report('--new', '--since', 'yesterday')).toMatchObject({ code: 0, report: { findings: [] } });

  const old = async (since: string) => (await fleet.report('--new', '--since', since)).report.findings.length;
  expect([await old('4d'), await old('70h'), await old('2020-01-01')]).toEqual([2, 0, 2]);
  docs.write('key.py', `CAPTCHAAI_API_KEY = "${alnumKey('a new one')}"\n`).commit('a key');
  await fleet.work();

  const { code, report } = await fleet.report('--new', '--since', 'yesterday');
  expect(code).toBe(1);
  expect(report.findings.map(({ occurrences }) => occurrences[0]?.repository)).toEqual([docs.path]);
});

test('reports are cut by repository, team and service', async () => {
  const { folder, api, web } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.run('add', folder);
  await fleet.run('add', join(folder, 'team'), '--team', 'front');
  await fleet.work();
  const repositories = async (...args: string[]) =>
    new Set(
      (await fleet.report(...args)).report.findings.flatMap(({ occurrences }) =>
        occurrences.map((each) => each.repository),
      ),
    );
  expect(await repositories()).toEqual(new Set([api.path, web.path]));
  expect(await repositories('--repository', '*/api')).toEqual(new Set([api.path]));
  expect(await repositories('--team', 'front')).toEqual(new Set([web.path]));
  expect(await repositories('--service', 'nobody')).toEqual(new Set());

  const csv = await fleet.run('report', '--format=csv', '--repository', '*/web');
  expect(csv.stdout).toContain(web.path);
  const sarif = JSON.parse((await fleet.run('report', '--format=sarif', '--repository', '*/web')).stdout);
  expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('solver.js');
  const each = temporaryFolder();
  const written = await fleet.run('report', `--format=sarif=${each}/`, '--repository', `${folder}/*`);
  expect(written).toMatchObject({ code: 1, stderr: expect.stringContaining('3 files written') });
  const resultsOf = (path: string) =>
    JSON.parse(readFileSync(join(each, `${encodeURIComponent(path)}.sarif`), 'utf8')).runs[0].results.length;
  expect([api.path, web.path, join(folder, 'docs')].map(resultsOf)).toEqual([2, 1, 0]);
  const page = (await fleet.run('report')).stdout;
  expect(page).toContain('<!doctype html>');
  expect(page).toContain('"teams":"front"');
  const numbers = (await fleet.run('status', '--format=prometheus')).stdout;
  expect(numbers).toContain('hexhound_fleet_repositories{state="scanned",team="front"} 1\n');
  expect(numbers).toMatch(/hexhound_fleet_findings\{state="open",severity="high",team="front"\} 1\n/);
});

test('a repository that is not listed any more keeps its findings; one that is removed does not', async () => {
  const { folder, api } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.work(folder);
  const count = (await fleet.report()).report.findings.length;
  renameSync(api.path, join(temporaryFolder(), 'elsewhere'));
  await fleet.work();

  const { report } = await fleet.report();
  expect(report.findings).toHaveLength(count);
  expect(report.notices).toEqual([expect.stringContaining(`${api.path}: its source does not name it any more`)]);
  expect((await fleet.run('remove', api.path)).code).toBe(0);
  expect((await fleet.report()).report.findings).toHaveLength(1);
  expect((await fleet.run('remove', folder)).code).toBe(0);
  expect(await fleet.report()).toMatchObject({ code: 0, report: { findings: [], errors: [] } });
  expect((await fleet.run('remove', folder)).code).toBe(2);
});

test('what is removed while somebody works on it is gone', async () => {
  const { folder, api } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.run('add', folder);
  const outcomes = await fleet.open(async (open) => {
    const jobs = await Jobs.join(open);
    const list = (await jobs.take('list')) as Job<ListJob>;
    const repositories = [{ name: 'a\0b', location: api.path, optional: false }];
    await jobs.finish(list, (sql) => saveList(open, sql, list.data, { repositories }));
    const scan = (await jobs.take('scan')) as Job<ScanJob>;
    await remove(open, folder);
    await jobs.finish(scan, (sql) => saveScan(sql, scan.data.repository, { state: 'empty', detail: '', seconds: 0 }));
    return open.db.query('select name from hexhound.repository', []);
  });
  expect(outcomes).toEqual([]);
});

test('a fleet that is not scanned yet is not clean', async () => {
  const { folder } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.run('add', folder);
  expect(await fleet.report()).toMatchObject({
    code: 2,
    report: {
      findings: [],
      errors: [{ code: 'E_SOURCE', subject: folder, message: expect.stringContaining('not listed yet') }],
    },
  });
});

test('a repository that is too large, or takes too long, is named', async () => {
  const { folder, api } = buildClones();
  const fleet = await TestFleet.create();
  await fleet.run('add', `file://${api.path}`);
  const large = await fleet.run('work', '--once', '--max-size', '0.0001K');
  expect(large).toMatchObject({ code: 2, stderr: expect.stringContaining(`file://${api.path}: too large`) });
  const slow = await fleet.run('work', '--once', '--timeout', '1ms');
  expect(slow).toMatchObject({ code: 2, stderr: expect.stringContaining('out of time') });
  expect(await fleet.work()).toMatchObject({ code: 0 });
  expect(folder).not.toBe('');
});

test('two workers share a fleet, and no repository is scanned twice', async () => {
  const folder = temporaryFolder();
  for (let n = 0; n < 8; n++) {
    repositoryIn(folder, `r${n}`)
      .write('a.py', `CAPTCHAAI_API_KEY = "${alnumKey(`of ${n}`)}"\n`)
      .commit('a');
  }
  const fleet = await TestFleet.create();
  await fleet.run('add', folder);
  // PGlite lets in one process, and here that is one worker with two jobs.
  const isServer = fleet.env.HEXHOUND_FLEET?.startsWith('postgres:');
  const outcomes = isServer
    ? await Promise.all([fleet.run('work', '--once'), fleet.run('work', '--once')])
    : [await fleet.run('work', '--once', '--jobs=2')];
  const scanned = outcomes.flatMap(({ stderr }) => stderr.match(/r\d: scanned/g) ?? []);
  expect(scanned.sort()).toEqual(Array.from({ length: 8 }, (_, n) => `r${n}: scanned`));
  expect((await fleet.report()).report.findings).toHaveLength(8);
});

test.skipIf(PROGRAMS === undefined)('a worker stops when a newer version has changed the tables under it', async () => {
  const fleet = await TestFleet.create('PostgreSQL');
  await fleet.work(buildClones().folder);
  const working = fleet.run('work');
  await fleet.open(async ({ db }) => {
    // The first has ended.
    while ((await db.query('select from hexhound.worker', [])).length < 2) await pause(20);
    await db.query('update hexhound.fleet set version = version + 1', []);
  });
  await expect(working).rejects.toThrow('use the newer one that made them');
  await expect(fleet.run('status')).rejects.toThrow('use the newer one that made them');
});

test('wrong arguments are told', async () => {
  const fleet = await TestFleet.create('PGlite');
  await expect(fleet.run('wrk')).rejects.toThrow('takes add, work');
  await expect(fleet.run('add', '/x', '--once')).rejects.toThrow('add takes no --once: it goes with work');
  await expect(fleet.run('add')).rejects.toThrow('add takes sources');
  await expect(fleet.run('mark', 'accepted', 'abcdef12')).rejects.toThrow('--reason');
  await expect(fleet.run('findings', '--since', '1d')).rejects.toThrow('--since goes with --new');
  await expect(fleet.run('status')).rejects.toThrow('there is no fleet yet');
  await expect(fleet.run('add', `https://user:${hexKey('token')}@example.com/a.git`)).rejects.toThrow(
    'must not have a user',
  );
});
