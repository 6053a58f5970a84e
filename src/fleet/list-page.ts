import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Env } from '../model/env.ts';
import { type HexhoundError, messageOf } from '../model/errors.ts';
import { valueAt } from '../model/json.ts';
import { askHost, HostProblem } from './ask-host.ts';
import { findClones } from './find-clones.ts';
import { HOSTS, type Host, type HostKind } from './hosts.ts';
import type { ListJob } from './queues.ts';
import { checkUrl, type OnHost, parseSource, type SourceName, type SourceOptions } from './sources.ts';

/** A repository as a source lists it. */
export interface Listed {
  /** Unique in the fleet: `github.com/acme/api`, or the path of a folder. */
  readonly name: string;
  /** URL without user and password, or an absolute path. */
  readonly location: string;
  /** The kind of the host that lists it, if it is also there that it is fetched. */
  readonly host?: HostKind;
  /** It need not be there: hosts say that a repository may have a wiki, not that it has one. */
  readonly optional: boolean;
}

export interface ListedPage {
  readonly repositories: readonly Listed[];
  /** Where to go on; absent after the last page. */
  readonly next?: Pick<ListJob, 'page' | 'gists'>;
}

/**
 * Reads one page of the repositories of a source.
 * @throws HostProblem if it cannot be read
 */
export async function listPage(
  name: string,
  options: SourceOptions,
  at: Pick<ListJob, 'page' | 'gists'>,
  env: Env,
): Promise<ListedPage> {
  const source = parsed(name);
  if ('url' in source) return { repositories: [listed(source.url)] };
  if (!('path' in source)) return listHost(source, options, at, env);
  return { repositories: source.kind === 'folder' ? clonesIn(source.path) : urlsIn(source.path) };
}

/** A folder or file may be gone since it was added. */
function parsed(name: string): SourceName {
  try {
    return parseSource(name, '/');
  } catch (thrown) {
    throw new HostProblem('gone', messageOf(thrown));
  }
}

function clonesIn(folder: string): Listed[] {
  const clones = findClones(folder);
  if (clones.length === 0) throw new HostProblem('gone', 'there is no repository in this folder');
  return clones.map((path) => ({ name: path, location: path, optional: false }));
}

function urlsIn(file: string): Listed[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return [];
    try {
      return [line.startsWith('/') ? { name: line, location: resolve(line), optional: false } : listed(checkUrl(line))];
    } catch (thrown) {
      const { message } = thrown as HexhoundError;
      throw new HostProblem('gone', `line ${index + 1}: ${message}`);
    }
  });
}

async function listHost(
  { kind, address, owner }: OnHost,
  options: SourceOptions,
  { page, gists = false }: Pick<ListJob, 'page' | 'gists'>,
  env: Env,
): Promise<ListedPage> {
  const host: Host = HOSTS[kind];
  const root = address === host.address && host.api !== undefined ? host.api : address + host.root;
  const pages = host.lists.map((list) => root + filled(list, owner));
  const [first = ''] = pages;
  const url = page ?? first;
  if (new URL(url).origin !== new URL(root).origin) throw new HostProblem('failed', 'its next page is on another host');
  let answer: Awaited<ReturnType<typeof askHost>>;
  try {
    answer = await askHost(kind, url, env);
  } catch (thrown) {
    const other = pages[pages.indexOf(url) + 1];
    if (thrown instanceof HostProblem && thrown.state === 'gone') {
      // It is no organisation, but perhaps a user; and an organisation has no gists.
      if (pages.includes(url) && other !== undefined) return { repositories: [], next: { page: other } };
      if (gists) return { repositories: [] };
    }
    throw thrown;
  }
  const rows = host.rows === undefined ? answer.body : at(answer.body, host.rows);
  if (!Array.isArray(rows)) throw new HostProblem('failed', 'its answer has no list of repositories');
  const repositories = rows
    .flatMap((row: unknown) => (gists ? gistOf(row, host) : repositoriesOf(row, host, options)))
    .map((each) => (new URL(each.location).origin === address ? { ...each, host: kind } : each));
  const next = host.next === undefined ? nextOf(answer.link, url) : at(answer.body, host.next);
  if (typeof next === 'string' && next !== '') return { repositories, next: { page: next, ...(gists && { gists }) } };
  if (options.gists && !gists && host.gists !== undefined) {
    return { repositories, next: { page: root + filled(host.gists.list, owner), gists: true } };
  }
  return { repositories };
}

function filled(path: string, owner: string): string {
  return path
    .replace('{owner}', encodeURIComponent(owner))
    .replace('{path}', owner.split('/').map(encodeURIComponent).join('/'));
}

function repositoriesOf(row: unknown, { row: paths, wikiEnd }: Host, options: SourceOptions): Listed[] {
  const url = at(row, paths.url);
  if (typeof url !== 'string') return [];
  const isSet = (path: string | undefined) => path !== undefined && Boolean(at(row, path));
  if (isSet(paths.archived) && !options.archived) return [];
  if (isSet(paths.fork) && !options.forks) return [];
  const repository = fetched(url);
  if (!options.wikis || wikiEnd === undefined || !isSet(paths.wiki)) return [repository];
  return [repository, { ...fetched(repository.location.replace(/(?:\.git)?$/, wikiEnd)), optional: true }];
}

function gistOf(row: unknown, { gists }: Host): Listed[] {
  const url = gists === undefined ? undefined : at(row, gists.url);
  return typeof url === 'string' ? [fetched(url)] : [];
}

/** One that a host names: by what else it could be made to fetch, this machine could be read. */
function fetched(text: string): Listed {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new HostProblem('failed', 'it names a repository without an address');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new HostProblem('failed', `it names a repository by ${url.protocol}, not by https:`);
  }
  // Bitbucket and Azure write the asking user into it.
  url.username = '';
  url.password = '';
  return listed(url.href);
}

function listed(url: string): Listed {
  // A folder that is fetched from is another repository than the same one scanned where it is.
  const name = url.replace(/^(?!file:)[a-z]+:\/\//, '').replace(/^[^/@]+@/, '');
  return { name: decoded(name.replace(/(?:\.git)?\/*$/, '')), location: url, optional: false };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value at a path such as `links.clone.0.href`. */
function at(value: unknown, path: string): unknown {
  return valueAt(value, path.split('.'));
}

/** The next page in a header `Link`: `<https://...?page=2>; rel="next"`. */
function nextOf(link: string, from: string): string | undefined {
  const [, next] = /<([^>]*)>[^,]*;\s*rel="?next"?/.exec(link) ?? [];
  return next === undefined ? undefined : new URL(next, from).href;
}
