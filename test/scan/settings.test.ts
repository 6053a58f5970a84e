import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RuleSet } from '../../src/model/rule.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import {
  DEFAULT_MEMORY_BYTES,
  MAX_JOBS,
  MIN_MEMORY_BYTES,
  type ScanOptions,
  scanContextOf,
} from '../../src/scan/options.ts';
import { readSettings, wantedPaths } from '../../src/scan/settings.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** The top folder of a repository with a configuration, and a folder in it. */
function configured(config: string): { readonly top: string; readonly inner: string } {
  const top = temporaryFolder();
  const inner = join(top, 'inner');
  mkdirSync(inner);
  // Configurations are looked for up to the folder that has this one.
  mkdirSync(join(top, '.git'));
  writeFileSync(join(top, 'hexhound.yaml'), config);
  return { top, inner };
}

const read = (options: ScanOptions = {}) => readSettings({ cwd: temporaryFolder(), env: {}, ...options });

test('without options and without a configuration', async () => {
  const cwd = temporaryFolder();
  const settings = await readSettings({ cwd, env: { HOME: '/home/ada' } });
  expect(settings).toMatchObject({
    cwd,
    minConfidence: 'medium',
    applyIgnores: true,
    requireReason: false,
    exitCode: undefined,
    paths: { include: [], exclude: [], ignored: [] },
    verification: undefined,
    jobs: undefined,
    history: {
      useDeltas: true,
      memoryBytes: DEFAULT_MEMORY_BYTES,
      cacheFolder: '/home/ada/.cache/hexhound',
    },
    signal: undefined,
    onProgress: undefined,
  });
  expect(settings.ruleSet).toBe(RULE_SET);
  expect(Object.isFrozen(settings)).toBe(true);
});

test('the current folder and environment are the process’s unless told otherwise', () => {
  expect(scanContextOf({})).toEqual({ cwd: process.cwd(), env: process.env });
  expect(scanContextOf({ cwd: '/a', env: { B: 'c' } })).toEqual({ cwd: '/a', env: { B: 'c' } });
});

test.each<[string, object]>([
  ['minConfidence', { minConfidence: 'some' }],
  ['minConfidence', { minConfidence: '' }],
  ['jobs', { jobs: 0 }],
  ['jobs', { jobs: MAX_JOBS + 1 }],
  ['jobs', { jobs: 1.5 }],
  ['jobs', { jobs: Number.NaN }],
  ['memoryBytes', { memoryBytes: MIN_MEMORY_BYTES - 1 }],
  ['memoryBytes', { memoryBytes: Number.NaN }],
  ['--verify', { verify: ['nobody'] }],
])('a wrong %s is an error of usage: %j', async (subject, options) => {
  await expect(read(options)).rejects.toMatchObject({ name: 'HexhoundError', code: 'E_USAGE', subject });
});

test('the least and the most that jobs and memory may be', async () => {
  expect(await read({ jobs: 1, memoryBytes: MIN_MEMORY_BYTES })).toMatchObject({
    jobs: 1,
    history: { memoryBytes: MIN_MEMORY_BYTES },
  });
  expect((await read({ jobs: MAX_JOBS })).jobs).toBe(MAX_JOBS);
});

test('a history is remembered in the folder for caches of the user, or not at all', async () => {
  const folderOf = async (options: ScanOptions) => (await read(options)).history.cacheFolder;
  expect(await folderOf({ env: { XDG_CACHE_HOME: '/cache', HOME: '/home/ada' } })).toBe('/cache/hexhound');
  expect(await folderOf({ env: {} })).toBeUndefined();
  expect(await folderOf({ env: { HOME: '/home/ada' }, useCache: false })).toBeUndefined();
});

test('the nearest configuration counts, in a folder above too, and an option wins over it', async () => {
  const { top, inner } = configured(
    'minConfidence: low\nexitCode: 7\nrequireReason: true\nignore: { paths: [dist] }\n',
  );
  expect(await read({ cwd: inner })).toMatchObject({
    minConfidence: 'low',
    exitCode: 7,
    requireReason: true,
    paths: { ignored: ['dist'], folder: top },
  });
  expect(await read({ cwd: inner, minConfidence: 'high' })).toMatchObject({ minConfidence: 'high', exitCode: 7 });
});

test('config: false leaves the repository no say', async () => {
  const { inner } = configured('minConfidence: low\nexitCode: 0\nignore: { paths: ["**"] }\nbaseline: gone.jsonl\n');
  expect(await read({ cwd: inner, config: false })).toMatchObject({
    minConfidence: 'medium',
    exitCode: undefined,
    paths: { ignored: [], folder: undefined },
    suppression: { namedOnly: true },
  });
  // Not even when it is broken.
  const { top } = configured('nonsense: [');
  await expect(read({ cwd: top })).rejects.toMatchObject({ code: 'E_CONFIG' });
  expect(await read({ cwd: top, config: false })).toMatchObject({ minConfidence: 'medium' });
});

test('a configuration that is named, relative to the current folder', async () => {
  const { top, inner } = configured('minConfidence: low\n');
  writeFileSync(join(inner, 'other.yaml'), 'minConfidence: high\n');
  expect(await read({ cwd: top, config: 'inner/other.yaml' })).toMatchObject({ minConfidence: 'high' });
  await expect(read({ cwd: top, config: 'none.yaml' })).rejects.toMatchObject({ code: 'E_CONFIG' });
});

