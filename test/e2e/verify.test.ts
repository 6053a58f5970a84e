import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [ALIVE, DEAD] = [hexKey('alive'), hexKey('dead')];

/** CaptchaAI as far as getbalance goes. */
async function service(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(`${request.method} ${request.url} ${form.get('action')} ${form.get('key')}`);
    const answer =
      form.get('key') === ALIVE ? { status: 1, request: '12.34' } : { status: 0, request: 'ERROR_WRONG_USER_KEY' };
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('--verify asks about each key once, says so beforehand, and reports what it was told', async () => {
  const { url, asked } = await service();
  const repository = createRepository();
  repository.write('a.py', keyLine(ALIVE)).write('b.py', keyLine(DEAD)).commit('keys');
  repository.write('c.py', keyLine(ALIVE)).commit('again');
  const { find } = await scanWith('history', repository.path, ['--verify'], { env: { CAPTCHAAI_URL: url } });
  expect(asked.sort()).toEqual([ALIVE, DEAD].map((key) => `POST /res.php getbalance ${key}`).sort());
  expect(find(ALIVE)?.verification).toMatchObject({ status: 'active', balance: 12.34 });
  expect(find(DEAD)?.verification).toMatchObject({ status: 'inactive' });
});

test('without --verify nobody is asked', async () => {
  const { url, asked } = await service();
  const repository = createRepository();
  repository.write('a.py', keyLine(ALIVE)).commit('key');
  const { find } = await scanWith('history', repository.path, [], { env: { CAPTCHAAI_URL: url } });
  expect([asked, find(ALIVE)?.verification]).toEqual([[], undefined]);
});

test('an address that a key must not be sent to is an error before anything is scanned', async () => {
  const repository = createRepository();
  const env = { CAPTCHAAI_URL: 'http://collector.example' };
  await expect(scanWith('history', repository.path, ['--verify'], { env })).rejects.toMatchObject({ code: 'E_CONFIG' });
});

test('--verify=SERVICE asks that one only, and --dry-run nobody', async () => {
  const { url, asked } = await service();
  const repository = createRepository();
  repository.write('a.py', keyLine(ALIVE)).commit('key');
  const env = { CAPTCHAAI_URL: url };
  await scanWith('history', repository.path, ['--verify=2captcha'], { env });
  expect(asked).toEqual([]);
  const { find, stderr } = await scanWith('history', repository.path, ['--verify', '--dry-run'], { env });
  expect([asked, find(ALIVE)?.verification]).toEqual([[], undefined]);
  expect(stderr).toContain(
    `would ask ${new URL(url).host} about 1 CaptchaAI key (POST /res.php, the key in its form)\nnothing was sent: --dry-run\n`,
  );
  await scanWith('history', repository.path, ['--verify=captchaai'], { env });
  expect(asked).toEqual([`POST /res.php getbalance ${ALIVE}`]);
  await expect(scanWith('history', repository.path, ['--verify=acme'], { env })).rejects.toMatchObject({
    code: 'E_USAGE',
  });
});
