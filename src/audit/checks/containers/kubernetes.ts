import { Budget, everyNode, readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import { argumentLiterals } from '../shell-literals.ts';
import { INVALID_YAML, TOO_MUCH } from '../unread.ts';
import { worstKind } from '../value-kind.ts';
import { isHelmTemplate, isHelmValues } from './helm.ts';
import { assignmentIn, judgeLiteral, judgeText, type YamlValue, yamlProblems } from './literals.ts';
import { judgeEncoded, judgeSecretValue } from './secret-manifest.ts';

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
    const budget = new Budget();
    // SOPS encrypts the values and leaves the names.
    const found = documents
      .filter((top) => top.get('sops') === undefined)
      .flatMap((top) => (values ? inValues(top, budget) : manifestsIn(top).flatMap((one) => inManifest(one, budget))));
    yield* yamlProblems(RULE, file.path, found, context);
    if (budget.isOverdrawn) context.markUnread(file.path, TOO_MUCH);
  },
};

/** The manifests of a document: `kind: List` holds several. */
function manifestsIn(top: YamlNode): readonly YamlNode[] {
  return top.get('kind')?.text?.endsWith('List') === true ? (top.get('items')?.items ?? []) : [top];
}

function inManifest(manifest: YamlNode, budget: Budget): YamlValue[] {
  switch (manifest.get('kind')?.text) {
    case 'Secret':
      return [...inSecret(manifest), ...fromAnnotations(manifest)];
    case 'ConfigMap':
      return entriesOf(manifest, 'data', { part: 'ConfigMap data' });
    case 'CustomResourceDefinition':
    case 'SealedSecret':
      return [];
    default:
      return [...inContainers(manifest, budget), ...inGenerators(manifest)];
  }
}

/** The entries of a map in a manifest. */
function entriesOf(manifest: YamlNode, key: string, how: Pick<YamlValue, 'part' | 'judge' | 'comment'>): YamlValue[] {
  return (manifest.get(key)?.entries ?? []).map(({ name, value: node }) => {
    return { node, name, text: node.text ?? '', ...how };
  });
}

function inSecret(manifest: YamlNode): YamlValue[] {
  return [
    ...entriesOf(manifest, 'stringData', { part: 'Secret stringData', judge: judgeSecretValue }),
    ...entriesOf(manifest, 'data', {
      part: 'Secret data',
      judge: judgeEncoded,
      comment: 'base64 is no encryption',
    }),
  ];
}

/** `kubectl apply` stores the manifest that it got in this annotation, secrets included. */
function fromAnnotations(manifest: YamlNode): YamlValue[] {
  const node = manifest.get('metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  if (node?.text === undefined) return [];
  const judge = (context: CheckContext, _: string, text: string) => {
    const inside = (readYamlTree(text) ?? []).slice(0, 1).flatMap(inSecret);
    return worstKind(inside.map((each) => (each.judge ?? judgeText)(context, each.name, each.text)));
  };
  return [{ node, name: 'last-applied-configuration', text: node.text, part: 'Secret annotation', judge }];
}

/** `env`, `command` and `args` of containers, wherever a resource has its pods. */
function inContainers(manifest: YamlNode, budget: Budget): YamlValue[] {
  return [...everyNode(manifest, budget)].flatMap(({ key, node }) => {
    if (key === 'env') return named(node, 'env');
    return key === 'command' || key === 'args' ? inCommand(key, node.items) : [];
  });
}

/** A list of `name` and `value`. */
function named(list: YamlNode, part: string): YamlValue[] {
  return list.items.flatMap((item) => {
    const name = item.get('name')?.text;
    const node = item.get('value');
    if (name === undefined || node?.text === undefined) return [];
    return [{ node, name, text: node.text, part, judge: judgeLiteral }];
  });
}

function inCommand(part: string, items: readonly YamlNode[]): YamlValue[] {
  return argumentLiterals(items.map(({ text = '' }) => text)).flatMap(({ name, value, index }) => {
    const node = items[index];
    return node === undefined ? [] : [{ node, name, text: value, part, judge: judgeLiteral }];
  });
}

/** Kustomize generates Secrets and ConfigMaps from `literals: [name=value]`. */
function inGenerators(top: YamlNode): YamlValue[] {
  return ['secretGenerator', 'configMapGenerator'].flatMap((part) => {
    const judge = part === 'secretGenerator' ? judgeSecretValue : judgeLiteral;
    const literals = (top.get(part)?.items ?? []).flatMap((generator) => generator.get('literals')?.items ?? []);
    return literals.flatMap((node) => assignmentIn(node.text).map((each) => ({ node, part, judge, ...each })));
  });
}

/** A quick test, for judging thousands of values would be slow. */
function canBeKey(text: string): boolean {
  return text.length >= 8 && /\d/.test(text) && !/^(?:[\d.,:]+|v?\d+\.\d+.{0,30}|[\d.]+[A-Za-z]{1,2})$/.test(text);
}

/** The values of a chart. Values that a person made up there are defaults to be changed. */
function inValues(top: YamlNode, budget: Budget): YamlValue[] {
  const found = [...everyNode(top, budget)].flatMap(({ node }) => [
    ...named(node, 'values'),
    ...node.entries.flatMap(({ name, value }) => {
      const { text } = value;
      return text === undefined || !canBeKey(text) ? [] : [{ node: value, name, text, part: 'values' }];
    }),
  ]);
  return found.map(({ judge = judgeText, ...value }: YamlValue) => {
    return { ...value, judge: (...given) => (judge(...given) === 'key' ? 'key' : 'nothing') };
  });
}
