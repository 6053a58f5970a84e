import { VERIFIERS_JSON } from './generated.ts';
import type { Verifier } from './verifier.ts';

/** As the build writes it (build.ts). */
type Written = Omit<Verifier, 'key'> & {
  readonly key: Omit<Verifier['key'], 'pattern'> & { readonly pattern: string };
};

/**
 * The services that tell whether a key is alive, each with a call that costs nothing and changes nothing: the files under
 * rules/verifiers. Codes have the meaning that the service documents; what it does not document is left out and so
 * becomes `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = (JSON.parse(VERIFIERS_JSON) as Written[]).map(({ key, ...verifier }) => ({
  ...verifier,
  key: { ...key, pattern: new RegExp(key.pattern) },
}));
