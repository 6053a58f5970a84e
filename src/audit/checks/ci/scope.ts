import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import { heldBy } from './expression.ts';
import { type CiScript, type CiSystem, type CiValue, type Collected, type Held, linesOf, type Scope } from './model.ts';

/** What the values of a map are to the check of literals. */
export interface ValueKind {
  readonly service?: boolean;
  /** A reference to a secret could stand in place of the value. */
  readonly replaceable?: boolean;
}

/** Name and value of everything in a map of variables, or in a list of `{ name, value }` or of `NAME=value`. */
export function variablesIn(node: YamlNode | undefined): { name: string; value: YamlNode }[] {
  if (node === undefined) return [];
  if (node.isMap) {
    return node.entries.map(({ name, value }) => ({
      name,
      value: value.get('value') ?? value.get('default') ?? value,
    }));
  }
  return node.items.flatMap((item) => {
    const name = item.get('name')?.text;
    const value = item.get('value');
    if (name !== undefined) return value === undefined ? [] : [{ name, value }];
    return item.isMap ? variablesIn(item) : [];
  });
}

/** Adds the variables to a scope, and what is written as a literal to the values. */
export function extend(
  into: Collected,
  system: CiSystem,
  outer: Scope,
  node: YamlNode | undefined,
  file: string,
  kind: ValueKind = {},
): Scope {
  const scope = new Map<string, Held>(outer);
  for (const { name, value } of variablesIn(node)) {
    if (value.text === undefined) continue;
    const text = unified(system, value.text);
    const held = heldBy(text, system, outer);
    scope.set(name, held);
    if (held.kind === 'literal') into.values.push(literalAt(name, value, file, kind));
  }
  return scope;
}

/** A literal that stands under a name. */
export function literalAt(name: string, node: YamlNode, file: string, kind: ValueKind): CiValue {
  const { from, to } = node;
  const whole = kind.replaceable === true && !node.isBlock && !/^[*&!]/.test(file.slice(from, to));
  return {
    name,
    text: node.text ?? '',
    line: node.line,
    service: kind.service === true,
    literal: whole ? { from, to } : undefined,
  };
}

/** Writes what the system puts into texts as `${{ }}`, whatever its own notation; lines stay what they are. */
function unified(system: CiSystem, text: string): string {
  if (system === 'circleci') {
    return text
      .replace(/<<\s{0,8}([\w.-]{1,200})\s{0,8}>>/g, (_, name: string) => `\${{ ${name} }}`)
      .replace(/<<[#^/][\w\s.-]{1,200}>>/g, '');
  }
  if (system === 'azure') {
    return text.replace(/\$\(([A-Za-z_][\w.-]{0,200})\)/g, (whole, name: string) =>
      COMMANDS.has(name) ? whole : `\${{ variables.${name.replaceAll('.', '_')} }}`,
    );
  }
  return text;
}

/** Single words in `$(...)` that are commands and no variables of Azure's. */
const COMMANDS = new Set(['pwd', 'date', 'whoami', 'hostname', 'nproc', 'uname', 'arch', 'id', 'tty', 'logname']);

/** Whether a name such as `bash -x {0}`, `pwsh` or `/bin/sh` is that of a POSIX shell, and whether it traces. */
export function shellOf(name = 'sh'): Pick<CiScript, 'posix' | 'traced'> {
  const [, program = '', rest = ''] = /^\s*(\S+)(.*)$/s.exec(name) ?? [];
  const base = program.replace(/^.*[/\\]/, '').toLowerCase();
  const posix = /^(?:(?:ba|da|k|z|a)?sh(?:\.exe)?|env|)$/.test(base);
  return { posix, traced: posix && /\s-[a-z]*x|-o\s+xtrace/.test(rest) };
}

/** A script of one scalar. */
export function scriptOf(node: YamlNode, file: string, about: Omit<CiScript, 'text' | 'lines'>): CiScript {
  const text = unified(about.system, node.text ?? '');
  return { ...about, text, lines: linesOf(node, text, file) };
}

/** One script of several scalars that run in the same shell. */
export function joinedScript(
  nodes: readonly YamlNode[],
  file: string,
  about: Omit<CiScript, 'text' | 'lines'>,
): CiScript {
  const pieces = nodes.map((node) => scriptOf(node, file, about));
  return {
    ...about,
    text: pieces.map(({ text }) => text).join('\n'),
    lines: pieces.flatMap(({ lines }) => lines),
  };
}

/** The texts of a scalar, or of a list of them and of lists. */
export function textsIn(node: YamlNode | undefined, depth = 0): YamlNode[] {
  if (node === undefined || depth > 8) return [];
  if (node.text !== undefined) return [node];
  return node.items.slice(0, 500).flatMap((item) => textsIn(item, depth + 1));
}
