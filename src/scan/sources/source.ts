import type { Repository } from '../../git/repository.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import type { DetectorOptions } from '../detect/detector.ts';
import type { FileInspector } from '../file-rules/inspector.ts';

/** Where a scan looks: a working tree, the index, a history or a range of one, standard input. */
export interface Source {
  /** As the user named it. */
  readonly name: string;
  /** What its progress counts, in the plural; a counter of the log. */
  readonly unit: 'files' | 'objects' | 'bytes';
  /** The folder that reported paths are relative to, absolute. */
  readonly base: Base;
  /** The repository that is scanned as a whole, if one is: then what its .gitignore lacks is reported too. */
  readonly wholeRepository?: () => Promise<Repository | undefined>;
  /**
   * Looks at everything there is: fragments, anchors, matches, and what each match is worth at each of its places. What
   * cannot be read is told to the log.
   */
  search(search: Search): Promise<Iterable<JudgedMatch>>;
}

/** Absolute path of a folder; git is asked for it, so only where something depends on it. */
export type Base = () => Promise<string>;

/** What a source needs to know of the scan. */
export interface Search {
  readonly ruleSet: RuleSet;
  readonly detection: DetectorOptions;
  /** Looks at files that are themselves a finding (`.env`). */
  readonly files: FileInspector;
  readonly log: ScanLog;
  /** Shows how far the search has come; answers whether to go on. Cheap enough to be called for every object. */
  readonly goOn: () => boolean;
}
