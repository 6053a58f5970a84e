import { posix } from 'node:path';
import { pathWithin } from '../../../files/path-parts.ts';
import { isForShow } from '../../../files/paths.ts';
import type { CheckContext, FileCheck, ProjectCheck } from '../check.ts';
import { secretNamedBelow, secretNamedFiles, textOnDisk } from '../disk-files.ts';
import type { Problem } from '../problem.ts';
import { hasSecretName, isHarmless, secretFile } from '../secret-file.ts';
import { unreadManifests } from './npm-manifest.ts';
import { type NpmPackage, shippedOf } from './npm-packages.ts';

const RULE = 'npm-package-secret-file';

/** Secret files that a published npm package would contain. */
const npmPackageSecrets: ProjectCheck = {
  rules: [RULE],
  async check(context) {
    for (const { path, why } of unreadManifests(context.files)) context.markUnread(path, why);
    const packages = context.facts.npmPackages();
    const known = packages.length === 0 ? [] : secretNamedFiles(context.files);
    const problems: Problem[] = [];
    for (const each of packages) problems.push(...(await problemsOf(each, known, context)));
    return problems;
  },
};

/** Checks of packages that are published. */
export const PACKAGE_CHECKS: readonly (FileCheck | ProjectCheck)[] = [npmPackageSecrets];

/** Folders that builds write and git ignores. */
const BUILT = ['dist', 'build', 'lib', 'out', 'es', 'esm', 'cjs'];

async function problemsOf(npmPackage: NpmPackage, known: readonly string[], context: CheckContext): Promise<Problem[]> {
  const { path: manifest, folder, name } = npmPackage;
  const { files } = context;
  const built = [...BUILT, ...(npmPackage.files ?? []).filter((each) => /^[\w./-]+$/.test(each))];
  const named = built.flatMap((each) =>
    secretNamedBelow(files, posix.join('/', folder, posix.join('/', each)).replace(/\/$/, '')),
  );
  const secrets = new Map<string, ShippedSecret>();
  for (const path of new Set([...files.paths, ...known, ...named])) {
    const inside = pathWithin(folder, path);
    const secret = inside === undefined || isForShow(inside) ? undefined : secretIn(path, context);
    if (secret !== undefined) secrets.set(path, secret);
  }
  const shipped = await shippedOf(npmPackage, [...secrets.keys()], files);
  if ('failure' in shipped) {
    context.markUnread(manifest, shipped.failure);
    return [];
  }
  const line = lineOf(files.text(manifest) ?? '');
  return shipped.paths.flatMap((path) => {
    const secret = secrets.get(path);
    if (secret === undefined) return [];
    const note = `${name} would be published with ${path}: ${secret.what}`;
    return [{ rule: RULE, path: manifest, line, note, weight: secret.weight }];
  });
}

/** The line of `files`, or else of `name`. */
function lineOf(text: string): number {
  const lines = text.split('\n');
  const line = ['files', 'name'].map((key) => lines.findIndex((each) => each.trimStart().startsWith(`"${key}"`)));
  return Math.max(0, line.find((index) => index >= 0) ?? 0) + 1;
}

interface ShippedSecret {
  readonly what: string;
  readonly weight: Problem['weight'];
}

/** Rules that only look at the words around a value. Files of a published package can well match them. */
const GENERIC = /^generic-/;

function secretIn(path: string, context: CheckContext): ShippedSecret | undefined {
  const secret = hasSecretName(path) ? secretFile(path, textOnDisk(context.files, path)) : undefined;
  const tracked = context.files.isTracked(path);
  // An environment file without secrets was committed on purpose.
  if (secret !== undefined && !(tracked && isHarmless(secret))) {
    return { what: secret.what, weight: secret.certain || !tracked ? 'failure' : 'advice' };
  }
  const findings = context.findingsIn(path).filter(({ confidence }) => confidence === 'high');
  const finding = findings.find(({ rule }) => !GENERIC.test(rule.id)) ?? findings[0];
  if (finding === undefined) return undefined;
  const weight = GENERIC.test(finding.rule.id) ? 'advice' : 'failure';
  return { what: `the scan has found a secret in it (${finding.rule.title})`, weight };
}
