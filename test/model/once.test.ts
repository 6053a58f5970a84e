import { expect, test } from 'vitest';
import { once, oncePer } from '../../src/model/once.ts';

test('a value is made once, even if it is undefined', () => {
  let made = 0;
  const get = once(() => {
    made++;
    return undefined;
  });
  expect([get(), get(), made]).toEqual([undefined, undefined, 1]);
});

test('a value is made once for each object', () => {
  const made: object[] = [];
  const get = oncePer((key: { readonly name: string }) => {
    made.push(key);
    return key.name === '' ? undefined : key.name;
  });
  const [a, same, empty] = [{ name: 'a' }, { name: 'a' }, { name: '' }];
  expect([get(a), get(a), get(same), get(empty), get(empty)]).toEqual(['a', 'a', 'a', undefined, undefined]);
  expect(made).toEqual([a, same, empty]);
});
