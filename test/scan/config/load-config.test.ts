import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkRuleIds, DEFAULT_CONFIG } from '../../../src/scan/config/config.ts';
import { loadConfig, readConfig, userCacheFolder } from '../../../src/scan/config/load-config.ts';
import { folderWith, temporaryFolder } from '../../helpers/repository.ts';

const load = (cwd: string, file = 'hexhound.yaml') => loadConfig(join(cwd, file), { cwd });

describe('one file', () => {
  test('says what it says, and the defaults the rest', async () => {
    const cwd = folderWith({
      'conf/hexhound.yaml': 'exitCode: 3\nbaseline: ../known\nrules: [own.yaml]\nignore: {rules: [x]}\n',
    });
    expect(await load(cwd, 'conf/hexhound.yaml')).toEqual({
      files: ['conf/hexhound.yaml'],
      folder: join(cwd, 'conf'),
      ignore: {
        paths: [],
        rules: [{ text: 'x', at: 'conf/hexhound.yaml:4:18' }],
        values: [],
        fingerprints: [],
        scoped: [],
      },
      exitCode: 3,
      baseline: join(cwd, 'known'),
      rules: [join(cwd, 'conf/own.yaml')],
      severity: {},
      overrides: [],
      requireReason: false,
      ownRulesOnly: false,
    });
  });

  test('cannot be changed afterwards', async () => {
    const config = await load(folderWith({ 'hexhound.yaml': 'ignore: {scoped: [{paths: [a], rules: [x]}]}\n' }));
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.ignore.scoped[0]?.paths)).toBe(true);
    expect(Object.isFrozen(DEFAULT_CONFIG.ignore.paths)).toBe(true);
  });

  test('the one that is named, the nearest, or none', async () => {
    const cwd = folderWith({ 'hexhound.yaml': 'exitCode: 3\n', 'other.yaml': 'exitCode: 4\n' });
    const env = { XDG_CACHE_HOME: temporaryFolder() };
    expect((await readConfig(undefined, { cwd, env })).exitCode).toBe(3);
    expect((await readConfig('other.yaml', { cwd, env })).exitCode).toBe(4);
    expect(await readConfig(undefined, { cwd: temporaryFolder(), env })).toBe(DEFAULT_CONFIG);
    await expect(readConfig('missing.yaml', { cwd, env })).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject: 'missing.yaml',
      message: 'cannot be read: ENOENT: no such file or directory',
    });
  });
});

test('entries of paths, rules and values have a reason and a last day where somebody gives them', async () => {
  const text =
    'ignore:\n  paths: [{ path: docs/, reason: manual }]\n  rules:\n    - rule: x\n      expires: 2027-01-31\n  values: [{ value: made-up }]\n';
  expect((await load(folderWith({ 'hexhound.yaml': text }))).ignore).toMatchObject({
    paths: [{ text: 'docs/', reason: 'manual', at: 'hexhound.yaml:2:11' }],
    rules: [{ text: 'x', expires: '2027-01-31', at: 'hexhound.yaml:4:7' }],
    values: [{ text: 'made-up', at: 'hexhound.yaml:6:12' }],
  });
});

