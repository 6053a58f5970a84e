import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shape } from '../../../src/model/rule.ts';
import { gatherEvidence, reportableEvidenceOf } from '../../../src/scan/verdict/evidence.ts';
import { judge } from '../../../src/scan/verdict/judge.ts';
import { WINDOW, WindowReader } from '../../../src/scan/verdict/window.ts';
import { hexKey } from '../../helpers/keys.ts';
import { judgeContent, reported } from './judge-line.ts';
import { RULES, readContext } from './rule-set.ts';

const KEY = hexKey('judge');
const windows = new WindowReader();

function gather(content: string | Buffer, value = KEY, siblings = 1) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const start = bytes.indexOf(value);
  return gatherEvidence(bytes, start, start + value.length, 'hex32', readContext(bytes.toString('latin1'), siblings));
}

test('the reasons add up to the score', () => {
  const { score, reasons } = judgeContent('CAPTCHAAI_API_KEY = "<K>"', '.env');
  expect(reasons.map(({ feature, detail }) => `${feature} ${detail ?? ''}`.trim())).toEqual([
    'name.secret CAPTCHAAI_API_KEY',
    'service.name CaptchaAI',
    'bias',
    'file.env',
    'op.assign',
    'shape.hex32',
  ]);
  const sum = reasons.reduce((total, { weight }) => total + weight, 0);
  expect(score).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
});

test('reach goes back to the name', () => {
  const { reach } = gather(`first line\napi_key:\n  ${KEY}\n`);
  expect(reach).toBe('api_key:\n  '.length);
});

test('the path counts', () => {
  const content = '"key": "<K>",';
  expect([
    reported(content, 'settings.json'),
    reported(content, '.env'),
    reported(content, 'yarn.lock'),
    reported(content, 'node_modules/a/b.js'),
    reported(content, undefined),
  ]).toEqual(['medium bare-key-hex32', 'medium bare-key-hex32', '-', '-', 'medium bare-key-hex32']);
});

test('a file of many such values is a list of something', () => {
  expect([reported('key: <K>', 'a.txt', 1), reported('key: <K>', 'a.txt', 600)]).toEqual([
    'medium bare-key-hex32',
    '-',
  ]);
});

test('a service without a rule for such values lends its name to nobody', () => {
  expect(reported('from capsolver import x\nkey = "<K>"')).toBe('medium bare-key-hex32');
});

test('the nearest service that has such keys is taken, past nearer ones that have none', () => {
  expect(reported('from twocaptcha import x\nfrom capsolver import y\nkey = "<K>"')).toBe('high 2captcha-api-key');
});

test('keys of [a-z0-9] are never upper case', () => {
  const value = KEY.toUpperCase();
  const content = `CAPTCHAAI_API_KEY = "${value}"`;
  expect(judge(gather(content, value), undefined, RULES).rule?.id).toBe('bare-key-hex32');
});

test('the name that a service documents names the service', () => {
  expect([reported('CAPTCHA_AI_KEY: <A>'), reported('captcha-ai-key: <A>')]).toEqual([
    'high captchaai-api-key',
    'high captchaai-api-key',
  ]);
});

test('documented placeholders are known by their digests', () => {
  const placeholder = ['1abc234de56fab7c', '89012d34e56fa7b8'].join('');
  const { reasons } = judge(gather(`api_key = "${placeholder}"`, placeholder), undefined, RULES);
  expect(reasons[0]?.feature).toBe('value.known');
});

test('a digest of a well-known text is known, however it was made', () => {
  for (const name of ['md5', 'sha1', 'sha256']) {
    const digest = (text: string) => createHash(name).update(text).digest('hex');
    const kinds = ['password', hexKey('no known text')].map((text) => {
      const { reasons } = judge(gather(`password = "${digest(text)}"`, digest(text)), undefined, RULES);
      return reasons.some(({ feature }) => feature === 'value.known');
    });
    expect(kinds).toEqual([true, false]);
  }
});

test('candidates that no path could save are dropped at once', () => {
  const lines = Array.from({ length: 50 }, (_, line) => `  "assets/${line}.js": "${hexKey(`asset ${line}`)}",\n`);
  const bytes = Buffer.from(lines.join(''));
  const context = readContext(bytes.toString('latin1'), 50);
  const kept = lines.filter((_, line) => {
    const start = bytes.indexOf(hexKey(`asset ${line}`));
    return reportableEvidenceOf(windows.read(bytes, start, start + 32, 'hex32'), start, context) !== undefined;
  });
  expect(kept).toEqual([]);
});

