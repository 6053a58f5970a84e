import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { KeyPath } from './model.ts';

/** Keys and texts that name a step which keeps files: what is called `key` there is what they are found by. */
const CACHES = /^[^@]*(?:cache|artifact)/i;

/** A step that keeps files, as its `uses:` or `task:` says. */
export function isCache(step: YamlNode): boolean {
  return CACHES.test(step.get('uses')?.text ?? step.get('task')?.text ?? '');
}

/** Steps of a job, and variables of a map, that are looked at: aliases can make many of few. */
const MOST = 2_000;
const DEEPEST = 8;

/** What stands at a path below a map. */
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
  // The default of such a parameter is the name of a variable.
  else if (node.get('type')?.text !== 'env_var_name') {
    found.push({ name, value: node.get('value') ?? node.get('default') ?? node });
  }
}

/** The texts of a scalar, or of a list of them and of lists. */
export function textsIn(node: YamlNode | undefined, depth = 0): YamlNode[] {
  if (node === undefined || depth > DEEPEST) return [];
  if (node.text !== undefined) return [node];
  return node.items.slice(0, 500).flatMap((item) => textsIn(item, depth + 1));
}
