import type { FileCheck, ProjectCheck } from '../check.ts';
import { buildArgs } from './build-args.ts';
import { composeLiterals } from './compose-literals.ts';
import { composeSecrets } from './compose-secrets.ts';
import { dockerContext } from './docker-context.ts';
import { dockerfileLiterals } from './dockerfile-literals.ts';
import { kubernetesLiterals } from './kubernetes.ts';

/** Checks of the files that build and run images. */
export const CONTAINER_CHECKS: readonly (FileCheck | ProjectCheck)[] = [
  dockerfileLiterals,
  buildArgs,
  dockerContext,
  composeLiterals,
  composeSecrets,
  kubernetesLiterals,
];
