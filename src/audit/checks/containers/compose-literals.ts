import { posix } from 'node:path';
import { statedPath } from '../../../files/path-parts.ts';
import { dotenvKind } from '../../../scan/file-rules/dotenv-path.ts';
import { readDotenv } from '../../../syntax/dotenv.ts';
import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Literal, Problem } from '../problem.ts';
import { TOO_MUCH } from '../unread.ts';
import { Budget } from './budget.ts';
import { type ComposeFile, isComposeFile, readCompose, whyNotCompose } from './compose-file.ts';
import { describeLiteral, judgeLiteral, judgeText, literalWeight } from './literals.ts';
import { argumentLiterals, shellLiterals } from './shell-literals.ts';

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
    // An anchor's values are merged in many times but stand in one place.
    const seen = new Set<string>();
    for (const found of readCompose(file.text).flatMap((document) => valuesOf(document, budget))) {
      const key = `${found.node.from} ${found.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const problem = judged(found, file, context);
      if (problem !== undefined) yield problem;
    }
    if (budget.isOverdrawn) context.markUnread(file.path, TOO_MUCH);
    yield* committedEnvFiles(file, context);
  },
};

interface ComposeValue {
  /** The part of the file, for people: `environment`. */
  readonly part: string;
  readonly name: string;
  readonly value: string;
  readonly node: YamlNode;
  /** The node's text is nothing but the value. */
  readonly isWhole: boolean;
}

function valuesOf({ top, services }: ComposeFile, budget: Budget): ComposeValue[] {
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
  const ofExtensions = top.entries.filter(({ name }) => name.startsWith('x-'));
  return [...ofServices, ...ofConfigs, ...ofExtensions.flatMap(({ name, value }) => nested(name, value, budget))];
}

/** `NAME: value` and `- NAME=value`. */
function settings(part: string, node: YamlNode | undefined): ComposeValue[] {
  const entries = (node?.entries ?? []).flatMap(({ name, value }) => scalar(part, name, value));
  const items = (node?.items ?? []).flatMap((item) => {
    const text = item.text ?? '';
    const sign = text.indexOf('=');
    if (sign <= 0) return [];
    return [{ part, name: text.slice(0, sign), value: text.slice(sign + 1), node: item, isWhole: false }];
  });
  return [...entries, ...items];
}

function scalar(part: string, name: string, node: YamlNode | undefined): ComposeValue[] {
  return node?.text === undefined ? [] : [{ part, name, value: node.text, node, isWhole: true }];
}

function command(part: string, node: YamlNode | undefined): ComposeValue[] {
  if (node === undefined) return [];
  const ofText = (text: string, at: YamlNode) =>
    shellLiterals(text).map(({ name, value }) => ({ part, name, value, node: at, isWhole: false }));
  if (node.text !== undefined) return ofText(node.text, node);
  const words = node.items.map(({ text = '' }) => text);
  const ofWords = argumentLiterals(words).map(({ name, value, index }) => {
    return { part, name, value, node: node.items[index] ?? node, isWhole: false };
  });
  const scripts = node.items.filter(({ text = '' }) => /\s/.test(text));
  return [...ofWords, ...scripts.flatMap((item) => ofText(item.text ?? '', item))];
}

/** Depth to which extensions are read: aliases can form a cycle. */
const DEEPEST = 6;

/** The values in an extension (`x-…`). Services can merge in any part of it. */
function nested(part: string, node: YamlNode, budget: Budget, depth = 0): ComposeValue[] {
  if (depth > DEEPEST || !budget.spend()) return [];
  const inside = node.entries.filter(({ value }) => value.isMap || value.isList);
  return [...settings(part, node), ...inside.flatMap(({ value }) => nested(part, value, budget, depth + 1))];
}

function judged(
  { part, name, value, node, isWhole }: ComposeValue,
  file: CheckedFile,
  context: CheckContext,
): Problem | undefined {
  // In a compose file `$$` is an escaped dollar sign.
  const kind = judgeText(context, name, value.replaceAll('$$', '$'));
  const weight = literalWeight(kind, file.path);
  if (weight === undefined) return undefined;
  const { path } = file;
  const problem = { rule: RULE, path, line: node.line, note: `${part} gives ${name} ${describeLiteral(kind)}`, weight };
  const literal = literalOf(name, value, node, isWhole, file.text);
  return literal === undefined ? problem : { ...problem, literal };
}

/** The range that a repair would replace. Undefined if the value is not in the text as it is. */
function literalOf(name: string, value: string, node: YamlNode, isWhole: boolean, text: string): Literal | undefined {
  if (node.isBlock) return undefined;
  if (isWhole)
    return text.slice(node.from, node.to).includes(value) ? { name, from: node.from, to: node.to } : undefined;
  const at = text.slice(node.from, node.to).indexOf(`${name}=${value}`);
  if (at < 0) return undefined;
  const from = node.from + at + name.length + 1;
  return { name, from, to: from + value.length };
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
