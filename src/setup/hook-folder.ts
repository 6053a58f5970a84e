import { join } from 'node:path';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { runsByLintStaged } from './lint-staged.ts';
import { HOOKS, type Hook, type Plan, PURPOSE } from './plan.ts';
import type { Project } from './project.ts';
import { restoreFile } from './restore.ts';
import { withHook, withoutHook } from './shell-hook.ts';

/**
 * Adds our block to the scripts in a folder of hooks, and creates those that are missing.
 * @param options.shebang for new scripts, where they need one
 * @param options.executable the scripts must be executable
 */
export function extendHooks(
  project: Project,
  folder: string,
  bodyOf: (hook: Hook) => readonly string[],
  options: { readonly shebang?: string; readonly executable: boolean },
): Plan {
  const changes: Change[] = [];
  const notes: string[] = [];
  for (const hook of HOOKS) {
    const file = openFile(project, join(folder, hook));
    const isCalled = hook === 'pre-commit' && runsByLintStaged(file.text ?? '', project.root);
    const after = isCalled ? undefined : withHook(hook, file.text, bodyOf(hook), { ...options, shown: file.shown });
    if (after === undefined) notes.push(`${file.shown} runs hexhound already`);
    else changes.push({ file, after, executable: options.executable, why: PURPOSE[hook] });
  }
  return { changes, notes };
}

/** Removes our block again, and deletes scripts that have nothing else. */
export function restoreHooks(project: Project, folder: string): Change[] {
  return HOOKS.flatMap((hook) => restoreFile(project, join(folder, hook), withoutHook));
}
