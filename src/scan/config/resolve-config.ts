import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { sha256 } from '../../model/hashing.ts';
import { type Config, DEFAULT_CONFIG, deepFreeze, type IgnoredText, type Ignores } from './config.ts';
import { findPackageConfig, isCode, isData, isPackageName, type PackageConfig } from './config-package.ts';
import { foldersUp } from './find-config.ts';
import { type ParsedConfig, parseConfig } from './parse-config.ts';
import { ABSENT, type Digests, type ResolvedConfig } from './resolved-config.ts';
import type { ConfigForm } from './schema.ts';

/** Most levels of files that extend each other, and most files. */
const DEPTH = 8;
const FILES = 64;

/** Most bytes of a file: YAML is slow to read. */
const LARGEST = 1024 * 1024;

/**
 * Reads a configuration file and all files that it extends, and merges them. A configuration is part of a repository, which
 * may be hostile: it names no file outside of it, and one of an npm package none outside of the package.
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

const EMPTY: Layer = { files: [], ignore: DEFAULT_CONFIG.ignore, rules: [], severity: {}, overrides: [] };

class Resolver {
  readonly digests: Digests = {};
  readonly #cwd: string;
  /** The folder that all files must be in: the top of the repository. */
  readonly #top: string;
  /** Every file is read once, even if several others extend it. */
  readonly #layers = new Map<string, Layer>();
  #files = 0;

  constructor(cwd: string, top: string) {
    this.#cwd = cwd;
    this.#top = top;
  }

  /**
   * @param chain the files that are being read, outermost first
   * @param top the folder that all files it names must be in
   */
  layer(path: string, chain: readonly string[], top = this.#top): Layer {
    const known = this.#layers.get(path);
    if (known !== undefined) return known;
    const shown = this.#show(path);
    const text = this.#read(path, shown, chain);
    this.digests[path] = sha256(text);
    this.#files += 1;
    const { form, place } = parseConfig(text, shown, basename(path) === 'package.json' ? ['hexhound'] : []);
    const inside = (key: string) => (file: string, index?: number) => {
      const full = resolve(dirname(path), file);
      if (!isAbsolute(file) && isInside(top, full)) return full;
      const whose = top === this.#top ? 'this repository' : 'its package';
      const why = `must be a path that stays, links followed, inside of ${whose}`;
      throw new HexhoundError('E_CONFIG', place(index === undefined ? [key] : [key, index]), `${key}: ${why}`);
    };
    const chained = [...chain, path];
    const bases = (form.extends ?? []).map((name, index) => {
      const at = place(['extends', index]);
      const found = this.#package(name, path, at);
      return found === undefined
        ? this.#base(inside('extends')(name, index), chained, top, at)
        : this.#base(found.file, chained, found.root, at);
    });
    const layer = [...bases, layerOf(form, inside, shown, place)].reduce(merge, EMPTY);
    this.#layers.set(path, layer);
    return layer;
  }

  /** The configuration in an npm package, unless a name is that of a file beside the one that extends it. */
  #package(name: string, from: string, place: string): PackageConfig | undefined {
    const complain = (why: string): never => {
      throw new HexhoundError('E_CONFIG', place, `extends: ${why}`);
    };
    if (isPackageName(name)) {
      const full = resolve(dirname(from), name);
      if (!existsSync(full)) {
        this.digests[full] = ABSENT;
        const found = findPackageConfig(name, dirname(from), this.#top, this.digests, complain);
        if (found !== undefined) return found;
        if (!isData(name)) complain('there is neither a file nor, in node_modules, a package of this name');
      }
    }
    if (isCode(name)) complain('is code, which is never run: it takes YAML and JSON');
    if (name.endsWith('.toml')) complain('takes YAML and JSON; a .toml of gitleaks belongs under rules');
    return undefined;
  }

  #base(path: string, chain: readonly string[], top: string, place: string): Layer {
    const complain = (why: string) => new HexhoundError('E_CONFIG', place, `extends: ${why}`);
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].map((file) => this.#show(file));
      throw complain(`goes round in a circle: ${circle.join(' -> ')}`);
    }
    if (chain.length === DEPTH) throw complain(`is more than ${DEPTH} files deep`);
    if (this.#files === FILES) throw complain(`is more than ${FILES} files`);
    return this.layer(path, chain, top);
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

/** @param inside gives, for a key, a function that makes paths under it absolute */
function layerOf(
  form: ConfigForm,
  inside: (key: string) => (file: string, index?: number) => string,
  shown: string,
  place: ParsedConfig['place'],
): Layer {
  const { $schema, extends: _, baseline, ...others } = form;
  return {
    ...EMPTY,
    ...others,
    files: [shown],
    ignore: ignoresOf(form.ignore ?? {}, place),
    rules: (form.rules ?? []).map(inside('rules')),
    ...(baseline === undefined ? {} : { baseline: inside('baseline')(baseline) }),
  };
}

/** The entries of `ignore` with their places, by which they are named when they expire or are no longer needed. */
function ignoresOf(ignore: NonNullable<ConfigForm['ignore']>, place: ParsedConfig['place']): Ignores {
  const { paths = [], rules = [], values = [], fingerprints = [], scoped = [] } = ignore;
  const placed =
    <T extends object>(key: string) =>
    (entry: T, index: number) => ({ ...entry, at: place(['ignore', key, index]) });
  const asText = ({ text, path, rule, value, ...rest }: TextForm): IgnoredText => ({
    text: text ?? path ?? rule ?? value ?? '',
    ...rest,
  });
  const texts = (key: string, entries: readonly (string | TextForm)[]) =>
    entries.map((entry) => (typeof entry === 'string' ? { text: entry } : asText(entry))).map(placed(key));
  return {
    paths: texts('paths', paths),
    rules: texts('rules', rules),
    values: texts('values', values),
    fingerprints: fingerprints.map(placed('fingerprints')),
    scoped: scoped.map(placed('scoped')),
  };
}

/** A mapping in `paths`, `rules` or `values`. */
type TextForm = Omit<IgnoredText, 'text'> & { readonly [K in 'text' | 'path' | 'rule' | 'value']?: string };

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
    overrides: union(base.overrides, own.overrides),
  };
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])];
}
