import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { HexhoundError, type ScanError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import { type Fragment, START } from '../../src/model/fragment.ts';
import type { Confidence, Severity } from '../../src/model/rule.ts';
import type { JudgedMatch } from '../../src/model/verdict.ts';
import type { Progress, ScanOptions } from '../../src/scan/options.ts';
import { exitCodeOf, runScan } from '../../src/scan/pipeline.ts';
import { readSettings } from '../../src/scan/settings.ts';
import { searchFragments } from '../../src/scan/sources/fragments.ts';
import type { Search, Source } from '../../src/scan/sources/source.ts';
import { baselineOf } from '../../src/scan/suppress/baseline.ts';
import { writeBaseline } from '../../src/scan/suppress/baseline-file.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { bare, rule, SERVICE } from './judged.ts';
import { saying, serve } from './verify/server.ts';

type SearchFor = (search: Search) => readonly JudgedMatch[];

/** Scans a source that finds what a test says. */
async function scan(search: SearchFor, options: ScanOptions = {}, more: Partial<Source> = {}) {
  const cwd = options.cwd ?? temporaryFolder();
  const settings = await readSettings({ cwd, env: {}, config: false, ...options });
  const source: Source = {
    name: 'made up',
    unit: 'files',
    base: async () => cwd,
    search: async (given) => search(given),
    ...more,
  };
  return runScan('scan', source, settings);
}

/** A match of a secret of its own. */
function match(name: string, confidence: Confidence = 'high', severity: Severity = 'high', line = 1): JudgedMatch {
  const verdict = { confidence, rule: rule(`rule-${severity}`, 'prefix', 'some', severity) };
  return bare(name, line, {}, verdict, hexKey(`${name}/${confidence}/${severity}/${line}`));
}

const placeOf = ({ rule: { severity }, confidence, occurrences: [first] }: Finding) =>
  `${severity} ${confidence} ${first?.path}:${first?.line}`;

test('what was left out is named, and is an error of a strict scan', async () => {
  const search: SearchFor = ({ log }) => {
    log.leaveOut('archive', 'a.rar', 'there is no reader for this format');
    return [];
  };
  const report = await scan(search);
  expect(report.notOpened).toEqual([{ kind: 'archive', path: 'a.rar', reason: 'there is no reader for this format' }]);
  expect(exitCodeOf(report, 1)).toBe(0);
  const strict = await scan(search, { strict: true });
  expect(strict.errors).toEqual([
    { code: 'E_NOT_OPENED', subject: 'a.rar', message: 'there is no reader for this format' },
  ]);
  expect(exitCodeOf(strict, 1)).toBe(2);
});

test('the report names the command, the source, and what was looked at', async () => {
  const report = await scan(({ log }) => {
    Object.assign(log, { files: 3, blobs: 4, commits: 5, bytes: 6, objects: 7 });
    log.error('E_SOURCE', 'a.py', 'permission denied');
    log.notice('shallow clone');
    log.notice('shallow clone');
    return [];
  });
  expect(report).toEqual({
    tool: { name: 'hexhound', version: __VERSION__ },
    command: 'scan',
    target: 'made up',
    started: expect.any(Number),
    findings: [],
    errors: [{ code: 'E_SOURCE', subject: 'a.py', message: 'permission denied' }],
    notOpened: [],
    notices: ['shallow clone'],
    hidden: { lowConfidence: 0, inline: 0, baseline: 0 },
    scanned: { files: 3, blobs: 4, commits: 5, bytes: 6, seconds: expect.any(Number) },
  });
});

test('findings by severity, then confidence, path and line, in whatever order they were found', async () => {
  const matches = [
    match('z.py', 'low', 'critical'),
    match('z.py', 'high', 'high'),
    match('a.py', 'medium', 'high'),
    match('a.py', 'high', 'low'),
    match('b.py', 'high', 'high', 10),
    match('b.py', 'high', 'high', 9),
    match('a.py', 'high', 'medium'),
    match('B.py', 'high', 'high'),
  ];
  const expected = [
    'critical low z.py:1',
    'high high B.py:1',
    'high high b.py:9',
    'high high b.py:10',
    'high high z.py:1',
    'high medium a.py:1',
    'medium high a.py:1',
    'low high a.py:1',
  ];
  for (const found of [matches, matches.toReversed()]) {
    const { findings } = await scan(() => found, { minConfidence: 'low' });
    expect(findings.map(placeOf)).toEqual(expected);
  }
});

test('of two secrets at one place the lower fingerprint comes first', async () => {
  const matches = Array.from({ length: 5 }, (_, index) => bare('a.py', 1, {}, {}, hexKey(`same place ${index}`)));
  const { findings } = await scan(() => matches);
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  expect(fingerprints).toHaveLength(5);
  expect(fingerprints).toEqual(fingerprints.toSorted());
});

test.each<[ScanOptions['minConfidence'], string[], number]>([
  ['high', ['high'], 2],
  ['medium', ['high', 'medium'], 1],
  [undefined, ['high', 'medium'], 1],
  ['low', ['high', 'medium', 'low'], 0],
])('from confidence %s on, and how many are below', async (minConfidence, confidences, lowConfidence) => {
  const matches = [match('a', 'low'), match('b', 'high'), match('c', 'medium')];
  const { findings, hidden } = await scan(() => matches, { minConfidence });
  expect(findings.map(({ confidence }) => confidence)).toEqual(confidences);
  expect(hidden).toEqual({ lowConfidence, inline: 0, baseline: 0 });
});

test('what inline comments leave out is counted, each secret once', async () => {
  const ignored = (path: string, key: string): JudgedMatch => {
    const { match: plain, ...rest } = bare(path, 1, {}, {}, hexKey(key));
    return { ...rest, match: { ...plain, ignoredBy: 'hexhound-ignore' } };
  };
  const matches = [ignored('a', 'one'), ignored('b', 'one'), ignored('c', 'two'), match('d')];
  const { findings, hidden } = await scan(() => matches);
  expect([findings.map(placeOf), hidden]).toEqual([['high high d:1'], { lowConfidence: 0, inline: 2, baseline: 0 }]);
});

test('the options for comments reach the search', async () => {
  const detections: unknown[] = [];
  const search: SearchFor = ({ detection }) => {
    detections.push(detection);
    return [];
  };
  await scan(search);
  await scan(search, { applyIgnores: false });
  expect(detections).toEqual([
    { applyIgnores: true, requireReason: false, fileTimeoutMs: 30_000 },
    { applyIgnores: false, requireReason: false, fileTimeoutMs: 30_000 },
  ]);
});

test('a baseline leaves out what it lists, and only of what would be reported', async () => {
  const cwd = temporaryFolder();
  const matches = [match('a'), match('b'), match('c', 'low')];
  const all = await scan(() => matches, { minConfidence: 'low' });
  const accepted = all.findings.filter(({ occurrences: [first] }) => first?.path !== 'b');
  const entries = { entries: new Map() };
  writeBaseline(join(cwd, 'known.jsonl'), 'known.jsonl', baselineOf(accepted, entries, {}));
  const { findings, hidden } = await scan(() => matches, { cwd, baseline: 'known.jsonl' });
  expect([findings.map(placeOf), hidden]).toEqual([['high high b:1'], { lowConfidence: 1, inline: 0, baseline: 1 }]);
  const everything = await scan(() => matches, { cwd, baseline: 'known.jsonl', applyIgnores: false });
  expect([everything.findings.length, everything.hidden.baseline]).toEqual([2, 0]);
});

test('the folder of the findings is only asked for where something depends on it', async () => {
  const base = () => Promise.reject(new Error('asked'));
  expect((await scan(() => [], {}, { base })).findings).toEqual([]);
  expect((await scan(() => [match('a')], { applyIgnores: false }, { base })).findings).toHaveLength(1);
  await expect(scan(() => [match('a')], {}, { base })).rejects.toThrow('asked');
});

test('files that are a finding themselves, unless the line that makes them one is reported already', async () => {
  const bytes = Buffer.from(`API_KEY=${alnumKey('in .env')}\n`);
  const ids = async (path: string, matches: readonly JudgedMatch[]) => {
    const { findings } = await scan(({ files }) => {
      files.inspect({ bytes, place: { kind: 'file', path }, origin: START, committed: true });
      return matches;
    });
    return findings.map(({ rule: { id } }) => id);
  };
  expect(await ids('.env', [match('.env', 'high', 'critical')])).toEqual(['rule-critical', 'dotenv-committed']);
  expect(await ids('.env.example', [])).toEqual(['dotenv-example-secret']);
  expect(await ids('.env.example', [match('.env.example')])).toEqual(['rule-high']);
});

test('how far it is, by the unit of the source, each time that the search asks whether to go on', async () => {
  const seen: Progress[] = [];
  const answers: boolean[] = [];
  const search: SearchFor = ({ log, goOn }) => {
    Object.assign(log, { files: 9, objects: 1 });
    answers.push(goOn());
    Object.assign(log, { objects: 2, total: 4 });
    answers.push(goOn());
    return [];
  };
  await scan(search, { onProgress: (progress) => seen.push(progress) }, { unit: 'objects' });
  expect(answers).toEqual([true, true]);
  expect(seen).toEqual([
    { done: 1, unit: 'objects' },
    { done: 2, unit: 'objects', total: 4 },
  ]);
});

test('a stopped scan reports what it has found, how far it came, and asks no service', async () => {
  const { url, received } = await serve(saying('{"status":1,"request":"12.5"}'));
  const stop = new AbortController();
  const announced: unknown[] = [];
  const answers: boolean[] = [];
  const report = await scan(
    ({ log, goOn }) => {
      Object.assign(log, { files: 2, total: 5 });
      answers.push(goOn());
      stop.abort();
      answers.push(goOn());
      return [bare('a', 1, {}, { rule: { ...SERVICE, verify: 'captchaai-balance' } }, alnumKey('stopped'))];
    },
    {
      signal: stop.signal,
      verify: true,
      env: { CAPTCHAAI_URL: url },
      onVerify: (calls) => announced.push(calls),
    },
  );
  expect(answers).toEqual([true, false]);
  expect(report.interrupted).toEqual({ done: 2, total: 5, unit: 'files' });
  expect(report.errors).toEqual([
    {
      code: 'E_INTERRUPTED',
      subject: 'made up',
      message: 'the scan was stopped before its end: the rest was not looked at',
    },
  ]);
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).not.toHaveProperty('verification');
  expect([received, announced, exitCodeOf(report, 1)]).toEqual([[], [], 2]);
});

