import { applyChange } from '../files/change.ts';
import { describeChanges } from '../files/describe.ts';
import { UsageError } from '../model/errors.ts';
import { planIgnoreFile } from '../setup/ignore-file.ts';
import { planInstall, planUninstall } from '../setup/install.ts';
import type { Plan } from '../setup/plan.ts';
import { openProject, type Project } from '../setup/project.ts';
import { planStarterConfig } from '../setup/starter-config.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { painter } from '../syntax/paint.ts';
import { wantsColor } from './color.ts';
import type { Invocation, Io } from './command.ts';
import { confirm } from './confirm.ts';
import type { Flags } from './flags.ts';

export const flags = {
  yes: { type: 'boolean', short: 'y', help: 'write without asking' },
  'dry-run': { type: 'boolean', short: 'n', help: 'only show what would be written' },
  uninstall: { type: 'boolean', help: 'take the hook out again; settings and .gitignore stay' },
  color: { type: 'string', value: 'WHEN', help: 'auto (default), always, never' },
} as const satisfies Flags;

/**
 * `hexhound init`: shows what it will write, asks, and writes it.
 *
 * @returns 2 if the user refused or could not be asked, else 0
 * @throws HexhoundError E_USAGE for wrong flags, E_GIT outside a work tree, E_CONFIG for a file that cannot be edited
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  if (positionals.length > 0) throw new UsageError('takes no arguments');
  const paint = painter(wantsColor(values.color, io));
  const project = await openProject(io);
  const plan = values.uninstall ? planUninstall(project) : await planAll(project);
  const summary = plan.changes.length === 0 ? ['Nothing to write: everything is as it should be.'] : [];
  const notes = plan.notes.map((note) => `note: ${escapeForeign(note)}`);
  const shown = [...describeChanges(plan.changes, paint), ...summary, ...notes];
  io.stdout.write(shown.map((line) => `${line}\n`).join(''));
  if (plan.changes.length === 0 || values['dry-run']) return 0;
  if (!values.yes && !(await mayWrite(plan.changes.length, io))) return 2;
  for (const change of plan.changes) {
    applyChange(project, change);
    io.stdout.write(`${change.after === undefined ? 'deleted' : 'wrote'} ${escapeForeign(change.file.shown)}\n`);
  }
  return 0;
}

async function planAll(project: Project): Promise<Plan> {
  const { changes, notes } = planInstall(project);
  return { changes: [...changes, ...(await planIgnoreFile(project)), ...planStarterConfig(project)], notes };
}

async function mayWrite(count: number, io: Io): Promise<boolean> {
  const { stdin, stderr } = io;
  if (stdin.isTTY !== true) {
    stderr.write('hexhound: nothing is written: there is nobody to ask, and no --yes\n');
    return false;
  }
  const which = count === 1 ? 'this file' : `these ${count} files`;
  if (await confirm(`Write ${which}?`, io)) return true;
  stderr.write('hexhound: nothing is written\n');
  return false;
}
