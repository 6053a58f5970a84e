import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import {
  HexhoundError,
  type Report,
  type ScanOptions,
  Secret,
  scanHistory,
  scanStaged,
  scanText,
  scanTree,
} from '../src/index.ts';
import { execFile } from './helpers/exec-file.ts';
import { hexKey } from './helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from './helpers/repository.ts';
import { keyLine } from './helpers/scan.ts';

const [PAST, FILE, STAGED, OTHER] = [hexKey('past'), hexKey('file'), hexKey('staged'), hexKey('other')];

/** A repository with a key in its past, one in its files, one in the index, and a configuration. */
function leaky(): Repository {
  const repository = createRepository();
  repository.write('.gitignore', '.env\n.env.*\n').write('past.py', keyLine(PAST)).commit('one');
  repository.remove('past.py').write('src/file.py', keyLine(FILE)).commit('two');
  repository.write('src/staged.py', keyLine(STAGED)).git('add', 'src/staged.py');
  return repository.write('src/staged.py', 'x = 1\n');
}

const optionsIn = ({ path }: Repository): ScanOptions => ({ cwd: path, env: GIT_ENV });

/** The keys that a report has, by their path. */
function found({ findings }: Report): Record<string, string | undefined> {
  return Object.fromEntries(findings.map(({ occurrences: [first], secret }) => [first?.path ?? '-', secret?.reveal()]));
}

test('scanTree: the files of the current folder, or those that are named', async () => {
  const repository = leaky();
  repository.write('more.py', keyLine(OTHER));
  const options = optionsIn(repository);
  const report = await scanTree([], options);
  expect(report).toMatchObject({ command: 'scan', errors: [], scanned: { files: 4 } });
  expect(found(report)).toEqual({ 'src/file.py': FILE, 'more.py': OTHER });
  expect(found(await scanTree(['src'], options))).toEqual({ 'src/file.py': FILE });
  await expect(scanTree(['nowhere'], options)).rejects.toMatchObject({ code: 'E_SOURCE', subject: 'nowhere' });
});

test('scanStaged: the index, whatever the files are now', async () => {
  const report = await scanStaged(optionsIn(leaky()));
  expect([report.command, found(report)]).toEqual(['staged', { 'src/staged.py': STAGED }]);
  const outside = scanStaged({ cwd: temporaryFolder(), env: GIT_ENV });
  await expect(outside).rejects.toMatchObject({ code: 'E_GIT' });
});

test('scanHistory: everything, or what a revision adds', async () => {
  const repository = leaky();
  const options = { ...optionsIn(repository), useCache: false };
  const whole = await scanHistory('.', [], options);
  expect([whole.command, whole.scanned.commits]).toEqual(['history', 2]);
  expect(found(whole)).toEqual({ 'past.py': PAST, 'src/file.py': FILE, 'src/staged.py': STAGED });
  expect(found(await scanHistory(repository.path, ['HEAD~1..HEAD'], options))).toEqual({ 'src/file.py': FILE });
  expect(found(await scanHistory('.', [], { ...options, useDeltas: false, jobs: 1 }))).toEqual(found(whole));
  await expect(scanHistory('.', ['nothing'], options)).rejects.toMatchObject({ code: 'E_GIT', subject: 'nothing' });
});

test('scanText: a text or its bytes', async () => {
  const options = { cwd: temporaryFolder(), env: {} };
  for (const text of [keyLine(PAST), Buffer.from(keyLine(PAST)), Uint8Array.from(Buffer.from(keyLine(PAST)))]) {
    const report = await scanText(text, options);
    expect([report.command, found(report)]).toEqual(['stdin', { '-': PAST }]);
  }
  expect((await scanText('', options)).findings).toEqual([]);
});

test('options have the names of the flags, in camel case', async () => {
  const repository = leaky();
  const scan = async (more: ScanOptions) => found(await scanTree([], { ...optionsIn(repository), ...more }));
  repository.write('hexhound.yaml', 'ignore: { paths: [src] }\n');
  repository.write('accepted.py', `${keyLine(PAST).trim()} # hexhound-ignore\n`).write('medium.py', `key: ${OTHER}\n`);
  const medium = { 'medium.py': OTHER };
  expect(await scan({})).toEqual(medium);
  expect(await scan({ minConfidence: 'high' })).toEqual({});
  expect(await scan({ config: false })).toEqual({ ...medium, 'src/file.py': FILE });
  expect(await scan({ applyIgnores: false })).toEqual({ ...medium, 'src/file.py': FILE, 'accepted.py': PAST });
  expect(await scan({ config: false, exclude: ['medium.py'] })).toEqual({ 'src/file.py': FILE });
  expect(await scan({ applyIgnores: false, include: ['accepted.*'] })).toEqual({ 'accepted.py': PAST });
  const seen: number[] = [];
  await scan({ onProgress: ({ done }) => seen.push(done) });
  expect(seen.length).toBeGreaterThan(1);
  await expect(scan({ jobs: 0 })).rejects.toBeInstanceOf(HexhoundError);
});

test('a report can be printed: its secrets stay masked', async () => {
  const { findings } = await scanText(keyLine(PAST), { cwd: temporaryFolder(), env: {} });
  expect(findings[0]?.secret).toBeInstanceOf(Secret);
  expect(JSON.stringify(findings)).not.toContain(PAST);
});

test('a scan that is stopped gives what it has', async () => {
  const report = await scanTree([], { ...optionsIn(leaky()), signal: AbortSignal.abort() });
  expect(report).toMatchObject({ interrupted: { unit: 'files' }, errors: [{ code: 'E_INTERRUPTED' }] });
});

/** Imports a built file in a process of its own, and gives what that did to the process. */
async function effectsOf(file: string): Promise<unknown> {
  const script = `
    import v8 from 'node:v8';
    import { syncBuiltinESMExports } from 'node:module';
    const flags = [];
    v8.setFlagsFromString = (flag) => flags.push(flag);
    syncBuiltinESMExports();
    const listeners = () => [process, process.stdout, process.stdin].map((emitter) => emitter.eventNames().map(String));
    const before = listeners();
    const env = { ...process.env };
    await import(${JSON.stringify(pathToFileURL(resolve(file)).href)});
    const changed = JSON.stringify(listeners()) !== JSON.stringify(before);
    const isSameEnv = JSON.stringify(env) === JSON.stringify({ ...process.env });
    process.stderr.write(JSON.stringify({ flags: flags.length, changed, isSameEnv, exitCode: process.exitCode ?? 0 }));`;
  const { stdout, stderr } = await execFile(process.execPath, ['--input-type=module', '-e', script]);
  return { ...JSON.parse(stderr), isSilent: stdout === '' };
}

test('importing the library changes nothing about the process; the program does', async () => {
  const nothing = { flags: 0, changed: false, isSameEnv: true, exitCode: 0, isSilent: true };
  expect(await effectsOf('dist/js/index.js')).toEqual(nothing);
  expect(await effectsOf('dist/js/cli.js')).toEqual({ ...nothing, flags: 4, changed: true, isSilent: false });
});
