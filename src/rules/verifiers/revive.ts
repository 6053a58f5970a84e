import type { Verifier } from './verifier.ts';

/** A verifier as the build writes it (build.ts): its key's pattern as text. */
export type Written = Omit<Verifier, 'key'> & {
  readonly key: Omit<Verifier['key'], 'pattern'> & { readonly pattern: string };
};

export function revive({ key, ...verifier }: Written): Verifier {
  return { ...verifier, key: { ...key, pattern: new RegExp(key.pattern) } };
}
