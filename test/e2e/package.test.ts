import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execFile } from '../helpers/exec-file.ts';
import { installPackage } from '../helpers/install-package.ts';
import { hexKey } from '../helpers/keys.ts';
import { keyLine } from '../helpers/scan.ts';

const KEY = hexKey('package');
let project = '';

beforeAll(() => {
  // As a dependency of this project, TypeScript's `tsc` would stand in the way of the newer one.
  project = installPackage('typescript@5.4.5');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

function manifest(): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(join(project, 'node_modules/hexhound/package.json'), 'utf8'));
}

test('the words of the rules were stored by the build that the program is of', () => {
  const dist = join(project, 'node_modules/hexhound/dist');
  const [build = ''] = readFileSync(join(dist, 'data/words.bin'), 'latin1').split(' ', 1);
  expect(build).toMatch(/^[0-9a-f]{64}$/);
  const chunks = readdirSync(join(dist, 'js/chunks')).filter((name) => name.startsWith('scan-'));
  expect(chunks.map((name) => readFileSync(join(dist, 'js/chunks', name), 'utf8').includes(build))).toEqual([true]);
});

test('the command works', () => {
  const { status, stdout } = spawnSync(join(project, 'node_modules/.bin/hexhound'), ['stdin', '-f', 'jsonl'], {
    input: keyLine(KEY),
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'finding', rule: 'captchaai-api-key' });
});

test('a version of Node.js that is too old is told so, with the exit code of what could not be scanned', () => {
  const pretend = 'Object.defineProperty(process.versions, "node", { value: "18.20.8" })';
  const { status, stdout, stderr } = spawnSync(join(project, 'node_modules/.bin/hexhound'), ['stdin'], {
    input: '',
    env: { PATH: process.env.PATH, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}` },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^hexhound: needs Node\.js 20\.19 or newer .* this is 18\.20\.8\n$/);
});

test('what an old version reads first imports nothing, and waits for nothing at its top', () => {
  const bin = readFileSync(join(project, 'node_modules/hexhound', manifest().bin?.hexhound ?? ''), 'utf8');
  // A script may have neither; the bundler marks a module so.
  expect(() => new Script(bin.replace(/export \{\};\s*$/, ''))).not.toThrow();
  expect(bin.length).toBeLessThan(3000);
});

test('the library works, and its types are there', () => {
  writeFileSync(
    join(project, 'use.js'),
    `import { scanText } from 'hexhound';
     const { findings } = await scanText(${JSON.stringify(keyLine(KEY))});
     console.log(JSON.stringify(findings.map(({ rule, secret }) => [rule.id, secret, secret.reveal().length])));`,
  );
  const stdout = execFileSync(process.execPath, ['use.js'], { cwd: project, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([['captchaai-api-key', `****${KEY.slice(-4)}`, 32]]);
  expect(existsSync(join(project, 'node_modules/hexhound/dist/types/index.d.ts'))).toBe(true);
});

test('an error that nobody catches shows where it was thrown, in short lines', () => {
  for (const [call, thrown] of [
    ['scanText(undefined)', 'TypeError'],
    [`scanTree(['no-such-path'])`, 'HexhoundError: '],
    [`scanTree([], { config: 'no-such-file' })`, 'HexhoundError: '],
  ]) {
    const program = `import * as hexhound from 'hexhound'; await hexhound.${call};`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(thrown);
    expect(stderr).toMatch(/\n {4}at .*node_modules\/hexhound\/dist\/js\//);
    expect(stderr.split('\n').filter((line) => line.length > 300)).toEqual([]);
  }
});

test('rules and schemas are inside, and the rules test themselves', () => {
  for (const file of [
    'rules/captchaai.yaml',
    'dist/schemas/rules.json',
    'dist/schemas/report.json',
    'dist/schemas/config.json',
  ]) {
    expect(existsSync(join(project, 'node_modules/hexhound', file)), file).toBe(true);
  }
  const own = join(project, 'node_modules/hexhound/rules/captchaai.yaml');
  const { status } = spawnSync(join(project, 'node_modules/.bin/hexhound'), ['rules', 'test', own], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
});

test('its types need no package that does not come with it', () => {
  const { dependencies = {} } = manifest();
  const root = join(project, 'node_modules/hexhound/dist');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
  expect(files).toContain(join('types', 'model', 'report.d.ts'));
  const imported = files.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/(?:from |import\()['"]([^.'"][^'"]*)/g)].map(
      ([, from]) => from,
    ),
  );
  const known = [...Object.keys(dependencies), 'node:'];
  expect(imported.filter((from = '') => !known.some((name) => from.startsWith(name)))).toEqual([]);
});

test('nothing runs at its installation, and little comes with it', () => {
  const { scripts = {}, dependencies = {} } = manifest();
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(17);
});

/** For the tests of types; what the package itself needs was installed with it. */
function linkOthers(): void {
  for (const name of ['@types', 'expect-type', 'pino', 'winston']) {
    const link = join(project, 'node_modules', name);
    if (!existsSync(link)) symlinkSync(resolve('node_modules', name), link);
  }
}

const NODE = { types: ['node'], lib: ['es2022'] };
const BOTH_FORMATS = ['runtime.mts', 'runtime.cts', 'logging.mts', 'logging.cts', 'library.mts'];

/** By what `moduleResolution` is, or what else is special: the files, and the options of their compilation. */
const CASES: Readonly<Record<string, readonly [files: readonly string[], options: object]>> = {
  node10: [['runtime.ts', 'logging.ts'], { ...NODE, module: 'commonjs', moduleResolution: 'node10' }],
  node16: [BOTH_FORMATS, { ...NODE, module: 'node16', moduleResolution: 'node16' }],
  nodenext: [BOTH_FORMATS, { ...NODE, module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false }],
  bundler: [['runtime.ts', 'library.ts'], { ...NODE, module: 'esnext', moduleResolution: 'bundler' }],
  // The types of the DOM beside those of Node.js, as projects have that do not set `lib`.
  'usual lib': [
    ['runtime.ts', 'logging.ts', 'library.ts'],
    { types: ['node'], module: 'esnext', moduleResolution: 'bundler' },
  ],
  browser: [
    ['runtime.ts'],
    { types: [], lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler', skipLibCheck: false },
  ],
};

test.each([
  ['5.4', 'node10'],
  ['5.4', 'node16'],
  ['5.4', 'bundler'],
  ['5.4', 'browser'],
  ['7', 'node16'],
  ['7', 'nodenext'],
  ['7', 'bundler'],
  ['7', 'usual lib'],
  ['7', 'browser'],
])('the types of the package under TypeScript %s: %s', async (version, name) => {
  const [files, options] = CASES[name] ?? [[], {}];
  linkOthers();
  const folder = join(project, `${version} ${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  for (const file of files) copyFileSync(join('test/e2e/types', file.replace(/[mc]ts$/, 'ts')), join(folder, file));
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    // Where it is false, the declarations themselves are looked at too.
    skipLibCheck: true,
    noEmit: true,
    typeRoots: [join(project, 'node_modules/@types')],
    ...options,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = resolve(version === '7' ? '.' : project, 'node_modules/typescript/bin/tsc');
  const result = await execFile(process.execPath, [compiler, '-p', folder]).catch((failed: unknown) => failed);
  expect(result).toEqual({ stdout: '', stderr: '' });
});