describe('files that extend others', () => {
  test('lists add up, everything else is overridden, paths count from the file that says them', async () => {
    const cwd = folderWith({
      'hexhound.yaml':
        'extends: [org/base.yaml, org/more.yaml]\nexitCode: 5\nignore: {paths: [own], rules: [x]}\nseverity: {b: low}\n',
      'org/base.yaml':
        'exitCode: 3\nminConfidence: low\nrequireReason: true\nbaseline: known\nrules: [base-rules.yaml]\nignore: {paths: [base], rules: [x]}\nseverity: {a: high, b: high}\n',
      'org/more.yaml': 'minConfidence: high\nrules: [../more-rules.yaml]\n',
    });
    expect(await load(cwd)).toEqual({
      files: ['hexhound.yaml', 'org/more.yaml', 'org/base.yaml'],
      folder: cwd,
      ignore: {
        paths: [
          { text: 'base', at: 'org/base.yaml:6:18' },
          { text: 'own', at: 'hexhound.yaml:3:18' },
        ],
        rules: [
          { text: 'x', at: 'org/base.yaml:6:33' },
          { text: 'x', at: 'hexhound.yaml:3:32' },
        ],
        values: [],
        fingerprints: [],
        scoped: [],
      },
      minConfidence: 'high',
      exitCode: 5,
      baseline: join(cwd, 'org/known'),
      rules: [join(cwd, 'org/base-rules.yaml'), join(cwd, 'more-rules.yaml')],
      severity: { a: 'high', b: 'low' },
      overrides: [],
      requireReason: true,
      ownRulesOnly: false,
    });
  });

  test('a file that two others extend is read once', async () => {
    const cwd = folderWith({
      'hexhound.yaml': 'extends: [a.yaml, b.yaml]\n',
      'a.yaml': 'extends: [c.yaml]\n',
      'b.yaml': 'extends: [c.yaml]\n',
      'c.yaml': 'ignore: {scoped: [{paths: [a], rules: [x]}]}\n',
    });
    const { files, ignore } = await load(cwd);
    expect(files).toEqual(['hexhound.yaml', 'b.yaml', 'c.yaml', 'a.yaml']);
    expect(ignore.scoped).toEqual([{ paths: ['a'], rules: ['x'], at: 'c.yaml:1:19' }]);
  });

  test.each([
    [
      'itself',
      { 'hexhound.yaml': 'extends: [hexhound.yaml]' },
      'hexhound.yaml:1:11',
      'extends: goes round in a circle: hexhound.yaml -> hexhound.yaml',
    ],
    [
      'a circle',
      { 'hexhound.yaml': 'extends: [a.yaml]', 'a.yaml': 'extends: [b.yaml]', 'b.yaml': 'extends: [a.yaml]' },
      'b.yaml:1:11',
      'extends: goes round in a circle: a.yaml -> b.yaml -> a.yaml',
    ],
    [
      'too deep',
      Object.fromEntries(
        ['hexhound', 1, 2, 3, 4, 5, 6, 7, 8].map((name, at) => [`${name}.yaml`, `extends: [${at + 1}.yaml]`]),
      ),
      '7.yaml:1:11',
      'extends: is more than 8 files deep',
    ],
    [
      'too many',
      Object.fromEntries([
        ['hexhound.yaml', `extends: [${Array.from({ length: 64 }, (_, at) => `${at}.yaml`).join(', ')}]`],
        ...Array.from({ length: 64 }, (_, at) => [`${at}.yaml`, '']),
      ]),
      'hexhound.yaml:1:568',
      'extends: is more than 64 files',
    ],
    [
      'a missing file',
      { 'hexhound.yaml': 'extends: [no.yaml]' },
      'no.yaml',
      'cannot be read: ENOENT: no such file or directory (hexhound.yaml extends it)',
    ],
    [
      'a mistake further down',
      { 'hexhound.yaml': 'extends: [a.yaml]', 'a.yaml': 'exitCode: x' },
      'a.yaml:1:11',
      'exitCode: must be a number',
    ],
  ])('%s', async (_name, files, subject, message) => {
    await expect(load(folderWith(files))).rejects.toMatchObject({ code: 'E_CONFIG', subject, message });
  });

  test.each([
    ['an absolute path', (outside) => ({ 'hexhound.yaml': `extends: [${outside}/secret.yaml]` })],
    ['a path that leads out', (outside) => ({ 'hexhound.yaml': `extends: [../${basename(outside)}/secret.yaml]` })],
    ['a linked file', () => ({ 'hexhound.yaml': 'extends: [link.yaml]' })],
    ['a file in a linked folder', () => ({ 'hexhound.yaml': 'extends: [folder/secret.yaml]' })],
    ['further down', () => ({ 'hexhound.yaml': 'extends: [a.yaml]', 'a.yaml': 'extends: [folder/secret.yaml]' })],
    ['rules', (outside) => ({ 'hexhound.yaml': `rules: [${outside}/secret.yaml]` })],
    ['a baseline', () => ({ 'hexhound.yaml': 'baseline: folder/secret.yaml' })],
  ] satisfies [string, (outside: string) => Record<string, string>][])(
    'what is outside of the repository is not read: %s',
    async (_name, files) => {
      const outside = folderWith({ 'secret.yaml': 'token: x\n' });
      const cwd = folderWith({ '.git/HEAD': '', ...files(outside) });
      symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'link.yaml'));
      symlinkSync(outside, join(cwd, 'folder'));
      await expect(load(cwd)).rejects.toMatchObject({
        code: 'E_CONFIG',
        message: expect.stringMatching(
          /^(?:extends|rules|baseline): must be a path that stays, links followed, inside/,
        ),
      });
    },
  );

  test('a configuration that is itself a link out of the repository is not read, unless it is named', async () => {
    const outside = folderWith({ 'secret.yaml': 'exitCode: 4\n' });
    const cwd = folderWith({ '.git/HEAD': '', 'conf/own.yaml': 'exitCode: 3\n' });
    const env = { XDG_CACHE_HOME: temporaryFolder() };
    symlinkSync('conf/own.yaml', join(cwd, 'hexhound.yml'));
    expect((await readConfig(undefined, { cwd, env })).exitCode).toBe(3);
    unlinkSync(join(cwd, 'hexhound.yml'));
    symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'hexhound.yml'));
    expect((await readConfig('hexhound.yml', { cwd, env })).exitCode).toBe(4);
    await expect(readConfig(undefined, { cwd, env })).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject: 'hexhound.yml',
      message: 'is a link that leads out of this repository',
    });
  });

  test('large files are not read', async () => {
    const cwd = folderWith({ 'hexhound.yaml': `# ${'x'.repeat(1024 * 1024)}\n` });
    await expect(load(cwd)).rejects.toMatchObject({ code: 'E_CONFIG', message: 'is larger than 1 MiB' });
  });
});

