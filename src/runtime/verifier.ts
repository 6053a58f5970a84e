import { CAPTCHAAI_JSON } from '../rules/verifiers/generated.ts';
import type { CompiledVerifier } from '../rules/verifiers/verifier.ts';

/** rules/verifiers/captchaai.yaml, compiled: where the service is, and what its codes mean. */
export const CAPTCHAAI = JSON.parse(CAPTCHAAI_JSON) as Pick<CompiledVerifier, 'baseUrl' | 'codes' | 'settle'>;
