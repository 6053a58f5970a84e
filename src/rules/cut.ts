import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { HexhoundError, messageOf } from '../model/errors.ts';

const GROUP = 4;
/** Bits of groups that are not in the table. */
const RARE = 15;
/** Most bytes that are cut off, and least that stay. */
const MOST_CUT = 12;
const LEAST_LEFT = 6;
/** How much rarer the rest has to be. */
const WORTH_IT = 1.3;

/** Groups of four bytes by how frequent they are, in bits: rows of groups without separators. */
const Table = z.record(z.string().regex(/^\d+$/), z.array(z.string().regex(/^(?:.{4})+$/)));

/**
 * How many bytes to cut off the beginning of words, so that the kernel looks for rarer bytes: it reads the first five of a
 * word (src/kernel/assembly/keywords.ts). `type` and `user` are frequent, `pete` and `rnam` are not.
 *
 * @param file rules/grams.yaml
 * @returns the number of bytes, for words of which some are cut off
 * @throws HexhoundError E_RULE if the table is missing or invalid
 */
export function cutsOf(words: Iterable<string>, file: string): Record<string, number> {
  const frequency = readFrequencies(file);
  const costOf = (word: string, at: number): number =>
    [at, at + 1].reduce((sum, from) => {
      const group = word.slice(from, from + GROUP).toLowerCase();
      return sum + 2 ** -(frequency.get(group) ?? RARE);
    }, 0);
  const cuts: Record<string, number> = {};
  for (const word of words) {
    let [best, cost] = [0, costOf(word, 0) / WORTH_IT];
    for (let at = 1; at <= Math.min(MOST_CUT, word.length - LEAST_LEFT); at++) {
      if (costOf(word, at) < cost) [best, cost] = [at, costOf(word, at)];
    }
    if (best > 0) cuts[word] = best;
  }
  return cuts;
}

function readFrequencies(file: string): ReadonlyMap<string, number> {
  try {
    const table = Object.entries(Table.parse(parse(readFileSync(file, 'utf8'))));
    const rows = table.flatMap(([bits, rows]) => rows.map((row) => [Number(bits), row] as const));
    return new Map(rows.flatMap(([bits, row]) => (row.match(/.{4}/g) ?? []).map((group) => [group, bits] as const)));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new HexhoundError('E_RULE', file, message, { cause: error });
  }
}
