import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NeedleSet } from '../../src/model/needle-set.ts';
import type { Form, FormName } from '../../src/model/secret-forms.ts';

const letters = fc.constantFrom(0, 10, 97, 98, 255);
const needle = fc.array(letters, { minLength: 4, maxLength: 12 }).map((bytes) => Buffer.from(bytes));
const form = (bytes: string, name: FormName = 'plain'): Form => ({ name, bytes });
const content = fc.array(letters, { maxLength: 400 }).map((bytes) => Buffer.from(bytes));

/** Every place of every needle, looked for one by one. */
function expected(needles: readonly Buffer[], bytes: Buffer): string[] {
  return needles.flatMap((one, index) => {
    const places: string[] = [];
    for (let at = bytes.indexOf(one); at >= 0; at = bytes.indexOf(one, at + 1)) places.push(`${index}@${at}`);
    return places;
  });
}

test('every needle is found anywhere, also overlapping and nested ones', () => {
  fc.assert(
    fc.property(fc.array(needle, { minLength: 1, maxLength: 8 }), content, (needles, bytes) => {
      const set = new NeedleSet(needles.map((one) => [form(one.toString('latin1'))]));
      const found: string[] = [];
      set.search(bytes, 0, bytes.length, (index, at) => found.push(`${index}@${at}`));
      expect(found.sort()).toEqual(expected(needles, bytes).sort());
    }),
    { numRuns: 500 },
  );
});

test('needles outside of the range are not found', () => {
  const set = new NeedleSet([[form('secret')]]);
  const bytes = Buffer.from('..secret..secret');
  const found: number[] = [];
  set.search(bytes, 3, 15, (_, at) => found.push(at));
  set.search(bytes, 2, 8, (_, at) => found.push(at));
  expect(found).toEqual([2]);
});

test('an empty set finds nothing; values come with the names of their forms', () => {
  expect(new NeedleSet([[], []]).findIn(Buffer.from('anything'))).toEqual([]);
  const set = new NeedleSet([[form('first')], [form('second'), form('c2Vjb25k', 'base64')]]);
  const found = set.findIn(Buffer.from('c2Vjb25k second'));
  expect([...set.valuesOf(found)]).toEqual([[1, ['base64', 'plain']]]);
});
