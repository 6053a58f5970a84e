import { readSmallFile } from '../../../files/read-file.ts';
import type { Env } from '../../../model/env.ts';
import { HexhoundError } from '../../../model/errors.ts';
import { valueAt } from '../../../model/json.ts';
import { type CiEvent, given, pushOf, tracked } from './event.ts';

/** GitHub's own limit for an event is 25 MB (Webhook events and payloads). In bytes. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The event of a job on GitHub Actions, or on Gitea and Forgejo, which write the same file.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @throws HexhoundError E_SOURCE if its file cannot be read
 */
export function githubEvent(env: Env): CiEvent {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_REPOSITORY: repository } = env;
  const payload = readPayload(env.GITHUB_EVENT_PATH);
  const text = (...keys: readonly string[]) => {
    const value = valueAt(payload, keys);
    return typeof value === 'string' ? value : undefined;
  };
  const defaultBranch = text('repository', 'default_branch');

  const number = valueAt(payload, ['pull_request', 'number']);
  if (typeof number === 'number') {
    return {
      what: `pull request ${number}`,
      scope: {
        heads: given(text('pull_request', 'head', 'sha')),
        bases: given(text('pull_request', 'base', 'sha'), tracked(text('pull_request', 'base', 'ref'))),
        fetch: `git fetch origin refs/pull/${number}/head`,
      },
      // A fork that is deleted has no name.
      isFork: text('pull_request', 'head', 'repo', 'full_name') !== repository,
      defaultBranch,
      pullRequest: number,
    };
  }
  const queued = text('merge_group', 'head_sha');
  if (queued !== undefined) {
    const bases = given(text('merge_group', 'base_sha'), tracked(text('merge_group', 'base_ref')));
    return { what: 'merge queue', scope: { heads: [queued], bases }, isFork: false, defaultBranch };
  }
  if (name === 'delete' || (name === 'push' && valueAt(payload, ['deleted']) === true)) {
    return { what: `deletion of ${text('ref') ?? 'a ref'}`, scope: 'nothing', isFork: false, defaultBranch };
  }
  if (name === 'push') {
    const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/s.exec(text('ref') ?? '') ?? [];
    const commits = { head: text('after'), before: text('before') };
    return { ...pushOf(kind === 'tags' ? { tag: short } : { branch: short }, commits), isFork: false, defaultBranch };
  }
  const sender = valueAt(payload, ['workflow_run']) === undefined ? repository : text(...SENDER_OF_RUN);
  return { what: name || 'event', scope: 'everything', isFork: sender !== repository, defaultBranch };
}

/** Whose workflow has ended. */
const SENDER_OF_RUN = ['workflow_run', 'head_repository', 'full_name'];

function readPayload(path: string | undefined): unknown {
  const fail = (why: string, cause?: unknown) => new HexhoundError('E_SOURCE', 'GITHUB_EVENT_PATH', why, { cause });
  if (!path) throw fail('is not set, so it cannot be told what this job is for: name what to scan with --range');
  const read = readSmallFile(path, MOST_BYTES, 'followed');
  if ('failure' in read) throw fail(`${path} cannot be read: ${read.failure}`, read.cause);
  try {
    return JSON.parse(read.bytes.toString('utf8'));
  } catch (cause) {
    // The reason would repeat some of it.
    throw fail(`${path} is no JSON`, cause);
  }
}
