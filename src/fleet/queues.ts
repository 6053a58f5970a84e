import type PgBoss from 'pg-boss';

export const QUEUE_SCHEMA = 'hexhound_queue';

/** Failed jobs are done again after 15 s to 4 min, longer each time. */
const RETRIES = { retryLimit: 5, retryDelay: 15, retryBackoff: true, expireInHours: 23 } as const;

/** Queues by name: a page of a source's list to read, a repository to scan, a new look at all sources. */
export const QUEUES = {
  list: RETRIES,
  scan: RETRIES,
  again: { retryLimit: 0 },
} as const satisfies Record<string, Omit<PgBoss.Queue, 'name'>>;

export interface ListJob {
  readonly source: number;
  readonly listing: number;
  /** Address of the page; absent: the first one. */
  readonly page?: string;
  /** The page is one of gists. */
  readonly gists?: boolean;
  /** How often the host has asked us to wait. */
  readonly waits?: number;
}

export interface ScanJob {
  readonly repository: number;
}

/** A job that this worker does. */
export interface Job<Data = ListJob | ScanJob> {
  readonly queue: 'list' | 'scan';
  readonly id: string;
  readonly data: Data;
  /** It will not be tried again. */
  readonly isLastTry: boolean;
}
