import type { Env } from '../model/env.ts';
/**
 * The hosts that list the repositories of an organisation, as data: what is asked, and where the answer says what. Each has its
 * documentation with it.
 */

export type HostKind = 'github' | 'gitlab' | 'gitea' | 'forgejo' | 'bitbucket' | 'azure';

/** Where something is in a row of an answer: names with dots between. */
type Path = string;

export interface Host {
  /** Where it is, unless the source names another. */
  readonly address: string;
  /** Where the API of that address is; at another one it is in the folder `root`. */
  readonly api?: string;
  readonly root: string;
  /** What the name of an owner looks like; with an example for the message. */
  readonly owner: RegExp;
  readonly example: string;
  /**
   * First pages; the next is tried where one does not exist. `{owner}` is the name as one part of a path, `{path}` with its slashes.
   */
  readonly lists: readonly string[];
  /** The gists of a user. */
  readonly gists?: { readonly list: string; readonly url: Path };
  /** The rows of a page; absent: the page itself. */
  readonly rows?: Path;
  /** Address of the next page in the body; absent: in the header `Link` (RFC 8288). */
  readonly next?: Path;
  readonly row: {
    /** URL for git over https. */
    readonly url: Path;
    readonly archived?: Path;
    readonly fork?: Path;
    /** How many bytes one is. */
    readonly size?: readonly [path: Path, bytes: number];
    readonly wiki?: Path;
  };
  /** From the URL of a repository to that of its wiki. */
  readonly wikiEnd?: string;
  /** Variables of the environment with a token, in this order. */
  readonly tokens: readonly string[];
  /** How a token is sent to the API; `{token}`, `{basic}`: `:token` as base64. */
  readonly header: readonly [name: string, value: string];
  /** Who git says it is beside the token. */
  readonly gitUser: string;
  /** When a limit is over, in seconds since 1970; `Retry-After` comes first. */
  readonly reset: string;
}

const GITEA: Host = {
  // https://docs.gitea.com/api and https://forgejo.org/docs/latest/user/api-usage/
  address: 'https://gitea.com',
  root: '/api/v1',
  owner: /^[\w.-]+$/,
  example: 'NAME, or gitea:https://git.example.org/NAME',
  lists: ['/orgs/{owner}/repos?limit=50', '/users/{owner}/repos?limit=50'],
  row: { url: 'clone_url', archived: 'archived', fork: 'fork', size: ['size', 1024], wiki: 'has_wiki' },
  wikiEnd: '.wiki.git',
  tokens: ['GITEA_TOKEN', 'FORGEJO_TOKEN'],
  header: ['authorization', 'token {token}'],
  gitUser: 'hexhound',
  reset: 'x-ratelimit-reset',
};

export const HOSTS: Readonly<Record<HostKind, Host>> = {
  github: {
    // https://docs.github.com/en/rest/repos/repos, /gists/gists, /using-the-rest-api/rate-limits-for-the-rest-api
    address: 'https://github.com',
    api: 'https://api.github.com',
    // Of GitHub Enterprise Server.
    root: '/api/v3',
    owner: /^[\w.-]+$/,
    example: 'NAME',
    lists: ['/orgs/{owner}/repos?per_page=100&type=all', '/users/{owner}/repos?per_page=100&type=owner'],
    gists: { list: '/users/{owner}/gists?per_page=100', url: 'git_pull_url' },
    row: { url: 'clone_url', archived: 'archived', fork: 'fork', size: ['size', 1024], wiki: 'has_wiki' },
    wikiEnd: '.wiki.git',
    tokens: ['GITHUB_TOKEN', 'GH_TOKEN'],
    header: ['authorization', 'Bearer {token}'],
    gitUser: 'x-access-token',
    reset: 'x-ratelimit-reset',
  },
  gitlab: {
    // https://docs.gitlab.com/api/groups/#list-projects, /api/projects/#list-a-users-projects, /api/rest/#pagination
    address: 'https://gitlab.com',
    root: '/api/v4',
    owner: /^[\w.-]+(?:\/[\w.-]+)*$/,
    example: 'GROUP or gitlab:GROUP/SUBGROUP',
    lists: [
      '/groups/{owner}/projects?include_subgroups=true&with_shared=false&per_page=100&order_by=id',
      '/users/{owner}/projects?per_page=100&order_by=id',
    ],
    row: {
      url: 'http_url_to_repo',
      archived: 'archived',
      fork: 'forked_from_project',
      size: ['statistics.repository_size', 1],
      wiki: 'wiki_enabled',
    },
    wikiEnd: '.wiki.git',
    tokens: ['GITLAB_TOKEN'],
    header: ['private-token', '{token}'],
    gitUser: 'oauth2',
    reset: 'ratelimit-reset',
  },
  gitea: GITEA,
  forgejo: { ...GITEA, address: 'https://codeberg.org', tokens: ['FORGEJO_TOKEN', 'GITEA_TOKEN'] },
  bitbucket: {
    // https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/
    address: 'https://bitbucket.org',
    api: 'https://api.bitbucket.org/2.0',
    root: '/2.0',
    owner: /^[\w{}.-]+$/,
    example: 'WORKSPACE',
    lists: ['/repositories/{owner}?pagelen=100'],
    rows: 'values',
    next: 'next',
    row: { url: 'links.clone.0.href', fork: 'parent', size: ['size', 1], wiki: 'has_wiki' },
    wikiEnd: '.git/wiki',
    tokens: ['BITBUCKET_TOKEN'],
    header: ['authorization', 'Bearer {token}'],
    gitUser: 'x-token-auth',
    reset: 'x-ratelimit-reset',
  },
  azure: {
    // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/list
    address: 'https://dev.azure.com',
    root: '',
    owner: /^[\w.-]+\/[\w. -]+$/,
    example: 'ORGANISATION/PROJECT',
    lists: ['/{path}/_apis/git/repositories?api-version=7.1'],
    rows: 'value',
    row: { url: 'remoteUrl', archived: 'isDisabled', fork: 'isFork', size: ['size', 1] },
    tokens: ['AZURE_DEVOPS_EXT_PAT', 'SYSTEM_ACCESSTOKEN'],
    header: ['authorization', 'Basic {basic}'],
    gitUser: 'hexhound',
    reset: 'x-ratelimit-reset',
  },
};

/** The token for a host, from the environment. */
export function tokenOf({ tokens }: Pick<Host, 'tokens'>, env: Env) {
  return tokens.map((name) => env[name]).find((token) => token !== undefined && token !== '');
}

/** Names of all variables that hold tokens, which no other process needs. */
export const TOKEN_VARIABLES: readonly string[] = Object.values(HOSTS).flatMap(({ tokens }) => tokens);
