import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import type { Verifier } from '../../../src/rules/verifiers/verifier.ts';

export function verifierNamed(id: string): Verifier {
  const verifier = VERIFIERS.find((candidate) => candidate.id === id);
  if (verifier === undefined) throw new Error(`no verifier ${id}`);
  return verifier;
}
