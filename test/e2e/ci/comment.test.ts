import { expect, test } from 'vitest';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { type Received, type Service, serve } from '../../scan/verify/server.ts';
import { type ActionOutcome, githubCheckout, REPOSITORY, runAction } from './runner.ts';

const MARKER = '<!-- hexhound -->';
const LIST = `/api/v3/repos/${REPOSITORY}/issues/7/comments`;

interface Comment {
  readonly id: number;
  body: string;
  readonly user?: { readonly type: string } | null;
  readonly author_association?: string;
}

/** The part of GitHub's API that is about comments. `status` is what writing ends with, where it is refused. */
async function github(comments: Comment[], status?: number): Promise<Service> {
  return serve((response, { method, path = '', body }) => {
    const [, page] = /[?&]page=(\d+)/.exec(path) ?? [];
    const [, id] = /^\/api\/v3\/repos\/acme\/site\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    const say = (code: number, value: unknown) =>
      response.writeHead(code, { location: '/x' }).end(JSON.stringify(value));
    if (method === 'GET' && path.startsWith(`${LIST}?per_page=100&`)) {
      return say(200, comments.slice(100 * (Number(page) - 1), 100 * Number(page)));
    }
    if (status !== undefined) return say(status, { message: 'Resource not accessible by integration' });
    const own = comments.find((comment) => comment.id === Number(id));
    if (method === 'PATCH' && own !== undefined) return say(200, Object.assign(own, JSON.parse(body)));
    if (method !== 'POST' || path !== LIST) return say(404, {});
    comments.push({ id: 1000 + comments.length, user: { type: 'Bot' }, ...JSON.parse(body) });
    return say(201, comments.at(-1));
  });
}

/** A pull request with one commit. */
function pullRequest(content: string): { checkout: Repository; payload: object } {
  const repository = createRepository();
  const base = repository.write('a.js', 'const a = 1;\n').commit('first');
  repository.git('switch', '--quiet', '--create', 'feature');
  const head = repository.write('new.js', content).commit('new');
  const pull_request = {
    number: 7,
    base: { ref: 'main', sha: base },
    head: { sha: head, repo: { full_name: REPOSITORY } },
  };
  const checkout = githubCheckout(repository, 'refs/heads/feature');
  return { checkout, payload: { pull_request, repository: { default_branch: 'main' } } };
}

const LEAK = `CAPTCHAAI_API_KEY="${hexKey('new')}"\n`;
const CLEAN = 'const b = 2;\n';

async function comment(
  { url }: Pick<Service, 'url'>,
  { checkout, payload }: { checkout: Repository; payload: object },
  { event = 'pull_request', inputs = {}, env = {} } = {},
): Promise<ActionOutcome> {
  return runAction(checkout, {
    event,
    payload,
    inputs: { comment: 'true', ...inputs },
    env: { GITHUB_API_URL: `${url}/api/v3`, ...env },
  });
}

const changing = (received: readonly Received[]) => received.flatMap(({ method }) => (method === 'GET' ? [] : method));

