import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masker } from '../../src/model/masking.ts';
import { Secret } from '../../src/model/secret.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';

const key = hexKey('masking');
const shown = `****${key.slice(-4)}`;

test('a plain secret in a path', () => {
  const mask = masker([new Secret(key)]);
  expect(mask(`keys/${key}/${key}.txt`)).toBe(`keys/${shown}/${shown}.txt`);
  expect(mask('src/a.ts')).toBe('src/a.ts');
  expect(mask('')).toBe('');
});

test('a secret that begins like another, and one that is part of another', () => {
  const longer = key + hexKey('more', 8);
  const mask = masker([new Secret(key), new Secret(longer), new Secret(key.slice(4))]);
  expect(mask(`${longer} ${key} ${key.slice(4)}`)).toBe(`****${longer.slice(-4)} ${shown} ${shown}`);
});

test('words and short values are not masked', () => {
  const mask = masker([new Secret('postgres'), new Secret('abc123')]);
  expect(mask('k8s/postgres/abc123.yaml')).toBe('k8s/postgres/abc123.yaml');
});

test('the lines of a secret with several lines, but not the first and the last', () => {
  const lines = [alnumKey('line 1', 64), alnumKey('line 2', 64)];
  const block = ['-----BEGIN KEY-----', ...lines, '-----END KEY-----'];
  for (const separator of ['\n', '\r\n', '\\n']) {
    expect(masker([new Secret(block.join(separator))])(block.join('|'))).toBe(
      '-----BEGIN KEY-----|****|****|-----END KEY-----',
    );
  }
});

const anySecret = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'abcXYZ0189+/=_-'), minLength: 12, maxLength: 80 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 }),
    fc.string({ unit: 'binary-ascii', minLength: 12, maxLength: 40 }),
  )
  .filter((value) => /\d/.test(value) && !/[\r\n]|\\n/.test(value));

/** Every way in which tools write a value into another text. */
const encoders: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  uri: encodeURIComponent,
  'uri in lower case': (value) => encodeURIComponent(value).replace(/%../g, (triple) => triple.toLowerCase()),
  json: (value) => JSON.stringify(value),
  hex: (value) => Buffer.from(value).toString('hex'),
  base64: (value) => Buffer.from(value).toString('base64'),
  base64url: (value) => Buffer.from(value).toString('base64url'),
};

for (const [name, encode] of Object.entries(encoders)) {
  test(`every form is masked within other text: ${name}`, () => {
    fc.assert(
      fc.property(anySecret, fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), (value, before, after) => {
        const secret = new Secret(value);
        const text = `${before}${encode(value)}${after}`;
        expect(masker([secret])(text)).not.toContain(encode(value));
      }),
    );
  });
}

test('base64 of a text with a secret: after masking no whole byte of it is left', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (seed, before, after) => {
      const value = alnumKey(`base64 ${seed}`, 16 + (seed % 50));
      const secret = new Secret(value);
      const encoded = Buffer.from(`${before}${value}${after}`).toString('base64');
      const [head = '', tail = encoded, ...more] = masker([secret])(encoded).split(secret.mask());
      // The last character's unused bits.
      const padding = 6;
      expect(more).toEqual([]);
      expect(head.length * 6).toBeLessThan(before.length * 8 + 6);
      expect(tail.replaceAll('=', '').length * 6).toBeLessThan(after.length * 8 + 6 + padding);
    }),
  );
});

test('of two overlapping secrets nothing is left', () => {
  const [first, second] = [key + hexKey('left', 8), key.slice(8) + hexKey('left', 8) + hexKey('right', 12)];
  const text = `<${first}${hexKey('right', 12)}>`;
  expect(masker([new Secret(first), new Secret(second)])(text)).toBe('<****>');
});
