import { PassThrough, Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { Io } from '../../src/cli/command.ts';
import { watch } from '../../src/cli/watch.ts';

/** A terminal, unless told otherwise, and what was written to it. */
function terminal(more: { readonly env?: Record<string, string>; readonly isTTY?: boolean } = {}) {
  const stderr = Object.assign(new PassThrough(), { isTTY: more.isTTY ?? true, columns: 80 });
  const [stdin, stdout] = [Readable.from([]), new PassThrough()];
  const io: Io = { stdin, stdout, stderr, env: more.env ?? {}, cwd: '/', signal: new AbortController().signal };
  return { io, written: () => String(stderr.read() ?? '') };
}

/** A scan that has taken two seconds when it says how far it is. */
async function work({ onProgress }: Parameters<Parameters<typeof watch>[2]>[0]): Promise<string> {
  const now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 2000);
  onProgress?.({ done: 20, total: 40, unit: 'files' });
  clock.mockRestore();
  return 'done';
}

/** Each line begins with what clears the one before; the last is empty. */
const CLEAR = '\r\x1b[K';
const LINES = ['', expect.stringMatching(/^20 of 40 files, 50 %, \d+\/s, \d s left$/), ''];

test('a terminal sees the progress, and nothing of it is left', async () => {
  const { io, written } = terminal();
  expect(await watch(io, false, work)).toBe('done');
  expect(written().split(CLEAR)).toEqual(LINES);
});

test('nothing of it is left where the work fails', async () => {
  const { io, written } = terminal();
  const failing = watch(io, false, async (watched) => {
    await work(watched);
    throw new Error('failed');
  });
  await expect(failing).rejects.toThrow('failed');
  expect(written().split(CLEAR)).toEqual(LINES);
});

test.each([
  ['--quiet', {}, true],
  ['CI', { env: { CI: 'true' } }, false],
  ['no terminal', { isTTY: false }, false],
])('no progress: %s', async (_, more, quiet) => {
  const { io, written } = terminal(more);
  expect(await watch(io, quiet, work)).toBe('done');
  expect(written()).toBe('');
});

test('Ctrl-C reaches the scan', async () => {
  const { io } = terminal();
  expect(await watch(io, false, async ({ signal }) => signal)).toBe(io.signal);
});

const CALLS = [
  { service: 'CaptchaAI', host: 'ocr.captchaai.com', keys: 1, what: 'POST /res.php, the key in its form' },
  { service: '2Captcha', host: 'localhost:8080', keys: 3, what: 'POST /getBalance, the key in its JSON' },
];

test('who is asked is said, whatever else is quiet', async () => {
  const { io, written } = terminal({ isTTY: false });
  await watch(io, true, async ({ onVerify }) => onVerify?.(CALLS, false));
  expect(written()).toBe(
    'asking ocr.captchaai.com about 1 CaptchaAI key\nasking localhost:8080 about 3 2Captcha keys\n',
  );
});

test('a dry run says what would be sent, and that nothing was', async () => {
  const { io, written } = terminal({ isTTY: false });
  await watch(io, false, async ({ onVerify }) => onVerify?.(CALLS, true));
  expect(written()).toBe(
    'would ask ocr.captchaai.com about 1 CaptchaAI key (POST /res.php, the key in its form)\n' +
      'would ask localhost:8080 about 3 2Captcha keys (POST /getBalance, the key in its JSON)\n' +
      'nothing was sent: --dry-run\n',
  );
});
