import { posix } from 'node:path';
import type { CheckContext, FileCheck, Problem, ProjectCheck } from '../check.ts';
import { textOnDisk } from '../disk-files.ts';
import { isForShow } from '../not-the-project.ts';
import { isHarmless, secretFile } from '../secret-file.ts';
import { type NpmPackage, npmPackages } from './npm-packages.ts';

export { packagesWith } from './npm-packages.ts';

const RULE = 'npm-package-secret-file';

const npmPackageSecrets: ProjectCheck = {
  rules: [RULE],
  async check(context) {
    const packages = await npmPackages(context.files);
    for (const { path, failure } of packages) if (failure !== undefined) context.notLookedAt(path, failure);
    return packages.flatMap((each) => problemsOf(each, context));
  },
};

/** Checks of what is published. */
export const PACKAGE_CHECKS: readonly (FileCheck | ProjectCheck)[] = [npmPackageSecrets];

function problemsOf(npmPackage: NpmPackage, context: CheckContext): Problem[] {
  const { path: manifest, folder, name, shipped } = npmPackage;
  const line = lineOf(context.files.text(manifest) ?? '');
  return [...shipped].flatMap((path) => {
    if (isForShow(posix.relative(folder, path))) return [];
    const secret = secretIn(path, context);
    if (secret === undefined) return [];
    const note = `${name} would be published with ${path}: ${secret.what}`;
    return [{ rule: RULE, path: manifest, line, note, weight: secret.weight }];
  });
}

/** The line that says what is published, or else the package's name. */
function lineOf(text: string): number {
  const lines = text.split('\n');
  const line = ['files', 'name'].map((key) => lines.findIndex((each) => each.trimStart().startsWith(`"${key}"`)));
  return Math.max(0, line.find((index) => index >= 0) ?? 0) + 1;
}

interface ShippedSecret {
  readonly what: string;
  readonly weight: Problem['weight'];
}

function secretIn(path: string, context: CheckContext): ShippedSecret | undefined {
  const secret = secretFile(path, textOnDisk(context.files, path));
  const tracked = context.files.isTracked(path);
  // A committed environment file without secrets has been committed on purpose.
  if (secret !== undefined && !(tracked && isHarmless(secret))) {
    return { what: secret.what, weight: secret.certain || !tracked ? 'failure' : 'advice' };
  }
  const finding = context
    .findingsIn(path)
    .find(({ rule, confidence }) => rule.kind !== 'file' && confidence === 'high');
  return finding && { what: `the scan has found a secret in it (${finding.rule.title})`, weight: 'failure' };
}
