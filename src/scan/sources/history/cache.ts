import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { MIB, readSmallFile } from '../../../files/read-file.ts';
import { replaceFile } from '../../../files/replace-file.ts';
import { sha256 } from '../../../model/hashing.ts';
import type { RuleSet } from '../../../model/rule.ts';
import { type CachedHistory, isWhole } from './check-cache.ts';

interface Entry extends CachedHistory {
  /** Of the rules, the options and the version of hexhound. */
  readonly digest: string;
}

const SIGNATURE_BYTES = 32;
const KEY_BYTES = 32;

/** Far more than of any history is kept. */
const MOST_BYTES = 1024 * MIB;

/** Of a megabyte of rules: written out once for all histories that are scanned with them. */
const digests = new WeakMap<RuleSet, string>();

function digestOf(ruleSet: RuleSet): string {
  const digest = digests.get(ruleSet) ?? sha256(JSON.stringify(ruleSet));
  digests.set(ruleSet, digest);
  return digest;
}

/** The cache of one repository's history. It is signed, and its numbers are checked all the same. */
export class HistoryCache {
  readonly #folder: string;
  readonly #file: string;
  readonly #digest: string;
  /** The file with the key of the signatures: whoever cannot read it cannot make a cache. */
  readonly #keyFile: string;

  /**
   * @param folder absolute
   * @param objectsFolder the repository's
   * @param options what the result depends on beside the rules. Plain data
   */
  constructor(folder: string, objectsFolder: string, ruleSet: RuleSet, options: unknown) {
    this.#folder = join(folder, 'history');
    this.#keyFile = join(folder, 'key');
    this.#file = join(this.#folder, sha256(objectsFolder).slice(0, 32));
    this.#digest = sha256(JSON.stringify([__VERSION__, __BUILD__, process.versions.v8, digestOf(ruleSet), options]));
  }

  /** @returns undefined if there is no cache, or it is damaged or made with other rules */
  read(hashBytes: number): CachedHistory | undefined {
    try {
      const read = readSmallFile(this.#file, MOST_BYTES, 'refused');
      if ('failure' in read) return undefined;
      const { bytes } = read;
      const content = bytes.subarray(SIGNATURE_BYTES);
      if (!this.#sign(content).equals(bytes.subarray(0, SIGNATURE_BYTES))) return undefined;
      const entry = deserialize(content) as Entry;
      return entry.digest === this.#digest && isWhole(entry, hashBytes) ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  /** Writes the cache. If that fails, there is none. */
  write(history: CachedHistory): void {
    const content = serialize({ ...history, digest: this.#digest } satisfies Entry);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (this.#readKey() === undefined) writeFileSync(this.#keyFile, randomBytes(KEY_BYTES), { mode: 0o600 });
      replaceFile(this.#file, [this.#sign(content), content], 0o600);
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

  /** @throws Error without a key */
  #sign(content: Uint8Array): Buffer {
    const key = this.#readKey();
    if (key === undefined) throw new Error('there is no key');
    return createHmac('sha256', key).update(content).digest();
  }

  #readKey(): Buffer | undefined {
    const read = readSmallFile(this.#keyFile, KEY_BYTES, 'refused');
    return 'bytes' in read && read.bytes.length === KEY_BYTES ? read.bytes : undefined;
  }
}
