/** The data in an HTML report: what the reporter writes and the page reads. All texts are masked and escaped. */

import type { PlaceKind } from '../../model/finding.ts';
import type { Reach } from '../remedy.ts';
import type { FindingDocument } from '../schema.ts';
import type { Conclusion } from '../summary.ts';

/** Whether its service accepts a key: `unverified` where nobody asked, or the service did not tell. */
export type Status = 'alive' | 'dead' | 'unverified';

/**
 * What has a secret now: the files (of the folder, the index or HEAD), other branches or tags only, or only older commits.
 * `unknown`: not looked up, as for a range of commits.
 */
export type Presence = 'here' | 'refs' | 'past' | 'unknown';

export interface PageRule extends Pick<FindingDocument, 'title' | 'provider' | 'severity' | 'risk' | 'fix'> {
  readonly id: string;
  /** Only of rules that come with hexhound: those of a repository could lead anywhere, so their addresses are no links. */
  readonly help?: string;
}

/** A file in all of its versions, or another place. */
export interface PagePlace {
  /** `src/a.ts:14:3` */
  readonly where: string;
  readonly excerpt?: string;
  /** Its commits, and what has it now. */
  readonly past?: string;
}

export interface PageFinding {
  /** The fingerprint, with a number where several findings have the same. */
  readonly id: string;
  readonly fingerprint: string;
  /** Index of its rule. */
  readonly rule: number;
  /** `password REDIS_PASSWORD` */
  readonly subject: string;
  /** Masked. Absent for rules about files. */
  readonly secret?: string;
  readonly confidence: FindingDocument['confidence'];
  readonly isPublic?: true;
  readonly status: Status;
  readonly presence: Presence;
  readonly reach: Reach;
  /** What comes first for one that has got so far; commands between backticks. */
  readonly first: readonly string[];
  /** When it came into the history, and, where HEAD does not have it any more, when the last commit with it was. */
  readonly from?: string;
  readonly to?: string;
  /** Name and text: what speaks for it, what it says of itself, what the service answered, its history in words. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** Kinds of all places. */
  readonly kinds: readonly PlaceKind[];
  /** The first of them, and how many there are in all. */
  readonly places: readonly PagePlace[];
  readonly placeCount: number;
  /** Of a fleet: the repositories that have it, and the teams whose they are, each as one text. */
  readonly repositories?: string;
  readonly teams?: string;
  /** How long it has been there: `up to a week`. */
  readonly age?: string;
}

export interface PageData {
  /** `history of .` */
  readonly subject: string;
  /** ISO 8601. */
  readonly started: string;
  readonly version: string;
  readonly conclusion: Conclusion;
  readonly errors: readonly { readonly code: string; readonly subject: string; readonly message: string }[];
  readonly notOpened: readonly { readonly path: string; readonly reason: string }[];
  readonly notices: readonly string[];
  readonly rules: readonly PageRule[];
  /** The most urgent first. */
  readonly findings: readonly PageFinding[];
}
