import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Audited } from '../audit/audit-folder.ts';
import { type FixPlan, planFix } from '../audit/fix/plan-fix.ts';
import { applyChange } from '../files/change.ts';
import { describeChanges } from '../files/describe.ts';
import { refuseLinks, writeAtomically } from '../files/write.ts';
import { removeFromIndex } from '../git/index-files.ts';
import { HexhoundError } from '../model/errors.ts';
import { masker } from '../model/masking.ts';
import { openProject, type Project } from '../setup/project.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { plural } from '../syntax/words.ts';
import type { Io } from './command.ts';
import { confirm } from './confirm.ts';
import { say } from './say.ts';

export interface FixOptions {
  readonly color: boolean;
  /** Write without asking. */
  readonly yes: boolean;
  /** Only show. */
  readonly dryRun: boolean;
}

/**
 * - `nothing`: there is nothing to repair
 * - `shown`: only shown, with `--dry-run`
 * - `done`: all repairs were made
 * - `declined`: some or all were not, because the user refused or could not be asked
 */
export type FixOutcome = 'nothing' | 'shown' | 'done' | 'declined';

/**
 * `hexhound audit --fix`: shows the repairs, asks, and makes them. Taking files out of git's index is a question of its
 * own. Workflows are not changed, because the secrets must be set in the CI system first: a patch for review is written
 * instead.
 * @throws HexhoundError E_CONFIG for a file that cannot be edited, E_GIT where git refuses
 */
export async function fix(audited: Audited, options: FixOptions, io: Io): Promise<FixOutcome> {
  try {
    return await repair(audited, options, io);
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    // The path of the file may have a key in it.
    const hide = masker(audited.secrets);
    throw new HexhoundError(thrown.code, hide(thrown.subject), hide(thrown.message), { cause: thrown.cause });
  }
}

async function repair(audited: Audited, { color, yes, dryRun }: FixOptions, io: Io): Promise<FixOutcome> {
  const { files, secrets } = audited;
  const context = { cwd: files.root, env: io.env };
  const project = files.repository?.root === undefined ? undefined : await openProject(context);
  const plan = await planFix({ ...audited, project });
  const paint = painter(color);
  const isEmpty = plan.changes.length === 0 && plan.untrack.length === 0 && plan.patch === undefined;
  const hide = masker([...secrets, ...(plan.patch?.values ?? [])]);
  const print = (text: string) => io.stdout.write(hide(text));
  print(isEmpty ? '\nThere is nothing that can be repaired here without you.\n' : describe(plan, paint, hide));
  if (isEmpty) return 'nothing';
  if (dryRun) return 'shown';
  if (!yes && io.stdin.isTTY !== true) {
    say(io, 'nothing is written: there is nobody to ask, and no --yes');
    return 'declined';
  }
  const ask = async (question: string) => yes || (await confirm(question, io));
  const answers = [
    plan.changes.length === 0 || (await ask(`Write ${plural(plan.changes.length, 'file')}?`)),
    plan.untrack.length === 0 || (await ask(`Take ${plural(plan.untrack.length, 'file')} out of git's index?`)),
  ];
  const [mayWrite, mayUntrack] = answers;
  if (mayWrite) {
    for (const change of plan.changes) {
      applyChange(project ?? { root: files.root, commonDir: files.root }, change);
      print(`wrote ${escapeForeign(change.file.shown)}\n`);
    }
  }
  if (mayUntrack && plan.untrack.length > 0) {
    await removeFromIndex(context, plan.untrack);
    for (const path of plan.untrack) print(`untracked ${escapeForeign(path)}, which stays on disk\n`);
  }
  if (plan.patch !== undefined && project !== undefined) print(writePatch(plan.patch, project));
  return answers.includes(false) ? 'declined' : 'done';
}

function describe({ changes, untrack, patch }: FixPlan, paint: Paint, hide: (text: string) => string): string {
  const lines = ['', ...describeChanges(changes, paint, hide)];
  if (untrack.length > 0) {
    const why = 'it stays on disk; the history keeps it (hexhound purge)';
    lines.push(...untrack.map((path) => `${paint('bold', `git rm --cached ${escapeForeign(path)}`)}: ${why}`), '');
  }
  if (patch !== undefined) {
    lines.push(`${paint('bold', 'a patch to review')}: takes literals of workflows from the repository's secrets`);
    lines.push(
      ...patch.text
        .trimEnd()
        .split('\n')
        .map((line) => colored(escapeForeign(hide(line)), paint)),
      '',
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

function colored(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', `  ${line}`);
  return line.startsWith('-') ? paint('red', `  ${line}`) : `  ${line}`;
}

/**
 * Writes the patch into `.git`, where it cannot be committed, and for its owner only: it contains the old values.
 * @returns what to do with it
 */
function writePatch({ text, names }: NonNullable<FixPlan['patch']>, { commonDir }: Project): string {
  const path = join(commonDir, 'hexhound', 'workflow-secrets.patch');
  refuseLinks(path);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeAtomically(path, text, 0o600);
  return (
    `wrote ${escapeForeign(path)}\n` +
    `  1. Replace the keys, and set the new ones as secrets of the repository: ${names.join(', ')}\n` +
    `  2. git apply ${escapeForeign(path)}\n` +
    '  3. Delete the patch: it has the old values in it.\n'
  );
}
