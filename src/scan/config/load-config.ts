import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { isOwnFolder, userFolder } from '../../files/user-folders.ts';
import type { Env } from '../../model/env.ts';
import { sha256 } from '../../model/hashing.ts';
import { type Config, DEFAULT_CONFIG, deepFreeze } from './config.ts';
import { findConfig, foldersUp } from './find-config.ts';
import { ABSENT, type ResolvedConfig } from './resolved-config.ts';

/**
 * Reads the configuration for a folder: the named file, else the nearest one, else the defaults.
 * @param file relative to `cwd`
 * @throws HexhoundError E_CONFIG
 */
export async function readConfig(
  file: string | undefined,
  { cwd, env }: { readonly cwd: string; readonly env: Env },
): Promise<Config> {
  const path = file === undefined ? findConfig(cwd) : resolve(cwd, file);
  if (path === undefined) return DEFAULT_CONFIG;
  const cacheFolder = userCacheFolder(env, cwd);
  return loadConfig(path, { cwd, ...(cacheFolder === undefined ? {} : { cacheFolder }) });
}

export interface LoadOptions {
  /** Absolute; messages name files relative to it. */
  readonly cwd: string;
  /**
   * Folder with a cache of checked configurations: reading and checking YAML takes as long as starting Node.js, which a
   * hook would do at every commit. It must be the user's, never the repository's, as its content is trusted.
   */
  readonly cacheFolder?: string;
}

/**
 * Reads a configuration file with everything it extends.
 * @param path absolute
 * @throws HexhoundError E_CONFIG naming file, line and column
 * @internal exported for tests
 */
export async function loadConfig(path: string, { cwd, cacheFolder }: LoadOptions): Promise<Config> {
  const entry = cacheFolder === undefined ? undefined : join(cacheFolder, `config-${keyOf(path, cwd)}.json`);
  const cached = entry === undefined ? undefined : readEntry(entry);
  if (cached !== undefined) return cached;
  const resolved = await resolveFile(path, cwd);
  if (entry !== undefined && cacheFolder !== undefined) writeEntry(cacheFolder, entry, resolved);
  return resolved.config;
}

async function resolveFile(path: string, cwd: string): Promise<ResolvedConfig> {
  if (path.endsWith('.toml')) {
    const { resolveGitleaks } = await import('./gitleaks-config.ts');
    return resolveGitleaks(path, relative(cwd, path) || path);
  }
  const { resolveConfig } = await import('./resolve-config.ts');
  return resolveConfig(path, cwd);
}

/**
 * Folder of a user's caches: `$XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`. What is in it is trusted: none is used that others
 * can write to, or that lies in the repository, which could bring a cache of its own.
 * @param cwd absolute
 */
export function userCacheFolder(env: Env, cwd: string): string | undefined {
  const folder = userFolder(env, 'cache');
  try {
    const isTrusted = folder !== undefined && isOwnFolder(folder) && !isInside(foldersUp(cwd).at(-1) ?? cwd, folder);
    return isTrusted ? folder : undefined;
  } catch {
    // It may not be looked at, and so neither be used.
    return undefined;
  }
}

function keyOf(path: string, cwd: string): string {
  return sha256([__VERSION__, __BUILD__, cwd, path].join('\0')).slice(0, 32);
}

/** The cached configuration, if none of its files has changed. */
function readEntry(entry: string): Config | undefined {
  try {
    const { config, digests } = JSON.parse(readFileSync(entry, 'utf8')) as ResolvedConfig;
    for (const [file, digest] of Object.entries(digests)) {
      if (digest === ABSENT ? existsSync(file) : sha256(readTextFile(file, file)) !== digest) return undefined;
    }
    return deepFreeze(config);
  } catch {
    return undefined;
  }
}

/** If the cache cannot be written, the next run reads the files again. */
function writeEntry(folder: string, entry: string, resolved: ResolvedConfig): void {
  try {
    // Not recursive: in /proc, where no folder can be created, Node.js 20 never returns from a recursive mkdir.
    for (const path of [dirname(folder), folder]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    replaceFile(entry, JSON.stringify(resolved), 0o600);
  } catch {}
}
