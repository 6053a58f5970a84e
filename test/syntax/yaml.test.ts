import { expect, test } from 'vitest';
import { readYaml } from '../../src/syntax/yaml.ts';

const dataOf = (text: string) => readYaml(text, 'x.yaml').data;

test.each([
  ['a value', 'a: &x 1\nb: *x\n', { a: 1, b: 1 }],
  ['the last anchor of that name before it', 'a: &x 1\nb: [*x, &x 2, *x]\nc: *x\n', { a: 1, b: [1, 2, 2], c: 2 }],
  ['one inside of another of its name', 'a: &x [&x 1, *x]\nb: *x\n', { a: [1, 1], b: 1 }],
  ['a key', '&k a: 1\nb: *k\n', { a: 1, b: 'a' }],
  ['nothing', 'a: &x\nb: [*x]\n', { a: null, b: [null] }],
  [
    'a map with odd keys',
    'a: &x {__proto__: 1, constructor: 2}\nb: *x\n',
    {
      a: Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
      b: Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    },
  ],
])('an alias of %s', (_, text, expected) => {
  expect(dataOf(text)).toStrictEqual(expected);
});

test.each([
  ['a: *x\n', 'has an alias without an anchor'],
  ['a: *x\nb: &x 1\n', 'has an alias without an anchor'],
  ['a: &x [1, {b: *x}]\n', 'has an alias inside of what it stands for'],
  ['a: &x *x\n', 'An alias node must not specify any properties'],
  [`a: &x [1, 2, 3]\nb: [${'*x,'.repeat(700)}]\n`, 'has aliases that multiply'],
])('%j is refused', (text, message) => {
  expect(() => dataOf(text)).toThrowError(expect.objectContaining({ code: 'E_CONFIG', message }));
});

/** An alias that is looked up in the whole document takes seconds, and one in a list of aliases of empty lists hours. */
test('what many aliases of many anchors cost', () => {
  const anchors = Array.from({ length: 50_000 }, (_, at) => `- &a${at} []\n`).join('');
  const aliases = Array.from({ length: 1_000 }, (_, at) => `*a${at}`);
  const before = process.cpuUsage();
  dataOf(`${anchors}- &all [[${aliases}]]\n- [*all]\n`);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(20);
});
