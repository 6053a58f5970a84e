import { expect, test } from 'vitest';
import { defined } from '../../src/model/defined.ts';

test('what is undefined is absent; everything else stays, in its order', () => {
  const all = { z: 0, a: undefined, empty: '', no: false, nothing: null, list: [] };
  expect(JSON.stringify(defined(all))).toBe('{"z":0,"empty":"","no":false,"nothing":null,"list":[]}');
  expect('a' in defined(all)).toBe(false);
});
