import { VERIFIERS } from '../../src/verify/services.ts';
import type { Verifier } from '../../src/verify/verifier.ts';

export function verifierNamed(id: string): Verifier {
  const verifier = VERIFIERS.find((candidate) => candidate.id === id);
  if (verifier === undefined) throw new Error(`no verifier ${id}`);
  return verifier;
}
