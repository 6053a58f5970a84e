import type { Repository } from '../../git/repository.ts';
import type { ScanError } from '../../model/errors.ts';
import { mapStrings, masker } from '../../model/masking.ts';
import type { Secret } from '../../model/secret.ts';
import type { Exposure } from '../exposure/exposure.ts';
import type { PurgePlan } from './plan.ts';
import type { Step } from './step.ts';

/** What `hexhound purge --format json` prints. All secrets in it are masked. */
export interface PlanDocument {
  readonly schema: 'hexhound-purge/1';
  /** Absolute path. */
  readonly repository: string;
  /** Absolute path of the file with the values; null where nothing is to be replaced. */
  readonly file: string | null;
  readonly findings: readonly ItemDocument[];
  readonly steps: readonly Step[];
  readonly errors: readonly ScanError[];
  readonly notices: readonly string[];
}

export interface ItemDocument {
  readonly fingerprint: string;
  readonly rule: string;
  readonly title: string;
  /** Such as `****c0de`; null for a file that is removed as a whole. */
  readonly key: string | null;
  /** Some of the paths where it was found. */
  readonly paths: readonly string[];
  /** The page where the key is replaced. */
  readonly rotate: string | null;
  readonly rotateSteps: readonly string[];
  /** The command that asks the service whether it is alive. */
  readonly verify: string | null;
  readonly replacement: string | null;
  readonly objects: Readonly<Record<string, number>>;
  readonly forms: readonly string[];
  readonly remarks: readonly string[];
  readonly exposure: Exposure;
}

const MAX_PATHS = 20;

/** A plan as data, with all secrets masked: a path or an author may have one. */
export function planDocument(made: {
  readonly plan: PurgePlan;
  /** All that were found, whether they are purged or not. */
  readonly secrets: readonly Secret[];
  readonly steps: readonly Step[];
  readonly file: string | undefined;
  readonly repository: Repository;
  readonly errors: readonly ScanError[];
  readonly notices: readonly string[];
}): PlanDocument {
  const { plan, secrets, steps, file, repository, errors, notices } = made;
  const document: PlanDocument = {
    schema: 'hexhound-purge/1',
    repository: repository.root ?? repository.gitDir,
    file: file ?? null,
    findings: plan.items.map(({ finding, exposure, replacement, objects, forms, remarks }) => ({
      fingerprint: finding.fingerprint,
      rule: finding.rule.id,
      title: finding.rule.title,
      key: finding.secret?.mask() ?? null,
      paths: [...new Set(finding.occurrences.flatMap(({ path }) => path ?? []))].slice(0, MAX_PATHS),
      rotate: finding.rule.fix.rotate ?? null,
      rotateSteps: finding.rule.fix.steps,
      verify: finding.rule.verify === undefined ? null : 'hexhound verify',
      replacement: replacement ?? null,
      objects,
      forms,
      remarks,
      exposure,
    })),
    steps,
    errors,
    notices,
  };
  return mapStrings(document, masker(secrets));
}
