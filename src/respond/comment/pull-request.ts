/**
 * One comment of a pull request that is kept up to date.
 * https://docs.github.com/en/rest/issues/comments (pull requests are issues there)
 */

import { readBaseUrl } from '../../model/base-url.ts';
import type { Env } from '../../model/env.ts';
import { explainFailure, explainTimeout, readBody } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import { type Client, clientFor } from '../../scan/verify/client.ts';

/** Where the comment is, and who writes it. */
export interface CommentPlace {
  /** Address of the API. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly pullRequest: number;
  readonly token: Secret;
}

/** `failed`: why nothing was changed. */
export type CommentOutcome =
  | { readonly state: 'written' | 'not needed' }
  | { readonly state: 'failed'; readonly why: string };

const TIMEOUT_MS = 20_000;
/** Of 100 comments of 65,536 characters. */
const MOST_BYTES = 32 * 1024 ** 2;
const PER_PAGE = 100;
/** Pages of comments that are searched. */
const MOST_PAGES = 30;

/** Whose comments are taken for ours: an outsider could write the marker, too. The owner has admitted apps that may comment. */
const INSIDERS = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/**
 * Replaces the comment of the last run, or adds one.
 * @param body begins with the marker
 * @param isClear nothing is wrong: then the comment is only written to replace an earlier one
 */
export async function updateComment(
  place: CommentPlace,
  { marker, body, isClear }: { readonly marker: string; readonly body: string; readonly isClear: boolean },
  env: Env,
): Promise<CommentOutcome> {
  const { repository, pullRequest } = place;
  const base = readBaseUrl(place.api);
  if (typeof base === 'string') return { state: 'failed', why: `GITHUB_API_URL: ${base}` };
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return { state: 'failed', why: 'GITHUB_REPOSITORY is not owner/name' };
  const api = { base, token: place.token, client: await clientFor(env) };
  try {
    const comments = `repos/${repository}/issues/${pullRequest}/comments`;
    const id = await findComment(api, comments, marker);
    if (id !== undefined) await callApi(api, 'PATCH', `repos/${repository}/issues/comments/${id}`, { body });
    else if (!isClear) await callApi(api, 'POST', comments, { body });
    return { state: id === undefined && isClear ? 'not needed' : 'written' };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { state: 'failed', why: thrown.message };
    throw thrown;
  }
}

async function findComment(api: Api, comments: string, marker: string): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await callApi(api, 'GET', `${comments}?per_page=${PER_PAGE}&page=${page}`);
    if (!Array.isArray(answer)) throw new Refusal('the answer is not a list of comments');
    const own = answer.find((comment) => isOwn(comment, marker));
    if (own !== undefined) return own.id;
    if (answer.length < PER_PAGE) return undefined;
  }
  return undefined;
}

/** The fields of a comment that are read. */
interface ApiComment {
  readonly id: number;
  readonly body: string;
  readonly user?: { readonly type?: string } | null;
  readonly author_association?: string;
}

function isOwn(comment: unknown, marker: string): comment is ApiComment {
  const { id, body, user, author_association: association = '' } = (comment ?? {}) as Partial<ApiComment>;
  const isTrusted = user?.type === 'Bot' || INSIDERS.has(association);
  return Number.isSafeInteger(id) && typeof body === 'string' && body.startsWith(marker) && isTrusted;
}

/** The API refused, or could not be asked. */
class Refusal extends Error {}

/** The API, and who asks it. */
interface Api {
  readonly base: URL;
  readonly token: Secret;
  readonly client: Client;
}

/** @returns the JSON of the answer @throws Refusal, which repeats nothing that was sent */
async function callApi({ base, token, client }: Api, method: string, path: string, content?: object): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await client.fetch(`${base.href.replace(/\/$/, '')}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token.reveal()}`,
        'content-type': 'application/json',
        'user-agent': `hexhound/${__VERSION__}`,
      },
      ...(content && { body: JSON.stringify(content) }),
      // The token is for this address only.
      redirect: 'manual',
      signal,
      dispatcher: client.dispatcher,
    });
    const { status } = response;
    if (status === 401 || status === 403 || status === 404) throw new Refusal(`HTTP ${status}: ${NO_PERMISSION}`);
    if (status < 200 || status > 299) throw new Refusal(`HTTP ${status}`);
    return JSON.parse((await readBody(response.body, MOST_BYTES)) ?? '');
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    if (thrown instanceof SyntaxError) throw new Refusal('the answer is not JSON');
    const [why] = signal.aborted ? explainTimeout(TIMEOUT_MS) : explainFailure(thrown);
    throw new Refusal(why);
  }
}

const NO_PERMISSION =
  'the token may not comment. The job needs "permissions: { pull-requests: write }", which pull requests from forks do not get';
