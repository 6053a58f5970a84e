import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { execFile } from '../helpers/exec-file.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { captchaai, ok, saying } from './service.ts';

const PAGE = readFileSync('docs/application.md', 'utf8');
const key = alnumKey('documents');
const backup = hexKey('documents');

interface Block {
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

function blocks(): Block[] {
  let heading = '';
  const found: Block[] = [];
  for (const [, title, language, text] of PAGE.matchAll(/^## (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else found.push({ heading, language: language ?? '', text: text ?? '' });
  }
  return found;
}

const PROGRAMS = blocks()
  .filter(({ language }) => language === 'ts')
  .map((block, index) => ({ ...block, name: `${index}-${block.heading.replaceAll(/\W/g, '')}` }));

// Inside of the repository, where types of Node.js are found.
const parent = 'node_modules/.cache/hexhound';
let folder = '';

beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(resolve(parent), 'documents-'));
  for (const { name, text } of PROGRAMS) writeFileSync(join(folder, `${name}.ts`), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page has a program for each case, and the shell where it has one', () => {
  const cases = ['Environment', '.env', 'Docker', 'GitHub Actions', 'Solving', 'Request checks', 'Logging', 'Rotation'];
  const having =
    (...languages: string[]) =>
    (heading: string) =>
      blocks().some((block) => block.heading === heading && languages.includes(block.language));
  expect(cases.filter((heading) => !having('ts', 'yaml')(heading))).toEqual([]);
  expect(cases.filter((heading) => !having('bash')(heading))).toEqual(['Request checks']);
});

test('the programs pass the type check', () => {
  const config = {
    extends: resolve('tsconfig.json'),
    compilerOptions: { rootDir: '/', paths: { 'hexhound/runtime': [resolve('src/runtime/index.ts')] } },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], {
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
});

describe('the programs do what they should', () => {
  test.each(PROGRAMS)('$name', async ({ name }) => {
    const { url } = await captchaai({
      balance: ok('1.5'),
      threads: saying('{"status":1,"threads":5,"working_threads":0}'),
      submit: ok('72'),
      result: ok('the-token'),
    });
    const file = join(folder, `${name}.mjs`);
    await build({
      input: join(folder, `${name}.ts`),
      platform: 'node',
      external: ['pino', 'winston'],
      resolve: { alias: { 'hexhound/runtime': resolve('src/runtime/index.ts') } },
      output: { file, codeSplitting: false },
      logLevel: 'silent',
    });
    writeFileSync(join(folder, 'captcha.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    const env = {
      PATH: process.env.PATH,
      CAPTCHAAI_API_KEY: key,
      CAPTCHAAI_API_KEY_BACKUP: backup,
      CAPTCHAAI_URL: url,
    };
    const { stdout, stderr } = await execFile(process.execPath, [file], { cwd: folder, env });
    expect(stderr).toBe('');
    expect([key, backup, 'the-token'].filter((secret) => stdout.includes(secret))).toEqual([]);
    expect(stdout).toMatch(EXPECTED[name] ?? /^$/);
  });
});

/** Each writes when it likes. */
const LOGGERS =
  /^(?=.*^console \{ key: '\*{4}\w{4}' \}$)(?=.*"key":"\*{4}\w{4}","msg":"pino")(?=.*"key":"\*{4}\w{4}","level":"info","message":"winston")(?=.*^stream \*{4}\w{4}$)/ms;

const EXPECTED: Readonly<Record<string, RegExp>> = {
  '0-Environment': /^CaptchaAI key: active 1\.5\n$/,
  '1-env': /^CaptchaAI at 127\.0\.0\.1:\d+ \(primary \*{4}\w{4}, backup \*{4}\w{4}\)\n$/,
  '3-Solving': /^9\n$/,
  '4-Requestchecks': /^sitekey: missing\npageurl: must be a full URL that begins with http:\/\/ or https:\/\/\n$/,
  '5-Logging': /"event":"submitted".*\n.*"event":"solved","method":"base64","key":"primary","id":"72"/,
  '6-Logging': /^GET \/res\.php\?key=\*{4}\w{4}\n$/,
  '7-Logging': LOGGERS,
  '8-Rotation': /^1\.5 primary\n$/,
};

test('the shell pieces are bash', () => {
  for (const { language, text } of blocks()) {
    if (language === 'bash') execFileSync('bash', ['-n'], { input: text });
  }
});

test('the shell piece that asks for the balance does, with the key in the body', async () => {
  const { url, received } = await captchaai({ balance: ok('1.5') });
  const piece = blocks().find(({ text }) => text.includes('action=getbalance'))?.text ?? '';
  const env = { PATH: process.env.PATH, CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: `${url}/in.php` };
  const { stdout } = await execFile('bash', ['-c', piece.slice(piece.indexOf('base='))], { env });
  expect(stdout).toBe('{"status":1,"request":"1.5"}');
  expect(received).toMatchObject([{ method: 'POST', path: '/res.php', body: `key=${key}&action=getbalance&json=1` }]);
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

test.skipIf(!hasJq)('the shell piece that solves does', async () => {
  const notReady = saying('{"status":0,"request":"CAPCHA_NOT_READY"}');
  const { url, received } = await captchaai({ submit: ok('72'), result: [notReady, ok('the-token')] });
  const piece = blocks().find(({ text }) => text.includes('method=turnstile'))?.text ?? '';
  const script = `sleep() { :; }\n${piece}\nprintf %s "$answer"`;
  const pageurl = 'https://shop.example/?a=1&b=2';
  const env = {
    PATH: process.env.PATH,
    CAPTCHAAI_API_KEY: key,
    CAPTCHAAI_URL: `${url}/res.php`,
    SITEKEY: 'site',
    PAGEURL: pageurl,
  };
  expect((await execFile('bash', ['-c', script], { env })).stdout).toBe('{"status":1,"request":"the-token"}');
  expect(received.map(({ path, body }) => [path, Object.fromEntries(new URLSearchParams(body))])).toEqual([
    ['/in.php', { key, json: '1', method: 'turnstile', sitekey: 'site', pageurl }],
    ...Array(2).fill(['/res.php', { key, json: '1', action: 'get', id: '72' }]),
  ]);
});

test('the YAML can be read', () => {
  for (const { language, text } of blocks()) {
    if (language === 'yaml') expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
  }
});

test('the JSON is what is logged', () => {
  const lines =
    blocks()
      .find(({ language }) => language === 'json')
      ?.text.trim()
      .split('\n') ?? [];
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(
    Array(3).fill(['event', 'method', 'key', 'id', 'ms']),
  );
});

test('the links of the page lead somewhere', () => {
  const anchors = [...PAGE.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...PAGE.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
  expect(links).toEqual(anchors);
});
