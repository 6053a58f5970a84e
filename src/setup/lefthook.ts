import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runsHexhound, withoutBlocks } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { insertUnder } from '../files/yaml-block.ts';
import { HexhoundError } from '../model/errors.ts';
import { EACH_COMMIT, HOOKS, type Plan } from './plan.ts';
import type { Project } from './project.ts';
import { restoreFile } from './restore.ts';

/** Where lefthook looks for its configuration, in this order. */
const FILES = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json', 'jsonc'].map((extension) => `${name}.${extension}`),
);

export function lefthookFile({ root }: Project): string | undefined {
  return FILES.find((name) => existsSync(join(root, name)));
}

/** @throws HexhoundError E_CONFIG for a configuration that is not YAML */
export function planLefthook(project: Project, name: string, command: string): Plan {
  const file = openFile(project, name);
  if (!/\.ya?ml$/.test(name)) {
    const settings = HOOKS.map((hook) => `${hook}.commands.hexhound.run = "${command}"`).join(' and ');
    throw new HexhoundError('E_CONFIG', name, `is not YAML, which is all that hexhound edits: set ${settings}`);
  }
  let text = withoutBlocks(file.text ?? '', name);
  if (runsHexhound(text)) return { changes: [], notes: [`${name} runs hexhound already`] };
  for (const hook of HOOKS) {
    text = insertUnder({ ...file, text }, [hook, 'commands'], { hexhound: { run: command } });
  }
  return {
    changes: [{ file, after: text, executable: false, why: EACH_COMMIT }],
    notes: [],
  };
}

export function restoreLefthook(project: Project): Change[] {
  return FILES.flatMap((name) => restoreFile(project, name, withoutBlocks));
}
