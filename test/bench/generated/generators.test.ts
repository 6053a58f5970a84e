import { expect, test } from 'vitest';
import { GENERATORS } from './generators.ts';

const MARKED = /(?:.*[^A-Za-z0-9]){2}/;

/** What a value of each generator looks like; where the name ends with a number, that is its length. */
const CLAIMS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^hex \d+$/, /^[0-9a-f]+$/],
  [/^hex 64 with a word$/, /^(?=.+(?:abc|dead|beef|cafe|face|fade|feed|bad|decade))[0-9a-f]{64}$/],
  [/^lower \d+$/, /^(?=.*[g-z])(?=.*\d)[a-z0-9]+$/],
  [/^lower 40 with a word$/, /^(?=.+(?:test|demo|fake|temp|dev|abc|user|foo|pass|key))[a-z0-9]{40}$/],
  [/^base62 \d+$/, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]+$/],
  [/^base64 of 16 bytes$/, /^(?=.*[+/])[A-Za-z0-9+/]{22}==$/],
  [/^base64 of 24 bytes$/, /^(?=.*[+/])[A-Za-z0-9+/]{32}$/],
  [/^base64 of 32 bytes$/, /^(?=.*[+/])[A-Za-z0-9+/]{43}=$/],
  [/^base64url of 24 bytes$/, /^(?=.*[-_])[\w-]{32}$/],
  [/^base64url of 32 bytes$/, /^(?=.*[-_])[\w-]{43}$/],
  [/^uuid$/, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  [/^sk- and hex 32$/, /^sk-[0-9a-f]{32}$/],
  [/^rails hex 128$/, /^[0-9a-f]+$/],
  [/^laravel$/, /^base64:[A-Za-z0-9+/]{43}=$/],
  [/^django$/, /^[a-z0-9!@#$%^&*(\-_=+)]{50}$/],
  [/^django-insecure$/, /^django-insecure-[a-z0-9!@#$%^&*(\-_=+)]{50}$/],
  [/^wordpress 64$/, /^(?! )[^"'\\]+(?<! )$/],
  [/^aws password 20$/, /^[A-Za-z0-9!@#$%^&*()_+\-=[\]{}|]+$/],
  [/^keepass 20$/, /^[^"'`\\\s]+$/],
  [/^all marks 16$/, /^[\x21-\x7e]+$/],
  [/^four words$/, /^[a-z]+(?:-[a-z]+){3}$/],
  [/^Word2024!$/, /^[A-Z][a-z]+20\d\d[!@#$%&*?]$/],
  [/^word and digits$/, /^[a-z]+\d{4}$/],
  [/^leet word$/, /^(?=\w*\d)[A-Z4310570][a-z0-9]+[!@#$%&*_]\d\d$/],
  [/^Twowords@1234$/, /^[A-Z][a-z]+@\d{3,4}$/],
];

test.each(GENERATORS)('values of $name are what it claims', ({ name, make }) => {
  const claims = CLAIMS.filter(([of]) => of.test(name));
  expect(claims).toHaveLength(1);
  const length = /^(?!sk-).* (\d+)$/.exec(name)?.[1];
  const values = Array.from({ length: 20 }, (_, at) => make(`seed ${at}`));
  for (const value of values) {
    expect(value).toMatch(claims[0]?.[1] ?? /^$/);
    if (length !== undefined) expect(value).toHaveLength(Number(length));
    if (/^(?:django|wordpress|aws|keepass|all marks)/.test(name)) expect(value).toMatch(MARKED);
  }
  expect(new Set(values).size).toBeGreaterThan(15);
  expect(make('seed 0')).toBe(values[0]);
});

test('every claim belongs to a generator, and no two generators have one name', () => {
  for (const [of] of CLAIMS) expect(GENERATORS.some(({ name }) => of.test(name))).toBe(true);
  expect(new Set(GENERATORS.map(({ name }) => name)).size).toBe(GENERATORS.length);
});
