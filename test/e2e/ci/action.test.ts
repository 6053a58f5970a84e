import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actingLines } from '../../helpers/ci-commands.ts';
import { damagePackedObject } from '../../helpers/damage.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository, template, temporaryFolder } from '../../helpers/repository.ts';
import { githubCheckout, REPOSITORY, readIfThere, runAction } from './runner.ts';

const ZEROS = '0'.repeat(40);

function leak(seed: string): string {
  return `CAPTCHAAI_API_KEY="${hexKey(seed)}"\n`;
}

/** The end of a secret, by which reports show which one it is. */
function shown(seed: string): string {
  return `****${hexKey(seed).slice(-4)}`;
}

/** A server whose main and develop have old leaks that nobody wants to hear of again. */
const server = template((repository) => {
  repository.write('README.md', '# Site\n').commit('first');
  repository.write('old.js', leak('old')).commit('old leak');
  repository.git('branch', 'develop');
  repository.git('switch', '--quiet', 'develop');
  repository.write('develop.js', leak('develop')).commit('leak of develop');
  repository.git('switch', '--quiet', 'main');
});

function pushPayload(ref: string, before: string, after: string, more: object = {}): object {
  const flags = { created: before === ZEROS, deleted: after === ZEROS, forced: false };
  return { ref, before, after, ...flags, repository: { full_name: REPOSITORY, default_branch: 'main' }, ...more };
}

function pullPayload(base: string, head: string, from: string | null = REPOSITORY): object {
  return {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: base },
      head: { ref: 'feature', sha: head, repo: from && { full_name: from } },
    },
    repository: { full_name: REPOSITORY, default_branch: 'main' },
  };
}

/** Commits to a new branch, then goes back to main. */
function branchOff(repository: Repository, name: string, content: string, from = 'main'): string {
  repository.git('switch', '--quiet', '--create', name, from);
  const head = repository.write('new.js', content).commit('new');
  repository.git('switch', '--quiet', 'main');
  return head;
}

/** As GitHub does it for a pull request. */
function mergeRef(repository: Repository, head: string): void {
  repository.git('update-ref', 'refs/pull/7/head', head);
  repository.git('checkout', '--quiet', '--detach', 'main');
  repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', head);
  repository.git('update-ref', 'refs/pull/7/merge', 'HEAD');
  repository.git('switch', '--quiet', 'main');
}

interface Happened {
  readonly event: string;
  readonly payload: object;
  readonly ref: string;
}

const CLEAN = 'const a = 1;\n';

