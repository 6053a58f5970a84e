import type { Confidence, Rule } from './rule.ts';
import type { Secret } from './secret.ts';

/**
 * What kind of place an occurrence is. `path`: the name of a file or folder; `ref`: that of a branch, a tag, another ref or a
 * remote; a header: the people of a commit or tag, its signature, and what else is before its message; `git-file`: a file in
 * `.git`.
 */
export type PlaceKind =
  | 'file'
  | 'git-file'
  | 'stdin'
  | 'commit-message'
  | 'commit-header'
  | 'tag-message'
  | 'tag-header'
  | 'note'
  | 'path'
  | 'link-target'
  | 'ref'
  | 'reflog';

/** A range in a text. Lines and columns count from 1, columns in UTF-16 units of the decoded line. The end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One place where a secret is. Fields that do not apply are absent: a working-tree file has no commit. */
export interface Occurrence extends Span {
  readonly kind: PlaceKind;
  /** The repository that it is in, where a report is about several: `github.com/acme/api`. */
  readonly repository?: string;
  /**
   * POSIX separators, relative to the scanned root; bytes that are not UTF-8 are written \xHH. Of a ref and its reflog, the
   * name of the ref.
   */
  readonly path?: string;
  /**
   * The file in the archive at `path` that holds it: `b/c.txt`, in an archive in it `b.zip!c.txt`; empty for the only
   * content of a `.gz`. Lines and columns are in it. Absent outside of archives.
   */
  readonly inside?: string;
  /** Object id of the blob (or commit, or tag) that holds it. */
  readonly blob?: string;
  /** The commit that introduced this blob at this path. */
  readonly commit?: string;
  /** Author of that commit: `Name <address>`. */
  readonly author?: string;
  /** Author date of that commit, ISO 8601 with offset. */
  readonly date?: string;
  /** What still holds it: `HEAD`, `refs/heads/main`, `refs/stash`, or `unreachable`. Empty: only the history. Absent: not looked up. */
  readonly refs?: readonly string[];
  /** The line, at most 120 characters around the secret, secrets already masked: see excerpt.ts. */
  readonly excerpt?: string;
}

/** A commit, as a report names it. */
export interface CommitRef {
  readonly id: string;
  /** `Name <address>`. */
  readonly author: string;
  /** Author date, ISO 8601 with offset. */
  readonly date: string;
}

/** What the history says about a finding as a whole. */
export interface FindingHistory {
  /** The commit that first had the secret; absent if no commit has it. */
  readonly first?: CommitRef;
  /** The last commit that has it, in an order of parents before children; absent if no commit has it. */
  readonly last?: CommitRef;
  /**
   * What has it in its own tree or message: `HEAD`, `index`, then full ref names, sorted. Empty: only older commits have
   * it. Absent: not looked up, as for a range.
   */
  readonly heldBy?: readonly string[];
  /** What reaches it: refs, else the reflog, whose entries expire, else nothing. Absent: not looked up. */
  readonly reachedBy?: 'refs' | 'reflog' | 'nothing';
}

/** One feature of a finding with its weight, for `explain`. */
export interface Reason {
  /** Name of the feature in the table of weights: `name.secret-word`. */
  readonly feature: string;
  /** What it added to the score, in log-odds. */
  readonly weight: number;
  /** The words from the file that matched, never a part of the secret. */
  readonly detail?: string;
}

export type Liveness = 'active' | 'restricted' | 'inactive' | 'unknown';

export interface Verification {
  readonly status: Liveness;
  /** Why, in the service's words or ours: `ERROR_WRONG_USER_KEY`, `timed out after 10 s`. */
  readonly reason: string;
  /** Balance in the service's own unit (for captcha services US dollars). */
  readonly balance?: number;
}

/**
 * How far a secret has got, which decides what to do about it: it is in no commit, in commits of this clone only, or in
 * commits that a remote has.
 */
export type Spread = 'uncommitted' | 'committed' | 'pushed';

/** Something that a secret needs beside it: the id of its key, its account, a session token. */
export interface Part {
  /** `key id` */
  readonly name: string;
  readonly secret: Secret;
  /** It is not secret by itself, and is not masked. */
  readonly isShown: boolean;
}

/** One secret under one rule, with every place where it is. */
export interface Finding {
  readonly rule: Rule;
  /** Absent for rules about files. */
  readonly secret?: Secret;
  /** First 32 hex digits of SHA-256 over `hexhound/v1`, rule family and secret; stable under moves, squashes and rebases. */
  readonly fingerprint: string;
  readonly confidence: Confidence;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Sorted: oldest first in history, else by path and line. Never empty. */
  readonly occurrences: readonly Occurrence[];
  /** Remark about this finding in particular, such as what makes a `.env.example` a real one. */
  readonly note?: string;
  /** What can be read from the secret itself, such as its account and its expiry. Never what makes it secret. */
  readonly details?: Readonly<Record<string, string>>;
  /** What it needs and was found beside it, each kind once. */
  readonly parts?: readonly Part[];
  readonly verification?: Verification;
  /** Absent without a history: working tree, index, standard input. */
  readonly history?: FindingHistory;
  /** Absent where git was not asked, or could not tell. */
  readonly spread?: Spread;
  /** What a fleet knows of it: whose repositories have it, and since when the fleet does, in milliseconds since 1970. */
  readonly fleet?: { readonly teams: readonly string[]; readonly firstSeen: number };
}
