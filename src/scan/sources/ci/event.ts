import type { Env } from '../../../model/env.ts';

/** Why a CI system runs a job, and what of the history that is about. */
export interface CiEvent {
  /** For people: `push to main`. Names in it are others' choice. */
  readonly what: string;
  /** `nothing`: a branch or tag was deleted. */
  readonly scope: 'everything' | 'nothing' | Brought;
  /** Who sent it need not have the right to push: what is in it must have no say in its own scan. */
  readonly isFork: boolean;
  /** Without `refs/heads/`; undefined where the system does not tell it. */
  readonly defaultBranch?: string | undefined;
  /** Its number on GitHub. */
  readonly pullRequest?: number | undefined;
}

/** What a push or a pull request brought, as ids and full names of refs. */
export interface Brought {
  /** Where it ends: the first of these that is in the clone. */
  readonly heads: readonly string[];
  /** What was there before: the first of these that is in the clone. None may be: of a new branch, or after a forced push. */
  readonly bases: readonly string[];
  /** Full name of the ref that was pushed; undefined for a pull request. */
  readonly ref?: string | undefined;
  /** What brings the first head into the clone. */
  readonly fetch?: string;
}

/** A system that runs jobs, such as GitHub Actions. */
export interface CiSystem {
  readonly name: string;
  /** A variable that it sets, and no other. */
  readonly mark: string;
  /** What gives its jobs a clone with the whole history. */
  readonly wholeClone: string;
  /** @throws HexhoundError E_SOURCE if it cannot be read what happened */
  readonly eventOf: (env: Env) => CiEvent;
}

/** Those that say something. Zeros are how git and CI systems write "no commit" (githooks(5), pre-receive). */
export function given(...texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text): text is string => text !== undefined && !/^0*$/.test(text));
}

/** Where a clone keeps a branch of the server. All systems call that `origin`. @param branch with or without `refs/heads/` */
export function tracked(branch: string | undefined): string | undefined {
  return branch ? `refs/remotes/origin/${branch.replace(/^refs\/heads\//, '')}` : undefined;
}

/** A push of a branch or a tag, by their short names. A tag is scanned as an object, because it has a message of its own. */
export function pushOf(
  { branch, tag }: { branch?: string | undefined; tag?: string | undefined },
  { head, before }: { head: string | undefined; before?: string | undefined },
): Pick<CiEvent, 'what' | 'scope'> {
  const ref = tag ? `refs/tags/${tag}` : branch ? `refs/heads/${branch}` : undefined;
  const what = tag ? `push of tag ${tag}` : branch ? `push to ${branch}` : 'push';
  return { what, scope: { heads: given(tag ? ref : undefined, head), bases: given(before), ref } };
}
