import type { Finding, Spread } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { Report, TypedCommands } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { inColumns, wrap, wrapCell } from '../syntax/wrap.ts';
import type { LazyFinding } from './document.ts';
import { shortId } from './place.ts';
import { firstStepOf, HEADS, inGitOf, type Reach, reachOf, remedyOf, STILL_IN_HISTORY, worstOf } from './remedy.ts';

/** The most rules whose advice is shown, and of many findings. */
const MAX_RULES = 12;
const MAX_RULES_OF_MANY = 5;
const MANY = 20;

/** How a finding is told, and how its advice is typed and laid out. */
export interface AdviceOptions {
  /** Masks and escapes a finding for output. */
  readonly describe: (finding: Finding) => LazyFinding;
  readonly paint: Paint;
  readonly commands: TypedCommands;
  readonly width: number | undefined;
}

/** The findings of one rule. */
interface OfRule {
  readonly finding: Finding;
  readonly count: number;
  /** How far those got that their service has not called dead. */
  readonly reach: Reach;
}

/** The risk and the fix for each rule that has findings: what to do depends on how far they have got. */
export function fixesOf(findings: readonly Finding[], options: AdviceOptions): string[] {
  if (findings.length === 0) return [];
  const { paint, commands, width } = options;
  const byRule = groupBy(findings, ({ rule }) => rule.id);
  const most = findings.length > MANY ? MAX_RULES_OF_MANY : MAX_RULES;
  const lines = [...byRule.values()].slice(0, most).flatMap((own) => {
    const [finding] = own;
    return finding === undefined
      ? []
      : fixOf({ finding, count: own.length, reach: worstOf(own.map(reachOf)) }, options);
  });
  const more = byRule.size - most;
  if (more > 0) lines.push(`  ${plural(more, 'more rule')}: ${commands.hexhound} rules show RULE`);
  return [
    paint('bold', 'What to do'),
    ...[...inGitOf(findings.flatMap(({ occurrences }) => occurrences)), ...firstOf(findings, commands)].flatMap(
      (line) => wrap(`  ${line}`, width, '  '),
    ),
    ...lines,
  ];
}

/** What comes first, by how far the secrets have got. */
function firstOf(findings: readonly Finding[], { hexhound, repository }: TypedCommands): string[] {
  const secrets = findings.filter((finding) => reachOf(finding) !== 'dead' && finding.secret !== undefined);
  const of = (spread: Spread | undefined) => secrets.filter((finding) => finding.spread === spread);
  const groups = HEADS.map(([spread, head]) => ({ spread, head, own: of(spread) })).filter(({ own }) => own.length > 0);
  const git = repository === '' ? 'git' : `git -C ${repository}`;
  const inHistory = of(undefined).some(({ occurrences }) => occurrences.some(({ commit, refs }) => commit ?? refs));
  return [
    ...groups.map(({ spread, head, own }) => {
      const count = groups.length > 1 ? ` (${own.length})` : '';
      return `${head}${count}: ${firstStepOf(spread, { hexhound, git, id: 'ID', commit: oldestOf(own) })}`;
    }),
    ...(inHistory ? [STILL_IN_HISTORY] : []),
  ];
}

/** The commit that a rebase of all of them begins at. */
function oldestOf(findings: readonly Finding[]): string {
  const commits = findings.flatMap(
    ({ history, occurrences }) =>
      history?.first ??
      occurrences.flatMap(({ commit, date = '' }) => (commit === undefined ? [] : { id: commit, date })),
  );
  const [oldest] = commits.sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  return oldest === undefined ? 'COMMIT' : escapeForeign(shortId(oldest.id));
}

function fixOf({ finding, count, reach }: OfRule, { describe, paint, width }: AdviceOptions): string[] {
  const shown = describe(finding);
  const { title, rule, fix } = shown;
  const heading = `  ${paint('bold', clip(title, 100))}${count > 1 ? ` (${plural(count, 'finding')})` : ''} ${paint('dim', rule)}`;
  const { meaning, rotate, steps } = remedyOf(shown, reach, finding.secret === undefined);
  return [
    heading,
    ...(meaning === '' ? [] : wrapCell('    ', clip(meaning, 300), width)),
    ...(fix.rotate === undefined || rotate === undefined ? [] : [`    ${rotate}: ${paint('underline', fix.rotate)}`]),
    ...steps.flatMap((step, index) => wrapCell(`    ${index + 1}. `, clip(step, 300), width)),
  ];
}

/** Commands that look at what is committed. */
const OF_COMMITS: ReadonlySet<string> = new Set(['history', 'ci', 'push', 'receive']);

/** The commands to run next; none for standard input, which cannot be scanned again. */
export function nextOf(
  { command, findings }: Pick<Report, 'command' | 'findings'>,
  { describe, paint, commands: { hexhound, repository }, width }: AdviceOptions,
): string[] {
  if (findings.length === 0 || command === 'stdin') return [];
  const secrets = findings.filter(({ secret }) => secret !== undefined);
  const there = repository === '' ? '' : ` ${repository}`;
  const [only] = findings.length === 1 ? findings : [];
  const id = only === undefined ? 'ID' : only.fingerprint.slice(0, 8);
  if (command === 'fleet') {
    const mark = `${hexhound} fleet mark accepted ${id} --reason TEXT`;
    return inColumns([[paint('bold', mark), 'known: leave out from now on; or resolved, or false-alarm']], width);
  }
  const steps: [command: string, meaning: string][] = [[`${hexhound} explain ${id}${there}`, 'why it was reported']];
  const [first] = secrets;
  // A comment does not change the versions that are committed.
  if (first !== undefined && !OF_COMMITS.has(command)) {
    const isOne = secrets.every(({ rule }) => rule.id === first.rule.id);
    const rule = isOne ? describe(first).rule : 'RULE';
    steps.push([`hexhound-ignore ${rule} -- REASON`, 'no secret? this in a comment on its line']);
  }
  const inRepository = repository === '' ? '' : `cd ${repository} && `;
  steps.push([`${inRepository}${hexhound} baseline create`, 'known and accepted: leave out from now on']);
  return inColumns(
    steps.map(([text, meaning]) => [paint('bold', text), meaning] as const),
    width,
  );
}
