import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { call } from '../../../src/scan/verify/call.ts';
import { endpointOf } from '../../../src/scan/verify/endpoint.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { verifierNamed } from './named.ts';
import { saying, serve } from './server.ts';

const verifier = verifierNamed('captchaai-balance');
const key = alnumKey('proxy');

/** A proxy that refuses every tunnel, and remembers what it was sent. */
async function refusingProxy(): Promise<{ url: string; received: string[] }> {
  const received: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      received.push(bytes.toString('latin1'));
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, received };
}

test.each(['HTTPS_PROXY', 'https_proxy'])('%s is gone through, and sees no key', async (name) => {
  const { url, received } = await refusingProxy();
  const endpoint = endpointOf(verifier, verifier.baseUrl, 'x');
  const judged = await call(verifier, new Secret(key), endpoint, {
    timeoutMs: 20_000,
    env: { https_proxy: '', [name]: url },
  });
  expect(judged.verification.status).toBe('unknown');
  expect(judged.unreachable).toBe(true);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatch(/^CONNECT ocr\.captchaai\.com:443 HTTP\/1\.1\r\n/);
  expect(`${received}${JSON.stringify(judged)}`).not.toContain(key);
});

test('this machine is asked without a proxy, and so is what NO_PROXY names', async () => {
  const proxy = await refusingProxy();
  const { url } = await serve(saying('{"status":1,"request":"7"}'));
  const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
  const judged = await call(verifier, new Secret(key), endpointOf(verifier, url, 'x'), { timeoutMs: 20_000, env });
  expect(judged.verification.status).toBe('active');
  const elsewhere = endpointOf(verifier, 'https://captchaai.invalid', 'x');
  const excepted = { ...env, NO_PROXY: 'captchaai.invalid' };
  const failed = await call(verifier, new Secret(key), elsewhere, { timeoutMs: 20_000, env: excepted });
  expect(failed.verification.reason).toMatch(/^the name of the host cannot be resolved/);
  expect(proxy.received).toEqual([]);
});
