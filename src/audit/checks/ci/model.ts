import type { CiSystemId } from '../../../files/ci-files.ts';
import type { YamlNode } from '../../../syntax/yaml-tree.ts';

/** Keys that lead from a map to a place, joined by dots: `run.command`. `*` is any key; lists on the way are passed through. */
export type KeyPath = string;

/** A CI system, described by where its files say what is run and with which variables. */
export interface CiSystem {
  readonly id: CiSystemId;
  /** Variables of the scripts in a map and in all maps in it. The closest wins. */
  readonly variables: readonly KeyPath[];
  /** Values under a name that are no variables: inputs, parameters. */
  readonly values: readonly KeyPath[];
  /** Scripts of a map. Those of one entry run in the same shell. */
  readonly scripts: readonly (readonly KeyPath[])[];
  /** The key of the containers that a job starts beside itself. */
  readonly services: string;
  /** Keys from the top, joined by `/`, of the maps in which `${{ secrets.NAME }}` may stand. */
  readonly takesSecrets?: RegExp;
  /** Every secret of the project is in the environment of every job. */
  readonly allInEnvironment: boolean;
  /** Where a secret belongs instead of into the file, for messages; undefined where the advice of the rule says it. */
  readonly remedy?: string;
  /** Ways to take secrets from a store. */
  readonly stores: readonly Store[];
  /** Writes what the system puts into texts as `${{ }}`. Lines stay what they are. */
  unified?(text: string): string;
  /** Finds what a map has from elsewhere in the document, the furthest first. */
  inherited?(top: YamlNode): (map: YamlNode) => readonly YamlNode[];
  /** Variables of a map that come from a store. */
  stored?(map: YamlNode): readonly (readonly [name: string, held: Held])[];
  /** The shell of the scripts in a map, where no `shell:` names it. */
  shell?(map: YamlNode): string | undefined;
  /** Whether a script whose shell is not named is for a POSIX shell, by its text. */
  isPosix?(script: string): boolean;
  /** Local files that a document takes in. */
  includes?(top: YamlNode, folder: string): string[];
}

/** A way to take secrets from a store. */
export interface Store {
  /** `contexts of CircleCI`. */
  readonly what: string;
  /** What stands under one of these keys. */
  readonly keys?: readonly string[];
  /** Texts like this. Where it has a group, that must be the name of a secret. */
  readonly text?: RegExp;
}

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
  /** The same for the scripts of one job. */
  readonly job: number;
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
