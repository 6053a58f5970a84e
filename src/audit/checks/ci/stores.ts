import { everyNode, readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext } from '../check.ts';
import { isSecretName } from './expression.ts';
import type { StoreUse } from './model.ts';
import { ciSystemOf } from './systems.ts';

/** A place where a CI file takes secrets from a store instead of holding them. */
export interface StorePlace {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The store: `secrets of GitHub Actions`. */
  readonly what: string;
}

/** Where CI files take secrets from a store: for each file, the first place of each kind. */
export function secretStores(context: Pick<CheckContext, 'files'>): StorePlace[] {
  return context.files.paths.flatMap((path) => {
    const system = ciSystemOf(path);
    const text = system === undefined ? undefined : context.files.text(path);
    if (system === undefined || text === undefined) return [];
    const first = new Map<string, number>();
    for (const { key, node } of (readYamlTree(text) ?? []).flatMap((top) => [...everyNode(top)])) {
      for (const use of [...system.stores, ...ACTIONS]) {
        const line = lineOf(use, key, node);
        if (line !== undefined) first.set(use.what, Math.min(line, first.get(use.what) ?? line));
      }
    }
    return [...first].map(([what, line]) => ({ path, line, what })).sort((a, b) => a.line - b.line);
  });
}

/** Actions and tasks that fetch secrets, or prove who the job is to somebody who gives them. */
const ACTIONS: readonly StoreUse[] = [
  { what: 'HashiCorp Vault', text: /^hashicorp\/vault-action/gi },
  { what: 'a secrets manager', text: /^(?:1password|dopplerhq|infisical|bitwarden)\//gi },
  { what: 'AWS', text: /^aws-actions\/(?:configure-aws-credentials|aws-secretsmanager-get-secrets)/gi },
  { what: 'Google Cloud', text: /^google-github-actions\/(?:auth|get-secretmanager-secrets)/gi },
  { what: 'Azure Key Vault or Azure login', text: /^azure\/(?:login|get-keyvault-secrets)|^azurekeyvault@/gi },
].map((use) => ({ ...use, keys: ['uses', 'task'] }));

/** The line on which a node takes secrets from a store. */
function lineOf({ keys, text }: StoreUse, key: string, node: YamlNode): number | undefined {
  if (keys?.includes(key) === false) return undefined;
  if (text === undefined) return node.line;
  const written = node.text ?? '';
  for (const { 1: name, index } of written.matchAll(text)) {
    if (name !== undefined && !isSecretName(name)) continue;
    return node.textLine + (node.isBlock ? written.slice(0, index).split('\n').length - 1 : 0);
  }
  return undefined;
}