/** What happens on the server, by what it brings. */
const EVENTS: Record<string, (repository: Repository, content: string) => Happened> = {
  'a pull request': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    mergeRef(repository, head);
    const base = repository.git('rev-parse', 'main');
    return { event: 'pull_request', payload: pullPayload(base, head), ref: 'refs/pull/7/merge' };
  },
  'a pull request whose base has moved on': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    const base = repository.write('later.js', leak('later')).commit('later');
    mergeRef(repository, head);
    return { event: 'pull_request', payload: pullPayload(base, head), ref: 'refs/pull/7/merge' };
  },
  'a pull request whose base was replaced': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    mergeRef(repository, head);
    return { event: 'pull_request', payload: pullPayload('f'.repeat(40), head), ref: 'refs/pull/7/merge' };
  },
  'a pull request with pull_request_target': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    mergeRef(repository, head);
    repository.git('branch', '--quiet', '-D', 'feature');
    const base = repository.git('rev-parse', 'main');
    return { event: 'pull_request_target', payload: pullPayload(base, head), ref: 'refs/heads/main' };
  },
  'a push': (repository, content) => {
    const before = repository.git('rev-parse', 'main');
    repository.write('a.js', CLEAN).commit('one');
    const after = repository.write('new.js', content).commit('two');
    return { event: 'push', payload: pushPayload('refs/heads/main', before, after), ref: 'refs/heads/main' };
  },
  'a new branch': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    return { event: 'push', payload: pushPayload('refs/heads/feature', ZEROS, head), ref: 'refs/heads/feature' };
  },
  'a new branch of another one': (repository, content) => {
    const head = branchOff(repository, 'feature', content, 'develop');
    return { event: 'push', payload: pushPayload('refs/heads/feature', ZEROS, head), ref: 'refs/heads/feature' };
  },
  'a new branch of one that has moved on': (repository, content) => {
    const head = branchOff(repository, 'feature', content, 'develop');
    repository.git('switch', '--quiet', 'develop');
    repository.write('d.js', CLEAN).commit('develop moves on');
    repository.git('switch', '--quiet', 'main');
    return { event: 'push', payload: pushPayload('refs/heads/feature', ZEROS, head), ref: 'refs/heads/feature' };
  },
  'a branch that another new one goes on from': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    repository.git('switch', '--quiet', '--create', 'feature-2', 'feature');
    repository.write('b.js', CLEAN).commit('on top');
    repository.git('switch', '--quiet', 'main');
    return { event: 'push', payload: pushPayload('refs/heads/feature', ZEROS, head), ref: 'refs/heads/feature' };
  },
  'a forced push': (repository, content) => {
    const before = branchOff(repository, 'feature', leak('replaced'));
    repository.git('branch', '--quiet', '-D', 'feature');
    const after = branchOff(repository, 'feature', content);
    const payload = pushPayload('refs/heads/feature', before, after, { forced: true });
    return { event: 'push', payload, ref: 'refs/heads/feature' };
  },
  'a forced push whose old head is gone': (repository, content) => {
    const head = branchOff(repository, 'feature', content);
    const payload = pushPayload('refs/heads/feature', 'f'.repeat(40), head, { forced: true });
    return { event: 'push', payload, ref: 'refs/heads/feature' };
  },
  'a forced push of the default branch': (repository, content) => {
    repository.write('gone.js', CLEAN).commit('gone');
    const before = repository.git('rev-parse', 'main');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    const after = repository.write('new.js', content).commit('instead');
    const payload = pushPayload('refs/heads/main', before, after, { forced: true });
    return { event: 'push', payload, ref: 'refs/heads/main' };
  },
  'a tag with a message': (repository, content) => {
    repository.git('tag', '-a', 'v1', '-m', content, 'develop');
    const tag = repository.git('rev-parse', 'refs/tags/v1');
    return { event: 'push', payload: pushPayload('refs/tags/v1', ZEROS, tag), ref: 'refs/tags/v1' };
  },
  'a merge queue': (repository, content) => {
    const base = repository.git('rev-parse', 'main');
    const head = branchOff(repository, 'gh-readonly-queue/main/pr-7', content);
    const merge_group = { head_sha: head, base_sha: base, base_ref: 'refs/heads/main' };
    const payload = { action: 'checks_requested', merge_group, repository: { default_branch: 'main' } };
    return { event: 'merge_group', payload, ref: 'refs/heads/gh-readonly-queue/main/pr-7' };
  },
};

test.each(Object.entries(EVENTS))('%s that brings a leak: it alone is found', async (_what, happen) => {
  const repository = server();
  const { event, payload, ref } = happen(repository, leak('new'));
  const { code, stdout, stderr, outputs, summary, temp } = await runAction(githubCheckout(repository, ref), {
    event,
    payload,
  });
  expect([code, stderr]).toEqual([1, '']);
  expect(outputs).toEqual({ 'exit-code': '1', 'sarif-file': join(temp, 'hexhound.sarif') });
  const { runs } = JSON.parse(readFileSync(outputs['sarif-file'] ?? '', 'utf8'));
  expect(runs[0].results).toHaveLength(1);
  expect(stdout.match(/^::error .*$/gm)).toEqual([expect.stringContaining(shown('new'))]);
  expect(summary).toContain(shown('new'));
  for (const text of [stdout, summary]) expect(text).not.toContain(hexKey('new'));
});

/** One of each way in which the scan is told what is new: two commits, a branch, what is piped in. */
const CLEAN_EVENTS = Object.entries(EVENTS).filter(([what]) =>
  ['a pull request', 'a new branch', 'a tag with a message'].includes(what),
);

