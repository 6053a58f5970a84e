import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import type { DetectorOptions } from '../detect/detector.ts';
import type { FileInspector } from '../file-rules/inspector.ts';

/** What a scan searches: a working tree, the index, a history or a range of it, standard input. */
export interface Source {
  /** As the user wrote it. */
  readonly name: string;
  /** The unit of its progress: a counter of the log. */
  readonly unit: 'files' | 'objects' | 'bytes';
  /** The folder that reported paths are relative to, absolute. */
  readonly base: Base;
  /** The repository, if it is scanned as a whole: then missing entries of its .gitignore are reported, too. */
  readonly wholeRepository?: () => Promise<Repository | undefined>;
  /** Detects and judges all matches, at each of their places. What cannot be read is reported to the log. */
  search(search: Search): Promise<Iterable<JudgedMatch>>;
  /** Asks git how far the findings have got, and leaves out those that do not count for that. Only called if there are some. */
  readonly trace?: (findings: readonly Finding[], log: ScanLog) => Promise<readonly Finding[]>;
}

/** Absolute path of a folder. A function, because it may have to run git. */
export type Base = () => Promise<string>;

/** What a source needs for its search. */
export interface Search {
  readonly ruleSet: RuleSet;
  readonly detection: DetectorOptions;
  /** Inspects files that are themselves a finding (`.env`). */
  readonly files: FileInspector;
  readonly log: ScanLog;
  /** The environment that git is run in. */
  readonly env: GitContext['env'];
  /** Reports progress; returns whether to go on. Cheap enough to be called for every object. */
  readonly goOn: () => boolean;
}
