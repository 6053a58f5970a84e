import { expect, test } from 'vitest';
import { projectFacts } from '../../../../src/audit/checks/facts.ts';
import { isCheap } from '../../../../src/audit/checks/packages/cheap-pattern.ts';
import { PACKAGE_CHECKS } from '../../../../src/audit/checks/packages/checks.ts';
import { packagesWith } from '../../../../src/audit/checks/packages/npm-packages.ts';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditOf, linesOf, projectOf } from '../containers/project.ts';

const DOTENV = `CAPTCHAAI_API_KEY=${hexKey('package')}\n`;
const PEM = `-----BEGIN ${'PRIVATE'} KEY-----\n${alnumKey('pem', 64)}\n-----END ${'PRIVATE'} KEY-----\n`;

function manifest(more: object = {}): string {
  return JSON.stringify({ name: 'solver', version: '1.0.0', ...more }, null, 2);
}

async function linesFor(tracked: Record<string, string>, ignored: Record<string, string> = {}): Promise<string[]> {
  return linesOf(await auditOf(PACKAGE_CHECKS, await projectOf(tracked, ignored)));
}

test('a .env that nothing excludes', async () => {
  expect(await linesFor({ 'package.json': manifest() }, { '.env': DOTENV })).toEqual([
    'failure package.json:2 solver would be published with .env: an environment file with secrets',
  ]);
});

test.each([
  ['server.key', PEM],
  ['config/service-account.json', JSON.stringify({ type: 'service_account', private_key: PEM })],
  ['dist/.env.production', DOTENV],
])('%s', async (path, content) => {
  expect((await linesFor({ 'package.json': manifest(), [path]: content }))[0]).toContain(
    `failure package.json:2 solver would be published with ${path}`,
  );
});

test('a file with a finding of the scan', async () => {
  const lines = await linesFor({
    'package.json': manifest(),
    'src/solve.js': `const captchaaiApiKey = '${hexKey('scan')}';\n`,
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^failure package\.json:2 solver would be published with src\/solve\.js: the scan has found/,
  );
});

test('only the files of the field "files"', async () => {
  const files = { '.env': DOTENV, 'dist/.env': DOTENV, 'dist/index.js': '' };
  expect(await linesFor({ 'package.json': manifest({ files: ['dist'] }) }, files)).toEqual([
    'failure package.json:4 solver would be published with dist/.env: an environment file with secrets',
  ]);
});

test.each([
  ['private', { 'package.json': manifest({ private: true }) }],
  ['without a version', { 'package.json': '{"name":"solver"}' }],
  ['kept out by .npmignore', { 'package.json': manifest(), '.npmignore': '.env\n' }],
  ['kept out by .gitignore', { 'package.json': manifest(), '.gitignore': '.env\n' }],
  ['not under files', { 'package.json': manifest({ files: ['dist'] }) }],
  ['no package', { 'test/fixtures/a/package.json': manifest(), 'test/fixtures/a/.env': DOTENV }],
])('says nothing: %s', async (_, files) => {
  expect(await linesFor(files as Record<string, string>, { '.env': DOTENV })).toEqual([]);
});

test('an .npmignore hides the .gitignore', async () => {
  const tracked = { 'package.json': manifest(), '.gitignore': '.env\n', '.npmignore': 'src\n' };
  expect(await linesFor(tracked, { '.env': DOTENV })).toHaveLength(1);
});

test('npm reads ignore files above a package only for workspaces', async () => {
  const tracked = (workspaces: string[]) => ({
    'package.json': manifest({ name: 'root', private: true, workspaces }),
    '.gitignore': '.env\n',
    'packages/solver/package.json': manifest(),
  });
  const ignored = { 'packages/solver/.env': DOTENV };
  expect(await linesFor(tracked(['packages/*']), ignored)).toEqual([]);
  expect(await linesFor(tracked([]), ignored)).toHaveLength(1);
});

test('packages that would contain a file', async () => {
  const files = {
    'package.json': manifest({ name: 'root', workspaces: ['packages/*'] }),
    'a.js': '',
    'packages/one/package.json': manifest({ name: 'one', files: ['lib'] }),
    'packages/one/lib/a.js': '',
    'packages/one/src/a.js': '',
  };
  const facts = projectFacts(await projectOf(files));
  expect(await packagesWith(facts, ['a.js'])).toEqual(['root']);
  expect(await packagesWith(facts, ['packages/one/lib/a.js'])).toEqual(['one']);
  expect(await packagesWith(facts, ['packages/one/src/a.js'])).toEqual([]);
});

test.each([
  ['{"name": 1, "version": "1"}'],
  ['{"name":"a","version":"1","files":"dist"}'],
  ['{"name":"a","version":"1","files":[1,null],"bin":3,"main":{},"workspaces":7}'],
  ['{"name":"a","version":"1","main":"../../x","bin":{"a":"/etc/passwd"},"bundleDependencies":["x"]}'],
  ['[1]'],
  ['no JSON'],
])('package.json with %s does no harm', async (text) => {
  await expect(linesFor({ 'package.json': text })).resolves.toEqual([]);
});

test('hostile ignore files', async () => {
  const files = await projectOf({ 'package.json': manifest(), '.npmignore': `${'*a'.repeat(40)}b\n`, '.env': DOTENV });
  expect(await auditOf(PACKAGE_CHECKS, files)).toEqual({
    problems: [],
    markUnread: ['package.json has a package that cannot be listed: patterns in .npmignore are too complex to match'],
  });
});

test.each([
  ['dist/**/*.js', true],
  ['!(*.test).js', true],
  ['{a,b}/*.{js,ts}', true],
  ['+(a|aa)', false],
  ['{1..99999}', false],
  ['*a*a*a*a*a*a', false],
  ['**/'.repeat(9), false],
  ['a'.repeat(9999), false],
])('%j is tame: %s', (pattern, tame) => {
  expect(isCheap(pattern)).toBe(tame);
});
