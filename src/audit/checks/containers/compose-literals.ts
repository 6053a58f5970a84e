import { posix } from 'node:path';
import { statedPath } from '../../../files/path-parts.ts';
import { dotenvKind } from '../../../scan/file-rules/dotenv-path.ts';
import { readDotenv } from '../../../syntax/dotenv.ts';
import { Budget, everyNode, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { argumentLiterals, type NamedValue, shellLiterals } from '../shell-literals.ts';
import { TOO_MUCH } from '../unread.ts';
import { type ComposeFile, isComposeFile, readCompose, whyNotCompose } from './compose-file.ts';
import {
  assignmentIn,
  describeLiteral,
  judgeLiteral,
  literalWeight,
  type YamlValue,
  yamlProblems,
} from './literals.ts';

const RULE = 'compose-literal-key';

/** Literal keys in a compose file, and in committed files that it reads variables from. */
export const composeLiterals: FileCheck = {
  rules: [RULE],
  concerns: isComposeFile,
  needsText: true,
  *check(file, context) {
    const why = whyNotCompose(file.text);
    if (why !== undefined) context.markUnread(file.path, why);
    const budget = new Budget();
    const values = readCompose(file.text).flatMap((document) => valuesOf(document, budget));
    yield* yamlProblems(RULE, file.path, values, context);
    if (budget.isOverdrawn) context.markUnread(file.path, TOO_MUCH);
    yield* committedEnvFiles(file, context);
  },
};

function valuesOf({ top, services }: ComposeFile, budget: Budget): YamlValue[] {
  const ofServices = services.flatMap(({ node }) => [
    ...settings('environment', node.get('environment')),
    ...settings('build.args', node.get('build', 'args')),
    ...settings('labels', node.get('labels')),
    ...settings('build.labels', node.get('build', 'labels')),
    ...settings('deploy.labels', node.get('deploy', 'labels')),
    ...command('command', node.get('command')),
    ...command('entrypoint', node.get('entrypoint')),
    ...command('healthcheck', node.get('healthcheck', 'test')),
  ]);
  const ofConfigs = (top.get('configs')?.entries ?? []).flatMap(({ name, value }) =>
    scalar('configs', name, value.get('content')),
  );
  // Services can merge in any part of an extension.
  const ofExtensions = top.entries
    .filter(({ name }) => name.startsWith('x-'))
    .flatMap(({ name, value }) => [...everyNode(value, budget)].flatMap(({ node }) => settings(name, node)));
  return [...ofServices, ...ofConfigs, ...ofExtensions];
}

/** `NAME: value` and `- NAME=value`. */
function settings(part: string, node: YamlNode | undefined): YamlValue[] {
  const entries = (node?.entries ?? []).flatMap(({ name, value }) => scalar(part, name, value));
  const items = (node?.items ?? []).flatMap((item) =>
    assignmentIn(item.text).map(({ name, text }) => ({ part, name, text: unescaped(text), node: item })),
  );
  return [...entries, ...items];
}

function scalar(part: string, name: string, node: YamlNode | undefined): YamlValue[] {
  return node?.text === undefined ? [] : [{ part, name, text: unescaped(node.text), node }];
}

function command(part: string, node: YamlNode | undefined): YamlValue[] {
  if (node === undefined) return [];
  const given = ({ name, value }: NamedValue, at: YamlNode) => ({ part, name, text: unescaped(value), node: at });
  const ofWords = argumentLiterals(node.items.map(({ text = '' }) => text)).map((each) =>
    given(each, node.items[each.index] ?? node),
  );
  const scripts = node.text === undefined ? node.items.filter(({ text = '' }) => /\s/.test(text)) : [node];
  return [...ofWords, ...scripts.flatMap((at) => shellLiterals(at.text ?? '').map((each) => given(each, at)))];
}

/** In a compose file `$$` is an escaped dollar sign. */
function unescaped(text: string): string {
  return text.replaceAll('$$', '$');
}

/** A file that a service reads its variables from. */
interface EnvFile {
  /** Relative to the root. */
  readonly path: string;
  readonly line: number;
}

/** The files of `env_file`, without those outside of the project. */
export function envFilesOf(composePath: string, text: string): EnvFile[] {
  const folder = posix.dirname(composePath);
  return readCompose(text).flatMap(({ services }) =>
    services.flatMap(({ node }) => {
      const stated = node.get('env_file');
      const nodes = stated === undefined ? [] : stated.isList ? stated.items : [stated];
      return nodes.flatMap((each) => {
        const file = each.text ?? each.get('path')?.text ?? '';
        const path = statedPath(folder, file);
        return path === undefined ? [] : [{ path, line: each.line }];
      });
    }),
  );
}

/** One problem for each committed file of `env_file` with a key. */
function* committedEnvFiles(file: CheckedFile, context: CheckContext): Iterable<Problem> {
  const seen = new Set<string>();
  for (const { path, line } of envFilesOf(file.path, file.text)) {
    if (seen.has(path) || !context.files.isTracked(path) || dotenvKind(path) === 'example') continue;
    seen.add(path);
    for (const { name, value } of readDotenv(context.files.text(path) ?? '')) {
      const kind = judgeLiteral(context, name, value);
      const weight = literalWeight(kind, path) && literalWeight(kind, file.path);
      if (weight !== 'failure') continue;
      yield {
        rule: RULE,
        path: file.path,
        line,
        note: `env_file ${path}, which git tracks, gives ${name} ${describeLiteral(kind)}`,
        weight,
      };
      break;
    }
  }
}
