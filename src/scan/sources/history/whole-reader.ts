import { readByCatFile } from '../../../git/cat-file.ts';
import { decodedMessage } from '../../../git/message-encoding.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { KIND } from '../../../git/packs/shared-objects.ts';
import type { Repository } from '../../../git/repository.ts';
import { TreeCollector } from '../../../git/tree-graph/tree-collector.ts';
import type { Origin } from '../../../model/fragment.ts';
import type { ScanLog } from '../../../model/scan-log.ts';
import { withArchives } from '../../archives/with-archives.ts';
import { Detector } from '../../detect/detector.ts';
import { isTooSlow, TimeLimit } from '../../detect/time-limit.ts';
import { isReportedInName } from '../path-names.ts';
import type { Search } from '../source.ts';
import type { HistoryMatch } from './found.ts';
import { partsOf } from './parts.ts';

/** An object that was not looked into: a file in an archive or an archive itself, or something that takes too long. */
export interface RefusedObject {
  readonly kind: 'archive' | 'slow';
  /** Its number. */
  readonly object: number;
  readonly inside?: string | undefined;
  readonly reason: string;
}

/** An inline comment that may not do what its author meant, and the first object with it that was read. */
export interface OddComment {
  readonly object: number;
  /** It is in a file, and in no message. */
  readonly isInFile: boolean;
  readonly problem: string;
}

/** Scans whole objects, as git prints them. */
export class WholeReader {
  readonly matches: HistoryMatch[] = [];
  readonly refused: RefusedObject[] = [];
  /** Inline comments that may not do what their author meant. */
  readonly comments: OddComment[] = [];
  readonly collector: TreeCollector;
  readonly #objects: ObjectDatabase;
  readonly #limit: TimeLimit;
  #detector: Detector | undefined;
  readonly #log: ScanLog;
  readonly #search: Search;

  constructor(objects: ObjectDatabase, search: Search) {
    this.collector = new TreeCollector((bytes, at) => objects.find(bytes, at), objects.shared.hashBytes);
    this.#objects = objects;
    this.#search = search;
    this.#limit = new TimeLimit(search.detection.fileTimeoutMs ?? Number.POSITIVE_INFINITY, search.goOn);
    this.#log = search.log;
  }

  /** @param numbers of objects, each once */
  async read(repository: Repository, numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    this.#detector ??= new Detector(this.#search.ruleSet, this.#search.detection, this.#limit);
    const ids = numbers.map((number) => this.#objects.id(number));
    const unreadable = (id: string, why: string) => this.#log.error('E_GIT', id, why);
    const numberOf = (id: string) => this.#objects.find(Buffer.from(id, 'hex'), 0);
    const objects = withArchives(
      readByCatFile(repository, ids, unreadable),
      ({ type }) => type === 'blob',
      ({ id }, inside, reason) => this.refused.push({ kind: 'archive', object: numberOf(id), inside, reason }),
      this.#search.env,
    );
    let [last, slow] = ['', ''];
    for await (const { id, type, bytes, origin, inside, isName } of objects) {
      const number = numberOf(id);
      const isFirst = id !== last;
      last = id;
      const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const content = (type === 'commit' && decodedMessage(raw)) || raw;
      if (isFirst) {
        this.#log.objects++;
        if (type === 'blob') this.#log.blobs++;
        if (type === 'tree' && !this.collector.addWhole(number, content)) unreadable(id, 'is not a tree');
        if (type === 'commit') this.collector.addCommit(number, content);
      }
      this.#log.bytes += bytes.length;
      if (type !== 'tree') {
        const whole = [{ part: KIND[type], from: 0, to: content.length }];
        const parts = type === 'blob' || !isFirst ? whole : partsOf(KIND[type], content);
        const found = slow === id ? [] : this.#detect(content, origin, parts, isFirst);
        for (const problem of this.#detector.takeProblems())
          this.comments.push({ object: number, isInFile: type === 'blob', problem });
        if (found === undefined) slow = id;
        for (const { part, match } of found ?? []) {
          if (isName && !isReportedInName(match)) continue;
          this.matches.push({ object: number, part, match, ...(inside !== undefined && { inside }) });
        }
        if (found === undefined && this.#search.goOn()) {
          this.refused.push({ kind: 'slow', object: number, inside, reason: this.#limit.reason });
        }
      }
      if (!this.#search.goOn()) break;
    }
    for (const error of this.#detector.failures.values()) this.#log.report(error.toScanError());
  }

  /** The matches in a piece of an object; undefined if it takes too long. */
  #detect(
    content: Buffer,
    origin: Origin,
    parts: ReturnType<typeof partsOf>,
    isFirst: boolean,
  ): Pick<HistoryMatch, 'part' | 'match'>[] | undefined {
    try {
      return this.#limit.run(content.length, isFirst, () =>
        parts.flatMap(({ part, from, to }) =>
          (this.#detector?.detect({ bytes: content.subarray(from, to), origin }) ?? []).map((match) => ({
            part,
            match,
          })),
        ),
      );
    } catch (thrown) {
      isTooSlow(thrown);
      return undefined;
    }
  }
}
