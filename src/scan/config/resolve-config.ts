import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { sha256 } from '../../model/hashing.ts';
import { type Config, DEFAULT_CONFIG, deepFreeze, type Ignores } from './config.ts';
import { foldersUp } from './find-config.ts';
import { parseConfig } from './parse-config.ts';
import type { ConfigForm } from './schema.ts';

/** Most levels of files that extend each other, and most files. */
const DEPTH = 8;
const FILES = 64;

/** Most bytes of a file: YAML is slow to read. */
const LARGEST = 1024 * 1024;

/** A configuration, and the SHA-256 (hex) of each of its files by absolute path. */
export interface ResolvedConfig {
  readonly config: Config;
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * Reads a configuration file and all files that it extends, and merges them. A configuration is part of a repository, which
 * may be hostile: it names no file outside of it.
 *
 * @param path absolute
 * @param cwd absolute; messages name files relative to it
 * @throws HexhoundError E_CONFIG
 */
export function resolveConfig(path: string, cwd: string): ResolvedConfig {
  const resolver = new Resolver(cwd, topFor(dirname(path), cwd));
  const config = { requireReason: false, ownRulesOnly: false, ...resolver.layer(path, []), folder: dirname(path) };
  return { config: deepFreeze(config), digests: resolver.digests };
}

/** The top of the repository that a folder is in. Outside of git the current folder, if it holds that folder, or else that. */
function topFor(folder: string, cwd: string): string {
  const top = foldersUp(folder).at(-1) ?? folder;
  return !existsSync(join(top, '.git')) && isInside(cwd, folder) ? cwd : top;
}

/** The content of one file and of those that it extends. */
type Layer = Omit<Config, 'folder' | Switch> & Partial<Pick<Config, Switch>>;
type Switch = 'requireReason' | 'ownRulesOnly';

const EMPTY: Layer = { files: [], ignore: DEFAULT_CONFIG.ignore, rules: [], severity: {} };

class Resolver {
  readonly digests: Record<string, string> = {};
  readonly #cwd: string;
  /** The folder that all files must be in: the top of the repository. */
  readonly #top: string;
  /** Every file is read once, even if several others extend it. */
  readonly #layers = new Map<string, Layer>();

  constructor(cwd: string, top: string) {
    this.#cwd = cwd;
    this.#top = top;
  }

  /** @param chain the files that are being read, outermost first */
  layer(path: string, chain: readonly string[]): Layer {
    const known = this.#layers.get(path);
    if (known !== undefined) return known;
    const shown = this.#show(path);
    const text = this.#read(path, shown, chain);
    this.digests[path] = sha256(text);
    const form = parseConfig(text, shown, basename(path) === 'package.json' ? ['hexhound'] : []);
    const here = (key: string) => (file: string) => this.#inside(path, key, file);
    const bases = (form.extends ?? []).map(here('extends')).map((base) => this.#base(base, [...chain, path]));
    const layer = [...bases, layerOf(form, here, shown)].reduce(merge, EMPTY);
    this.#layers.set(path, layer);
    return layer;
  }

  /** @returns the absolute path of a file that the configuration at `path` names */
  #inside(path: string, key: string, file: string): string {
    const full = resolve(dirname(path), file);
    if (!isAbsolute(file) && isInside(this.#top, full)) return full;
    const why = 'must be a path that stays, links followed, inside of this repository';
    throw new HexhoundError('E_CONFIG', this.#show(path), `${key}: ${why}`);
  }

  #base(path: string, chain: readonly string[]): Layer {
    const shown = this.#show(chain.at(-1) ?? path);
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].map((file) => this.#show(file));
      throw new HexhoundError('E_CONFIG', shown, `extends: goes round in a circle: ${circle.join(' -> ')}`);
    }
    if (chain.length === DEPTH) throw new HexhoundError('E_CONFIG', shown, `extends: is more than ${DEPTH} files deep`);
    if (Object.keys(this.digests).length === FILES) {
      throw new HexhoundError('E_CONFIG', shown, `extends: is more than ${FILES} files`);
    }
    return this.layer(path, chain);
  }

  /** The error for an unreadable file also names the one that extends it. */
  #read(path: string, shown: string, chain: readonly string[]): string {
    try {
      return readTextFile(path, shown, LARGEST);
    } catch (thrown) {
      const by = chain.at(-1);
      if (by === undefined || !(thrown instanceof HexhoundError)) throw thrown;
      throw new HexhoundError('E_CONFIG', shown, `${thrown.message} (${this.#show(by)} extends it)`, { cause: thrown });
    }
  }

  #show(path: string): string {
    return relative(this.#cwd, path) || path;
  }
}

/** @param here gives, for a key, a function that makes paths under it absolute */
function layerOf(form: ConfigForm, here: (key: string) => (file: string) => string, shown: string): Layer {
  const { $schema, extends: _, baseline, ...others } = form;
  return {
    ...EMPTY,
    ...others,
    files: [shown],
    ignore: { ...EMPTY.ignore, ...form.ignore },
    rules: (form.rules ?? []).map(here('rules')),
    ...(baseline === undefined ? {} : { baseline: here('baseline')(baseline) }),
  };
}

/** Joins lists; of everything else, the later value counts. */
function merge(base: Layer, own: Layer): Layer {
  const ignore: Ignores = {
    paths: union(base.ignore.paths, own.ignore.paths),
    rules: union(base.ignore.rules, own.ignore.rules),
    values: union(base.ignore.values, own.ignore.values),
    fingerprints: union(base.ignore.fingerprints, own.ignore.fingerprints),
    scoped: union(base.ignore.scoped, own.ignore.scoped),
  };
  return {
    ...base,
    ...own,
    files: union(own.files, base.files),
    ignore,
    rules: union(base.rules, own.rules),
    severity: { ...base.severity, ...own.severity },
  };
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])];
}
