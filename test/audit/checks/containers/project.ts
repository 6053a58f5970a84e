import type { CheckContext, FileCheck, ProjectCheck } from '../../../../src/audit/checks/check.ts';
import { projectFacts } from '../../../../src/audit/checks/facts.ts';
import type { Problem } from '../../../../src/audit/checks/problem.ts';
import { ProjectFiles } from '../../../../src/audit/checks/project-files.ts';
import { valueJudge } from '../../../../src/audit/checks/value-kind.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import { START } from '../../../../src/model/fragment.ts';
import { ScanLog } from '../../../../src/model/scan-log.ts';
import { RULE_SET } from '../../../../src/rules/rule-set.ts';
import { collectFindings } from '../../../../src/scan/collect.ts';
import { Detector } from '../../../../src/scan/detect/detector.ts';
import { judgeMatches } from '../../../../src/scan/verdict/judge-match.ts';
import { createRepository, GIT_ENV } from '../../../helpers/repository.ts';

const judgeValue = valueJudge(RULE_SET);
const detector = new Detector(RULE_SET);

type Contents = Readonly<Record<string, string>>;

/** A repository with these files. @param ignored lie on the disk, and git ignores them */
export async function projectOf(tracked: Contents, ignored: Contents = {}): Promise<ProjectFiles> {
  const repository = createRepository();
  for (const [path, content] of Object.entries(tracked)) repository.write(path, content);
  repository.commit('all');
  repository.write(
    '.git/info/exclude',
    Object.keys(ignored)
      .map((path) => `/${path}\n`)
      .join(''),
  );
  for (const [path, content] of Object.entries(ignored)) repository.write(path, content);
  return ProjectFiles.open({ cwd: repository.path, env: GIT_ENV }, () => true, new ScanLog());
}

/** What checks say about a project. */
export interface Audit {
  readonly problems: readonly Problem[];
  /** `path why` */
  readonly markUnread: readonly string[];
}

/** Runs checks over a project, with what the scanner finds in its files. */
export async function auditOf(checks: readonly (FileCheck | ProjectCheck)[], files: ProjectFiles): Promise<Audit> {
  const problems: Problem[] = [];
  const markUnread: string[] = [];
  const context: CheckContext = {
    files,
    facts: projectFacts(files),
    judgeValue,
    findingsIn: (path) => findingsIn(path, files),
    markUnread: (path, why) => markUnread.push(`${path} ${why}`),
  };
  for (const check of checks) {
    if ('concerns' in check) {
      for (const file of files.paths.filter((path) => check.concerns(path)).map((path) => files.checked(path))) {
        if (file !== undefined) problems.push(...check.check(file, context));
      }
    } else problems.push(...(await check.check(context)));
  }
  return { problems, markUnread };
}

function findingsIn(path: string, files: ProjectFiles): Finding[] {
  const bytes = Buffer.from(files.text(path) ?? '');
  const place = { kind: 'file', path } as const;
  const found = detector.detect({ bytes, origin: START }).map((match) => ({ match, place }));
  const findings = collectFindings(judgeMatches(found, RULE_SET)).secrets;
  return findings.filter(({ confidence }) => confidence !== 'low');
}

/** `weight path:line note` of each problem. */
export function linesOf({ problems }: Audit): string[] {
  return problems.map(({ weight, path, line, note }) => `${weight} ${path}:${line} ${note}`);
}
