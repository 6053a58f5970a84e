import { readByCatFile } from '../../../git/cat-file.ts';
import { messageStart } from '../../../git/message.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { KIND } from '../../../git/packs/shared-objects.ts';
import type { Repository } from '../../../git/repository.ts';
import { TreeCollector } from '../../../git/tree-graph/tree-collector.ts';
import type { ScanLog } from '../../../model/scan-log.ts';
import { Detector } from '../../detect/detector.ts';
import type { Search } from '../source.ts';
import type { HistoryMatch } from './found.ts';

/** Scans whole objects, as git prints them. */
export class WholeReader {
  readonly matches: HistoryMatch[] = [];
  readonly collector: TreeCollector;
  readonly #objects: ObjectDatabase;
  #detector: Detector | undefined;
  readonly #log: ScanLog;
  readonly #search: Search;

  constructor(objects: ObjectDatabase, search: Search) {
    this.collector = new TreeCollector((bytes, at) => objects.find(bytes, at), objects.shared.hashBytes);
    this.#objects = objects;
    this.#search = search;
    this.#log = search.log;
  }

  /** Inline comments that may not do what their author meant. They are in the log, too. */
  get problems(): readonly string[] {
    return [...(this.#detector?.problems ?? [])];
  }

  /** @param numbers of objects, each once */
  async read(repository: Repository, numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    this.#detector ??= new Detector(this.#search.ruleSet, this.#search.detection);
    const ids = numbers.map((number) => this.#objects.id(number));
    const unreadable = (id: string, why: string) => this.#log.error('E_GIT', id, why);
    for await (const { id, type, bytes, origin } of readByCatFile(repository, ids, unreadable)) {
      const number = this.#objects.find(Buffer.from(id, 'hex'), 0);
      const isFirst = origin.offset === 0;
      const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (isFirst) {
        this.#log.objects++;
        if (type === 'blob') this.#log.blobs++;
        if (type === 'tree' && !this.collector.addWhole(number, content)) unreadable(id, 'is not a tree');
        if (type === 'commit') this.collector.addCommit(number, content);
      }
      this.#log.bytes += bytes.length;
      if (type !== 'tree') {
        const text = type === 'blob' || !isFirst ? content : content.subarray(messageStart(content));
        for (const match of this.#detector.detect({ bytes: text, origin })) {
          this.matches.push({ object: number, kind: KIND[type], match });
        }
      }
      if (!this.#search.goOn()) break;
    }
    for (const problem of this.#detector.problems) this.#log.notice(problem);
  }
}
