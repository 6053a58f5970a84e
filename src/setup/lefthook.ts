import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runsHexhound, withoutBlocks } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { insertUnder } from '../files/yaml-block.ts';
import { HexhoundError } from '../model/errors.ts';
import { listed } from '../syntax/words.ts';
import { COMMAND, EACH_COMMIT, HOOKS, type Hook, type Plan } from './plan.ts';
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
export function planLefthook(project: Project, name: string, program: string): Plan {
  const file = openFile(project, name);
  if (!/\.ya?ml$/.test(name)) {
    const settings = HOOKS.map((hook) => `${hook}.commands.hexhound = ${JSON.stringify(entryOf(hook, program))}`);
    throw new HexhoundError('E_CONFIG', name, `is not YAML, which is all that hexhound edits: set ${listed(settings)}`);
  }
  const own = withoutBlocks(file.text ?? '', name);
  const missing = HOOKS.filter((hook) => !runsHexhound(own, COMMAND[hook]));
  let text = own;
  for (const hook of missing) {
    text = insertUnder({ ...file, text }, [hook, 'commands'], { hexhound: entryOf(hook, program) });
  }
  return {
    changes: missing.length === 0 ? [] : [{ file, after: text, executable: false, why: EACH_COMMIT }],
    notes: missing.length === HOOKS.length ? [] : [`${name} runs hexhound already`],
  };
}

/** `{1}` and `{2}` are what git gives the hook; only commands that ask for it get its standard input. */
function entryOf(hook: Hook, program: string): Record<string, unknown> {
  const run = `${program} ${COMMAND[hook]}`;
  if (hook === 'pre-push') return { run: `${run} "{1}" "{2}"`, use_stdin: true };
  return { run: hook === 'commit-msg' ? `${run} "{1}"` : run };
}

export function restoreLefthook(project: Project): Change[] {
  return FILES.flatMap((name) => restoreFile(project, name, withoutBlocks));
}
