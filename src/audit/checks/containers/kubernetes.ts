import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { INVALID_YAML, TOO_MUCH } from '../unread.ts';
import { type ValueKind, worstKind } from '../value-kind.ts';
import { Budget } from './budget.ts';
import { isHelmTemplate, isHelmValues } from './helm.ts';
import { describeLiteral, judgeLiteral, judgeText, literalWeight } from './literals.ts';
import { judgeSecretValue } from './secret-manifest.ts';
import { argumentLiterals } from './shell-literals.ts';

const RULE = 'kubernetes-literal-key';

/** Literal keys in Kubernetes manifests and in values of Helm charts. */
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
    // The parser would give an error for each line of a template.
    if (isTemplate && /^\s*\{\{/m.test(file.text)) return;
    const documents = readYamlTree(file.text);
    if (documents === undefined) {
      if (!isTemplate) context.markUnread(file.path, INVALID_YAML);
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
    if (budget.isOverdrawn) context.markUnread(file.path, TOO_MUCH);
  },
};

/** A value with a name, judged. */
interface JudgedValue {
  readonly node: YamlNode;
  readonly name: string;
  /** The part of the manifest, for people: `Secret stringData`. */
  readonly part: string;
  readonly kind: ValueKind;
  /** The end of the note, half a sentence. */
  readonly comment?: string;
}

function problemOf({ node, name, part, kind, comment }: JudgedValue, { path, text }: CheckedFile): Problem | undefined {
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

function inManifest(manifest: YamlNode, context: CheckContext, budget: Budget): JudgedValue[] {
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

function inSecret(manifest: YamlNode, context: CheckContext): JudgedValue[] {
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

/** `kubectl apply` stores the manifest that it got in this annotation, secrets included. */
function fromAnnotations(manifest: YamlNode, context: CheckContext): JudgedValue[] {
  const node = manifest.get('metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  if (node?.text === undefined) return [];
  const applied = readYamlTree(node.text)?.[0];
  const kind = worstKind(applied === undefined ? [] : inSecret(applied, context).map((each) => each.kind));
  return [{ node, name: 'last-applied-configuration', part: 'Secret annotation', kind }];
}

function inConfigMap(manifest: YamlNode, context: CheckContext): JudgedValue[] {
  return (manifest.get('data')?.entries ?? []).map(({ name, value }) => {
    return { node: value, name, part: 'ConfigMap data', kind: judgeText(context, name, value.text ?? '') };
  });
}

/** Depth to which a manifest is read. A pod in a template of a custom resource is about 12 deep. */
const DEEPEST = 40;

/** `env`, `command` and `args` of containers, wherever a resource has its pods. */
function inContainers(node: YamlNode, context: CheckContext, budget: Budget, depth = 0): JudgedValue[] {
  if (depth > DEEPEST || !budget.spend()) return [];
  if (node.isList) return node.items.flatMap((item) => inContainers(item, context, budget, depth + 1));
  return node.entries.flatMap(({ name, value }) => {
    if (name === 'env' && value.isList) return named(value, 'env', context);
    if ((name === 'command' || name === 'args') && value.isList) return inCommand(name, value, context);
    return value.isMap || value.isList ? inContainers(value, context, budget, depth + 1) : [];
  });
}

/** A list of `name` and `value`. */
function named(list: YamlNode, part: string, context: CheckContext): JudgedValue[] {
  return list.items.flatMap((item) => {
    const name = item.get('name')?.text;
    const node = item.get('value');
    if (name === undefined || node?.text === undefined) return [];
    return [{ node, name, part, kind: judgeLiteral(context, name, node.text) }];
  });
}

function inCommand(part: string, list: YamlNode, context: CheckContext): JudgedValue[] {
  const items = list.items;
  return argumentLiterals(items.map(({ text = '' }) => text)).flatMap(({ name, value, index }) => {
    const node = items[index];
    return node === undefined ? [] : [{ node, name, part, kind: judgeLiteral(context, name, value) }];
  });
}

/** Kustomize generates Secrets and ConfigMaps from `literals: [name=value]`. */
function inGenerators(top: YamlNode, context: CheckContext): JudgedValue[] {
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

/** Keys in the values of a chart. Values that a person made up there are defaults to be changed. */
function helmValues(top: YamlNode, context: CheckContext, budget: Budget): JudgedValue[] {
  return [...inValues(top, context, budget)].filter(({ kind }) => kind === 'key');
}

/** A quick test, for judging thousands of values would be slow. */
function canBeKey(text: string): boolean {
  return text.length >= 8 && /\d/.test(text) && !/^(?:[\d.,:]+|v?\d+\.\d+.{0,30}|[\d.]+[A-Za-z]{1,2})$/.test(text);
}

function* inValues(node: YamlNode, context: CheckContext, budget: Budget, depth = 0): Iterable<JudgedValue> {
  if (depth > DEEPEST || !budget.spend()) return;
  for (const item of node.items) yield* inValues(item, context, budget, depth + 1);
  yield* named(node, 'values', context);
  for (const { name, value } of node.entries) {
    const { text } = value;
    if (text === undefined) yield* inValues(value, context, budget, depth + 1);
    else if (canBeKey(text)) yield { node: value, name, part: 'values', kind: judgeText(context, name, text) };
  }
}
