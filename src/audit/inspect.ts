import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { FileRule, RuleSet } from '../model/rule.ts';
import { type Families, familiesOf } from '../rules/services.ts';
import { fileFinding } from '../scan/file-rules/file-finding.ts';
import { INLINE_MARKERS, type InlineIgnores, readIgnores } from '../scan/suppress/inline.ts';
import { limited } from '../syntax/limited.ts';
import { ifReadable } from '../syntax/shell/read.ts';
import type { Check, CheckContext, FileCheck } from './checks/check.ts';
import { projectFacts } from './checks/facts.ts';
import type { Problem } from './checks/problem.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { UNREADABLE_SCRIPT } from './checks/unread.ts';
import { valueJudge } from './checks/value-kind.ts';

/** What is inspected, and by which checks. */
export interface InspectionPlan {
  readonly files: ProjectFiles;
  readonly ruleSet: RuleSet;
  /** What a scan of the same files found. */
  readonly secrets: readonly Finding[];
  readonly checks: readonly Check[];
  /** Inline comments (`hexhound-ignore`) suppress problems. */
  readonly applyIgnores: boolean;
  /** Whether there is time left. */
  readonly goOn: () => boolean;
}

/** A problem, and the same as a finding, which can be suppressed and reported. */
export interface Inspected {
  readonly problem: Problem;
  readonly finding: Finding;
}

/** A file that a check could not read. */
export interface Unread {
  readonly path: string;
  /** Half a sentence: `is not valid YAML`. */
  readonly why: string;
  /** Rules of that check. */
  readonly rules: readonly string[];
}

export interface Inspection {
  readonly inspected: readonly Inspected[];
  readonly unread: readonly Unread[];
  /** For further questions about the same files. */
  readonly context: CheckContext;
}

/** Runs the checks on a project's files. Problems of rules that are not in the rule set are left out. */
export async function inspect(plan: InspectionPlan): Promise<Inspection> {
  const unread: Unread[] = [];
  let current: readonly string[] = [];
  const context = contextOf(plan, (path, why) => unread.push({ path, why, rules: current }));
  const problems: Problem[] = [];
  for (const check of plan.checks) {
    if (!plan.goOn()) break;
    current = check.rules;
    problems.push(...('concerns' in check ? checkFiles(check, context, plan.goOn) : await check.check(context)));
  }
  return { inspected: toFindings(problems, plan), unread, context };
}

/** In milliseconds, for one file. Checks look at small files only, and take a thousandth. */
const MOST_TIME = 10_000;

function checkFiles(check: FileCheck, context: CheckContext, goOn: () => boolean): Problem[] {
  return context.files.paths.filter(check.concerns).flatMap((path) => {
    if (!goOn()) return [];
    const file = context.files.checked(path);
    if (file === undefined) {
      const why = check.needsText === true ? context.files.whyUnread(path) : undefined;
      if (why !== undefined) context.markUnread(path, why);
      return [];
    }
    const done = limited(MOST_TIME, () => ifReadable(() => [...check.check(file, context)]));
    if (done === undefined) context.markUnread(path, 'is too hard to read');
    else if (done.value === undefined) context.markUnread(path, UNREADABLE_SCRIPT);
    return done?.value ?? [];
  });
}

function contextOf({ files, ruleSet, secrets }: InspectionPlan, unread: CheckContext['markUnread']): CheckContext {
  return {
    files,
    facts: projectFacts(files),
    judgeValue: valueJudge(ruleSet),
    findingsIn: findingsByPath(secrets),
    markUnread: unread,
  };
}

/** The secrets in a file, without those of low confidence. Each finding has one occurrence. @internal exported for tests */
export function findingsByPath(findings: readonly Finding[]): CheckContext['findingsIn'] {
  const single = findings
    .filter(({ secret, confidence }) => secret !== undefined && confidence !== 'low')
    .flatMap((finding) => finding.occurrences.map((occurrence) => ({ ...finding, occurrences: [occurrence] })));
  const byPath = groupBy(single, ({ occurrences: [first] }) => first?.path ?? '');
  return (path) => byPath.get(path) ?? [];
}

function toFindings(problems: readonly Problem[], { files, ruleSet, applyIgnores }: InspectionPlan): Inspected[] {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.id, rule]));
  const families = familiesOf(ruleSet);
  const ignores = new Map<string, InlineIgnores | undefined>();
  const isIgnored = ({ path, line, rule }: Problem) => {
    if (!applyIgnores) return false;
    if (!ignores.has(path)) ignores.set(path, ignoresIn(files.text(path), families));
    const { start, end } = rangeOfLine(files.text(path) ?? '', line);
    return ignores.get(path)?.ignoredBy(families.get(rule) ?? rule, start, end) !== undefined;
  };
  return problems.flatMap((problem) => {
    const rule = rules.get(problem.rule);
    if (rule?.kind !== 'file' || isIgnored(problem)) return [];
    return [{ problem, finding: findingOf(problem, rule) }];
  });
}

function findingOf({ path, line, note, weight }: Problem, rule: FileRule): Finding {
  const isFailure = weight === 'failure';
  return fileFinding(rule, {
    // Without the line, which changes with the lines above.
    identity: `${path}\n${note}`,
    confidence: isFailure ? 'high' : 'low',
    ...(isFailure ? {} : { severity: 'low' }),
    note,
    occurrences: [{ kind: 'file', path, line, column: 1, endLine: line, endColumn: 1 }],
  });
}

/** The inline comments of one file; undefined if it has none. */
function ignoresIn(text: string | undefined, families: Families): InlineIgnores | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text);
  const lower = bytes.toString('latin1').toLowerCase();
  const markers = INLINE_MARKERS.flatMap((marker) => {
    const found = [];
    for (let start = lower.indexOf(marker); start >= 0; start = lower.indexOf(marker, start + 1)) {
      found.push({ marker, start });
    }
    return found;
  }).sort((a, b) => a.start - b.start);
  return markers.length === 0 ? undefined : readIgnores(bytes, markers, { families });
}

/** The byte offsets of a line. */
function rangeOfLine(text: string, line: number): { start: number; end: number } {
  const lines = text.split('\n');
  const start = Buffer.byteLength(lines.slice(0, line - 1).join('\n')) + (line > 1 ? 1 : 0);
  return { start, end: start + Buffer.byteLength(lines[line - 1] ?? '') };
}