describe('the cache', () => {
  test('gives the same, as long as every file is the same', async () => {
    const cwd = folderWith({ 'hexhound.yaml': 'extends: [base.yaml]\n', 'base.yaml': 'exitCode: 3\n' });
    const cacheFolder = join(temporaryFolder(), 'hexhound');
    const cached = () => loadConfig(join(cwd, 'hexhound.yaml'), { cwd, cacheFolder });
    const first = await cached();
    expect(first).toEqual(await load(cwd));
    const [entry = ''] = readdirSync(cacheFolder);
    expect(readdirSync(cacheFolder)).toHaveLength(1);
    expect(statSync(cacheFolder).mode & 0o77).toBe(0);

    // What is kept is what is given: proof that the files were not parsed again.
    const path = join(cacheFolder, entry);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"exitCode":3', '"exitCode":77'));
    expect((await cached()).exitCode).toBe(77);
    expect(Object.isFrozen(await cached())).toBe(true);

    writeFileSync(join(cwd, 'base.yaml'), 'exitCode: 4\n');
    expect((await cached()).exitCode).toBe(4);
    writeFileSync(join(cwd, 'base.yaml'), 'exitCode: four\n');
    await expect(cached()).rejects.toMatchObject({ code: 'E_CONFIG', subject: 'base.yaml:1:11' });
  });

  test('that is damaged, or cannot be written, does not matter', async () => {
    const cwd = folderWith({ 'hexhound.yaml': 'exitCode: 3\n' });
    const cacheFolder = temporaryFolder();
    const cached = (folder: string) => loadConfig(join(cwd, 'hexhound.yaml'), { cwd, cacheFolder: folder });
    await cached(cacheFolder);
    for (const entry of readdirSync(cacheFolder)) writeFileSync(join(cacheFolder, entry), '{"config":');
    expect((await cached(cacheFolder)).exitCode).toBe(3);
    expect((await cached(join(cwd, 'hexhound.yaml'))).exitCode).toBe(3);
  });

  test('is the user’s, and nobody else’s', () => {
    const [base, repository] = [temporaryFolder(), folderWith({ '.git/HEAD': '', 'in/a': '' })];
    const folderOf = (env: Record<string, string>) => userCacheFolder(env, repository);
    expect(folderOf({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/hexhound');
    expect(folderOf({ HOME: '/h' })).toBe('/h/.cache/hexhound');
    expect(folderOf({ XDG_CACHE_HOME: 'cache', HOME: '/h' })).toBe('/h/.cache/hexhound');
    expect(folderOf({ XDG_CACHE_HOME: 'cache', HOME: '.' })).toBeUndefined();
    expect(folderOf({})).toBeUndefined();
    expect(folderOf({ XDG_CACHE_HOME: join(repository, 'in') })).toBeUndefined();
    expect(userCacheFolder({ XDG_CACHE_HOME: repository }, join(repository, 'in'))).toBeUndefined();
    mkdirSync(join(base, 'hexhound'));
    expect(folderOf({ XDG_CACHE_HOME: base })).toBe(join(base, 'hexhound'));
    chmodSync(join(base, 'hexhound'), 0o777);
    expect(folderOf({ XDG_CACHE_HOME: base })).toBeUndefined();
    renameSync(join(base, 'hexhound'), join(base, 'other'));
    symlinkSync(join(base, 'other'), join(base, 'hexhound'));
    expect(folderOf({ XDG_CACHE_HOME: base })).toBeUndefined();
  });
});

const placeOf = (id: string) => `place of ${id}`;

test('a rule that is named must exist', async () => {
  const cwd = folderWith({
    'hexhound.yaml':
      'ignore: {rules: [a-key], scoped: [{paths: [x], rules: [b-key]}]}\nseverity: {captchai-api-key: low}\n',
  });
  const config = await load(cwd);
  expect(() => checkRuleIds(config, () => ['a-key', 'b-key', 'captchaai-api-key'], placeOf)).toThrowError(
    expect.objectContaining({
      code: 'E_CONFIG',
      subject: 'place of captchai-api-key',
      message: 'severity: there is no rule "captchai-api-key"; did you mean "captchaai-api-key"?',
    }),
  );
  expect(() => checkRuleIds(config, () => ['a-key', 'captchai-api-key'], placeOf)).toThrowError(
    'ignore.scoped: there is no rule "b-key"',
  );
  checkRuleIds(config, () => ['a-key', 'b-key', 'captchai-api-key'], placeOf);
});
