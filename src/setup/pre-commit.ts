import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runsHexhound, withoutBlocks } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { insertUnder } from '../files/yaml-block.ts';
import { EACH_COMMIT, type Plan } from './plan.ts';
import type { Project } from './project.ts';
import { restoreFile } from './restore.ts';

/** The configuration of the pre-commit framework (pre-commit.com). */
const FILE = '.pre-commit-config.yaml';

export function usesPreCommit({ root }: Project): boolean {
  return existsSync(join(root, FILE));
}

/** As `.pre-commit-hooks.yaml` has them. The framework gives a commit-msg hook the file, and others what is staged. */
const ENTRIES = [
  {
    id: 'hexhound',
    name: 'Detect secrets in staged changes',
    command: 'staged',
    // It reads the index itself, which also has what is no file any more.
    rest: { pass_filenames: false, always_run: true, stages: ['pre-commit', 'pre-merge-commit', 'manual'] },
  },
  {
    id: 'hexhound-commit-msg',
    name: 'Detect secrets in the message of a commit',
    command: 'commit-msg',
    rest: { stages: ['commit-msg'] },
  },
  {
    id: 'hexhound-push',
    name: 'Detect secrets in what a push publishes',
    command: 'push',
    rest: { pass_filenames: false, always_run: true, stages: ['pre-push'] },
  },
] as const;

/**
 * @param program how the project runs the hexhound that it has installed
 * @param version of hexhound for pre-commit to install from npm instead; undefined where the project has installed it
 */
export function planPreCommit(project: Project, program: string, version: string | undefined): Plan {
  const file = openFile(project, FILE);
  const text = withoutBlocks(file.text ?? '', FILE);
  const missing = ENTRIES.filter(({ id, command }) => !runsHexhound(text, command) && !usesId(text, id));
  if (missing.length === 0) return { changes: [], notes: [`${FILE} runs hexhound already`] };
  const hooks = missing.map(({ id, name, command, rest }) => ({
    id,
    name,
    entry: `${version === undefined ? program : 'hexhound'} ${command}`,
    ...(version === undefined
      ? { language: 'system' }
      : { language: 'node', additional_dependencies: [`hexhound@${version}`] }),
    ...rest,
  }));
  const after = insertUnder({ ...file, text }, ['repos'], [{ repo: 'local', hooks }]);
  return { changes: [{ file, after, executable: false, why: EACH_COMMIT }], notes: [] };
}

/** Whether hooks of a repository are used by their ids: `- id: hexhound`. */
function usesId(text: string, id: string): boolean {
  return new RegExp(`^[ \\t-]*id:[ \\t]*["']?${id}["']?[ \\t]*(?:#.*)?\\r?$`, 'm').test(text);
}

export function restorePreCommit(project: Project): Change[] {
  return restoreFile(project, FILE, withoutBlocks);
}
