import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runsHexhound, withoutBlocks } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { insertUnder } from '../files/yaml-block.ts';
import { EACH_COMMIT, HOOKS, type Plan } from './plan.ts';
import type { Project } from './project.ts';
import { restoreFile } from './restore.ts';

/** The configuration of the pre-commit framework (pre-commit.com). */
const FILE = '.pre-commit-config.yaml';

export function usesPreCommit({ root }: Project): boolean {
  return existsSync(join(root, FILE));
}

/**
 * @param command how the project runs the hexhound that it has installed
 * @param version of hexhound for pre-commit to install from npm instead; undefined where the project has installed it
 */
export function planPreCommit(project: Project, command: string, version: string | undefined): Plan {
  const file = openFile(project, FILE);
  const text = withoutBlocks(file.text ?? '', FILE);
  if (runsHexhound(text)) return { changes: [], notes: [`${FILE} runs hexhound already`] };
  const hook = {
    id: 'hexhound',
    name: 'Detect secrets in staged changes',
    entry: version === undefined ? command : 'hexhound staged',
    ...(version === undefined
      ? { language: 'system' }
      : { language: 'node', additional_dependencies: [`hexhound@${version}`] }),
    // It reads the index itself, which also has what is no file any more.
    pass_filenames: false,
    always_run: true,
    stages: [...HOOKS, 'manual'],
  };
  return {
    changes: [
      {
        file,
        after: insertUnder({ ...file, text }, ['repos'], [{ repo: 'local', hooks: [hook] }]),
        executable: false,
        why: EACH_COMMIT,
      },
    ],
    notes: [],
  };
}

export function restorePreCommit(project: Project): Change[] {
  return restoreFile(project, FILE, withoutBlocks);
}
