import { CAPTCHAAI_JSON, OTHERS_JSON } from './generated.ts';
import type { CompiledVerifier, Verifier } from './verifier.ts';

/**
 * The verifiers of rules/verifiers: for each service a call that costs nothing and changes nothing. Codes have the meanings
 * that the service documents; other codes are `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = [
  JSON.parse(CAPTCHAAI_JSON) as CompiledVerifier,
  ...(JSON.parse(OTHERS_JSON) as CompiledVerifier[]),
].map(({ key, ...verifier }) => ({ ...verifier, key: { ...key, pattern: new RegExp(key.pattern) } }));
