import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext } from '../check.ts';
import { isSecretName } from './expression.ts';
import type { CiSystem } from './model.ts';
import { ciSystemOf } from './paths.ts';
import { variablesIn } from './scope.ts';

/** A place where a CI file takes secrets from a store instead of holding them. */
export interface StoreUse {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The store: `secrets of GitHub Actions`. */
  readonly what: string;
}

/** Where CI files take secrets from a store: for each file, the first place of each kind. */
export function secretStores(context: Pick<CheckContext, 'files'>): StoreUse[] {
  return context.files.paths.flatMap((path) => {
    const system = ciSystemOf(path);
    const text = system === undefined ? undefined : context.files.text(path);
    if (system === undefined || text === undefined) return [];
    const found = new Map<string, StoreUse>();
    const add = (what: string, line: number) => {
      const before = found.get(what);
      if (before === undefined || before.line > line) found.set(what, { path, line, what });
    };
    for (const top of readYamlTree(text) ?? []) visit(top, system, add);
    return [...found.values()].sort((a, b) => a.line - b.line);
  });
}

type Add = (what: string, line: number) => void;

/** Actions and tasks that fetch secrets, or prove who the job is to somebody who gives them. */
const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^hashicorp\/vault-action/i, 'HashiCorp Vault'],
  [/^(?:1password|dopplerhq|infisical|bitwarden)\//i, 'a secrets manager'],
  [/^aws-actions\/(?:configure-aws-credentials|aws-secretsmanager-get-secrets)/i, 'AWS'],
  [/^google-github-actions\/(?:auth|get-secretmanager-secrets)/i, 'Google Cloud'],
  [/^azure\/(?:login|get-keyvault-secrets)|^azurekeyvault@/i, 'Azure Key Vault or Azure login'],
];

const DEEPEST = 24;

function visit(node: YamlNode, system: CiSystem, add: Add, depth = 0, key = ''): void {
  if (depth > DEEPEST) return;
  if (node.text !== undefined) scalar(node, node.text, system, key, add);
  for (const item of node.items) visit(item, system, add, depth + 1, key);
  for (const { name, value } of node.entries) {
    map(name, value, system, add);
    visit(value, system, add, depth + 1, name);
  }
}

function scalar(node: YamlNode, text: string, system: CiSystem, key: string, add: Add): void {
  const line = node.textLine;
  if (system === 'github' && /\$\{\{[^}]{0,400}\bsecrets\s{0,4}[.[]/.test(text)) {
    const before = text.slice(0, text.search(/\bsecrets\s{0,4}[.[]/));
    add('secrets of GitHub Actions', node.isBlock ? line + before.split('\n').length - 1 : line);
  }
  if (key === 'uses' || key === 'task') {
    for (const [pattern, what] of ACTIONS) if (pattern.test(text)) add(what, line);
  }
  if (system === 'azure' && key === 'group') add('a variable group of Azure Pipelines', line);
  if (system === 'circleci' && key === 'context') add('contexts of CircleCI', line);
  if (BY_NAME[system] !== undefined && text.length < 20_000) {
    for (const [, name = ''] of text.matchAll(/\$\{?([A-Za-z_]\w{0,100})/g)) {
      if (isSecretName(name)) add(BY_NAME[system] ?? '', line);
    }
  }
}

/** Systems whose jobs find secrets in variables that somebody sets outside of the file. */
const BY_NAME: Partial<Record<CiSystem, string>> = {
  gitlab: 'variables of GitLab CI/CD',
  circleci: 'variables of CircleCI',
};

function map(name: string, value: YamlNode, system: CiSystem, add: Add): void {
  if (system === 'gitlab' && name === 'secrets' && value.isMap) add('secrets: of GitLab CI/CD', value.line);
  if (system === 'gitlab' && name === 'id_tokens' && value.isMap) add('ID tokens of GitLab CI/CD', value.line);
  if (system === 'azure' && /^(?:env|inputs)$/.test(name)) {
    for (const { value: given } of variablesIn(value)) {
      const macro = /\$\(([A-Za-z_]\w{0,100})\)/.exec(given.text ?? '')?.[1];
      if (macro !== undefined && isSecretName(macro)) add('secret variables of Azure Pipelines', given.line);
    }
  }
}
