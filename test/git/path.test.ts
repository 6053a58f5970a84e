import { expect, test } from 'vitest';
import { decodePath } from '../../src/git/path.ts';

test.each([
  ['plain', Buffer.from('src/a b.ts'), 'src/a b.ts'],
  ['UTF-8', Buffer.from('héllo/日本.txt'), 'héllo/日本.txt'],
  ['the replacement character itself', Buffer.from('a\ufffdb'), 'a\ufffdb'],
  ['Latin-1', Buffer.from('caf\xe9.txt', 'latin1'), 'caf\\xe9.txt'],
  ['a cut sequence at the end', Buffer.from([0x61, 0xe2, 0x82]), 'a\\xe2\\x82'],
  ['valid and invalid mixed', Buffer.concat([Buffer.from('é'), Buffer.from([0xff]), Buffer.from('日')]), 'é\\xff日'],
])('decodes a path: %s', (_, bytes, expected) => {
  expect(decodePath(bytes)).toBe(expected);
});
