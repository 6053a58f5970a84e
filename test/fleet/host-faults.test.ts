import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stopServerAtTheEnd, TestFleet } from '../helpers/fleet.ts';
import { alnumKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';

stopServerAtTheEnd();

const TOKEN = alnumKey('token of a host');
const KEY = alnumKey('in the repository');

/** @param body what would be right */
type Fault = (response: ServerResponse, body?: Buffer) => void;

/**
 * Gitea's list of one owner, and git's dumb protocol (gitprotocol-http(5)) for its repositories; either asks for the token. The first
 * answers of the list are the faults, and those to git the faults of its files.
 */
async function serveGitea(
  repositories: Record<string, Repository>,
  faults: Fault[],
  fileFaults: { path: RegExp; fault: Fault }[] = [],
) {
  const refused: string[] = [];
  const isAllowed = ({ headers }: IncomingMessage) => {
    const { authorization = '' } = headers;
    return (
      authorization === `token ${TOKEN}` ||
      Buffer.from(authorization.slice(6), 'base64').toString().endsWith(`:${TOKEN}`)
    );
  };
  const server = createServer((request, response) => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { pathname, searchParams } = new URL(request.url ?? '', address);
    if (!isAllowed(request)) {
      refused.push(pathname);
      return void response.writeHead(401).end();
    }
    if (pathname === '/api/v1/orgs/acme/repos') {
      const fault = faults.shift();
      if (fault !== undefined) return fault(response);
      const [first = '', ...others] = Object.keys(repositories);
      const isSecond = searchParams.get('page') === '2';
      const names = isSecond ? others : [first];
      const rows = names.map((name) => ({ clone_url: `${address}/acme/${name}.git`, has_wiki: true }));
      const headers = isSecond ? {} : { link: `<${address}${pathname}?page=2>; rel="next"` };
      return void response.writeHead(200, headers).end(JSON.stringify(rows));
    }
    const at = fileFaults.findIndex(({ path }) => path.test(pathname));
    const [odd] = at < 0 ? [] : fileFaults.splice(at, 1);
    const [, name = '', path = ''] = /^\/acme\/(\w+)\.git\/(.*)$/.exec(pathname) ?? [];
    const file = join(repositories[name]?.path ?? '/nowhere', '.git', path);
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    if (odd !== undefined) return odd.fault(response, readFileSync(file));
    response.writeHead(200).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { source: `gitea:http://127.0.0.1:${(server.address() as AddressInfo).port}/acme`, refused };
}

function publish(repository: Repository): Repository {
  repository.git('update-server-info');
  return repository;
}

function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

const later = (ms: number) => new Date(Date.now() + 7_200_000 + ms).toUTCString();

test('a host that fails in every way is asked again; its token is nowhere', async () => {
  const api = createRepository();
  api.write('a.py', `CAPTCHAAI_API_KEY = "${KEY}"\n`).commit('a key');
  const web = createRepository();
  web.write('README.md', '# Web\n').commit('base');
  const { source, refused } = await serveGitea({ api: publish(api), web: publish(web) }, [
    (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
    // Its clock is two hours ahead of ours.
    (response) => response.writeHead(429, { date: later(0), 'retry-after': later(1000) }).end(),
    (response) => response.writeHead(500).end(),
    (response) => response.writeHead(200).end('<!doctype html>'),
    (response) => response.writeHead(200).end('[{"clone_url": "http'),
  ]);
  const fleet = await TestFleet.create(undefined, { GITEA_TOKEN: TOKEN });
  await fleet.retryAtOnce(4);

  await fleet.run('add', source, '--wikis');
  const outcome = await fleet.work();

  expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('/acme/api: scanned: 1 finding') });
  expect(outcome.stderr).toMatch(/asks to wait|limited/);
  expect(outcome.stderr).toContain('/acme/web: scanned');
  expect(outcome.stderr).toContain('/acme/api.wiki: empty');
  const { code, report } = await fleet.report();
  expect({ code, errors: report.errors }).toEqual({ code: 1, errors: [] });
  expect(report.findings.map(({ secret }) => secret)).toEqual([`****${KEY.slice(-4)}`]);
  // git asks without the token first only where it has been told none.
  expect(refused).toEqual([]);

  const tables = await fleet.open(({ db }) =>
    db.query(
      `select source::text as row from hexhound.source union all select repository::text from hexhound.repository
      union all select job::text from hexhound_queue.job`,
      [],
    ),
  );
  const all = JSON.stringify([outcome, tables]) + filesIn(fleet.env.XDG_CACHE_HOME ?? '');
  expect(all).toContain('/acme/api');
  expect(all).not.toContain(TOKEN);
  expect(all).not.toContain(Buffer.from(`hexhound:${TOKEN}`).toString('base64'));
});

test('a network that is gone for a while, in the list and in the clone: it is tried again until all is there', async () => {
  const api = createRepository();
  api.write('a.py', `CAPTCHAAI_API_KEY = "${KEY}"\n`).commit('a key');
  const cut: Fault = (response) => void response.socket?.destroy();
  const cutInBody: Fault = (response, body = Buffer.from('[{"x": 1}]')) => {
    response.writeHead(200, { 'content-length': body.length }).write(body.subarray(0, body.length / 2));
    setTimeout(() => response.socket?.destroy(), 50);
  };
  const fileFaults = [cut, cutInBody].flatMap((fault) =>
    [/info\/refs$/, /HEAD$/, /objects\/../].map((path) => ({ path, fault })),
  );
  const { source } = await serveGitea({ api: publish(api) }, [cut, cutInBody], fileFaults);
  const fleet = await TestFleet.create(undefined, { GITEA_TOKEN: TOKEN });
  await fleet.retryAtOnce(20);

  const { code, stderr } = await fleet.work(source);

  expect(fileFaults).toEqual([]);
  const states = [...stderr.matchAll(/\/acme\/api: (\w+)/g)].map(([, state]) => state);
  expect(new Set(states.slice(0, -1)), stderr).toEqual(new Set(['unreachable']));
  expect(states.at(-1)).toBe('scanned');
  expect(code).toBe(0);
  expect((await fleet.report()).report.findings).toHaveLength(1);
});

test('a repository that is rewritten after it was listed is scanned as it is', async () => {
  const api = createRepository();
  api.write('a.py', `CAPTCHAAI_API_KEY = "${KEY}"\n`).commit('a key');
  const fleet = await TestFleet.create();
  await fleet.work(`file://${api.path}`);

  const another = alnumKey('after a new beginning');
  api.git('checkout', '--quiet', '--orphan', 'new');
  api.write('b.py', `CAPTCHAAI_API_KEY = "${another}"\n`).remove('a.py').commit('anew');
  api.git('branch', '-M', 'main');
  api.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  await fleet.work();

  const { report } = await fleet.report();
  const now = Object.fromEntries(report.findings.map(({ secret, history }) => [secret, history?.reachedBy]));
  expect(now).toEqual({ [`****${another.slice(-4)}`]: 'refs', [`****${KEY.slice(-4)}`]: 'nothing' });
});

test('what cannot be reached is tried again, then named', async () => {
  const fleet = await TestFleet.create();
  await fleet.retryAtOnce(2);
  const outcome = await fleet.work('http://127.0.0.1:1/acme/api.git');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr.match(/127\.0\.0\.1:1\/acme\/api: unreachable/g)).toHaveLength(3);
  expect((await fleet.report()).report.errors).toEqual([
    { code: 'E_SOURCE', subject: '127.0.0.1:1/acme/api', message: expect.stringMatching(/^unreachable: /) },
  ]);
});