test('what is not dropped is judged the same', () => {
  const bytes = Buffer.from(`token = "${KEY}"`);
  const context = readContext('');
  expect(reportableEvidenceOf(windows.read(bytes, 9, 41, 'hex32'), 9, context)).toEqual(
    gatherEvidence(bytes, 9, 41, 'hex32', context),
  );
});

test('nothing outside the window counts, on a line of 20 MB too', () => {
  const window = ` api_key = "${KEY}", x`;
  const line = Buffer.alloc(20_000_000, 'a ');
  line.write(window, 10_000_000);
  const start = line.indexOf(KEY);
  const context = readContext('');
  const around = line.subarray(start - WINDOW, start + 32 + WINDOW);
  expect(gatherEvidence(line, start, start + 32, 'hex32', context)).toEqual(
    gatherEvidence(around, WINDOW, WINDOW + 32, 'hex32', context),
  );
});

/** Bytes with a value somewhere in them, among pieces that code is made of. */
const surroundings = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constantFrom(
      'api_key',
      ' = ',
      '"',
      "'",
      '`',
      ': ',
      '(',
      ')',
      '{',
      '}',
      '\n',
      '<',
      '>',
      '\\',
      '%22',
      '&quot;',
      ',',
    ),
    fc.constantFrom('twocaptcha', 'https://', '@', '.', '/', '?key=', '-u ', 's:32:', '|', KEY, KEY.slice(0, 12)),
  ),
  { maxLength: 40 },
);
const shapes = fc.constantFrom<Shape>('hex32', 'alnum32', 'mixed32');

test('any bytes are judged, always alike, and no reason quotes the value', () => {
  fc.assert(
    fc.property(surroundings, surroundings, shapes, fc.option(fc.string()), (before, after, shape, path) => {
      const bytes = Buffer.from(`${before.join('')}${KEY}${after.join('')}`, 'latin1');
      const start = before.join('').length;
      const context = readContext(bytes.toString('latin1'));
      const verdicts = [0, 1].map(() =>
        judge(gatherEvidence(bytes, start, start + 32, shape, context), path ?? undefined, RULES),
      );
      expect(verdicts[0]).toEqual(verdicts[1]);
      expect(verdicts[0]?.score).toBeGreaterThanOrEqual(0);
      expect(verdicts[0]?.score).toBeLessThanOrEqual(1);
      const details = verdicts[0]?.reasons.map(({ detail = '' }) => detail).join('\n') ?? '';
      const shared = Array.from({ length: 25 }, (_, at) => KEY.slice(at, at + 8)).filter((part) =>
        details.includes(part),
      );
      expect(shared).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('in a file of hundreds a line of its own is a digest, whatever the file is called', () => {
  const evidence = (siblings: number) => gather(`${KEY}\n`, KEY, siblings);
  expect(judge(evidence(3), 'ckey.txt', RULES).confidence).toBe('medium');
  expect(judge(evidence(500), 'ckey.txt', RULES).rule?.id).toBeUndefined();
  const bytes = Buffer.from(`${KEY}\n`);
  expect(
    reportableEvidenceOf(windows.read(bytes, 0, KEY.length, 'hex32'), 0, readContext(bytes.toString(), 500)),
  ).toBeUndefined();
});

test('a service that is named far away in a large file says nothing about this key', () => {
  const at = (gap: number) => {
    const { features } = gather(`# captchaai\n${'x = 1\n'.repeat(gap / 6)}api_token = "${KEY}"\n`);
    return features.filter(({ provider }) => provider !== undefined).map(({ name }) => name);
  };
  expect([at(6000), at(60_000)]).toEqual([['service.word'], []]);
});

test('a name that belongs to somebody else is not given to the service beside it', () => {
  const ruleOf = (name: string) => judge(gather(`# captchaai\n${name} = "${KEY}"\n`), 'a.py', RULES).rule?.id;
  expect(['API_KEY', 'CAPTCHA_KEY', 'solverKey', 'INFURA_API_KEY'].map(ruleOf)).toEqual([
    'captchaai-api-key',
    'captchaai-api-key',
    'captchaai-api-key',
    'bare-key-hex32',
  ]);
});
