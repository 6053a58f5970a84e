import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/scan/config/load-config.ts';
import { folderWith, temporaryFolder } from '../../helpers/repository.ts';

const load = (cwd: string, path = 'hexhound.yaml', more: { cacheFolder?: string } = {}) =>
  loadConfig(join(cwd, path), { cwd, ...more });

describe('what extends an npm package', () => {
  test.each([
    ['its hexhound.yaml', 'acme', { 'acme/hexhound.yaml': 'exitCode: 7\n' }],
    ['one with a scope', '@acme/config', { '@acme/config/hexhound.json': '{ "exitCode": 7 }' }],
    ['a file in it', '@acme/config/sets/strict.yaml', { '@acme/config/sets/strict.yaml': 'exitCode: 7\n' }],
    [
      'its main, if that is data',
      'acme',
      { 'acme/package.json': '{ "main": "own.yml" }', 'acme/own.yml': 'exitCode: 7\n' },
    ],
    [
      'what the package itself extends, and its rules',
      'acme',
      {
        'acme/hexhound.yaml': 'extends: [base.yaml, other]\nrules: [own-rules.yaml]\n',
        'acme/base.yaml': 'minConfidence: low\n',
        'other/hexhound.yaml': 'exitCode: 7\n',
      },
    ],
  ])('%s', async (_name, name, files) => {
    const cwd = folderWith({ '.git/HEAD': '', 'hexhound.yaml': `extends: ['${name}']\n`, ...inModules(files) });
    expect((await load(cwd)).exitCode).toBe(7);
  });

  test('paths to ignore are those of the repository, rules those of the package', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      'hexhound.yaml': 'extends: [acme]\n',
      ...inModules({ 'acme/hexhound.yaml': 'ignore: { paths: [docs/] }\nrules: [own-rules.yaml]\n' }),
    });
    const { folder, ignore, rules } = await load(cwd);
    expect([folder, ignore.paths.map(({ text }) => text), rules]).toEqual([
      cwd,
      ['docs/'],
      [join(cwd, 'node_modules/acme/own-rules.yaml')],
    ]);
  });

  test('is found from a package of a monorepo, the nearest first, and through links as of pnpm', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      'packages/web/hexhound.yaml': 'extends: [acme]\n',
      ...inModules({
        '.pnpm/acme@1/node_modules/acme/hexhound.yaml': 'extends: [beside]\n',
        '.pnpm/acme@1/node_modules/beside/hexhound.yaml': 'exitCode: 7\n',
      }),
    });
    symlinkSync('.pnpm/acme@1/node_modules/acme', join(cwd, 'node_modules/acme'));
    expect((await load(cwd, 'packages/web/hexhound.yaml')).exitCode).toBe(7);
    const nearer = join(cwd, 'packages/web/node_modules/acme/hexhound.yaml');
    mkdirSync(dirname(nearer), { recursive: true });
    writeFileSync(nearer, 'exitCode: 8\n');
    expect((await load(cwd, 'packages/web/hexhound.yaml')).exitCode).toBe(8);
  });

  test('a file of that name counts more', async () => {
    const files = { 'hexhound.yaml': 'extends: [acme]\n', acme: 'exitCode: 8\n' };
    const cwd = folderWith({ ...files, ...inModules({ 'acme/hexhound.yaml': 'exitCode: 7\n' }) });
    expect((await load(cwd)).exitCode).toBe(8);
  });

  test.each([
    ['is not there', 'acme', {}, 'there is neither a file nor, in node_modules, a package of this name'],
    ['has none', 'acme', { 'acme/package.json': '{}' }, 'is a package without a configuration: it needs'],
    ['has code as its main', 'acme', { 'acme/package.json': '{ "main": "x.cjs" }' }, 'is code, which is never run: a'],
    ['has index.js', 'acme', { 'acme/package.json': '{}', 'acme/index.js': '' }, 'is code, which is never run: a'],
    ['is named with code', 'acme/a.mjs', { 'acme/a.mjs': '' }, 'is code, which is never run: a package needs'],
    ['lacks the file', 'acme/a.yaml', { 'acme/package.json': '{}' }, 'is not in the package'],
    ['has a path that leads out', 'acme/../../a.yaml', { 'acme/package.json': '{}' }, 'must be a path that stays'],
    ['has a main that leads out', 'acme', { 'acme/package.json': '{ "main": "../../a.yaml" }' }, 'must be a path that'],
  ])('a package that %s', async (_name, name, files, message) => {
    const cwd = folderWith({ '.git/HEAD': '', 'hexhound.yaml': `extends:\n  - ${name}\n`, ...inModules(files) });
    await expect(load(cwd)).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject: 'hexhound.yaml:2:5',
      message: expect.stringContaining(`extends: ${message}`),
    });
  });

  test('code beside the configuration is not run, either', async () => {
    const cwd = folderWith({ 'hexhound.yaml': 'extends: [./base.js]\n', 'base.js': 'exitCode: 7\n' });
    await expect(load(cwd)).rejects.toMatchObject({
      message: 'extends: is code, which is never run: it takes YAML and JSON',
    });
  });

  test('a package that is, or names, what is outside is refused', async () => {
    const outside = folderWith({ 'hexhound.yaml': 'exitCode: 7\n' });
    const cwd = folderWith({
      '.git/HEAD': '',
      'hexhound.yaml': 'extends: [acme]\n',
      'mine.yaml': 'exitCode: 7\n',
      ...inModules({ 'other/hexhound.yaml': 'rules: [../../mine.yaml]\n' }),
    });
    symlinkSync(outside, join(cwd, 'node_modules/acme'));
    await expect(load(cwd)).rejects.toMatchObject({
      subject: 'hexhound.yaml:1:11',
      message: 'extends: is a package that is, links followed, outside of this repository',
    });
    writeFileSync(join(cwd, 'hexhound.yaml'), 'extends: [other]\n');
    await expect(load(cwd)).rejects.toMatchObject({
      subject: 'node_modules/other/hexhound.yaml:1:9',
      message: 'rules: must be a path that stays, links followed, inside of its package',
    });
  });

  test('the cache knows of what comes nearer, and of another main', async () => {
    const cacheFolder = join(temporaryFolder(), 'hexhound');
    const cwd = folderWith({
      '.git/HEAD': '',
      'web/hexhound.yaml': 'extends: [acme]\n',
      ...inModules({
        'acme/package.json': '{ "main": "a.yaml" }',
        'acme/a.yaml': 'exitCode: 7\n',
        'acme/b.yaml': 'exitCode: 8\n',
      }),
    });
    const exitCode = async () => (await load(cwd, 'web/hexhound.yaml', { cacheFolder })).exitCode;
    expect([await exitCode(), await exitCode(), readdirSync(cacheFolder).length]).toEqual([7, 7, 1]);
    writeFileSync(join(cwd, 'node_modules/acme/package.json'), '{ "main": "b.yaml" }');
    expect(await exitCode()).toBe(8);
    writeFileSync(join(cwd, 'web/acme'), 'exitCode: 9\n');
    expect(await exitCode()).toBe(9);
    rmSync(join(cwd, 'web/acme'));
    expect(await exitCode()).toBe(8);
  });
});

function inModules(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${path}`, text]));
}
