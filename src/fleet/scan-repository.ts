import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Env } from '../model/env.ts';
import { HexhoundError, messageOf } from '../model/errors.ts';
import type { Verification } from '../model/finding.ts';
import { sha256 } from '../model/hashing.ts';
import type { Report, Scanned } from '../model/report.ts';
import { documentsOf } from '../report/document.ts';
import type { ScanOptions } from '../scan/options.ts';
import { runScan } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import { gitEnvironment } from './credentials.ts';
import { clonesDigest } from './find-clones.ts';
import type { HostKind } from './hosts.ts';
import { Mirror, problemOf, RepositoryProblem } from './mirror.ts';
import type { State } from './state.ts';
import { clean, fleetFingerprint, type StoredFinding, type StoredRule, storedFindings } from './stored-finding.ts';
import type { Choose } from './verify-chosen.ts';

/** How all repositories are scanned. */
export interface ScanPlan {
  readonly options: Pick<ScanOptions, 'config' | 'applyIgnores' | 'minConfidence' | 'jobs' | 'memoryBytes' | 'cwd'>;
  /** Ask these services about keys. */
  readonly verify?: true | readonly string[];
  /** Of the fleet's fingerprints. */
  readonly key: string;
  readonly mostBytes: number;
  readonly timeoutMs: number;
}

/** A repository to scan. */
export interface ScanTask {
  readonly name: string;
  readonly location: string;
  readonly optional: boolean;
  /** The host that lists it, if that is one of the user's own. */
  readonly host?: HostKind;
  /** Of the last scan. */
  readonly digest: string | null;
  /** Where its clone and its cache are. */
  readonly folder: string;
}

/** Plain data, which goes from one process to another. */
export interface ScanResult {
  /** `unchanged`: as it was after the last scan. */
  readonly state: State | 'unchanged';
  readonly detail: string;
  readonly seconds: number;
  /** Absent where the repository was not scanned. */
  readonly scan?: {
    /** Undefined: it is to be scanned again even if nothing changes, for it was not scanned to its end. */
    readonly digest: string | undefined;
    readonly counts: Scanned;
    readonly errors: Report['errors'];
    readonly findings: readonly StoredFinding[];
    readonly rules: Readonly<Record<string, StoredRule>>;
    /** What services answered, by fingerprint. */
    readonly verifications: Readonly<Record<string, Verification>>;
    /** All of it was looked at: what is not found any more is gone. */
    readonly isWhole: boolean;
  };
}

/** Scans one repository after another. */
export class RepositoryScanner {
  readonly #plan: ScanPlan;
  readonly #env: Env;
  #settings: Promise<{ settings: ScanSettings; digest: string }> | undefined;

  constructor(plan: ScanPlan, env: Env) {
    this.#plan = plan;
    this.#env = env;
  }

  /** Whatever is wrong with the repository is in the result. @throws what is wrong with us, or the configuration */
  async scan(task: ScanTask, choose: Choose): Promise<ScanResult> {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      return { ...(await this.#scan(task, choose, started + this.#plan.timeoutMs)), seconds: seconds() };
    } catch (thrown) {
      const { state, message } = problemOf(thrown);
      // A wiki that nobody has written yet.
      if (task.optional && (state === 'gone' || state === 'no permission')) {
        return { state: 'empty', detail: '', seconds: seconds() };
      }
      return { state, detail: clean(message), seconds: seconds() };
    }
  }

  async #scan(task: ScanTask, choose: Choose, deadline: number): Promise<Omit<ScanResult, 'seconds'>> {
    this.#settings ??= this.#readSettings();
    const { settings, digest: plan } = await this.#settings;
    const found = isAbsolute(task.location) ? hereOf(task.location) : await this.#fetch(task, plan);
    const digest = found.digest === undefined ? undefined : sha256(`${plan}\0${found.digest}`);
    if (found.isEmpty) return { state: 'empty', detail: '' };
    if (digest !== undefined && digest === task.digest) return { state: 'unchanged', detail: '' };
    await found.fetch?.();
    const own = {
      ...settings,
      deadline,
      history: { ...settings.history, cacheFolder: join(task.folder, 'scan') },
    };
    const report = await runScan('history', await openHistory(found.folder, [], own), own);
    const { errors } = documentsOf(report, { showSecrets: false });
    const isOver = report.interrupted !== undefined;
    const isEmpty = report.scanned.blobs === 0 && errors.length === 0;
    return {
      state: isOver ? 'out of time' : errors.length > 0 ? 'incomplete' : isEmpty ? 'empty' : 'scanned',
      detail: errors.length === 0 ? '' : clean(`${errors[0]?.subject}: ${errors[0]?.message}`),
      scan: {
        digest: isOver ? undefined : digest,
        counts: report.scanned,
        errors: clean(errors),
        ...storedFindings(report, this.#plan.key, task.name),
        verifications: await this.#verify(report, task, choose),
        isWhole: !isOver,
      },
    };
  }

  async #verify({ findings }: Report, { name }: ScanTask, choose: Choose): Promise<Record<string, Verification>> {
    const { verify, key } = this.#plan;
    if (verify === undefined) return {};
    const { verifyChosen } = await import('./verify-chosen.ts');
    const byFingerprint = new Map(findings.map((finding) => [fleetFingerprint(finding, key, name), finding]));
    return verifyChosen(byFingerprint, verify, choose, this.#env);
  }

  async #fetch({ folder, location, host, digest }: ScanTask, plan: string) {
    const mirror = new Mirror(join(folder, 'git'), location, gitEnvironment(location, this.#env, host));
    const remote = await mirror.ask();
    const isSame = digest !== null && digest === sha256(`${plan}\0${remote.digest}`);
    const fetch = isSame ? undefined : () => mirror.fetch(remote, this.#plan.mostBytes);
    return { folder: mirror.folder, digest: remote.digest, isEmpty: remote.isEmpty, fetch };
  }

  /** Read once: all repositories are scanned in the same way. */
  async #readSettings() {
    const settings = await readSettings({ ...this.#plan.options, env: gitEnvironment('', this.#env) });
    const { ruleSet, minConfidence, applyIgnores, suppression, overrides } = settings;
    const parts = [
      __VERSION__,
      __BUILD__,
      ruleSet,
      minConfidence,
      applyIgnores,
      suppression.config,
      overrides,
      this.#plan.verify,
    ];
    return { settings, digest: sha256(JSON.stringify(parts)) };
  }
}

/** A clone on this machine is scanned where it is. @throws RepositoryProblem */
function hereOf(folder: string) {
  try {
    if (!statSync(folder).isDirectory()) throw new RepositoryProblem('gone', 'is no folder any more');
    return { folder, digest: clonesDigest(folder), isEmpty: false, fetch: undefined };
  } catch (thrown) {
    if (thrown instanceof RepositoryProblem || thrown instanceof HexhoundError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    const state = code === 'ENOENT' ? 'gone' : code === 'EACCES' ? 'no permission' : 'damaged';
    throw new RepositoryProblem(state, messageOf(thrown));
  }
}
