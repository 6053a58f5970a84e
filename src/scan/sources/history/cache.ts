import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { replaceFile } from '../../../files/replace-file.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import { sha256 } from '../../../model/hashing.ts';
import type { MatchPages } from './match-log.ts';
import type { HistoryCounts } from './scanner.ts';

/**
 * What is remembered of a scanned history. No secret, and not what was found: only where something was, so that it can be
 * looked at again.
 */
export interface CachedHistory {
  /** Raw ids of all objects that were looked at, one behind the other. An object's number is its place here. */
  readonly ids: Uint8Array;
  /** Trees and commits, by these numbers. */
  readonly parts: readonly TreePart[];
  /** Where something was found, by these numbers. */
  readonly matches: MatchPages;
  /** What inline comments said that their author may not have meant. */
  readonly problems: readonly string[];
  readonly counts: HistoryCounts;
}

interface Entry extends CachedHistory {
  /** What was looked for, and by which hexhound. */
  readonly digest: string;
}

const DIGEST_BYTES = 32;

/** Remembers one repository's history in a folder of the user's: what lies there is believed. */
export class HistoryCache {
  readonly #folder: string;
  readonly #file: string;
  readonly #digest: string;

  /**
   * @param folder absolute
   * @param objectsFolder the repository's
   * @param what everything that decides what is found: rules, options. Plain data
   */
  constructor(folder: string, objectsFolder: string, what: unknown) {
    this.#folder = join(folder, 'history');
    this.#file = join(this.#folder, sha256(objectsFolder).slice(0, 32));
    this.#digest = sha256(JSON.stringify([__VERSION__, __BUILD__, process.versions.v8, what]));
  }

  /** Undefined where there is nothing, or nothing that is of use: damaged, or made by other rules. */
  read(): CachedHistory | undefined {
    try {
      const bytes = readFileSync(this.#file);
      const content = bytes.subarray(DIGEST_BYTES);
      if (!digestOf(content).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
      const entry = deserialize(content) as Entry;
      return entry.digest === this.#digest ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  /** A cache that cannot be written is one that is not there. */
  write(history: CachedHistory): void {
    const content = serialize({ ...history, digest: this.#digest } satisfies Entry);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      replaceFile(this.#file, [digestOf(content), content], 0o600);
    } catch {
      // Nothing is lost but time.
    }
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
