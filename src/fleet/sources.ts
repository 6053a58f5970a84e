import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readBaseUrl } from '../model/base-url.ts';
import { HexhoundError } from '../model/errors.ts';
import { HOSTS, type HostKind } from './hosts.ts';

/** The repositories of an owner on a host. */
export interface OnHost {
  readonly kind: HostKind;
  /** Without a path. */
  readonly address: string;
  readonly owner: string;
}

/** Where repositories are listed: on a host, in a folder, in a file with URLs; or one repository. */
export type SourceName =
  | OnHost
  | { readonly kind: 'folder' | 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

/** What of a source is taken. */
export interface SourceOptions {
  readonly archived: boolean;
  readonly forks: boolean;
  readonly wikis: boolean;
  readonly gists: boolean;
  /** Whose repositories they are, for reports. */
  readonly team?: string;
}

/** Addresses of git that name a host: `git@host:path`, and URLs of these schemes. */
const SCP = /^[\w.-]+@[\w.-]+:[^/]/;
const SCHEME = /^(https?|ssh|git|file):\/\//;

/**
 * Reads what a user names as a source.
 * @param cwd what paths are relative to
 * @throws HexhoundError E_USAGE. It repeats no user or password of a URL
 */
export function parseSource(text: string, cwd: string): SourceName {
  const [, prefix = '', rest = ''] = /^([a-z]+):(?!\/\/)(.*)$/s.exec(text) ?? [];
  const kind = Object.keys(HOSTS).find((known): known is HostKind => known === prefix);
  if (kind !== undefined) return onHost(kind, rest);
  if (SCHEME.test(text) || SCP.test(text)) return { kind: 'url', url: checkUrl(text) };
  const path = resolve(cwd, text);
  if (!existsSync(path)) {
    const kinds = Object.keys(HOSTS).map((name) => `${name}:NAME`);
    throw new HexhoundError(
      'E_USAGE',
      text,
      `is no folder or file, no URL of a repository, and none of ${kinds.join(', ')}`,
    );
  }
  return { kind: statSync(path).isDirectory() ? 'folder' : 'file', path };
}

/** As it is kept and shown: `github:acme`, or with the address of a host of one's own. */
export function sourceText(source: SourceName): string {
  if ('url' in source) return source.url;
  if ('path' in source) return source.path;
  const { kind, address, owner } = source;
  return `${kind}:${address === HOSTS[kind].address ? '' : `${address}/`}${owner}`;
}

function onHost(kind: HostKind, rest: string): SourceName {
  const host = HOSTS[kind];
  const [, address = host.address, name = rest] = /^(https?:\/\/[^/]+)\/(.*)$/.exec(rest) ?? [];
  const base = readBaseUrl(address);
  if (typeof base === 'string') throw new HexhoundError('E_USAGE', `${kind}:`, base);
  const owner = name.replace(/\/+$/, '');
  if (!host.owner.test(owner)) {
    throw new HexhoundError('E_USAGE', `${kind}:`, `needs a name behind it: ${kind}:${host.example}`);
  }
  return { kind, address: base.origin, owner };
}

/** @throws HexhoundError E_USAGE for one with a password in it, which would be kept */
export function checkUrl(text: string): string {
  if (SCP.test(text)) return text;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new HexhoundError('E_USAGE', 'URL', 'is no address of a repository');
  }
  const isUser = url.protocol === 'ssh:' && url.password === '';
  if (!isUser && (url.username !== '' || url.password !== '')) {
    const why = 'must not have a user or password in it: they belong into the environment (docs/fleet.md)';
    throw new HexhoundError('E_USAGE', `${url.protocol}//***@${url.host}${url.pathname}`, why);
  }
  if (!SCHEME.test(text)) throw new HexhoundError('E_USAGE', url.protocol, 'is no protocol that hexhound fetches by');
  return text;
}
