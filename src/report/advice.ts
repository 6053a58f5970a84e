import type { Finding, Spread } from '../model/finding.ts';
import type { Report, TypedCommands } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { inColumns, wrap, wrapCell } from '../syntax/wrap.ts';
import type { LazyFinding } from './document.ts';
import { shortId } from './place.ts';

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
  /** How far those got that their service has not called dead; undefined if it called all of them so. */
  readonly spread: Spread | 'unknown' | undefined;
}

/** The risk and the fix for each rule that has findings: what to do depends on how far they have got. */
export function fixesOf(findings: readonly Finding[], options: AdviceOptions): string[] {
  if (findings.length === 0) return [];
  const { paint, commands, width } = options;
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const own = byRule.get(finding.rule.id);
    if (own === undefined) byRule.set(finding.rule.id, [finding]);
    else own.push(finding);
  }
  const most = findings.length > MANY ? MAX_RULES_OF_MANY : MAX_RULES;
  const lines = [...byRule.values()].slice(0, most).flatMap((own) => {
    const [finding] = own;
    return finding === undefined ? [] : fixOf({ finding, count: own.length, spread: worstOf(own) }, options);
  });
  const more = byRule.size - most;
  if (more > 0) lines.push(`  ${plural(more, 'more rule')}: ${commands.hexhound} rules show RULE`);
  return [
    paint('bold', 'What to do'),
    ...[...inGitOf(findings), ...firstOf(findings, commands)].flatMap((line) => wrap(`  ${line}`, width, '  ')),
    ...lines,
  ];
}

/** What is farthest out decides, and what is not known counts as such. */
const BY_DANGER = ['unknown', 'pushed', 'committed', 'uncommitted'] as const;

function worstOf(findings: readonly Finding[]): OfRule['spread'] {
  const spreads = findings.filter(isNotDead).map(({ spread = 'unknown' }) => spread);
  return BY_DANGER.find((spread) => spreads.includes(spread));
}

function isNotDead({ verification }: Finding): boolean {
  return verification?.status !== 'inactive';
}

/** What comes first, by how far the secrets have got. */
function firstOf(findings: readonly Finding[], { hexhound, repository }: TypedCommands): string[] {
  const secrets = findings.filter((finding) => isNotDead(finding) && finding.secret !== undefined);
  const of = (spread: Spread | undefined) => secrets.filter((finding) => finding.spread === spread);
  const [pushed, committed, uncommitted] = [of('pushed'), of('committed'), of('uncommitted')];
  const isMixed = [pushed, committed, uncommitted].filter(({ length }) => length > 0).length > 1;
  const count = (own: readonly Finding[]) => (isMixed ? ` (${own.length})` : '');
  const git = repository === '' ? 'git' : `git -C ${repository}`;
  const inHistory = of(undefined).some(({ occurrences }) => occurrences.some(({ commit, refs }) => commit ?? refs));
  return [
    ...(pushed.length === 0
      ? []
      : [
          `Pushed${count(pushed)}: rotate first, for whoever has fetched has it. ${hexhound} purge ID then takes it out of the history.`,
        ]),
    ...(committed.length === 0
      ? []
      : [
          `Committed, not pushed${count(committed)}: take it out before you push, of the last commit with ${git} commit --amend, of an older one with ${git} rebase -i ${oldestOf(committed)}^; rotate it if in doubt.`,
        ]),
    ...(uncommitted.length === 0
      ? []
      : [`Not committed${count(uncommitted)}: take it out; nothing has to be replaced, unless it was shared.`]),
    // People think that what is in no file any more is gone.
    ...(inHistory ? ['Changing a file does not take a key out of the history: rotate it.'] : []),
  ];
}

function oldestOf(findings: readonly Finding[]): string {
  const commits = new Set(findings.flatMap(({ history }) => history?.first?.id ?? []));
  const [only] = commits;
  return commits.size === 1 && only !== undefined ? escapeForeign(shortId(only)) : 'COMMIT';
}

/** What stands in `.git` is no matter of commits: it goes wherever the folder is copied. */
function inGitOf(findings: readonly Finding[]): string[] {
  const places = findings.flatMap(({ occurrences }) => occurrences.filter(({ kind }) => kind === 'git-file'));
  if (places.length === 0) return [];
  const isConfig = places.some(({ path = '' }) => /(?:^|\/)config(?:\.worktree)?$/.test(path));
  return [
    'Nobody gets what stands in .git by cloning, but whoever copies the folder does: images, backups, artifacts of CI.',
    ...(isConfig
      ? [
          'Take it out of .git/config: git remote set-url NAME ADDRESS without it, and a credential helper in its place.',
        ]
      : []),
  ];
}

const NOTHING_TO_REPLACE =
  'Its service does not accept it any more: nothing to replace. Take it out, so that nobody relies on it.';

function fixOf({ finding, count, spread }: OfRule, { describe, paint, width }: AdviceOptions): string[] {
  const { title, rule, risk, fix } = describe(finding);
  const heading = `  ${paint('bold', clip(title, 100))}${count > 1 ? ` (${plural(count, 'finding')})` : ''} ${paint('dim', rule)}`;
  const text = (line: string) => wrapCell('    ', clip(line, 300), width);
  const isFar = spread === 'pushed' || spread === 'unknown';
  // What is to be done about a file has to be done before the commit, too.
  const steps = isFar
    ? fix.steps
    : finding.secret === undefined
      ? fix.steps.filter((step) => !/^Rotate/.test(step))
      : [];
  const rotate = isFar ? 'Rotate it' : spread === 'committed' ? 'If in doubt, rotate it' : undefined;
  return [
    heading,
    ...(spread === undefined ? text(NOTHING_TO_REPLACE) : risk === '' ? [] : text(risk)),
    ...(fix.rotate === undefined || rotate === undefined ? [] : [`    ${rotate}: ${paint('underline', fix.rotate)}`]),
    ...(spread === undefined ? [] : steps).flatMap((step, index) =>
      wrapCell(`    ${index + 1}. `, clip(step, 300), width),
    ),
  ];
}

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
  const steps: [command: string, meaning: string][] = [[`${hexhound} explain ${id}${there}`, 'why it was reported']];
  const [first] = secrets;
  if (first !== undefined && command !== 'history') {
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
