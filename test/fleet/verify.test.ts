import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { stopServerAtTheEnd, TestFleet } from '../helpers/fleet.ts';
import { alnumKey } from '../helpers/keys.ts';
import { createRepository } from '../helpers/repository.ts';

stopServerAtTheEnd();

/** CaptchaAI, which knows one of the keys. It writes down what it is asked about. */
async function serveCaptchaAi(known: string) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { key, action } = Object.fromEntries(new URLSearchParams(body));
    if (action === 'getbalance') asked.push(key ?? '');
    response.end(
      JSON.stringify(
        key === known ? { status: 1, request: '3.5' } : { status: 0, request: 'ERROR_KEY_DOES_NOT_EXIST' },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('a service is asked about each key once, in however many repositories it is, and only if that is wanted', async () => {
  const [alive, dead] = [alnumKey('alive'), alnumKey('dead')];
  const paths = [alive, alive, dead].map((key) => {
    const repository = createRepository();
    repository.write('a.py', `CAPTCHAAI_API_KEY = "${key}"\n`).commit('a key');
    return repository.path;
  });
  const { url, asked } = await serveCaptchaAi(alive);
  const fleet = await TestFleet.create(undefined, { CAPTCHAAI_URL: url });
  await fleet.work(...paths);
  expect(asked).toEqual([]);

  for (let run = 0; run < 2; run++) expect((await fleet.run('work', '--once', '--verify', '--jobs=2')).code).toBe(0);

  expect(asked.sort()).toEqual([alive, dead].sort());
  const { report } = await fleet.report();
  const answers = Object.fromEntries(report.findings.map(({ secret, verification }) => [secret, verification?.status]));
  expect(answers).toEqual({ [`****${alive.slice(-4)}`]: 'active', [`****${dead.slice(-4)}`]: 'inactive' });
});
