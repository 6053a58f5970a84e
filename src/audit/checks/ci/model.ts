import type { YamlNode } from '../../../syntax/yaml-tree.ts';

/** Systems whose files are read. */
export type CiSystem = 'github' | 'gitlab' | 'circleci' | 'azure';

/** What a variable holds. */
export type Held =
  | {
      readonly kind: 'secret';
      /** What it is called in the store. */
      readonly name: string;
    }
  | { readonly kind: 'literal' }
  | { readonly kind: 'other' };

export type Scope = ReadonlyMap<string, Held>;

/** What runs in one shell. `${{ ... }}` is what the CI system itself puts in, in whatever way it is written there. */
export interface CiScript {
  readonly system: CiSystem;
  readonly text: string;
  /** For each line of the text, the file's line, from 1. */
  readonly lines: readonly number[];
  /** Read by a POSIX shell. Only then its commands are looked at. */
  readonly posix: boolean;
  /** The shell is started with `-x`. */
  readonly traced: boolean;
  /** Of the workflow, the job and the step: the closest wins. */
  readonly env: Scope;
  readonly job: string;
}

/** A value that stands under a name: a variable, an input, a parameter's default. */
export interface CiValue {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  /** Of a container that the job starts beside itself, whose password opens nothing else. */
  readonly service: boolean;
  /** Offsets of the scalar where a reference to a secret could stand in its place. */
  readonly literal: { readonly from: number; readonly to: number } | undefined;
}

export interface CiFile {
  readonly system: CiSystem;
  readonly scripts: readonly CiScript[];
  readonly values: readonly CiValue[];
}

/** Collects what a reader finds in a file. */
export interface Collected {
  readonly scripts: CiScript[];
  readonly values: CiValue[];
}

/** The lines of a scalar's text in the file. Those of a folded block are approximate. */
export function linesOf(node: YamlNode, text: string, file: string): number[] {
  const first = node.textLine;
  const last =
    first + Math.max(0, file.slice(node.from, node.to).trimEnd().split('\n').length - (node.isBlock ? 2 : 1));
  return text.split('\n').map((_, index) => Math.min(first + index, last));
}
