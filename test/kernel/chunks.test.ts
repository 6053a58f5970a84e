import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import { hexKey } from '../helpers/keys.ts';
import { CONFIG } from './inputs.ts';
import { referenceScan } from './reference.ts';

const KEY = hexKey('chunks');

test('nothing and next to nothing can be scanned', () => {
  const kernel = new Kernel(CONFIG);
  expect(kernel.scan(new Uint8Array(0))).toEqual([]);
  for (let byte = 0; byte < 256; byte++) expect(kernel.scan(Uint8Array.of(byte))).toEqual([]);
});

test('a kernel without keywords and prefixes finds the rest', () => {
  const kernel = new Kernel({ keywords: [], prefixes: [] });
  expect(kernel.scan(Buffer.from(KEY))).toEqual([{ kind: 'run', shape: 'hex32', start: 0, end: 32 }]);
});

test('what was scanned before leaves nothing behind', () => {
  const kernel = new Kernel(CONFIG);
  const expected = kernel.scan(Buffer.from(`captcha ${KEY}`));
  kernel.scan(Buffer.alloc(1000, 'captcha'));
  kernel.scan(Buffer.alloc(300_000, 'x'));
  expect(kernel.scan(Buffer.from(`captcha ${KEY}`))).toEqual(expected);
  expect(kernel.scan(Buffer.from('capt'))).toEqual([]);
  expect(kernel.scan(Buffer.from(KEY.slice(1)))).toEqual([]);
});

test('a part of a larger buffer is scanned as if there were nothing around it', () => {
  const whole = Buffer.from(`x${KEY}x`);
  expect(new Kernel(CONFIG).scan(whole.subarray(1, 33))).toEqual([{ kind: 'run', shape: 'hex32', start: 0, end: 32 }]);
});

test('blocks of one byte throughout, and of one class', () => {
  const kernel = new Kernel(CONFIG);
  for (let byte = 0; byte < 256; byte++) {
    const bytes = Buffer.alloc(200, byte);
    expect(kernel.scan(bytes)).toEqual(referenceScan(bytes, CONFIG));
  }
});

test('a key is found wherever the edge of a chunk cuts it', () => {
  const edge = 256 * 1024;
  const kernel = new Kernel(CONFIG);
  for (let before = edge - 40; before <= edge + 8; before++) {
    const bytes = Buffer.alloc(edge + 1000, ' ');
    bytes.write(KEY, before);
    expect(kernel.scan(bytes)).toEqual([{ kind: 'run', shape: 'hex32', start: before, end: before + 32 }]);
  }
});

test('a run that goes on for chunks is neither a key nor base64, wherever it is cut', () => {
  const kernel = new Kernel(CONFIG, { chunkBytes: 1000 });
  expect(kernel.scan(Buffer.from(hexKey('long', 200_000)))).toEqual([]);
  expect(kernel.scan(Buffer.from(Buffer.alloc(100_000, 'text').toString('base64')))).toEqual([]);
});

test('base64 is found, or too long, across as many chunks as it takes', () => {
  const longest = Buffer.alloc(49_152, 'some text ').toString('base64');
  for (const chunkBytes of [64, 1000, 65_536, 256 * 1024]) {
    const kernel = new Kernel({ keywords: [], prefixes: [] }, { chunkBytes });
    const before = ' '.repeat(chunkBytes - 1);
    const bytes = Buffer.from(`${before}${longest}`);
    expect(kernel.scan(bytes)).toEqual([{ kind: 'base64', start: chunkBytes - 1, end: bytes.length }]);
    expect(kernel.scan(Buffer.from(`${before}${longest}IC`))).toEqual([]);
  }
});

test('base64 within base64 is not given, even where the search begins between the two', () => {
  const kernel = new Kernel({ keywords: [], prefixes: [] });
  for (const length of [30, 300, 39_999]) {
    const encoded = Buffer.from(`${'x'.repeat(length)}ab~${'x'.repeat(30)}`).toString('base64');
    const plus = encoded.indexOf('+');
    expect(kernel.scan(Buffer.from(encoded), plus)).toEqual([]);
    expect(kernel.scan(Buffer.from(encoded.slice(plus)))).toHaveLength(1);
  }
});

test('more anchors than the kernel can hold at a time are all given', () => {
  const keywords = ['aaaaa', 'AAAAA', 'aaaaaa', 'aaaaaaaa'];
  const bytes = Buffer.alloc(10_000, 'a');
  const expected = referenceScan(bytes, { keywords, prefixes: [] });
  for (const spareResults of [0, 1, 1000]) {
    expect(new Kernel({ keywords, prefixes: [] }, { spareResults }).scan(bytes)).toEqual(expected);
  }
});

test('thousands of keywords and prefixes are told apart', () => {
  const keywords = Array.from({ length: 5000 }, (_, i) => `key${hexKey(`${i}`, 2 + (i % 60))}`);
  const prefixes = Array.from({ length: 2000 }, (_, i) => `p${hexKey(`${i}`, 2 + (i % 30))}`);
  const bytes = Buffer.from([...keywords, ...prefixes].join(' '));
  expect(new Kernel({ keywords, prefixes }).scan(bytes)).toEqual(referenceScan(bytes, { keywords, prefixes }));
});
