import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { KeyPath } from './model.ts';

/** Steps for caches and artifacts. A `key` there is the key of a cache, not a secret. */
const CACHES = /^[^@]*(?:cache|artifact)/i;

/** Whether a step stores files, according to its `uses:` or `task:`. */
export function isCache(step: YamlNode): boolean {
  return CACHES.test(step.get('uses')?.text ?? step.get('task')?.text ?? '');
}

/** Steps of a job and variables of a map that are read: aliases can multiply them. */
const MOST = 2_000;
const DEEPEST = 8;

/** The nodes at a path below a map. */
export function nodesAt(map: YamlNode, path: KeyPath): YamlNode[] {
  if (!path.includes('.')) return [map.get(path) ?? []].flat();
  let nodes = [map];
  for (const key of path.split('.')) {
    const found: YamlNode[] = [];
    for (const node of nodes.flatMap((each) => (each.isList ? each.items : [each]))) {
      if (found.length > MOST) break;
      if (key !== '*') found.push(...[node.get(key) ?? []].flat());
      else for (const { name, value } of node.entries) if (!CACHES.test(name)) found.push(value);
    }
    nodes = found;
  }
  return nodes;
}

interface Variable {
  readonly name: string;
  readonly value: YamlNode;
}

/** Name and value of everything in a map of variables, or in a list of `{ name, value }` or of such maps. */
export function variablesIn(node: YamlNode): Variable[] {
  const found: Variable[] = [];
  collect(node, found, 0);
  return found;
}

function collect(node: YamlNode, found: Variable[], depth: number): void {
  if (depth > DEEPEST) return;
  for (const item of node.items) {
    const name = item.get('name')?.text;
    if (name !== undefined) add(name, item, found, depth);
    else if (item.isMap) collect(item, found, depth + 1);
  }
  for (const { name, value } of node.entries) add(name, value, found, depth);
}

function add(name: string, node: YamlNode, found: Variable[], depth: number): void {
  if (found.length >= MOST) return;
  // `- ${{ if ... }}:` before a list of variables.
  if (name.startsWith('${{')) collect(node, found, depth + 1);
  // The default of a parameter of this type is the name of a variable.
  else if (node.get('type')?.text !== 'env_var_name') {
    found.push({ name, value: node.get('value') ?? node.get('default') ?? node });
  }
}

/** The scalars in a node: a scalar itself, or those of a list, which may be nested. */
export function textsIn(node: YamlNode | undefined, depth = 0): YamlNode[] {
  if (node === undefined || depth > DEEPEST) return [];
  if (node.text !== undefined) return [node];
  return node.items.slice(0, 500).flatMap((item) => textsIn(item, depth + 1));
}
