import { CAPTCHAAI } from './captchaai.ts';
import { OTHERS_JSON } from './generated.ts';
import { revive, type Written } from './revive.ts';
import type { Verifier } from './verifier.ts';

/**
 * The services that tell whether a key is alive, each with a call that costs nothing and changes nothing: the files under
 * rules/verifiers. Codes have the meaning that the service documents; what it does not document is left out and so
 * becomes `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = [CAPTCHAAI, ...(JSON.parse(OTHERS_JSON) as Written[]).map(revive)];