test('a signal that is aborted already stops it at once', async () => {
  const report = await scan(({ goOn }) => (goOn() ? [match('a')] : []), { signal: AbortSignal.abort() });
  expect([report.findings, report.interrupted]).toEqual([[], { done: 0, unit: 'files' }]);
});

test('it listens to the signal while it runs, and no longer: also when it fails', async () => {
  const { signal } = new AbortController();
  const counts: number[] = [];
  const count = () => counts.push(getEventListeners(signal, 'abort').length);
  await scan(
    () => {
      count();
      return [];
    },
    { signal },
  );
  count();
  const failing = scan(
    () => {
      count();
      throw new Error('broken');
    },
    { signal },
  );
  await expect(failing).rejects.toThrow('broken');
  count();
  expect(counts).toEqual([1, 0, 1, 0]);
});

test('what .gitignore lacks, of a repository that is scanned as a whole', async () => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('.gitignore', 'node_modules\n').commit('first');
  const wholeRepository = () => openRepository({ cwd: repository.path, env: GIT_ENV });
  const ids = async (more: Partial<Source>) =>
    (await scan(() => [], { cwd: repository.path, env: GIT_ENV }, more)).findings.map((found) => found.rule.id);
  expect(await ids({ wholeRepository })).toEqual(['gitignore-missing-entry']);
  expect(await ids({ wholeRepository: async () => undefined })).toEqual([]);
  expect(await ids({})).toEqual([]);
  repository.write('.gitignore', 'node_modules\n.env\n.env.*\n');
  expect(await ids({ wholeRepository })).toEqual([]);
});

