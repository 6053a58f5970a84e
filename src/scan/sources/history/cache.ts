import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { replaceFile } from '../../../files/replace-file.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import { sha256 } from '../../../model/hashing.ts';
import type { MatchPages } from './match-log.ts';
import type { HistoryCounts } from './scanner.ts';

/** What is kept of a scanned history. No secrets: only where matches are, so that these objects can be scanned again. */
export interface CachedHistory {
  /** Raw ids of all scanned objects, one behind the other. An object's number is its index here. */
  readonly ids: Uint8Array;
  /** Trees and commits, by these numbers. */
  readonly parts: readonly TreePart[];
  /** Where matches are, by these numbers. */
  readonly matches: MatchPages;
  /** Archives with matches in their files, and those that cannot be opened, by these numbers: they are opened again. */
  readonly archives: readonly number[];
  /** Inline comments that may not do what their author meant. */
  readonly problems: readonly string[];
  readonly counts: HistoryCounts;
}

interface Entry extends CachedHistory {
  /** Of the rules, the options and the version of hexhound. */
  readonly digest: string;
}

const DIGEST_BYTES = 32;

/** The cache of one repository's history. Its folder belongs to the user, so its content is trusted. */
export class HistoryCache {
  readonly #folder: string;
  readonly #file: string;
  readonly #digest: string;

  /**
   * @param folder absolute
   * @param objectsFolder the repository's
   * @param inputs everything that the result depends on: rules, options. Plain data
   */
  constructor(folder: string, objectsFolder: string, inputs: unknown) {
    this.#folder = join(folder, 'history');
    this.#file = join(this.#folder, sha256(objectsFolder).slice(0, 32));
    this.#digest = sha256(JSON.stringify([__VERSION__, __BUILD__, process.versions.v8, inputs]));
  }

  /** @returns undefined if there is no cache, or it is damaged or made with other rules */
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

  /** Writes the cache. If that fails, there is none. */
  write(history: CachedHistory): void {
    const content = serialize({ ...history, digest: this.#digest } satisfies Entry);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      replaceFile(this.#file, [digestOf(content), content], 0o600);
    } catch {
      // The next scan only takes longer.
    }
  }

  /** Removes a cache whose names were harmless when it was written, and are not any more. */
  remove(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // There is no such folder.
    }
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
