import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CheckContext } from '../../../../src/audit/checks/check.ts';
import { CI_CHECKS } from '../../../../src/audit/checks/ci/checks.ts';
import { projectFacts } from '../../../../src/audit/checks/facts.ts';
import type { Problem } from '../../../../src/audit/checks/problem.ts';
import { ProjectFiles } from '../../../../src/audit/checks/project-files.ts';
import { valueJudge } from '../../../../src/audit/checks/value-kind.ts';
import { START } from '../../../../src/model/fragment.ts';
import { ScanLog } from '../../../../src/model/scan-log.ts';
import { RULE_SET } from '../../../../src/rules/rule-set.ts';
import { collectFindings } from '../../../../src/scan/collect.ts';
import { Detector } from '../../../../src/scan/detect/detector.ts';
import { judgeMatches } from '../../../../src/scan/verdict/judge-match.ts';
import { temporaryFolder } from '../../../helpers/repository.ts';

const detector = new Detector(RULE_SET);
const judgeValue = valueJudge(RULE_SET);

export interface Audit {
  readonly problems: Problem[];
  readonly markUnread: string[];
  readonly context: CheckContext;
}

/** What the checks of CI files say about a folder. */
async function auditFolder(root: string): Promise<Audit> {
  const files = await ProjectFiles.open({ cwd: root, env: {} }, () => true, new ScanLog());
  const markUnread: string[] = [];
  const context: CheckContext = {
    files,
    facts: projectFacts(files),
    judgeValue,
    findingsIn: (path) => {
      const place = { kind: 'file', path } as const;
      const bytes = Buffer.from(files.text(path) ?? '');
      const found = detector.detect({ bytes, origin: START }).map((match) => ({ match, place }));
      return collectFindings(judgeMatches(found, RULE_SET)).secrets.filter(({ confidence }) => confidence !== 'low');
    },
    markUnread: (path, why) => void markUnread.push(`${path} ${why}`),
  };
  const problems = files.paths.flatMap((path) =>
    CI_CHECKS.filter((check) => check.concerns(path)).flatMap((check) => {
      const file = files.checked(path);
      return file === undefined ? [] : [...check.check(file, context)];
    }),
  );
  return { problems, markUnread, context };
}

/** What the checks of CI files say about these files. */
export async function auditFiles(files: Readonly<Record<string, string>>): Promise<Audit> {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return auditFolder(root);
}

/** Each problem as `rule weight line`, in the order of lines. */
export async function problemsIn(path: string, text: string): Promise<string[]> {
  const { problems } = await auditFiles({ [path]: text });
  return problems
    .map(({ rule, weight, line }) => ({ line, told: `${rule} ${weight} ${line}` }))
    .sort((a, b) => a.line - b.line)
    .map(({ told }) => told);
}
