import { basename, dirname, relative, resolve } from 'node:path';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { sha256 } from '../../model/hashing.ts';
import { type Config, DEFAULT_CONFIG, deepFreeze, type Ignores } from './config.ts';
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
 * Reads a configuration file and all files that it extends, and merges them.
 *
 * @param path absolute
 * @param cwd absolute; messages name files relative to it
 * @throws HexhoundError E_CONFIG
 */
export function resolveConfig(path: string, cwd: string): ResolvedConfig {
  const resolver = new Resolver(cwd);
  const config = { requireReason: false, ...resolver.layer(path, []), folder: dirname(path) };
  return { config: deepFreeze(config), digests: resolver.digests };
}

/** The content of one file and of those that it extends. */
type Layer = Omit<Config, 'folder' | 'requireReason'> & Partial<Pick<Config, 'requireReason'>>;

const EMPTY: Layer = { files: [], ignore: DEFAULT_CONFIG.ignore, rules: [], severity: {} };

class Resolver {
  readonly digests: Record<string, string> = {};
  readonly #cwd: string;
  /** Every file is read once, even if several others extend it. */
  readonly #layers = new Map<string, Layer>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** @param chain the files that are being read, outermost first */
  layer(path: string, chain: readonly string[]): Layer {
    const known = this.#layers.get(path);
    if (known !== undefined) return known;
    const shown = this.#show(path);
    const text = this.#read(path, shown, chain);
    this.digests[path] = sha256(text);
    const form = parseConfig(text, shown, basename(path) === 'package.json' ? ['hexhound'] : []);
    const bases = (form.extends ?? []).map((base) => this.#base(resolve(dirname(path), base), [...chain, path]));
    const layer = [...bases, layerOf(form, path, shown)].reduce(merge, EMPTY);
    this.#layers.set(path, layer);
    return layer;
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

function layerOf(form: ConfigForm, path: string, shown: string): Layer {
  const { $schema, extends: _, baseline, ...others } = form;
  const here = (file: string) => resolve(dirname(path), file);
  return {
    ...EMPTY,
    ...others,
    files: [shown],
    ignore: { ...EMPTY.ignore, ...form.ignore },
    rules: (form.rules ?? []).map(here),
    ...(baseline === undefined ? {} : { baseline: here(baseline) }),
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