test('rules of a configuration: severities, rules of its own, and ids that there are', async () => {
  const { top } = configured('rules: [acme.yaml]\nseverity: { captchaai-api-key: critical, acme-api-key: low }\n');
  writeFileSync(
    join(top, 'acme.yaml'),
    `provider: Acme
hosts: [api.acme.example]
rules:
  - id: acme-api-key
    title: Acme API key
    severity: high
    risk: Whoever holds it orders anvils on the account.
    fix: { steps: [Delete the key and make another.] }
    prefixes: [acme_live_]
    pattern: "[A-Za-z0-9]{32}"
    matches:
      - ACME_KEY = "acme_live_{{base62:32}}"
      - key = "acme_live_{{base62:32}}"
    ignores:
      - ACME_KEY = "acme_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
`,
  );
  const { ruleSet } = await read({ cwd: top });
  const severityOf = ({ rules }: RuleSet, id: string) => rules.find((rule) => rule.id === id)?.severity;
  expect([severityOf(ruleSet, 'captchaai-api-key'), severityOf(ruleSet, 'acme-api-key')]).toEqual(['critical', 'low']);
  expect(ruleSet.rules).toHaveLength(RULE_SET.rules.length + 1);
  // The built-in rules are shared by all scans of the process.
  expect(severityOf(RULE_SET, 'captchaai-api-key')).toBe('high');
  const { top: wrong } = configured('severity: { captchaai-api-kee: low }\n');
  await expect(read({ cwd: wrong })).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringContaining('captchaai-api-key'),
  });
});

test('a baseline that is named must be one, before the scan starts', async () => {
  const { top } = configured('baseline: gone.jsonl\n');
  await expect(read({ cwd: top })).rejects.toMatchObject({ code: 'E_CONFIG' });
  await expect(read({ baseline: 'none.jsonl' })).rejects.toMatchObject({ code: 'E_CONFIG', subject: 'none.jsonl' });
  writeFileSync(join(top, 'words.jsonl'), 'words\n');
  await expect(read({ cwd: top, baseline: 'words.jsonl' })).rejects.toMatchObject({ code: 'E_CONFIG' });
  // Nobody asks for it: then it is not read.
  expect((await read({ cwd: top, baseline: false })).suppression.baselineFile).toBe(false);
  expect(await read({ cwd: top, applyIgnores: false })).toMatchObject({ applyIgnores: false });
});

test('the key of keyed baselines comes from the environment', async () => {
  expect((await read({ env: { HEXHOUND_BASELINE_KEY: 'words' } })).suppression.baselineKey).toBe('words');
});

test('verification: all services or those that are named, at the addresses of the environment, announced', async () => {
  const env = { CAPTCHAAI_URL: 'http://127.0.0.1:1' };
  const announced: unknown[] = [];
  const onVerify: ScanOptions['onVerify'] = (calls, dryRun) => announced.push([calls, dryRun]);
  const all = await read({ env, verify: true, onVerify });
  expect(all.verification).toMatchObject({ baseUrls: { 'captchaai-balance': env.CAPTCHAAI_URL }, env, dryRun: false });
  expect(all.verification?.services).toBeUndefined();
  const one = await read({ env, verify: ['captchaai'], dryRun: true, onVerify });
  expect(one.verification).toMatchObject({ services: new Set(['captchaai']), dryRun: true });
  all.verification?.announce?.([]);
  one.verification?.announce?.([]);
  expect(announced).toEqual([
    [[], false],
    [[], true],
  ]);
  expect((await read({ env, verify: true })).verification).not.toHaveProperty('announce');
  await expect(read({ env: { CAPTCHAAI_URL: 'http://example.com' }, verify: true })).rejects.toMatchObject({
    code: 'E_CONFIG',
  });
  expect((await read({ env: { CAPTCHAAI_URL: 'http://example.com' } })).verification).toBeUndefined();
});

const PATHS = ['a.py', 'inner/a.py', 'inner/dist/a.js', 'dist/a.js', 'test/a.py'];

test.each<[string, ScanOptions, string[]]>([
  ['nothing', {}, PATHS],
  ['include', { include: ['*.py'] }, ['a.py', 'inner/a.py', 'test/a.py']],
  ['include of a folder', { include: ['inner'] }, ['inner/a.py', 'inner/dist/a.js']],
  ['exclude', { exclude: ['dist', '/a.py'] }, ['inner/a.py', 'test/a.py']],
  ['both', { include: ['*.py'], exclude: ['test/'] }, ['a.py', 'inner/a.py']],
])('which paths are looked at: %s', async (_, options, expected) => {
  const settings = await read(options);
  const isWanted = await wantedPaths(settings.paths, () => Promise.reject(new Error('asked')));
  expect(PATHS.filter(isWanted)).toEqual(expected);
});

test('ignored paths are relative to the configuration, wherever the scan’s paths start', async () => {
  const { top, inner } = configured('ignore: { paths: [inner/dist, /a.py] }\n');
  const from = async (cwd: string, base: string, options: ScanOptions = {}) => {
    const isWanted = await wantedPaths((await read({ cwd, ...options })).paths, async () => base);
    return (paths: readonly string[]) => paths.filter(isWanted);
  };
  expect((await from(top, top))(PATHS)).toEqual(['inner/a.py', 'dist/a.js', 'test/a.py']);
  expect((await from(inner, inner))(['a.py', 'dist/a.js'])).toEqual(['a.py']);
  expect((await from(inner, top))(PATHS)).toEqual(['inner/a.py', 'dist/a.js', 'test/a.py']);
  expect((await from(top, top, { include: ['*.py'] }))(PATHS)).toEqual(['inner/a.py', 'test/a.py']);
  expect((await from(top, top, { applyIgnores: false }))(PATHS)).toEqual(PATHS);
  expect((await from(top, top, { config: false }))(PATHS)).toEqual(PATHS);
});