test.each(CLEAN_EVENTS)('%s that brings nothing bad is clean', async (_what, happen) => {
  const repository = server();
  const { event, payload, ref } = happen(repository, CLEAN);
  const { code, stdout, stderr, outputs, summary } = await runAction(githubCheckout(repository, ref), {
    event,
    payload,
  });
  expect([code, stderr]).toEqual([0, '']);
  expect(outputs['exit-code']).toBe('0');
  expect(actingLines(stdout)).toEqual([]);
  expect(summary).toMatch(/^### hexhound: no secrets found in (?:[12] commits?|the input, \d+ B)/);
});

test.each([
  ['schedule', { schedule: '17 4 * * 1' }],
  ['workflow_dispatch', { inputs: null }],
  ['repository_dispatch', { action: 'x' }],
  ['workflow_run', { workflow_run: { head_repository: { full_name: REPOSITORY } } }],
])('%s looks at the whole history', async (event, payload) => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const { code, stdout } = await runAction(checkout, { event, payload });
  expect(code).toBe(1);
  for (const seed of ['old', 'develop']) expect(stdout).toContain(shown(seed));
});

test('the first push to an empty repository is looked at whole', async () => {
  const repository = createRepository();
  repository.write('a.js', leak('first')).commit('first');
  const after = repository.write('b.js', CLEAN).commit('second');
  const payload = pushPayload('refs/heads/main', ZEROS, after);
  const { code, stdout } = await runAction(githubCheckout(repository, 'refs/heads/main'), { event: 'push', payload });
  expect(code).toBe(1);
  expect(stdout).toContain(shown('first'));
});

test.each([
  ['push', pushPayload('refs/heads/gone', 'a'.repeat(40), ZEROS)],
  ['delete', { ref: 'gone', ref_type: 'branch' }],
])('a branch that is deleted (%s) brings nothing, and the log says so', async (event, payload) => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const { code, stdout, outputs } = await runAction(checkout, { event, payload });
  expect([code, outputs['exit-code']]).toEqual([0, '0']);
  expect(stdout).toMatch(
    /note: GitHub Actions, deletion of (?:refs\/heads\/)?gone: looked at nothing\nnothing to scan/,
  );
});

test('a shallow clone is refused, with what to do, and no report is named', async () => {
  const repository = server();
  const { event, payload, ref } = EVENTS['a push']?.(repository, leak('new')) ?? {};
  const checkout = githubCheckout(repository, ref ?? '', { depth: 1 });
  const { code, stdout, outputs, used } = await runAction(checkout, {
    event: event ?? '',
    payload: payload ?? {},
    inputs: { 'upload-sarif': 'true' },
  });
  expect(code).toBe(2);
  expect(stdout).toMatch(/^::error title=hexhound::.*give actions\/checkout "fetch-depth: 0"\n$/);
  expect(outputs).toEqual({ 'exit-code': '2', 'sarif-file': '' });
  expect(used).toEqual({});
});

test('what comes from a fork has no say in its own scan, and is never checked out', async () => {
  // A fork that is deleted has no name.
  for (const from of ['eve/site', null]) {
    const repository = server();
    repository.git('switch', '--quiet', '--create', 'fork');
    repository.write('hexhound.yaml', 'ignore: { paths: [{ path: "**", reason: x }] }\n');
    const head = repository.write('new.js', `${leak('new').trim()} // hexhound-ignore\n`).commit('fork');
    repository.git('switch', '--quiet', 'main');
    mergeRef(repository, head);
    repository.git('branch', '--quiet', '-D', 'fork');
    const payload = pullPayload(repository.git('rev-parse', 'main'), head, from);
    const own = githubCheckout(repository, 'refs/heads/main');
    for (const [event, checkout] of [
      ['pull_request', githubCheckout(repository, 'refs/pull/7/merge')],
      ['pull_request_target', own],
    ] as const) {
      const { code, stdout } = await runAction(checkout, { event, payload });
      expect(code).toBe(1);
      expect(stdout).toContain(shown('new'));
      expect(stdout).toContain('note: this comes from a fork: its configuration');
    }
    expect(existsSync(join(own.path, 'new.js'))).toBe(false);
  }
});

test('the same from the repository itself has', async () => {
  const repository = server();
  const head = branchOff(repository, 'feature', `${leak('new').trim()} // hexhound-ignore\n`);
  mergeRef(repository, head);
  const payload = pullPayload(repository.git('rev-parse', 'main'), head);
  const checkout = githubCheckout(repository, 'refs/pull/7/merge');
  expect((await runAction(checkout, { event: 'pull_request', payload })).code).toBe(0);
});

