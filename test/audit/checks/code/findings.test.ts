import { expect, test } from 'vitest';
import type { FileCheck } from '../../../../src/audit/checks/check.ts';
import { BUNDLES, DOCUMENTS, LOG_FILES } from '../../../../src/audit/checks/code/findings.ts';
import { hexKey } from '../../../helpers/keys.ts';
import { contextOf, type PlantedFinding, projectProblems } from './context.ts';

const HIGH: readonly PlantedFinding[] = [{ line: 2 }];
const MEDIUM: readonly PlantedFinding[] = [{ confidence: 'medium' }];

async function check(
  of: FileCheck,
  path: string,
  planted: readonly PlantedFinding[],
  others: Record<string, string> = {},
) {
  const context = await contextOf({ [path]: 'text\n', ...others }, { [path]: planted });
  const file = context.files.checked(path);
  if (file === undefined) throw new Error(`${path} was not listed`);
  return of.concerns(path) ? [...of.check(file, context)] : [];
}

test.each(['app.log', 'logs/today.txt', 'npm-debug.log', 'trace.har', 'var/log/messages', 'app.log.1'])(
  '%s with a secret in it',
  async (path) => {
    const context = await contextOf({ [path]: 'x\n' }, { [path]: [{ line: 3 }, { confidence: 'medium' }] });
    const title = `CaptchaAI API key ****${hexKey('planted').slice(-4)}`;
    expect(await projectProblems(LOG_FILES, context)).toEqual([
      {
        rule: 'log-file-tracked',
        path,
        line: 3,
        note: `${title} and 1 more in a log file that git tracks`,
        weight: 'failure',
      },
    ]);
  },
);

test('no problem: log files without a secret, untracked ones, and code in log folders', async () => {
  const contents = { 'app.log': 'x\n', 'logs/write.ts': 'x\n', 'test/app.log': 'x\n', 'catalog/a.txt': 'x\n' };
  const context = await contextOf(
    contents,
    {
      'app.log': [{ rule: 'dotenv-committed' }, { confidence: 'low' }],
      'logs/write.ts': HIGH,
      'test/app.log': HIGH,
      'catalog/a.txt': HIGH,
      'mine.log': HIGH,
    },
    { 'mine.log': 'x\n' },
  );
  expect((await projectProblems(LOG_FILES, context)).map(({ path, weight }) => [path, weight])).toEqual([
    ['test/app.log', 'advice'],
  ]);
});

test('a log file that is too large for checks', async () => {
  const context = await contextOf({ 'app.log': 'x'.repeat(2 * 1024 * 1024) }, { 'app.log': HIGH });
  expect(await projectProblems(LOG_FILES, context)).toHaveLength(1);
});

test.each([
  'README.md',
  'docs/setup.rst',
  'guide.adoc',
  'docs/config.yaml',
  'solver.ipynb',
  'openapi.yaml',
  'api.postman_collection.json',
  'a.mdx',
])('%s with a key in it', async (path) => {
  expect(await check(DOCUMENTS, path, HIGH)).toMatchObject([
    { rule: 'documentation-key', path, line: 2, weight: 'failure' },
  ]);
  expect(await check(DOCUMENTS, path, MEDIUM)).toMatchObject([{ weight: 'advice' }]);
  expect(await check(DOCUMENTS, path, [{ rule: 'dotenv-committed' }, { confidence: 'low' }])).toEqual([]);
});

test('documents of tests, and files that are not documents', async () => {
  expect(await check(DOCUMENTS, 'test/README.md', HIGH)).toMatchObject([{ weight: 'advice' }]);
  expect(await check(DOCUMENTS, 'src/solver.ts', HIGH)).toEqual([]);
  expect(await check(DOCUMENTS, 'settings.yaml', HIGH)).toEqual([]);
});

const WEB = { 'package.json': '{"devDependencies": {"vite": "7"}}' };
const EXTENSION = { 'ext/manifest.json': '{"manifest_version": 3}' };

test.each<[string, Record<string, string>]>([
  ['public/app.js', {}],
  ['web/static/config.json', {}],
  ['src/wwwroot/a.js', {}],
  ['index.html', {}],
  ['dist/app.js', WEB],
  ['packages/web/assets/app.js', { 'packages/web/package.json': '{"dependencies": {"react": "19"}}' }],
  ['src/environments/environment.prod.ts', {}],
  ['ext/background.js', EXTENSION],
  ['ext/src/popup/popup.ts', EXTENSION],
  ['solver.user.js', {}],
  ['lib/app.js.map', {}],
])('%s gets to browsers', async (path, others) => {
  expect(await check(BUNDLES, path, HIGH, others)).toMatchObject([
    { rule: 'client-side-bundle', path, line: 2, weight: 'failure' },
  ]);
});

test('the settings of an Expo app are part of the app', async () => {
  const context = await contextOf({ 'app.json': '{"expo": {"extra": {}}}' }, { 'app.json': HIGH });
  const file = context.files.checked('app.json');
  expect(file === undefined ? [] : [...BUNDLES.check(file, context)]).toMatchObject([{ weight: 'failure' }]);
});

test.each<[string, readonly PlantedFinding[], Record<string, string>]>([
  ['src/server.js', HIGH, WEB],
  ['dist/app.js', HIGH, {}],
  ['build/app.js', HIGH, { 'package.json': '{"dependencies": {"express": "5"}}' }],
  ['public/app.js', MEDIUM, {}],
  ['public/app.js', [{ rule: 'google-api-key' }, { rule: 'jwt' }], {}],
  ['public/package.json', HIGH, {}],
  ['test/public/app.js', HIGH, {}],
  ['google-services.json', HIGH, {}],
  ['app.json', HIGH, {}],
  ['other/background.js', HIGH, EXTENSION],
  ['public/README.md', HIGH, {}],
])('%s is nothing, %#', async (path, planted, others) => {
  expect(await check(BUNDLES, path, planted, others)).toEqual([]);
});
