import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import type { ValueKind } from '../value-kind.ts';
import { Budget } from './budget.ts';
import { isHelmTemplate, isHelmValues } from './helm.ts';
import { describeLiteral, judgeLiteral, judgeText, literalWeight } from './literals.ts';
import { judgeSecretValue } from './secret-manifest.ts';
import { argumentLiterals } from './shell-literals.ts';

const RULE = 'kubernetes-literal-key';

/** Keys that stand in manifests of Kubernetes and in values of Helm charts. */
export const kubernetesLiterals: FileCheck = {
  rules: [RULE],
  concerns: (path) => /\.ya?ml$/i.test(path),
  *check(file, context) {
    const charts = context.facts.charts();
    const values = isHelmValues(file.path, charts);
    const kustomization = /(?:^|\/)kustomization\.ya?ml$/.test(file.path);
    const manifest = /^[\s-]*apiVersion\s*:/m.test(file.text) && /^[\s-]*kind\s*:/m.test(file.text);
    if (!values && !kustomization && !manifest) return;
    const isTemplate = isHelmTemplate(file.path, charts);
    // The parser would collect an error for each line of a template.
    if (isTemplate && /^\s*\{\{/m.test(file.text)) return;
    const documents = readYamlTree(file.text);
    if (documents === undefined) {
      if (manifest && !isTemplate) context.markUnread(file.path, 'is no valid YAML');
      return;
    }
    const seen = new Set<string>();
    const budget = new Budget();
    for (const top of documents) {
      // SOPS encrypts the values and leaves the names.
      if (top.get('sops') !== undefined) continue;
      const found = values
        ? helmValues(top, context, budget)
        : [...manifestsIn(top, budget)].flatMap((one) => inManifest(one, context, budget));
      for (const each of found) {
        const key = `${each.node.from} ${each.name}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const problem = problemOf(each, file);
        if (problem !== undefined) yield problem;
      }
    }
  },
};

/** A value with a name, and what it is worth. */
interface Valued {
  readonly node: YamlNode;
  readonly name: string;
  /** Where it stands, for people: `Secret stringData`. */
  readonly part: string;
  readonly kind: ValueKind;
  /** More to say: half a sentence. */
  readonly comment?: string;
}

function problemOf({ node, name, part, kind, comment }: Valued, { path, text }: CheckedFile): Problem | undefined {
  const weight = literalWeight(kind, path);
  if (weight === undefined) return undefined;
  const note = `${part} gives ${name} ${describeLiteral(kind)}${comment === undefined ? '' : `; ${comment}`}`;
  const problem = { rule: RULE, path, line: node.line, note, weight };
  const isPlain = !node.isBlock && node.text !== undefined && text.slice(node.from, node.to).includes(node.text);
  return isPlain ? { ...problem, literal: { name, from: node.from, to: node.to } } : problem;
}

/** The manifests of a document: `kind: List` holds several. */
function* manifestsIn(top: YamlNode, budget: Budget, depth = 0): Iterable<YamlNode> {
  if (depth > DEEPEST || !budget.spend()) return;
  const kind = top.get('kind')?.text ?? '';
  if (!kind.endsWith('List')) yield top;
  else for (const item of top.get('items')?.items ?? []) yield* manifestsIn(item, budget, depth + 1);
}

function inManifest(manifest: YamlNode, context: CheckContext, budget: Budget): Valued[] {
  const kind = manifest.get('kind')?.text;
  switch (kind) {
    case 'Secret':
      return [...inSecret(manifest, context), ...fromAnnotations(manifest, context)];
    case 'ConfigMap':
      return inConfigMap(manifest, context);
    case 'CustomResourceDefinition':
    case 'SealedSecret':
      return [];
    default:
      return [...inContainers(manifest, context, budget), ...inGenerators(manifest, context)];
  }
}

function inSecret(manifest: YamlNode, context: CheckContext): Valued[] {
  const plain = (manifest.get('stringData')?.entries ?? []).map(({ name, value }) => {
    return { node: value, name, part: 'Secret stringData', kind: judgeSecretValue(context, name, value.text ?? '') };
  });
  const encoded = (manifest.get('data')?.entries ?? []).map(({ name, value }) => ({
    node: value,
    name,
    part: 'Secret data',
    kind: judgeSecretValue(context, name, value.text ?? '', 'base64'),
    comment: 'base64 is no encryption',
  }));
  return [...plain, ...encoded];
}

/** `kubectl apply` writes down here what it was given, secrets included. */
function fromAnnotations(manifest: YamlNode, context: CheckContext): Valued[] {
  const node = manifest.get('metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  if (node?.text === undefined) return [];
  const applied = readYamlTree(node.text)?.[0];
  const kinds = applied === undefined ? [] : inSecret(applied, context).map(({ kind }) => kind);
  const kind = kinds.includes('key') ? 'key' : kinds.includes('chosen') ? 'chosen' : 'nothing';
  return [{ node, name: 'last-applied-configuration', part: 'Secret annotation', kind }];
}

function inConfigMap(manifest: YamlNode, context: CheckContext): Valued[] {
  return (manifest.get('data')?.entries ?? []).map(({ name, value }) => {
    return { node: value, name, part: 'ConfigMap data', kind: judgeText(context, name, value.text ?? '') };
  });
}

/** How far into a manifest is looked: a pod in a template of a custom resource is about 12 deep. */
const DEEPEST = 40;

/** `env`, `command` and `args` of containers, wherever a resource keeps its pods. */
function inContainers(node: YamlNode, context: CheckContext, budget: Budget, depth = 0): Valued[] {
  if (depth > DEEPEST || !budget.spend()) return [];
  if (node.isList) return node.items.flatMap((item) => inContainers(item, context, budget, depth + 1));
  return node.entries.flatMap(({ name, value }) => {
    if (name === 'env' && value.isList) return named(value, 'env', context);
    if ((name === 'command' || name === 'args') && value.isList) return inCommand(name, value, context);
    return value.isMap || value.isList ? inContainers(value, context, budget, depth + 1) : [];
  });
}

/** A list of `name` and `value`. */
function named(list: YamlNode, part: string, context: CheckContext): Valued[] {
  return list.items.flatMap((item) => {
    const name = item.get('name')?.text;
    const node = item.get('value');
    if (name === undefined || node?.text === undefined) return [];
    return [{ node, name, part, kind: judgeLiteral(context, name, node.text) }];
  });
}

function inCommand(part: string, list: YamlNode, context: CheckContext): Valued[] {
  const items = list.items;
  return argumentLiterals(items.map(({ text = '' }) => text)).flatMap(({ name, value, index }) => {
    const node = items[index];
    return node === undefined ? [] : [{ node, name, part, kind: judgeLiteral(context, name, value) }];
  });
}

/** Kustomize makes Secrets and ConfigMaps of `literals: [name=value]`. */
function inGenerators(top: YamlNode, context: CheckContext): Valued[] {
  return ['secretGenerator', 'configMapGenerator'].flatMap((part) =>
    (top.get(part)?.items ?? []).flatMap((generator) =>
      (generator.get('literals')?.items ?? []).flatMap((node) => {
        const text = node.text ?? '';
        const sign = text.indexOf('=');
        const name = text.slice(0, Math.max(0, sign));
        const judge = part === 'secretGenerator' ? judgeSecretValue : judgeLiteral;
        return name === '' ? [] : [{ node, name, part, kind: judge(context, name, text.slice(sign + 1)) }];
      }),
    ),
  );
}

/** Values of a chart: whatever a person made up there is a default that each installation is to change. */
function helmValues(top: YamlNode, context: CheckContext, budget: Budget): Valued[] {
  return [...inValues(top, context, budget)].filter(({ kind }) => kind === 'key');
}

/** Spares most of thousands of values the judgement, which takes its time. */
function canBeKey(text: string): boolean {
  return text.length >= 8 && /\d/.test(text) && !/^(?:[\d.,:]+|v?\d+\.\d+.{0,30}|[\d.]+[A-Za-z]{1,2})$/.test(text);
}

function* inValues(node: YamlNode, context: CheckContext, budget: Budget, depth = 0): Iterable<Valued> {
  if (depth > DEEPEST || !budget.spend()) return;
  for (const item of node.items) yield* inValues(item, context, budget, depth + 1);
  yield* named(node, 'values', context);
  for (const { name, value } of node.entries) {
    const { text } = value;
    if (text === undefined) yield* inValues(value, context, budget, depth + 1);
    else if (canBeKey(text)) yield { node: value, name, part: 'values', kind: judgeText(context, name, text) };
  }
}
