import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CheckContext, FileCheck, ProjectCheck } from '../../../../src/audit/checks/check.ts';
import { projectFacts } from '../../../../src/audit/checks/facts.ts';
import type { Problem } from '../../../../src/audit/checks/problem.ts';
import { ProjectFiles } from '../../../../src/audit/checks/project-files.ts';
import { valueJudge } from '../../../../src/audit/checks/value-kind.ts';
import { findingsByPath } from '../../../../src/audit/inspect.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { Rule } from '../../../../src/model/rule.ts';
import { ScanLog } from '../../../../src/model/scan-log.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { RULE_SET } from '../../../../src/rules/rule-set.ts';
import { hexKey } from '../../../helpers/keys.ts';
import { createRepository } from '../../../helpers/repository.ts';

/** A finding of a scan: rule, confidence and line. */
export interface PlantedFinding {
  readonly rule?: string;
  readonly confidence?: Finding['confidence'];
  readonly line?: number;
  /** What was found; a key unless given. */
  readonly value?: string;
}

function finding(
  path: string,
  { rule = 'captchaai-api-key', confidence = 'high', line = 1, value = hexKey('planted') }: PlantedFinding,
): Finding {
  const known = RULE_SET.rules.find(({ id }): boolean => id === rule);
  if (known === undefined) throw new Error(`no rule ${rule}`);
  const ofRule: Rule = known;
  const occurrences = [{ kind: 'file', path, line, column: 1, endLine: line, endColumn: 9 } as const];
  const secret = ofRule.kind === 'file' ? {} : { secret: new Secret(value) };
  return { rule: ofRule, ...secret, fingerprint: '', confidence, score: 1, reasons: [], occurrences };
}

/** A repository with these files, committed unless `untracked`, and what a scan of it found. */
export async function contextOf(
  contents: Record<string, string>,
  findings: Record<string, readonly PlantedFinding[]> = {},
  untracked: Record<string, string> = {},
): Promise<CheckContext> {
  const repository = createRepository();
  for (const [path, text] of Object.entries(contents)) repository.write(path, text);
  repository.commit('first');
  for (const [path, text] of Object.entries(untracked)) {
    mkdirSync(dirname(join(repository.path, path)), { recursive: true });
    writeFileSync(join(repository.path, path), text);
  }
  const files = await ProjectFiles.open({ cwd: repository.path, env: process.env }, () => true, new ScanLog());
  return {
    files,
    facts: projectFacts(files),
    judgeValue: valueJudge(RULE_SET),
    findingsIn: findingsByPath(
      Object.entries(findings).flatMap(([path, planted]) => planted.map((each) => finding(path, each))),
    ),
    markUnread: () => undefined,
  };
}

/** What a check of files says about one text, without a repository. */
export function problemsIn(check: FileCheck, path: string, text: string): Problem[] {
  const context = { findingsIn: () => [] } as unknown as CheckContext;
  return check.concerns(path) ? [...check.check({ path, text, tracked: true }, context)] : [];
}

export async function projectProblems(check: ProjectCheck, context: CheckContext): Promise<Problem[]> {
  return [...(await check.check(context))];
}