test('there is one comment, which is put right as long as the pull request lasts', async () => {
  const comments: Comment[] = [{ id: 1, body: 'Nice.', user: { type: 'User' }, author_association: 'OWNER' }];
  const api = await github(comments);
  const [clean, leak] = [pullRequest(CLEAN), pullRequest(LEAK)];

  expect((await comment(api, clean)).stderr).toBe('hexhound: no comment is needed\n');
  expect(comments).toHaveLength(1);

  const first = await comment(api, leak);
  expect([first.code, first.stderr]).toEqual([1, 'hexhound: the comment of pull request 7 is up to date\n']);
  expect(comments[1]?.body).toMatch(/^<!-- hexhound -->\n### hexhound: 1 finding /);
  expect(comments[1]?.body).toContain(`****${hexKey('new').slice(-4)}`);

  await comment(api, leak);
  expect((await comment(api, clean)).code).toBe(0);
  expect(comments).toHaveLength(2);
  expect(comments[1]?.body).toMatch(/^<!-- hexhound -->\n### hexhound: no secrets found in 1 commit/);
  expect(comments[0]?.body).toBe('Nice.');
  expect(changing(api.received)).toEqual(['POST', 'PATCH', 'PATCH']);
  for (const { headers, body } of api.received) {
    expect(headers).toContain('authorization: Bearer of-the-job');
    expect(body).not.toContain(hexKey('new'));
  }
});

test('what an outsider wrote is not ours, and ours is found behind many others', async () => {
  const outsider = { id: 1, body: `${MARKER}\nall clear`, user: { type: 'User' }, author_association: 'NONE' };
  const others = Array.from({ length: 230 }, (_, at) => ({ id: at + 2, body: 'x', user: null }));
  const own = { id: 999, body: `${MARKER}\nold`, user: { type: 'User' }, author_association: 'MEMBER' };
  const comments: Comment[] = [outsider, ...others, own];
  const api = await github(comments);
  await comment(api, pullRequest(LEAK), { event: 'pull_request_target', inputs: { token: 'of-somebody' } });
  expect([outsider.body, own.body]).toEqual([`${MARKER}\nall clear`, expect.stringContaining('1 finding')]);
  expect(comments).toHaveLength(232);
  expect(api.received.every(({ headers }) => headers.includes('authorization: Bearer of-somebody'))).toBe(true);
});

test.each([
  [
    403,
    'HTTP 403: the token may not comment. The job needs "permissions: { pull-requests: write }", which pull requests from forks do not get',
  ],
  [404, 'HTTP 404: the token may not comment.'],
  [307, 'HTTP 307'],
  [500, 'HTTP 500'],
])('where GitHub refuses (HTTP %i) the log says so, and the result stays', async (status, why) => {
  const contents =
    status === 403
      ? ([
          [LEAK, 1],
          [CLEAN, 0],
        ] as const)
      : ([[LEAK, 1]] as const);
  for (const [content, code] of contents) {
    const api = await github([{ id: 5, body: MARKER, user: { type: 'Bot' } }], status);
    const outcome = await comment(api, pullRequest(content));
    expect([outcome.code, outcome.outputs['exit-code']]).toEqual([code, `${code}`]);
    expect(outcome.stderr).toContain(`hexhound: no comment: ${why}`);
    expect(outcome.stderr + outcome.stdout).not.toContain('of-the-job');
  }
});

test.each([
  ['http://api.example.com', 'a key sent over plain http can be read on the way; use https'],
  ['nonsense', 'not an address that begins with https://'],
])('the token goes to no address like %s', async (url, why) => {
  const { code, stderr } = await comment({ url }, pullRequest(LEAK), { env: { GITHUB_API_URL: url } });
  expect([code, stderr]).toEqual([1, `hexhound: no comment: GITHUB_API_URL: ${why}\n`]);
});

test('an answer that is none of GitHub is no comment', async () => {
  for (const answer of [
    '<html>',
    '{}',
    '[null, 1, {"id":1,"body":2}]',
    '[{"id":"../../x","body":"<!-- hexhound -->","user":{"type":"Bot"}}]',
  ]) {
    const api = await serve((response, { method }) => response.writeHead(method === 'GET' ? 200 : 500).end(answer));
    const { code, stderr } = await comment(api, pullRequest(LEAK));
    expect([answer, code, stderr]).toEqual([answer, 1, expect.stringContaining('hexhound: no comment: ')]);
    expect(api.received.every(({ path }) => path?.startsWith(LIST))).toBe(true);
  }
});

test('nothing is sent that nobody asked for, or that is for no pull request', async () => {
  const api = await github([]);
  const pull = pullRequest(LEAK);
  expect((await comment(api, pull, { inputs: { comment: 'false' } })).stderr).toBe('');
  expect((await comment(api, pull, { inputs: { token: '' } })).stderr).toContain('no comment: GITHUB_TOKEN is not set');
  expect((await comment(api, { ...pull, payload: {} }, { event: 'schedule' })).stderr).toContain(
    'no comment: this job',
  );
  expect(api.received).toEqual([]);
});
