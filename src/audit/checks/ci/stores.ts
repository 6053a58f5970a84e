import { everyNode, type YamlNode } from '../../../syntax/yaml-tree.ts';
import { isSecretName } from './expression.ts';
import type { CiSystem, Store } from './model.ts';

/** A place where a CI file takes secrets from a store. */
export interface StoreUse {
  /** From 1. */
  readonly line: number;
  /** The store: `secrets of GitHub Actions`. */
  readonly what: string;
}

/** Where a CI file takes secrets from a store: the first place of each kind. */
export function storesIn(system: CiSystem, documents: readonly YamlNode[]): StoreUse[] {
  const stores = [...system.stores, ...ACTIONS];
  const first = new Map<string, number>();
  for (const { key, node } of documents.flatMap((top) => [...everyNode(top)])) {
    for (const store of stores) {
      const line = lineOf(store, key, node);
      if (line !== undefined) first.set(store.what, Math.min(line, first.get(store.what) ?? line));
    }
  }
  return [...first].map(([what, line]) => ({ line, what })).sort((a, b) => a.line - b.line);
}

/** Actions and tasks that fetch secrets or log in to a store of secrets. */
const ACTIONS: readonly Store[] = [
  { what: 'HashiCorp Vault', text: /^hashicorp\/vault-action/gi },
  { what: 'a secrets manager', text: /^(?:1password|dopplerhq|infisical|bitwarden)\//gi },
  { what: 'AWS', text: /^aws-actions\/(?:configure-aws-credentials|aws-secretsmanager-get-secrets)/gi },
  { what: 'Google Cloud', text: /^google-github-actions\/(?:auth|get-secretmanager-secrets)/gi },
  { what: 'Azure Key Vault or Azure login', text: /^azure\/(?:login|get-keyvault-secrets)|^azurekeyvault@/gi },
].map((store) => ({ ...store, keys: ['uses', 'task'] }));

/** The line on which a node takes secrets from a store. */
function lineOf({ keys, text }: Store, key: string, node: YamlNode): number | undefined {
  if (keys?.includes(key) === false) return undefined;
  if (text === undefined) return node.line;
  const written = node.text ?? '';
  for (const { 1: name, index } of written.matchAll(text)) {
    if (name !== undefined && !isSecretName(name)) continue;
    return node.textLine + (node.isBlock ? written.slice(0, index).split('\n').length - 1 : 0);
  }
  return undefined;
}
