import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import { heldBy } from './expression.ts';
import type { CiScript, CiSystem, CiValue, Scope } from './model.ts';
import { isCache, nodesAt, textsIn, variablesIn } from './places.ts';

const DEEPEST = 24;
const MOST_NODES = 50_000;

/** The scripts and values of a CI file. */
export interface CiContent {
  readonly system: CiSystem;
  readonly scripts: readonly CiScript[];
  readonly values: readonly CiValue[];
  /** There is more in the file than was read. */
  readonly isCut: boolean;
}

/** Reads the scripts of a CI file with their variables, and the named values. */
export function readCi(system: CiSystem, text: string, documents: readonly YamlNode[]): CiContent {
  const reader = new CiReader(system, text);
  for (const top of documents) reader.readDocument(top);
  return reader.content();
}

/** What a map gets from the maps around it. */
interface Around {
  readonly scope: Scope;
  readonly shell: string | undefined;
  readonly job: number;
  readonly isService: boolean;
  /** The keys that lead here, joined by `/`. */
  readonly trail: string;
  readonly depth: number;
}

class CiReader {
  readonly #system: CiSystem;
  readonly #text: string;
  readonly #scripts: CiScript[] = [];
  /** Offsets of scripts: these are not values, even among the inputs of a step. */
  readonly #run = new Set<number>();
  /** By offset: aliases lead to the same value several times. */
  readonly #values = new Map<number, CiValue>();
  #inherited: (map: YamlNode) => readonly YamlNode[] = () => [];
  #nodes = 0;
  #isCut = false;

  constructor(system: CiSystem, text: string) {
    this.#system = system;
    this.#text = text;
  }

  readDocument(top: YamlNode): void {
    this.#inherited = this.#system.inherited?.(top) ?? (() => []);
    this.#walk(top, { scope: new Map(), shell: undefined, job: 0, isService: false, trail: '', depth: 0 });
  }

  content(): CiContent {
    const values = [...this.#values].filter(([from]) => !this.#run.has(from)).map(([, value]) => value);
    return { system: this.#system, scripts: this.#scripts, values, isCut: this.#isCut };
  }

  #walk(node: YamlNode, around: Around): void {
    if (around.depth > DEEPEST || ++this.#nodes > MOST_NODES) {
      this.#isCut = true;
      return;
    }
    const depth = around.depth + 1;
    for (const item of node.items) this.#walk(item, { ...around, depth });
    if (!node.isMap) return;
    const inside = this.#read(node, around);
    for (const { name, value } of node.entries) {
      const isService = around.isService || name === this.#system.services;
      this.#walk(value, { ...inside, isService, trail: trailOf(around.trail, name), depth });
    }
  }

  #read(map: YamlNode, around: Around): Around {
    const { variables, values, scripts, stored } = this.#system;
    const layers = [...this.#inherited(map), map];
    let { scope } = around;
    for (const layer of layers) {
      for (const path of variables) {
        for (const node of nodesAt(layer, path)) scope = this.#extend(scope, node, around, path);
      }
    }
    if (stored !== undefined) scope = new Map([...scope, ...stored(map)]);
    if (!isCache(map)) {
      for (const path of values) for (const node of nodesAt(map, path)) this.#extend(scope, node, around, path);
    }
    const job = map.get('steps') === undefined ? around.job : map.from;
    const inside = { ...around, scope, job, shell: this.#shellOf(map) ?? around.shell ?? shellOfRunner(map) };
    for (const paths of scripts) this.#addScript(paths, layers, inside);
    return inside;
  }

  /** Adds the variables of a map to a scope, and the literals among them to the values. */
  #extend(outer: Scope, node: YamlNode, { isService, trail }: Around, path: string): Scope {
    const scope = new Map(outer);
    const replaceable = this.#system.takesSecrets?.test(trailOf(trail, path.replaceAll('.', '/'))) === true;
    for (const { name, value } of variablesIn(node)) {
      if (value.text === undefined) continue;
      const { secret, isLiteral } = heldBy(this.#unified(value.text), this.#system, outer);
      // Azure Pipelines replaces dots by underscores.
      scope.set(name.replaceAll('.', '_'), secret);
      if (isLiteral) this.#addValue(name, value, isService, replaceable);
    }
    return scope;
  }

  #addValue(name: string, node: YamlNode, service: boolean, replaceable: boolean): void {
    const { from, to, line, text = '' } = node;
    if (this.#values.has(from)) return;
    const isWhole = replaceable && !node.isBlock && !/^[*&!]/.test(this.#text.slice(from, to));
    this.#values.set(from, { name, text, line, service, literal: isWhole ? { from, to } : undefined });
  }

  /** @param layers the maps that a map inherits from, and then the map itself */
  #addScript(paths: readonly string[], layers: readonly YamlNode[], { scope, shell, job }: Around): void {
    const map = layers.at(-1);
    if (map === undefined || paths.every((path) => nodesAt(map, path).length === 0)) return;
    const nodes = paths.flatMap((path) => {
      const found = layers.findLast((layer) => nodesAt(layer, path).length > 0);
      return found === undefined ? [] : nodesAt(found, path).flatMap((node) => textsIn(node));
    });
    if (nodes.length === 0) return;
    for (const { from } of nodes) this.#run.add(from);
    const pieces = nodes.map((node) => ({ node, text: this.#unified(node.text ?? '') }));
    const text = pieces.map((piece) => piece.text).join('\n');
    const lines = pieces.flatMap((piece) => linesOf(piece.node, piece.text, this.#text));
    const { posix, traced } = shellCalled(shell);
    const isPosix = posix && (shell !== undefined || this.#system.isPosix?.(text) !== false);
    this.#scripts.push({ system: this.#system, text, lines, posix: isPosix, traced, env: scope, job });
  }

  /** What a step, a job or a workflow says about its shell. */
  #shellOf(map: YamlNode): string | undefined {
    const named = map.get('run', 'shell') ?? map.get('shell') ?? map.get('defaults', 'run', 'shell');
    return named?.text ?? this.#system.shell?.(map);
  }

  #unified(text: string): string {
    return this.#system.unified?.(text) ?? text;
  }
}

function trailOf(trail: string, key: string): string {
  return trail === '' ? key : `${trail}/${key}`;
}

function shellOfRunner(job: YamlNode): string | undefined {
  return /^windows/i.test(job.get('runs-on')?.text ?? '') ? 'pwsh' : undefined;
}

/** Whether a `shell:` such as `bash -x {0}`, `pwsh` or `/bin/sh` is a POSIX shell, and whether it traces. */
function shellCalled(name = 'sh'): Pick<CiScript, 'posix' | 'traced'> {
  const [, program = '', rest = ''] = /^\s*(\S+)(.*)$/s.exec(name) ?? [];
  const base = program.replace(/^.*[/\\]/, '').toLowerCase();
  const posix = /^(?:(?:ba|da|k|z|a)?sh(?:\.exe)?|env|)$/.test(base);
  return { posix, traced: posix && /\s-[a-z]*x|-o\s+xtrace/.test(rest) };
}

/** The file's lines for the lines of a scalar's text. For a folded block they are approximate. */
function linesOf(node: YamlNode, text: string, file: string): number[] {
  const first = node.textLine;
  const last =
    first + Math.max(0, file.slice(node.from, node.to).trimEnd().split('\n').length - (node.isBlock ? 2 : 1));
  return text.split('\n').map((_, index) => Math.min(first + index, last));
}
