import type { CiSystemId } from '../../../files/ci-files.ts';
import type { YamlNode } from '../../../syntax/yaml-tree.ts';

/** The keys from a map to a node, joined by dots: `run.command`. `*` is any key. Lists on the way are passed through. */
export type KeyPath = string;

/** A CI system: where its files have scripts, variables and secrets. */
export interface CiSystem {
  readonly id: CiSystemId;
  /** Variables of the scripts in a map and in all maps in it. The innermost definition wins. */
  readonly variables: readonly KeyPath[];
  /** Named values that are not variables: inputs, parameters. */
  readonly values: readonly KeyPath[];
  /** Scripts of a map. Those in one array run in the same shell. */
  readonly scripts: readonly (readonly KeyPath[])[];
  /** The key of a job's service containers. */
  readonly services: string;
  /** Keys from the top, joined by `/`, of the maps in which `${{ secrets.NAME }}` may stand. */
  readonly takesSecrets?: RegExp;
  /** Every secret of the project is in the environment of every job. */
  readonly allInEnvironment: boolean;
  /** Where a secret belongs instead, for notes; undefined if the rule's advice says so. */
  readonly remedy?: string;
  /** Ways to take secrets from a store. */
  readonly stores: readonly Store[];
  /** Replaces the system's own expressions by `${{ }}`. Line numbers stay the same. */
  unified?(text: string): string;
  /** Finds the maps of a document that a map inherits from, the furthest first. */
  inherited?(top: YamlNode): (map: YamlNode) => readonly YamlNode[];
  /** Variables of a map that come from a store. */
  stored?(map: YamlNode): readonly (readonly [name: string, secret: string | undefined])[];
  /** The shell of the scripts in a map without `shell:`. */
  shell?(map: YamlNode): string | undefined;
  /** Whether a script is for a POSIX shell, by its text. Asked if no shell is named. */
  isPosix?(script: string): boolean;
  /** Local files that a document includes. */
  includes?(top: YamlNode, folder: string): string[];
}

/** A way to take secrets from a store. */
export interface Store {
  /** `contexts of CircleCI`. */
  readonly what: string;
  /** Only nodes under one of these keys. */
  readonly keys?: readonly string[];
  /** Only texts that match. A group must match the name of a secret. */
  readonly text?: RegExp;
}

/** By variable, the name in its store of the secret that it holds; undefined for another value. */
export type Scope = ReadonlyMap<string, string | undefined>;

/** What runs in one shell. Expressions of the CI system are written `${{ ... }}`, whatever its own notation. */
export interface CiScript {
  readonly system: CiSystem;
  readonly text: string;
  /** For each line of the text, the file's line, from 1. */
  readonly lines: readonly number[];
  /** For a POSIX shell. Other scripts are not read. */
  readonly posix: boolean;
  /** The shell is started with `-x`. */
  readonly traced: boolean;
  /** The variables of the workflow, the job and the step: the innermost wins. */
  readonly env: Scope;
  /** A number that the scripts of one job share. */
  readonly job: number;
}

/** A named value: a variable, an input, a parameter's default. */
export interface CiValue {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  /** It belongs to a service container, whose password opens nothing else. */
  readonly service: boolean;
  /** Offsets of the scalar, if a reference to a secret can replace it. */
  readonly literal: { readonly from: number; readonly to: number } | undefined;
}
