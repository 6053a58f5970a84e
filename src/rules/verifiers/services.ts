import { CAPTCHAAI_JSON, OTHERS_JSON } from './generated.ts';
import type {
  CompiledKeyForm,
  CompiledRevocation,
  CompiledVerifier,
  KeyForm,
  Revocation,
  Verifier,
} from './verifier.ts';

/**
 * The verifiers of rules/verifiers: for each service a call that costs nothing and changes nothing. Codes have the meanings
 * that the service documents; other codes are `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = [
  JSON.parse(CAPTCHAAI_JSON) as CompiledVerifier,
  ...(JSON.parse(OTHERS_JSON) as CompiledVerifier[]),
].map(({ key, revoke, ...verifier }) => ({
  ...verifier,
  key: withExpression(key),
  ...(revoke === undefined ? {} : { revoke: revocation(revoke) }),
}));

function revocation({ key, ...rest }: CompiledRevocation): Revocation {
  return key === undefined ? rest : { ...rest, key: withExpression(key) };
}

function withExpression(key: CompiledKeyForm): KeyForm {
  return { ...key, pattern: new RegExp(key.pattern) };
}
