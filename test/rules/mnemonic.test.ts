import { expect, test } from 'vitest';
import { checkMnemonic, mnemonicOf, mnemonicWords } from '../../src/rules/mnemonic.ts';

test.each([
  // BIP-39, test vectors: entropies of one byte again and again.
  ['00'.repeat(16), `${'abandon '.repeat(11)}about`],
  ['7f'.repeat(16), 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
  ['ff'.repeat(16), `${'zoo '.repeat(11)}wrong`],
  ['ff'.repeat(32), `${'zoo '.repeat(23)}vote`],
])('the phrase for %s', (entropy, phrase) => {
  const made = mnemonicOf(Buffer.from(entropy, 'hex'));
  expect(made).toBe(phrase);
  expect(checkMnemonic(made)).toBe(true);
  expect(checkMnemonic(made.replace(/\w+$/, 'zebra'))).toBe(false);
  expect(checkMnemonic(made.replace(/^\w+/, 'hexhound'))).toBeUndefined();
  expect(checkMnemonic(made.replace(/^\w+ /, ''))).toBeUndefined();
});

test('the list is that of BIP-39', () => {
  const words = [...mnemonicWords().keys()];
  expect([words.length, words[0], words[2047]]).toEqual([2048, 'abandon', 'zoo']);
  expect(words).toEqual([...words].sort());
});
