import { plainText } from '../../../syntax/shell/command.ts';
import { readShell } from '../../../syntax/shell/read.ts';
import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import { heldBy } from './expression.ts';
import type { CiFile, CiSystem, Collected, Held, Scope } from './model.ts';
import { extend, joinedScript, literalAt, scriptOf, textsIn } from './scope.ts';

const DEEPEST = 16;
const MOST_NODES = 50_000;

/** What runs in one shell, in this order. */
const PHASES: Readonly<Record<string, readonly string[]>> = {
  travis: [
    'before_install',
    'install',
    'before_script',
    'script',
    'after_success',
    'after_failure',
    'before_deploy',
    'after_deploy',
    'after_script',
  ],
  bitbucket: ['script'],
  drone: ['commands'],
  woodpecker: ['commands'],
};

/** `secrets: [docker_password]` puts them into variables in capitals. */
function withSecrets(node: YamlNode | undefined, outer: Scope): Scope {
  const names = textsIn(node).map(({ text = '' }) => text);
  return names.length === 0 ? outer : new Map([...outer, ...names.map((name) => secretVariable(name))]);
}

function secretVariable(name: string): [string, Held] {
  return [name.toUpperCase(), { kind: 'secret', name }];
}

/** Reads Bitbucket pipelines, Travis, Drone and Woodpecker, which keep lists of commands under a few names. */
export function readOther(system: CiSystem, text: string, documents: readonly YamlNode[]): CiFile {
  const into: Collected = { scripts: [], values: [] };
  const budget = { nodes: 0 };
  for (const top of documents) walk(top, new Map(), 'all', 0);
  return { system, ...into };

  function walk(node: YamlNode, outer: Scope, name: string, depth: number): void {
    if (depth > DEEPEST || ++budget.nodes > MOST_NODES) return;
    for (const item of node.items) walk(item, outer, name, depth + 1);
    if (!node.isMap) return;
    const service = name === 'services' || node.get('detach')?.text === 'true';
    let env = outer;
    for (const key of ['environment', 'variables', 'settings', 'env']) {
      const value = node.get(key);
      env = extend(into, system, env, value, text, { service });
      if (system === 'travis' && key === 'env') env = travisVariables(value, env);
    }
    if (system === 'woodpecker' || system === 'drone') env = withSecrets(node.get('secrets'), env);
    const lists = (PHASES[system] ?? []).flatMap((key) => textsIn(node.get(key)));
    const about = { system, shell: 'sh', traced: false, env, job: String(node.line) } as const;
    if (lists.length > 0) into.scripts.push(joinedScript(lists, text, about));
    for (const entry of node.entries) {
      if (entry.name !== 'env' && entry.name !== 'environment') {
        walk(entry.value, env, name === 'services' ? name : entry.name, depth + 1);
      }
    }
  }

  /** `NAME=value OTHER="value"`, alone, in a list, or in `global` and `jobs`. */
  function travisVariables(node: YamlNode | undefined, outer: Scope): Scope {
    const scope = new Map<string, Held>(outer);
    const lists = [node, node?.get('global'), node?.get('jobs'), node?.get('matrix')];
    for (const each of lists.flatMap((list) => textsIn(list))) {
      const script = scriptOf(each, text, { system, shell: 'sh', traced: false, env: outer, job: '' });
      for (const { assignments } of readShell(script.text)) {
        for (const { name, value } of assignments) {
          const known = value.parts.every(({ kind }) => kind === 'text');
          const held: Held = known ? { kind: 'literal' } : heldBy(script.text, system, outer);
          scope.set(name, held);
          if (known) into.values.push({ ...literalAt(name, each, text, {}), text: plainText(value) });
        }
      }
    }
    return scope;
  }
}
