import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execFile } from '../helpers/exec-file.ts';
import { installPackage } from '../helpers/install-package.ts';

let project = '';

beforeAll(() => {
  // As a dependency of this project its `tsc` would stand in the way of the newer one.
  project = installPackage('typescript@5.4.5');
  for (const name of ['@types', 'expect-type', 'pino', 'winston']) {
    symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name));
  }
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

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