test('services are asked about what is reported, at the address of the settings', async () => {
  const { url, host, received } = await serve(saying('{"status":1,"request":"12.5"}'));
  const [key, doubtful] = [alnumKey('verified'), alnumKey('not verified')];
  const asked = { ...SERVICE, verify: 'captchaai-balance' };
  const matches = [
    bare('a', 1, {}, { rule: asked }, key),
    bare('b', 1, {}, { rule: asked, confidence: 'low' }, doubtful),
    match('c'),
  ];
  const announced: unknown[] = [];
  const onVerify: ScanOptions['onVerify'] = (calls, dryRun) => announced.push([calls, dryRun]);
  const options: ScanOptions = { env: { CAPTCHAAI_URL: url }, verify: ['captchaai'], onVerify };
  const calls = [{ service: 'CaptchaAI', host, keys: 1, what: expect.any(String) }];

  const dry = await scan(() => matches, { ...options, dryRun: true });
  expect([received, announced]).toEqual([[], [[calls, true]]]);
  expect(dry.findings.map(({ verification }) => verification)).toEqual([undefined, undefined]);

  const { findings } = await scan(() => matches, options);
  expect(announced.slice(1)).toEqual([[calls, false]]);
  expect(received.map(({ body }) => new URLSearchParams(body).get('key'))).toEqual([key]);
  expect(findings.map(({ verification }) => verification)).toEqual([
    { status: 'active', balance: 12.5, reason: 'the service gave the balance' },
    undefined,
  ]);

  await scan(() => matches, { ...options, verify: false });
  expect(received).toHaveLength(1);
});

