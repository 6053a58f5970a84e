import { posix } from 'node:path';
import { z } from 'zod';
import { baseName } from '../../../files/path-parts.ts';
import { isNoPartOfProject } from '../../../files/paths.ts';
import { parseObject } from '../../../model/json.ts';
import type { ProjectFiles } from '../project-files.ts';

/** A package.json: the fields that decide which files are in the package. */
export interface NpmManifest {
  /** Of the package.json, relative to the root. */
  readonly path: string;
  /** Its folder; `''` is the root. */
  readonly folder: string;
  readonly name: string;
  /** npm would publish it: it is not private, and has a name and a version. */
  readonly isPublic: boolean;
  /** Patterns of the files that are published; undefined if ignore files decide. */
  readonly files: readonly string[] | undefined;
  readonly main: string | undefined;
  readonly browser: string | undefined;
  readonly bin: Readonly<Record<string, string>>;
  /** Patterns of the folders that are workspaces. */
  readonly workspaces: readonly string[];
}

/** A field of another type counts as absent: npm accepts it too. */
const strings = z.array(z.string()).optional().catch(undefined);
const text = z.string().optional().catch(undefined);

const schema = z.object({
  name: text,
  version: text,
  private: z.unknown().optional(),
  files: strings,
  main: text,
  browser: text,
  bin: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .catch(undefined),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()) })])
    .optional()
    .catch(undefined),
});

/** Reads the package.json files of a project, without those of tests, examples and dependencies. */
export function npmManifests(files: ProjectFiles): NpmManifest[] {
  return manifestPaths(files).flatMap((path) => readManifest(path, files.text(path) ?? ''));
}

/** The package.json files that cannot be read, and why: half a sentence. */
export function unreadManifests(files: ProjectFiles): { readonly path: string; readonly why: string }[] {
  return manifestPaths(files).flatMap((path) => {
    const text = files.text(path);
    const invalid = text !== undefined && readManifest(path, text).length === 0 ? 'is not a JSON object' : undefined;
    const why = invalid ?? files.whyUnread(path);
    return why === undefined ? [] : [{ path, why }];
  });
}

function manifestPaths(files: ProjectFiles): string[] {
  return files.paths.filter((path) => baseName(path) === 'package.json' && !isNoPartOfProject(path));
}

/** Empty if it is not JSON or not an object. */
function readManifest(path: string, json: string): NpmManifest[] {
  const { data } = schema.safeParse(parseObject(json));
  if (data === undefined) return [];
  const { name = '', version = '', files, main, browser, bin = {}, workspaces = [] } = data;
  const folder = posix.dirname(path);
  return [
    {
      path,
      folder: folder === '.' ? '' : folder,
      name,
      // For npm any truthy value is true.
      isPublic: !data.private && name !== '' && version !== '',
      files,
      main: inside(main),
      browser: inside(browser),
      bin: mapped(typeof bin === 'string' ? { [name]: bin } : bin),
      workspaces: 'packages' in workspaces ? workspaces.packages : workspaces,
    },
  ];
}

/** The path without `./`; undefined if it leads out of the package. */
function inside(path: string | undefined): string | undefined {
  const clean = path === undefined ? '..' : posix.join('.', path);
  return clean.startsWith('..') || clean === '.' ? undefined : clean;
}

function mapped(bin: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bin).flatMap(([name, path]) => {
      const clean = inside(path);
      return clean === undefined ? [] : [[name, clean]];
    }),
  );
}
