import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Proof } from '../../../src/model/match.ts';
import type { KeywordRule, PrefixRule } from '../../../src/model/rule.ts';
import { bareHit, type Hit, ruleHit } from '../../../src/scan/detect/hit.ts';
import { resolveOverlaps } from '../../../src/scan/detect/overlap.ts';

type Sort = 'bare' | 'keyword' | 'prefix' | 'checked' | 'wrong';

const PROOFS = new Map<Sort, Proof>([
  ['checked', 'checksum'],
  ['wrong', 'wrong'],
]);

function hit(sort: Sort, start: number, end: number): Hit {
  if (sort === 'bare') return bareHit({ shape: 'hex32', features: [], reach: 0 }, start, end, '');
  const rule = { kind: sort === 'keyword' ? 'keyword' : 'prefix', prefixes: ['sk_'] } as unknown as
    | PrefixRule
    | KeywordRule;
  return ruleHit(rule, PROOFS.get(sort) ?? 'none', start, end, '');
}

function places(hits: readonly Hit[]): string[] {
  return hits.map(({ start, end }) => `${start}-${end}`);
}

test('what says more wins over what says less, in order of position', () => {
  const hits = [hit('bare', 0, 32), hit('keyword', 10, 50), hit('prefix', 40, 60), hit('checked', 100, 140)];
  expect(places(resolveOverlaps(hits))).toEqual(['0-32', '40-60', '100-140']);
});

test('a wrong checksum gives way to whatever else stands there', () => {
  expect(places(resolveOverlaps([hit('wrong', 0, 40), hit('bare', 8, 40)]))).toEqual(['8-40']);
  expect(places(resolveOverlaps([hit('wrong', 0, 40)]))).toEqual(['0-40']);
});

test('the rule that knows more of a key is kept, whichever matches more of it', () => {
  const of = (prefix: string, end: number) =>
    ruleHit({ kind: 'prefix', prefixes: ['zz_', prefix] } as unknown as PrefixRule, 'none', 0, end, 'sk_live_a2V5');
  expect(places(resolveOverlaps([of('sk_live_', 60), of('sk_live_a2V5', 40)]))).toEqual(['0-40']);
  expect(places(resolveOverlaps([of('sk_live_a2V5', 40), hit('checked', 0, 30)]))).toEqual(['0-30']);
});

test('among equals the longer wins, and of the same place one is kept', () => {
  expect(places(resolveOverlaps([hit('prefix', 5, 20), hit('prefix', 0, 30), hit('prefix', 0, 30)]))).toEqual(['0-30']);
});

test('neighbours do not overlap', () => {
  expect(places(resolveOverlaps([hit('bare', 32, 64), hit('bare', 0, 32)]))).toEqual(['0-32', '32-64']);
});

test('what is kept never overlaps, and what is dropped overlaps something kept', () => {
  const hits = fc.array(
    fc
      .tuple(
        fc.constantFrom<Sort>('bare', 'keyword', 'prefix', 'checked', 'wrong'),
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
      )
      .map(([sort, start, length]) => hit(sort, start, start + length)),
  );
  const overlap = (a: Hit, b: Hit) => a.start < b.end && b.start < a.end;
  fc.assert(
    fc.property(hits, (all) => {
      const kept = resolveOverlaps(all);
      kept.forEach((one, index) => {
        for (const other of kept.slice(index + 1)) expect(overlap(one, other)).toBe(false);
      });
      for (const dropped of all.filter((one) => !kept.includes(one))) {
        expect(kept.some((one) => overlap(one, dropped))).toBe(true);
      }
    }),
  );
});
