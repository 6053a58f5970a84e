import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { sha256 } from '../../model/hashing.ts';
import { parseObject } from '../../model/json.ts';
import { CONFIG_FILES } from './find-config.ts';
import { ABSENT, type Digests } from './resolved-config.ts';

/** A configuration in an npm package. Both paths are absolute, links resolved. */
export interface PackageConfig {
  readonly file: string;
  /** The package's folder, which nothing that the configuration names may leave. */
  readonly root: string;
}

/** `acme-config`, `@acme/config`, `@acme/config/strict.yaml`: a name as of npm, and a file in it. */
const NAME = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/(.+))?$/i;

/** Whether a text can be a name of an npm package, with a path in it or not. */
export function isPackageName(text: string): boolean {
  return NAME.test(text);
}

/** Whether a name is that of a file that is read. */
export function isData(name: string): boolean {
  return /\.(?:ya?ml|json)$/.test(name);
}

/** Whether a name is that of a file that would have to be run. */
export function isCode(name: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(name);
}

/**
 * Finds the configuration in an npm package as Node.js finds the package: in `node_modules` of a folder and of those above
 * it, up to the top of the repository. It is a file of data; no code of a package is ever run.
 *
 * @param name the package's, with a path in it or not; without one its hexhound.yaml counts, or its `main` if that is data
 * @param folder absolute, of the file that extends it
 * @param top absolute; a package that is outside of it, links followed, is refused
 * @param digests gets what was looked at
 * @param complain throws, with a sentence of what is wrong
 * @returns undefined if there is no such package
 */
export function findPackageConfig(
  name: string,
  folder: string,
  top: string,
  digests: Digests,
  complain: (why: string) => never,
): PackageConfig | undefined {
  const [, own = '', inside] = NAME.exec(name) ?? [];
  const found = findFolder(own, folder, top, digests);
  if (found === undefined) return undefined;
  if (!isInside(top, found)) return complain('is a package that is, links followed, outside of this repository');
  const root = realpathSync(found);
  const file = inside ?? usualFile(root) ?? mainFile(root, digests);
  if (file === undefined) return complain(`is a package without a configuration: it needs ${CONFIG_FILES.join(', ')}`);
  if (!isData(file)) {
    const what = isCode(file) || inside === undefined ? 'code, which is never run' : 'neither YAML nor JSON';
    return complain(`is ${what}: a package needs a configuration of data, such as ${CONFIG_FILES[0]}`);
  }
  const path = join(root, file);
  if (!isInside(root, path)) return complain('must be a path that stays, links followed, inside of the package');
  if (!existsSync(path)) return complain('is not in the package');
  return { file: realpathSync(path), root };
}

function findFolder(name: string, folder: string, top: string, digests: Digests): string | undefined {
  for (let at = folder; isInside(top, at); at = dirname(at)) {
    // Packages that stand beside each other, as with pnpm, know each other.
    const found = basename(at) === 'node_modules' ? join(at, name) : join(at, 'node_modules', name);
    if (existsSync(found)) return found;
    digests[found] = ABSENT;
    if (dirname(at) === at) break;
  }
  return undefined;
}

function usualFile(root: string): string | undefined {
  return CONFIG_FILES.find((file) => existsSync(join(root, file)));
}

/** `main` of the package's manifest, of any kind; Node.js takes index.js where there is none. */
function mainFile(root: string, digests: Digests): string | undefined {
  const manifest = join(root, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const text = readTextFile(manifest, manifest);
  digests[manifest] = sha256(text);
  const main = parseObject(text)?.main;
  if (typeof main === 'string') return main;
  return existsSync(join(root, 'index.js')) ? 'index.js' : undefined;
}
