import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { HexhoundError, messageOf } from '../../model/errors.ts';

const Probability = z.number().min(0).max(1);
const Shape = z.enum(['hex32', 'alnum32', 'mixed32', 'value']);
/** A weight, the feature's meaning, and other weights for some shapes. */
const Weight = z.union([
  z.tuple([z.number(), z.string().min(1)]),
  z.tuple([z.number(), z.string().min(1), z.partialRecord(Shape, z.number())]),
]);
const Table = z.strictObject({
  bias: z.number(),
  confidence: z.strictObject({ high: Probability, medium: Probability, low: Probability }),
  features: z.record(z.string().regex(/^[a-z]+\.[a-z0-9-]+$/), Weight),
  letterPairs: z.array(z.string().regex(/^[0-9a-z]{27}$/)).length(27),
  known: z.strictObject({ digests: z.array(z.string()), sha256: z.array(z.string().regex(/^[0-9a-f]{64}$/)) }),
});

const Forms = z.record(
  z.string().regex(/^[a-z][A-Za-z]+$/),
  z.strictObject({
    ignoreCase: z.boolean().optional(),
    any: z.array(z.string()).optional(),
    words: z.array(z.string()).optional(),
  }),
);

/**
 * Compiles rules/verdict.yaml and rules/values.yaml to the text of two TypeScript modules: src/model/generated.ts with the meanings of the
 * features, src/scan/verdict/generated.ts with their weights and the forms of values.
 * @throws HexhoundError `E_RULE` if a file is missing or invalid
 */
export function buildVerdict(rulesDir: string): { readonly meanings: string; readonly weights: string } {
  const { known, features, ...table } = read(rulesDir, 'verdict.yaml', Table);
  const forms = mapValues(read(rulesDir, 'values.yaml', Forms), compileForm);
  const meanings = mapValues(features, ([, meaning]) => meaning);
  const weights = mapValues(features, ([weight, , overrides]) => (overrides ? [weight, overrides] : [weight]));
  const digests = [
    ...known.digests.flatMap((text) => ALGORITHMS.map((name) => digest('sha256', digest(name, text)))),
    ...known.sha256,
  ].sort();
  return {
    meanings: `/** The features of rules/verdict.yaml and what each means. Written by the build. */
export const FEATURES = ${JSON.stringify(meanings)} as const;

export type FeatureName = keyof typeof FEATURES;
`,
    weights: `/** rules/verdict.yaml compiled. Written by the build. */
export const VERDICT = ${JSON.stringify({ ...table, features: weights, known: digests })} as const;

/** rules/values.yaml compiled: a regular expression's source and its flags. */
export const VALUE_FORMS = ${JSON.stringify(forms)} as const;

export type { FeatureName } from '../../model/generated.ts';
`,
  };
}

function mapValues<T, U>(table: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]));
}

/** One regular expression that matches where one of the list does; of words, it finds all. */
function compileForm({
  any,
  words,
  ignoreCase = false,
}: z.infer<typeof Forms>[string]): [source: string, flags: string] {
  const flags = `${words === undefined ? '' : 'g'}${ignoreCase ? 'i' : ''}`;
  const { source } = new RegExp([...(any ?? []), ...(words ?? [])].join('|'), flags);
  return [source, flags];
}

function read<T extends z.ZodType>(rulesDir: string, file: string, schema: T): z.infer<T> {
  try {
    return schema.parse(parse(readFileSync(join(rulesDir, file), 'utf8')));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new HexhoundError('E_RULE', file, message, { cause: error });
  }
}

/** With which people make a digest of a password. */
const ALGORITHMS = ['md5', 'sha1', 'sha256'];

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
