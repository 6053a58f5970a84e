import type { Check } from './checks/check.ts';
import { CI_CHECKS } from './checks/ci/checks.ts';
import { CLIENT_SIDE } from './checks/code/client-side.ts';
import { BUNDLES, DOCUMENTS, LOG_FILES } from './checks/code/findings.ts';
import { LOG_STATEMENTS } from './checks/code/log-statements.ts';
import { PLAIN_HTTP } from './checks/code/plain-http.ts';
import { buildArgs } from './checks/containers/build-args.ts';
import { composeLiterals } from './checks/containers/compose-literals.ts';
import { composeSecrets } from './checks/containers/compose-secrets.ts';
import { dockerContext } from './checks/containers/docker-context.ts';
import { dockerfileLiterals } from './checks/containers/dockerfile-literals.ts';
import { kubernetesLiterals } from './checks/containers/kubernetes.ts';
import { PACKAGE_CHECKS } from './checks/packages/checks.ts';

/** All checks of an audit. */
export const CHECKS: readonly Check[] = [
  ...[LOG_STATEMENTS, DOCUMENTS, BUNDLES, PLAIN_HTTP, LOG_FILES, CLIENT_SIDE],
  ...[dockerfileLiterals, buildArgs, dockerContext, composeLiterals, composeSecrets, kubernetesLiterals],
  ...PACKAGE_CHECKS,
  ...CI_CHECKS,
];