const finding = {} as Finding;
const error: ScanError = { code: 'E_SOURCE', subject: 'a', message: 'permission denied' };

test.each([
  [[], [], 1, 0],
  [[finding], [], 1, 1],
  [[finding], [], 9, 9],
  [[finding], [], 0, 0],
  [[], [error], 1, 2],
  [[finding], [error], 1, 2],
  [[finding], [error], 0, 2],
])('%o findings and %o errors with --exit-code %i: exit code %i', (findings, errors, onFindings, code) => {
  expect(exitCodeOf({ findings, errors }, onFindings)).toBe(code);
});

test('--timeout: what was found before is reported, with E_TIMEOUT', async () => {
  const settings = await readSettings({ cwd: temporaryFolder(), env: GIT_ENV, timeoutMs: 50 });
  const source: Source = {
    name: 'slow',
    unit: 'files',
    base: () => Promise.resolve(settings.cwd),
    search: (search) => searchFragments(slowly(), search),
  };
  async function* slowly(): AsyncGenerator<Fragment> {
    yield { bytes: Buffer.from(keyLine(hexKey('a'))), origin: START, place: { kind: 'file', path: 'a.js' } };
    await new Promise((resolve) => setTimeout(resolve, 60));
    throw new HexhoundError('E_GIT', 'slow', 'was ended by the deadline');
  }
  const report = await runScan('scan', source, settings);
  expect(report.findings).toHaveLength(1);
  expect(report.errors.map(({ code }) => code)).toEqual(['E_TIMEOUT']);
  expect(report.interrupted).toEqual({ done: 0, unit: 'files' });
  expect(exitCodeOf(report, 1)).toBe(2);
});
