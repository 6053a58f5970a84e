import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import type { LazyFinding } from './document.ts';

/** The most rules whose advice is shown. */
const MAX_RULES = 12;

/**
 * The risk and the fix for each rule that has findings.
 * @param describe masks and escapes a finding for output
 */
export function fixesOf(
  findings: readonly Finding[],
  describe: (finding: Finding) => LazyFinding,
  paint: Paint,
): string[] {
  if (findings.length === 0) return [];
  const byRule = new Map<string, { finding: Finding; count: number }>();
  for (const finding of findings) {
    const entry = byRule.get(finding.rule.id);
    if (entry) entry.count++;
    else byRule.set(finding.rule.id, { finding, count: 1 });
  }
  const lines = [...byRule.values()]
    .slice(0, MAX_RULES)
    .flatMap(({ finding, count }) => fixOf(describe(finding), count, paint));
  const more = byRule.size - MAX_RULES;
  if (more > 0) lines.push(`  ${plural(more, 'more rule')}: hexhound rules show RULE`);
  // People think that what is in no file any more is gone.
  const inHistory = findings.some(({ occurrences }) => occurrences.some(({ commit }) => commit !== undefined));
  if (inHistory) lines.unshift('  Changing a file does not take a key out of the history: rotate it.');
  lines.unshift(...inGitOf(findings));
  return [paint('bold', 'What to do'), ...lines];
}

/** What stands in `.git` is no matter of commits: it goes wherever the folder is copied. */
function inGitOf(findings: readonly Finding[]): string[] {
  const places = findings.flatMap(({ occurrences }) => occurrences.filter(({ kind }) => kind === 'git-file'));
  if (places.length === 0) return [];
  const isConfig = places.some(({ path = '' }) => /(?:^|\/)config(?:\.worktree)?$/.test(path));
  return [
    '  Nobody gets what stands in .git by cloning, but whoever copies the folder does: images, backups, artifacts of CI.',
    ...(isConfig
      ? [
          '  Take it out of .git/config: git remote set-url NAME ADDRESS without it, and a credential helper in its place.',
        ]
      : []),
  ];
}

function fixOf({ title, rule, risk, fix }: LazyFinding, count: number, paint: Paint): string[] {
  return [
    `  ${paint('bold', clip(title, 100))}${count > 1 ? ` (${plural(count, 'finding')})` : ''} ${paint('dim', rule)}`,
    ...(risk === '' ? [] : [`    ${clip(risk, 300)}`]),
    ...(fix.rotate === undefined ? [] : [`    Rotate it: ${paint('underline', fix.rotate)}`]),
    ...fix.steps.map((step, index) => `    ${index + 1}. ${clip(step, 300)}`),
  ];
}

/** The commands to run next; none for standard input, which cannot be scanned again. */
export function nextOf(
  { command, findings }: Pick<Report, 'command' | 'findings'>,
  describe: (finding: Finding) => LazyFinding,
  paint: Paint,
): string[] {
  if (findings.length === 0 || command === 'stdin') return [];
  const secrets = findings.filter(({ secret }) => secret !== undefined);
  const steps: [command: string, meaning: string][] = [['hexhound explain ID', 'why it was reported']];
  const [first] = secrets;
  if (first !== undefined && command !== 'history') {
    const isOne = secrets.every(({ rule }) => rule.id === first.rule.id);
    const rule = isOne ? describe(first).rule : 'RULE';
    steps.push([`hexhound-ignore ${rule} -- REASON`, 'no secret? this in a comment on its line']);
  }
  steps.push(['hexhound baseline create', 'known and accepted: leave out from now on']);
  const width = Math.max(...steps.map(([text]) => text.length));
  return steps.map(([text, meaning]) => `  ${paint('bold', text.padEnd(width))}  ${meaning}`);
}
