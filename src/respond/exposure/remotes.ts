import { readConfig } from '../../git/config.ts';
import type { Repository } from '../../git/repository.ts';

export type Host = 'github' | 'gitlab' | 'bitbucket' | 'azure' | 'other';

/** A remote of a repository. */
export interface Remote {
  readonly name: string;
  /** Its address, without passwords and tokens, and without the user name of a web address. */
  readonly url: string;
  /** Whether something was left out of `url`. */
  readonly hadCredentials: boolean;
  readonly host: Host;
  /** Further addresses for pushing and fetching: each has all that was pushed. */
  readonly others: readonly Address[];
  /** Whether it is a mirror: all refs of this repository are those of the remote. */
  readonly isMirror: boolean;
  /** Its refspecs for fetching. */
  readonly fetch: readonly string[];
}

/** An address of a remote, without passwords and tokens. */
export type Address = Pick<Remote, 'url' | 'hadCredentials' | 'host'>;

/** The remotes that have an address, in the order of the configuration. */
export async function listRemotes(repository: Repository): Promise<Remote[]> {
  const settings = await readConfig(repository, '^remote\\.');
  const names = new Set(settings.flatMap((setting) => /^remote\.(.+)\.url$/s.exec(setting.name)?.[1] ?? []));
  return [...names].map((name) => {
    const valuesOf = (variable: string) =>
      settings.filter((setting) => setting.name === `remote.${name}.${variable}`).map(({ value = '' }) => value);
    const addresses = new Set([...valuesOf('pushurl'), ...valuesOf('url')]);
    const [first = addressOf(''), ...others] = [...addresses].map(addressOf);
    const fetch = valuesOf('fetch');
    const isMirror =
      valuesOf('mirror').at(-1) === 'true' || fetch.some((refspec) => /^\+?refs\/\*:refs\/\*$/.test(refspec));
    return { name, ...first, others, isMirror, fetch };
  });
}

function addressOf(address: string): Address {
  const url = withoutCredentials(address);
  return { url, hadCredentials: url !== address, host: hostOf(url) };
}

/** Refs that git itself pushes nowhere. */
const LOCAL_ONLY = /^(?:HEAD$|refs\/(?:remotes|stash|original|bisect|worktree|rewritten)(?:\/|$))/;

/**
 * Whether a ref of this repository may be on a remote without a trace here. Only refs that a refspec for fetching covers get a
 * remote-tracking ref (`refs/remotes/origin/main`): tags, notes and refs of pull requests do not.
 */
export function mayBeOn({ fetch, isMirror }: Remote, ref: string): boolean {
  if (LOCAL_ONLY.test(ref) || isMirror) return false;
  return !fetch.some((refspec) => {
    const [from = '', to = ''] = refspec.replace(/^\+/, '').split(':');
    return to !== '' && to !== from && matches(from, ref);
  });
}

/** Whether a pattern with at most one `*` (git-fetch(1), refspec) matches a ref. */
function matches(pattern: string, ref: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === ref;
  return ref.length >= before.length + after.length && ref.startsWith(before) && ref.endsWith(after);
}

/** The remote that a remote-tracking ref belongs to. Names may have slashes in them. */
export function remoteOf(ref: string, remotes: readonly Remote[]): string | undefined {
  const path = /^refs\/remotes\/(.+)$/s.exec(ref)?.[1];
  if (path === undefined) return undefined;
  const names = remotes.map(({ name }) => name).sort((a, b) => b.length - a.length);
  return names.find((name) => path.startsWith(`${name}/`)) ?? path.split('/')[0];
}

/**
 * The user name of an ssh address is needed, and not secret. That of a web address can be a token, and so can a long one of
 * `user@host:path`.
 * @internal exported for tests
 */
export function withoutCredentials(url: string): string {
  const [, scheme = '', userinfo = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/]*)@)?(.*)$/is.exec(url) ?? [];
  if (scheme === '') return url.replace(/^(?!git@)[^/@]*(?::[^/@]*|[A-Za-z0-9]{20}[^/@]*)@(?=[^/]+:)/, '');
  const user = /ssh/i.test(scheme) && userinfo !== '' ? `${userinfo.split(':')[0]}@` : '';
  return `${scheme}${user}${rest.replace(/[?#].*$/s, '')}`;
}

const HOSTS: readonly (readonly [host: Host, name: RegExp])[] = [
  ['github', /(^|\.)github\./],
  ['gitlab', /(^|\.)gitlab\./],
  ['bitbucket', /(^|\.)bitbucket\./],
  ['azure', /(^|\.)(dev\.azure\.com|visualstudio\.com)$/],
];

/** By the name of the server: `github.com`, `ssh.github.com`, `github.example.com`. */
function hostOf(url: string): Host {
  const [, web] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/]*@)?([^/:]+)/i.exec(url) ?? [];
  const [, scp] = /^(?:[^/@:]+@)?([^/:]+):(?!\/\/)/.exec(url) ?? [];
  const name = (web ?? scp ?? '').toLowerCase();
  return HOSTS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}
