import { CAPTCHAAI_JSON, OTHERS_JSON } from './generated.ts';
import type { CompiledVerifier, Verifier } from './verifier.ts';

/**
 * The services that tell whether a key is alive, each with a call that costs nothing and changes nothing: the files under
 * rules/verifiers. Codes have the meaning that the service documents; what it does not document is left out and so
 * becomes `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = [
  JSON.parse(CAPTCHAAI_JSON) as CompiledVerifier,
  ...(JSON.parse(OTHERS_JSON) as CompiledVerifier[]),
].map(({ key, ...verifier }) => ({ ...verifier, key: { ...key, pattern: new RegExp(key.pattern) } }));
