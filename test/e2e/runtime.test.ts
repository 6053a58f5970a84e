import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execFile } from '../helpers/exec-file.ts';
import { installPackage } from '../helpers/install-package.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { byKey, captchaai, ok } from '../runtime/service.ts';

const key = alnumKey('e2e-runtime');
const backup = hexKey('e2e-runtime');
let project = '';

beforeAll(() => {
  project = installPackage();
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(project, name);
  writeFileSync(path, text);
  return path;
}

/** Rotates, asks for the balance, and solves; then says what it can see of itself. */
const USE = `
  const captchaai = new CaptchaAI(fromEnvironment());
  const events = [];
  captchaai.keys.on('rotated', (event) => events.push(event.to));
  const { status } = await captchaai.validate();
  const balance = await captchaai.balance();
  const { token } = await captchaai.solve({ method: 'base64', body: 'QUJD' }, { waitMs: 1 });
  const said = await captchaai.solve({ method: 'base64' }).catch(({ name, code, message }) => [name, code, message]);
  console.log(JSON.stringify({ status, balance, token, said, events, title: process.title, argv: process.argv.slice(2) }));
  console.log(captchaai, String(captchaai.keys.current));
`;

test.each([
  ['use.mjs', `import { CaptchaAI, fromEnvironment } from 'hexhound/runtime';${USE}`],
  ['use.cjs', `const { CaptchaAI, fromEnvironment } = require('hexhound/runtime');(async () => {${USE}})();`],
])('works from %s', async (name, text) => {
  const { url } = await captchaai({
    balance: byKey({ [backup]: ok('1.5') }),
    submit: byKey({ [backup]: ok('72') }),
    result: byKey({ [backup]: ok('the text') }),
  });
  const env = {
    PATH: process.env.PATH,
    CAPTCHAAI_API_KEY: key,
    CAPTCHAAI_API_KEY_BACKUP: backup,
    CAPTCHAAI_URL: `${url}/in.php`,
  };
  const { stdout, stderr } = await execFile(process.execPath, [write(name, text)], { cwd: project, env });
  const [result = '', ...printed] = stdout.trim().split('\n');
  expect(JSON.parse(result)).toMatchObject({
    status: 'inactive',
    balance: 1.5,
    token: 'the text',
    said: ['CaptchaAIError', 'E_BAD_REQUEST', 'the request was not sent: body: missing'],
    events: ['backup'],
    argv: [],
  });
  const masks = [key, backup].map((value) => `****${value.slice(-4)}`);
  const host = url.replace('http://', '');
  expect(printed).toEqual([`CaptchaAI at ${host} (primary ${masks[0]}, backup ${masks[1]}) ${masks[1]}`]);
  expect(stderr).toBe('');
  expect([key, backup].filter((value) => stdout.includes(value))).toEqual([]);
});

test('the two formats tell each other apart by code, and take the configuration of the other', async () => {
  const file = write(
    'both.mjs',
    `import { createRequire } from 'node:module';
     import * as esm from 'hexhound/runtime';
     const cjs = createRequire(import.meta.url)('hexhound/runtime');
     const ring = new esm.KeyRing(cjs.fromEnvironment());
     const run = async ({ name }) => {
       if (name === 'primary') throw cjs.errorFromCode('ERROR_KEY_DOES_NOT_EXIST');
       return name;
     };
     console.log(await ring.use(run), Object.keys(esm).join() === Object.keys(cjs).sort().join());`,
  );
  const env = { PATH: process.env.PATH, CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_BACKUP: backup };
  const { stdout } = await execFile(process.execPath, [file], { cwd: project, env });
  expect(stdout).toBe('backup true\n');
});

test('an error that nobody catches shows where it was thrown, and no key', () => {
  const file = write('throws.mjs', `import { fromEnvironment } from 'hexhound/runtime';\nfromEnvironment();\n`);
  const env = { PATH: process.env.PATH, CAPTCHAAI_API_KEY: `'${key}'` };
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: project, env, encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(
    'CaptchaAIError: CAPTCHAAI_API_KEY does not hold a CaptchaAI key: there are quotation marks around it.',
  );
  expect(stderr).toMatch(/at fromEnvironment .*throws\.mjs|throws\.mjs:2/s);
  expect(stderr).not.toContain(key);
});

test('a key in a pipe', () => {
  const file = write(
    'pipe.mjs',
    `import { fromEnvironment } from 'hexhound/runtime';\nconsole.log(String(fromEnvironment().primary));\n`,
  );
  const env = { PATH: process.env.PATH, CAPTCHAAI_API_KEY_FILE: '/dev/stdin', KEY: key, NODE: process.execPath };
  const shell = ['-c', `printf '%s\\n' "$KEY" | "$NODE" "$0"`, file];
  expect(execFileSync('sh', shell, { cwd: project, env, encoding: 'utf8' })).toBe(`****${key.slice(-4)}\n`);
});

test('each format is one file that needs nothing beside it', () => {
  const alone = mkdtempSync(join(tmpdir(), 'hexhound-alone-'));
  try {
    const installed = join(project, 'node_modules/hexhound/dist');
    copyFileSync(join(installed, 'js/runtime.js'), join(alone, 'runtime.mjs'));
    copyFileSync(join(installed, 'cjs/runtime.js'), join(alone, 'runtime.cjs'));
    for (const program of [`import('./runtime.mjs')`, `Promise.resolve(require('./runtime.cjs'))`]) {
      const args = ['-e', `${program}.then(({ CaptchaAI }) => console.log(typeof CaptchaAI))`];
      expect(execFileSync(process.execPath, args, { cwd: alone, encoding: 'utf8' })).toBe('function\n');
    }
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
});

/** What browsers and Node.js have in common, and nothing of Node.js alone. */
function browser(): object {
  const { fetch, URL, URLSearchParams, AbortController, AbortSignal, FormData, Blob, performance } = globalThis;
  const { TextDecoder, TextEncoder, TransformStream, atob, btoa } = globalThis;
  const web = { fetch, URL, URLSearchParams, AbortController, AbortSignal, FormData, Blob, performance };
  const text = { TextDecoder, TextEncoder, TransformStream, atob, btoa };
  return createContext({ ...web, ...text, setTimeout, clearTimeout, queueMicrotask, Uint8Array });
}

test('bundled for a browser nothing of Node.js is left, and it works there', async () => {
  const { url, received } = await captchaai({ balance: ok('1.5'), submit: ok('72'), result: ok('the text') });
  const { output } = await build({
    input: write(
      'browser.js',
      `import { CaptchaAI, createRedactor, fromEnvironment } from 'hexhound/runtime';
       export async function run(options) {
         const redactor = createRedactor({ keys: [options.key] });
         const captchaai = new CaptchaAI(options);
         const { balance } = await captchaai.validate();
         const file = new Blob(['GIF89a'], { type: 'image/gif' });
         const { token } = await captchaai.solve({ method: 'post', file }, { waitMs: 1 });
         let code;
         try { fromEnvironment(); } catch (error) { code = error.code; }
         return JSON.stringify([balance, token, code, String(captchaai), redactor.redact('key=' + options.key)]);
       }`,
    ),
    cwd: project,
    platform: 'browser',
    // Without the comments, which speak of Node.js.
    output: { format: 'iife', name: 'application', minify: true },
    write: false,
    logLevel: 'silent',
  });
  const [chunk] = output;
  expect([output.length, chunk.imports, chunk.dynamicImports]).toEqual([1, [], []]);
  // `globalThis.Buffer` is asked for, and done without where there is none; "Buffer" is a type in JSON.
  expect(chunk.code).not.toMatch(/\brequire\(|(?<![."'])\bBuffer\b(?!["'])|\bprocess\.env\b/);
  const context = browser();
  runInContext(chunk.code, context);
  const result: string = await runInContext(`application.run(${JSON.stringify({ key, url })})`, context);
  const host = url.replace('http://', '');
  expect(JSON.parse(result)).toEqual([
    1.5,
    'the text',
    'E_NO_KEY',
    `CaptchaAI at ${host} (primary ****${key.slice(-4)})`,
    `key=****${key.slice(-4)}`,
  ]);
  expect(received.map(({ path }) => path)).toEqual(['/res.php', '/in.php', '/res.php']);
});

test('every file that the exports name is published', () => {
  const folder = join(project, 'node_modules/hexhound');
  const { exports, types, typesVersions } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = JSON.stringify([exports['.'], exports['./runtime'], types, typesVersions]).match(/\.\/[^"]+/g) ?? [];
  expect(files).toHaveLength(8);
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).not.toBe('');
});
