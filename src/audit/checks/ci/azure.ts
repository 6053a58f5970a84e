import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CiFile, Collected, Scope } from './model.ts';
import { extend, literalAt, scriptOf } from './scope.ts';

const DEEPEST = 24;
const MOST_NODES = 50_000;

/** Reads a pipeline or a template of Azure's: steps wherever they stand, for conditions and loops are keys there. */
export function readAzure(text: string, top: YamlNode): CiFile {
  const into: Collected = { scripts: [], values: [] };
  new AzureReader(into, text).walk(top, new Map(), '', 0);
  return { system: 'azure', ...into };
}

class AzureReader {
  readonly #into: Collected;
  readonly #text: string;
  #nodes = 0;

  constructor(into: Collected, text: string) {
    this.#into = into;
    this.#text = text;
  }

  walk(node: YamlNode, outer: Scope, job: string, depth: number): void {
    if (depth > DEEPEST || ++this.#nodes > MOST_NODES) return;
    for (const item of node.items) this.walk(item, outer, job, depth + 1);
    if (!node.isMap) return;
    const entries = new Map(node.entries.map(({ name, value }) => [name, value]));
    const env = this.#extend(outer, entries.get('variables'), depth);
    this.#parameters(entries.get('parameters'));
    if (this.#step(entries, env, job)) return;
    const name = entries.get('job')?.text ?? entries.get('deployment')?.text ?? job;
    for (const [key, value] of entries) {
      if (key !== 'variables' && key !== 'parameters' && key !== 'services') this.walk(value, env, name, depth + 1);
    }
  }

  #extend(outer: Scope, node: YamlNode | undefined, depth: number): Scope {
    const scope = new Map(outer);
    for (const [name, held] of extend(this.#into, 'azure', outer, node, this.#text)) {
      scope.set(name, held);
      scope.set(name.replaceAll('.', '_'), held);
    }
    // `- ${{ if ... }}:` before a list of variables.
    for (const item of node?.items ?? []) {
      for (const { name, value } of item.entries) {
        if (!name.startsWith('${{') || depth > DEEPEST) continue;
        for (const [inner, held] of this.#extend(outer, value, depth + 1)) scope.set(inner, held);
      }
    }
    return scope;
  }

  #parameters(node: YamlNode | undefined): void {
    for (const item of node?.items ?? []) this.#parameter(item.get('name')?.text, item.get('default'));
    for (const { name, value } of node?.entries ?? []) this.#parameter(name, value);
  }

  #parameter(name: string | undefined, value: YamlNode | undefined): void {
    if (name === undefined || value?.text === undefined || value.text.includes('$')) return;
    this.#into.values.push(literalAt(name, value, this.#text, {}));
  }

  /** Whether it is a step: nothing within it is one. */
  #step(entries: ReadonlyMap<string, YamlNode>, outer: Scope, job: string): boolean {
    const task = entries.get('task')?.text;
    const kind = ['script', 'bash', 'pwsh', 'powershell'].find((key) => entries.get(key)?.text !== undefined);
    if (task === undefined && kind === undefined) return false;
    const env = extend(this.#into, 'azure', outer, entries.get('env'), this.#text);
    const inputs = entries.get('inputs');
    if (!/^(?:cache|cachebeta)@/i.test(task ?? '')) extend(this.#into, 'azure', env, inputs, this.#text);
    const node =
      entries.get(kind ?? '') ?? inputs?.get('script') ?? inputs?.get('inlineScript') ?? inputs?.get('Inline');
    if (node?.text === undefined) return true;
    const type = `${kind ?? ''} ${task ?? ''} ${inputs?.get('scriptType')?.text ?? ''}`.toLowerCase();
    this.#into.scripts.push(
      scriptOf(node, this.#text, { system: 'azure', posix: isPosix(type, node.text), traced: false, env, job }),
    );
    return true;
  }
}

/** `script` is for cmd on Windows and for sh elsewhere, which only its text can tell. */
function isPosix(type: string, text: string): boolean {
  if (/pwsh|powershell|\bps\b|pscore/.test(type)) return false;
  const isForCmd = /%\w+%/.test(text) || /^\s*(?:@echo off|call |rem |if (?:not )?exist )/im.test(text);
  return !(isForCmd && /^script |cmdline|batch/.test(type));
}
