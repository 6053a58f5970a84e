import { applyChange } from '../files/change.ts';
import { describeChanges, listChanges } from '../files/describe.ts';
import type { RepositoryFolders } from '../files/opened-file.ts';
import { UsageError } from '../model/errors.ts';
import { applySetting, type GlobalPlan, planGlobal, planGlobalUninstall } from '../setup/global.ts';
import { planIgnoreFile } from '../setup/ignore-file.ts';
import { planInstall, planPlain, planUninstall } from '../setup/install.ts';
import type { Plan } from '../setup/plan.ts';
import { openProject, type Project } from '../setup/project.ts';
import { planStarterConfig } from '../setup/starter-config.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { painter } from '../syntax/paint.ts';
import { wrap } from '../syntax/wrap.ts';
import { wantsColor } from './color.ts';
import type { Invocation, Io } from './command.ts';
import { mayDo } from './confirm.ts';
import type { Flags, FlagValues } from './flags.ts';
import { SCAN_FLAGS } from './scan-flags.ts';
import { typedProgram } from './typed-commands.ts';
import { widthOf } from './width.ts';

export const flags = {
  yes: { type: 'boolean', short: 'y', help: 'write without asking' },
  'dry-run': { type: 'boolean', short: 'n', help: 'only show what would be written, line by line' },
  plain: { type: 'boolean', help: 'hooks of git itself, whatever hook manager there is' },
  global: {
    type: 'optional',
    value: '[=template]',
    help: 'hooks for all your repositories (core.hooksPath); template: for those that git makes or clones from now on',
  },
  uninstall: { type: 'boolean', help: 'take the hook out again; settings and .gitignore stay' },
  color: SCAN_FLAGS.color,
} as const satisfies Flags;

type Values = FlagValues<typeof flags>;

/**
 * `hexhound init`: shows what it will write, asks, and writes it.
 *
 * @returns 2 if the user refused or could not be asked, else 0
 * @throws HexhoundError E_USAGE for wrong flags, E_GIT outside a work tree, E_CONFIG for a file that cannot be edited
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  if (positionals.length > 0) throw new UsageError('takes no arguments');
  if (values.global !== undefined) return runGlobal(values, io);
  const project = await openProject(io);
  const plan = values.uninstall ? planUninstall(project, values.plain) : await planAll(project, values.plain === true);
  return write(plan, project, undefined, values, io);
}

async function runGlobal(values: Values, io: Io): Promise<number> {
  if (values.global !== true && values.global !== 'template')
    throw new UsageError('--global takes nothing or template');
  if (values.plain) throw new UsageError('--plain is about one repository, and does not go with --global');
  const kind = values.global === true ? 'hooks' : 'template';
  const plan = await (values.uninstall ? planGlobalUninstall(io, kind) : planGlobal(io, kind));
  return write(plan, plan.folders, plan.setting, values, io);
}

/** Shows a plan, asks, and carries it out. */
async function write(
  { changes, notes }: Plan,
  folders: RepositoryFolders,
  setting: GlobalPlan['setting'],
  values: Values,
  io: Io,
): Promise<number> {
  const count = changes.length + (setting === undefined ? 0 : 1);
  const paint = painter(wantsColor(values.color, io));
  const width = widthOf(io.stdout);
  const program = typedProgram(io);
  const shown = [
    ...(values['dry-run'] ? describeChanges(changes, paint) : listChanges(changes, paint)),
    ...(setting === undefined ? [] : [describeSetting(setting)]),
    ...(count === 0 ? ['Nothing to write: everything is as it should be.'] : []),
    ...(count === 0 || values['dry-run'] || values.yes ? [] : [`line by line: ${program} init --dry-run`]),
    ...notes.flatMap((note) => wrap(`note: ${escapeForeign(note)}`, width, '      ')),
  ];
  io.stdout.write(shown.map((line) => `${line}\n`).join(''));
  if (count === 0 || values['dry-run']) return 0;
  const which = count === 1 ? 'this file' : `these ${count} files`;
  if (!values.yes && !(await mayDo(`Write ${which}?`, 'written', io))) return 2;
  for (const change of changes) applyChange(folders, change);
  // Last, so that git never looks for hooks that are not there.
  if (setting !== undefined) await applySetting(io, setting);
  const next = values.uninstall ? '' : ` To try whether the hooks work: ${program} doctor`;
  io.stdout.write(`Done.${next}\n`);
  return 0;
}

function describeSetting({ name, value }: NonNullable<GlobalPlan['setting']>): string {
  const command = value === undefined ? `--unset ${name}` : `${name} ${escapeForeign(value)}`;
  return `git config --global ${command}`;
}

async function planAll(project: Project, isPlain: boolean): Promise<Plan> {
  const { changes, notes } = isPlain ? planPlain(project) : planInstall(project);
  return { changes: [...changes, ...(await planIgnoreFile(project)), ...planStarterConfig(project)], notes };
}
