import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { HexhoundError } from '../model/errors.ts';
import { listed } from '../syntax/words.ts';
import { CALL, EACH_COMMIT, HOOKS, type Hook, type Plan } from './plan.ts';
import { dependsOn, type Project } from './project.ts';
import { restoreFile } from './restore.ts';

/** Where simple-git-hooks looks for its configuration besides package.json, in this order. */
const FILES = ['.simple-git-hooks', 'simple-git-hooks'].flatMap((name) =>
  ['cjs', 'js', 'mjs', 'json'].map((extension) => `${name}.${extension}`),
);

const KEY = 'simple-git-hooks';

export function usesSimpleGitHooks(project: Project): boolean {
  return project.manifest?.json[KEY] !== undefined || dependsOn(project, KEY) || configFile(project) !== undefined;
}

function configFile({ root }: Project): string | undefined {
  return FILES.find((name) => existsSync(join(root, name)));
}

/** @throws HexhoundError E_CONFIG for a configuration that is code, or that is no list of commands */
export function planSimpleGitHooks(project: Project, program: string): Plan {
  const name = configFile(project) ?? 'package.json';
  if (!name.endsWith('.json')) {
    throw new HexhoundError('E_CONFIG', name, `is code: let ${beginnings(program)}`);
  }
  const file = openFile(project, name);
  const after = editCommands(file.text ?? '{}', name, (hook, old = '') => {
    if (old.includes('hexhound')) return old;
    const command = `${program} ${CALL[hook]}`;
    return old === '' ? command : `${command} && ${old}`;
  });
  if (after === file.text) return { changes: [], notes: [] };
  return {
    changes: [{ file, after, executable: false, why: EACH_COMMIT }],
    notes: [],
  };
}

/** What `init` adds before a command, or alone where there is none. */
const OURS = /^(?:node_modules\/\.bin\/|yarn )?hexhound (?:staged|commit-msg "\$1"|push "\$@")(?: && |$)/;

function beginnings(program: string): string {
  return listed(HOOKS.map((hook) => `${hook} begin with ${JSON.stringify(`${program} ${CALL[hook]} && `)}`));
}

export function restoreSimpleGitHooks(project: Project): Change[] {
  const name = configFile(project) ?? 'package.json';
  if (!usesSimpleGitHooks(project) || !name.endsWith('.json')) return [];
  return restoreFile(project, name, (text) =>
    editCommands(text, name, (_, old) => old?.replace(OURS, '') || undefined),
  );
}

/**
 * The configuration with the commands of our hooks edited; the unchanged text where `edit` changes none.
 * @param edit returns the new command, undefined to remove it
 */
function editCommands(
  text: string,
  name: string,
  edit: (hook: Hook, old: string | undefined) => string | undefined,
): string {
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new HexhoundError('E_CONFIG', name, 'is no valid JSON', { cause });
  }
  const inManifest = name === 'package.json';
  const listed = (inManifest ? data[KEY] : data) ?? {};
  if (typeof listed !== 'object') throw new HexhoundError('E_CONFIG', name, `${KEY} is no list of hooks`);
  const hooks: Record<string, unknown> = { ...listed };
  let changed = false;
  for (const hook of HOOKS) {
    const old = hooks[hook];
    if (old !== undefined && typeof old !== 'string') {
      throw new HexhoundError('E_CONFIG', name, `${hook} is no command`);
    }
    const command = edit(hook, old);
    changed ||= command !== old;
    if (command === undefined) delete hooks[hook];
    else hooks[hook] = command;
  }
  if (!changed) return text;
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  return (
    JSON.stringify(inManifest ? { ...data, [KEY]: hooks } : hooks, null, indent) + (text.endsWith('\n') ? '\n' : '')
  );
}