test('a commit that cannot be fetched is no clean scan', async () => {
  const repository = server();
  const checkout = githubCheckout(repository, 'refs/heads/main');
  const payload = pullPayload(repository.git('rev-parse', 'main'), 'e'.repeat(40));
  const { code, stdout } = await runAction(checkout, { event: 'pull_request_target', payload });
  expect(code).toBe(2);
  expect(stdout).toContain('is not in this clone: run this before: git fetch origin refs/pull/7/head');
});

test.each([
  ['  develop ^main ', 1],
  ['all', 1],
  ['main..main', 0],
  ['--all', 2],
  ['main --output=x', 2],
  [' ', 2],
  ['main..$(touch pwned);touch pwned', 2],
])('the range %j is data', async (range, exit) => {
  const repository = server();
  const checkout = githubCheckout(repository, 'refs/heads/main');
  checkout.git('branch', 'develop', 'origin/develop');
  const { code, stderr, outputs } = await runAction(checkout, { event: 'schedule', payload: {}, inputs: { range } });
  expect([code, stderr]).toEqual([exit, exit === 2 ? expect.stringMatching(/--range|unknown revision/) : '']);
  expect(existsSync(outputs['sarif-file'] || '/')).toBe(true);
  expect(checkout.git('status', '--porcelain')).toBe('');
});

test('further arguments are words, on any line', async () => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const args = ' --exit-code  3\n--exclude $(touch pwned)\n';
  const inputs = { args };
  const outcome = await runAction(checkout, { event: 'schedule', payload: {}, inputs });
  expect([outcome.code, outcome.outputs['exit-code']]).toEqual([2, '2']);
  expect(outcome.stderr).toContain('takes no arguments');
  expect(checkout.git('status', '--porcelain')).toBe('');
  const fine = await runAction(checkout, { event: 'schedule', payload: {}, inputs: { args: '--exit-code 3\n--all' } });
  expect([fine.code, fine.outputs['exit-code']]).toEqual([3, '3']);
});

test('names that others choose act on nothing', async () => {
  const names = ['x;touch pwned\'"$(id)`id`a&&b', '::error::x', '##vso[x]y', '--output=x'];
  for (const name of names) {
    const repository = server();
    const branch = name.replace(/[:[ ]/g, '_');
    repository.git('update-ref', `refs/heads/${branch}`, branchOff(repository, 'feature', leak('new')));
    repository.git('branch', '--quiet', '-D', 'feature');
    repository.git('checkout', '--quiet', '--detach', branch.startsWith('-') ? `refs/heads/${branch}` : branch);
    repository.write(`${name}/a.js`, leak('new')).commit(`${name}\n\n${name}`);
    const after = repository.git('rev-parse', 'HEAD');
    repository.git('update-ref', `refs/heads/${branch}`, after);
    repository.git('switch', '--quiet', 'main');
    const checkout = githubCheckout(repository, 'refs/heads/main');
    // A name as git allows it, and what none can be but an event could say.
    for (const ref of [`refs/heads/${branch}`, `refs/heads/${name}\n::error::y`, `refs/tags/${name}`]) {
      const outcome = await runAction(checkout, { event: 'push', payload: pushPayload(ref, ZEROS, after) });
      // The branch has all that the tag has.
      expect([name, ref, outcome.code]).toEqual([name, ref, ref.startsWith('refs/tags/') ? 0 : 1]);
      const ours = /^::error (?:file=[^,:]+,)?(?:line=\d+,endLine=\d+,)?(?:col=\d+,endColumn=\d+,)?title=[^,:]+::/;
      expect(actingLines(outcome.stdout).filter((line) => !ours.test(line))).toEqual([]);
      expect(actingLines(outcome.stderr)).toEqual([]);
      expect(Object.keys(outcome.outputs)).toEqual(['sarif-file', 'exit-code']);
      expect(readIfThere(join(outcome.temp, 'output'))?.split('\n')).toHaveLength(3);
    }
    expect(existsSync(join(checkout.path, 'pwned'))).toBe(false);
    expect(checkout.git('status', '--porcelain')).toBe('');
  }
});

test.each([['in\nject=1.sarif'], ['no/such/folder/a.sarif']])('a bad sarif-file %j is an error', async (name) => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const outcome = await runAction(checkout, { event: 'schedule', payload: {}, inputs: { 'sarif-file': name } });
  expect([outcome.code, outcome.outputs]).toEqual([2, { 'exit-code': '2', 'sarif-file': '' }]);
});

