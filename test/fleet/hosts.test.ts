import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { HostProblem } from '../../src/fleet/ask-host.ts';
import { type Listed, type ListedPage, listPage } from '../../src/fleet/list-page.ts';
import type { SourceOptions } from '../../src/fleet/sources.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, address: string) => void;

const DEFAULTS: SourceOptions = { archived: true, forks: false, wikis: false, gists: false };

async function serve(answer: Answer): Promise<string> {
  const server: Server = createServer((request, response) => answer(request, response, address));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return address;
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** All pages, as jobs of the queue read them. */
async function listAll(
  source: string,
  options: Partial<SourceOptions> = {},
  env: Record<string, string> = {},
): Promise<Listed[]> {
  const all: Listed[] = [];
  let next: ListedPage['next'] | undefined = {};
  for (let pages = 0; next !== undefined; pages++) {
    if (pages > 10) throw new Error('there is no last page');
    const page: ListedPage = await listPage(source, { ...DEFAULTS, ...options }, next, env);
    all.push(...page.repositories);
    next = page.next;
  }
  return all;
}

/** Answers as the documentation of each host shows them, cut down to some fields. */
const HOSTS: Record<string, { owner: string; token: [name: string, header: string, value: string]; answer: Answer }> = {
  github: {
    owner: 'acme',
    token: ['GITHUB_TOKEN', 'authorization', 'Bearer secret-token'],
    answer: ({ url = '' }, response, address) => {
      const { pathname, searchParams } = new URL(url, address);
      if (pathname === '/api/v3/orgs/acme/repos') {
        response.writeHead(404).end('{"message":"Not Found"}');
      } else if (pathname === '/api/v3/users/acme/gists') {
        json(response, [{ id: 'aa11', git_pull_url: `${address}/gist/aa11.git` }]);
      } else if (searchParams.get('page') === '2') {
        json(response, [row(address, 'old', { archived: true }), row(address, 'copy', { fork: true })]);
      } else {
        const link = `<${address}/api/v3/users/acme/repos?per_page=100&page=2>; rel="next", <${address}/x?page=2>; rel="last"`;
        json(response, [row(address, 'api', { has_wiki: true })], { link });
      }
    },
  },
  gitlab: {
    owner: 'acme/backend',
    token: ['GITLAB_TOKEN', 'private-token', 'secret-token'],
    answer: ({ url = '' }, response, address) => {
      const { pathname, searchParams } = new URL(url, address);
      if (pathname !== '/api/v4/groups/acme%2Fbackend/projects') return void response.writeHead(404).end();
      const project = (name: string, more: object) => ({
        http_url_to_repo: `${address}/acme/${name}.git`,
        archived: false,
        ...more,
      });
      if (searchParams.get('page') === '2') {
        json(response, [project('old', { archived: true }), project('copy', { forked_from_project: { id: 1 } })]);
      } else {
        json(response, [project('api', { wiki_enabled: true })], {
          link: `<${address}${pathname}?page=2>; rel="next"`,
        });
      }
    },
  },
  gitea: {
    owner: 'acme',
    token: ['GITEA_TOKEN', 'authorization', 'token secret-token'],
    answer: ({ url = '' }, response, address) => {
      const { pathname, searchParams } = new URL(url, address);
      if (pathname !== '/api/v1/orgs/acme/repos') return void response.writeHead(404).end();
      if (searchParams.get('page') === '2')
        json(response, [row(address, 'old', { archived: true }), row(address, 'copy', { fork: true })]);
      else
        json(response, [row(address, 'api', { has_wiki: true })], {
          link: `<${address}${pathname}?limit=50&page=2>; rel="next"`,
        });
    },
  },
  bitbucket: {
    owner: 'acme',
    token: ['BITBUCKET_TOKEN', 'authorization', 'Bearer secret-token'],
    answer: ({ url = '' }, response, address) => {
      const { pathname, searchParams } = new URL(url, address);
      if (pathname !== '/2.0/repositories/acme') return void response.writeHead(404).end();
      const clone = (name: string) => ({
        clone: [{ name: 'https', href: `${address.replace('//', '//ada@')}/acme/${name}.git` }],
      });
      if (searchParams.get('page') === '2') {
        json(response, {
          values: [{ links: clone('old') }, { links: clone('copy'), parent: { full_name: 'x/copy' } }],
        });
      } else {
        json(response, {
          values: [{ links: clone('api'), has_wiki: true, parent: null }],
          next: `${address}${pathname}?page=2`,
        });
      }
    },
  },
  azure: {
    owner: 'acme/Web Shop',
    token: ['AZURE_DEVOPS_EXT_PAT', 'authorization', `Basic ${Buffer.from(':secret-token').toString('base64')}`],
    answer: ({ url = '' }, response, address) => {
      if (new URL(url, address).pathname !== '/acme/Web%20Shop/_apis/git/repositories')
        return void response.writeHead(404).end();
      const repository = (name: string, more: object) => ({
        remoteUrl: `${address.replace('//', '//acme@')}/acme/${name}.git`,
        ...more,
      });
      json(response, {
        value: [repository('api', {}), repository('old', { isDisabled: true }), repository('copy', { isFork: true })],
      });
    },
  },
};

function row(address: string, name: string, more: object): object {
  const size = { size: 12, archived: false, fork: false, has_wiki: false };
  return { full_name: `acme/${name}`, clone_url: `${address}/acme/${name}.git`, ...size, ...more };
}

test.each(Object.entries(HOSTS))(
  '%s: all pages, without forks, with its token',
  async (kind, { owner, token, answer }) => {
    const [variable, header, value] = token;
    const headers: unknown[] = [];
    const address = await serve((request, response, own) => {
      headers.push(request.headers[header]);
      answer(request, response, own);
    });
    const source = `${kind}:${address}/${owner}`;
    const env = { [variable]: 'secret-token' };
    const names = (listed: readonly Listed[]) => listed.map(({ name }) => name.replace(/^.*\//, ''));

    const listed = await listAll(source, {}, env);
    expect(names(listed)).toEqual(['api', 'old']);
    expect(new Set(headers)).toEqual(new Set([value]));
    expect(JSON.stringify(listed)).not.toMatch(/ada@|acme@|secret-token/);
    expect(listed[0]).toEqual({
      name: `${address.slice('http://'.length)}/acme/api`,
      location: `${address}/acme/api.git`,
      host: kind,
      optional: false,
    });
    expect(names(await listAll(source, { forks: true }, env))).toEqual(['api', 'old', 'copy']);
    const hasArchives = kind !== 'bitbucket';
    expect(names(await listAll(source, { archived: false }, env))).toEqual(hasArchives ? ['api'] : ['api', 'old']);
    const wiki = kind === 'azure' ? [] : [kind === 'bitbucket' ? 'wiki' : 'api.wiki'];
    expect(names(await listAll(source, { wikis: true }, env))).toEqual(['api', ...wiki, 'old']);
  },
);

test('the gists of a user come after the repositories', async () => {
  const { answer = () => {} } = HOSTS.github ?? {};
  const address = await serve(answer);
  const listed = await listAll(`github:${address}/acme`, { gists: true });
  expect(listed.map(({ location }) => location.slice(address.length))).toEqual([
    '/acme/api.git',
    '/acme/old.git',
    '/gist/aa11.git',
  ]);
});

async function problem(answer: Answer): Promise<HostProblem> {
  const address = await serve(answer);
  return listAll(`gitea:${address}/acme`, {}, { GITEA_TOKEN: 'secret-token' }).then(
    () => expect.fail('there is a list'),
    (thrown: unknown) => {
      if (!(thrown instanceof HostProblem)) throw thrown;
      expect(thrown.message).not.toContain('secret-token');
      return thrown;
    },
  );
}

const reset = Math.round(Date.now() / 1000) + 100;

test.each<[string, HostProblem['state'], RegExp, Answer]>([
  ['429', 'limited', /asks to wait/, (_, response) => response.writeHead(429, { 'retry-after': '100' }).end()],
  [
    '403 at the limit',
    'limited',
    /asks to wait/,
    (_, response) =>
      response.writeHead(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }).end(),
  ],
  [
    '503 with a date',
    'limited',
    /asks to wait/,
    (_, response) => response.writeHead(503, { 'retry-after': new Date(reset * 1000).toUTCString() }).end(),
  ],
  ['500', 'failed', /HTTP 500/, (_, response) => response.writeHead(500).end('<html>')],
  ['401', 'no permission', /GITEA_TOKEN/, (_, response) => response.writeHead(401).end()],
  ['404', 'gone', /knows no such owner/, (_, response) => response.writeHead(404).end()],
  ['HTML', 'failed', /a web page/, (_, response) => response.writeHead(200).end('<!doctype html><p>Sign in')],
  ['half of the JSON', 'failed', /cut off/, (_, response) => response.writeHead(200).end('[{"clone_url": "htt')],
  [
    'an answer that breaks off',
    'failed',
    /broke off/,
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('[');
      setTimeout(() => response.destroy(), 50);
    },
  ],
  ['no answer', 'failed', /broke off|refused/, (request) => request.destroy()],
  ['something else', 'failed', /no list/, (_, response) => json(response, { message: 'hello' })],
  ['a repository on this disk', 'failed', /by file:/, (_, response) => json(response, [{ clone_url: 'file:///etc' }])],
  ['a helper of git', 'failed', /by ext:/, (_, response) => json(response, [{ clone_url: 'ext::sh -c id' }])],
  [
    'a next page elsewhere',
    'failed',
    /on another host/,
    (_, response) => json(response, [], { link: '<http://127.0.0.2/x>; rel="next"' }),
  ],
  [
    'a way to another host',
    'failed',
    /another host/,
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.2/x' }).end(),
  ],
  [
    'a circle',
    'failed',
    /from one address to the next/,
    ({ url }, response) => response.writeHead(301, { location: `${url}&again` }).end(),
  ],
])('%s: it is named', async (_, state, message, answer) => {
  const thrown = await problem(answer);
  expect(thrown.state).toBe(state);
  expect(thrown.message).toMatch(message);
  if (state === 'limited') {
    const seconds = (thrown.waitMs ?? 0) / 1000;
    expect(seconds).toBeGreaterThan(90);
    expect(seconds).toBeLessThan(110);
  }
});

test('a redirection on the same host is followed: an owner was renamed', async () => {
  const address = await serve(({ url = '' }, response, own) => {
    if (url.startsWith('/api/v1/orgs/old/')) response.writeHead(301, { location: url.replace('/old/', '/new/') }).end();
    else json(response, [row(own, 'api', {})]);
  });
  expect(await listAll(`gitea:${address}/old`)).toHaveLength(1);
});