test('a report that the checkout has is none of ours', async () => {
  const repository = createRepository();
  repository.write('a.sarif', '{}').commit('one');
  const checkout = githubCheckout(repository, 'refs/heads/main');
  const inputs = { 'sarif-file': 'a.sarif', range: 'nonsense' };
  const outcome = await runAction(checkout, { event: 'schedule', payload: {}, inputs });
  expect([outcome.code, outcome.outputs['sarif-file']]).toEqual([2, '']);
});

test('a version that npm does not have is no clean scan', async () => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const outcome = await runAction(checkout, { event: 'schedule', payload: {}, inputs: { version: '9.9.9' } });
  expect([outcome.code, outcome.outputs]).toEqual([2, { 'exit-code': '2', 'sarif-file': '' }]);
  expect(readFileSync(join(outcome.temp, 'npm.log'), 'utf8')).toBe(
    `${outcome.temp}/hexhound install --silent --no-save --ignore-scripts hexhound@9.9.9\n`,
  );
});

test('code scanning gets the report of a scan with findings, if that is wanted', async () => {
  const checkout = githubCheckout(server(), 'refs/heads/main');
  const job = {
    event: 'push',
    payload: pushPayload('refs/heads/main', 'f'.repeat(40), checkout.git('rev-parse', 'HEAD')),
  };
  expect((await runAction(checkout, job)).used).toEqual({});
  const { used, outputs } = await runAction(checkout, { ...job, inputs: { 'upload-sarif': 'true' } });
  expect(used).toEqual({
    'github/codeql-action/upload-sarif': { sarif_file: outputs['sarif-file'], category: 'hexhound' },
  });
});

test('a second scan of the whole history looks only at what is new', async () => {
  const repository = server();
  repository.write('dull.txt', `${alnumKey('dull', 4000)}\n`).commit('dull');
  const temp = temporaryFolder();
  const scheduled = { event: 'schedule', payload: {} };
  const checkout = githubCheckout(repository, 'refs/heads/main');
  const first = await runAction(checkout, scheduled, temp);
  const path = join(temp, 'hexhound-cache');
  expect(first.used).toEqual({
    'actions/cache/restore': expect.objectContaining({
      path,
      key: expect.stringMatching(/^hexhound-Linux-[\d.]+-7-1$/),
    }),
    'actions/cache/save': expect.objectContaining({ path }),
  });
  expect(existsSync(join(path, 'hexhound', 'history'))).toBe(true);
  expect((await runAction(checkout, { ...scheduled, inputs: { cache: 'false' } })).used).toEqual({});

  // The next job has another clone at the same place, and what actions/cache has kept.
  repository.write('next.js', leak('next')).commit('next');
  const next = githubCheckout(repository, 'refs/heads/main');
  next.git('repack', '-adq');
  const damaged = damagePackedObject(next, 'HEAD:dull.txt');
  rmSync(checkout.path, { recursive: true });
  const second = await runAction(next.copyTo(checkout.path), scheduled, temp);
  expect(second.code).toBe(1);
  for (const seed of ['old', 'develop', 'next']) expect(second.stdout).toContain(shown(seed));
  expect(second.stdout).not.toContain(damaged);
  // Who does look at it all says so.
  const third = await runAction(checkout, scheduled);
  expect([third.code, third.stdout]).toEqual([2, expect.stringContaining(damaged)]);
});

test.each(['pull_request', 'pull_request_target', 'push'])('%s leaves no cache for others', async (event) => {
  const repository = server();
  const head = branchOff(repository, 'feature', CLEAN);
  const base = repository.git('rev-parse', 'main');
  const payload = event === 'push' ? pushPayload('refs/heads/main', base, head) : pullPayload(base, head);
  const { used } = await runAction(githubCheckout(repository, 'refs/heads/main'), { event, payload });
  expect(used).toEqual({});
});
