import { posix } from 'node:path';
import { isWorkflow } from '../../../files/ci-files.ts';
import { statedPath } from '../../../files/path-parts.ts';
import { everyCommand, withReferences } from '../../../syntax/shell/command.ts';
import { ifReadable, readShell } from '../../../syntax/shell/read.ts';
import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { ProjectFiles } from '../project-files.ts';
import { isComposeFile, readCompose } from './compose-file.ts';

/** A build that a compose file or a workflow states. Paths are relative to the root; `''` is the root itself. */
export interface StatedBuild {
  readonly dockerfile: string;
  readonly context: string;
  /** The stage that is built; undefined for the last one. */
  readonly target: string | undefined;
}

/** The builds that compose files and GitHub workflows state. */
export function statedBuilds(files: ProjectFiles): StatedBuild[] {
  return files.paths.flatMap((path) => {
    if (isComposeFile(path)) return composeBuilds(path, files.text(path) ?? '');
    if (!isWorkflow(path)) return [];
    // The check of workflows reports what cannot be read.
    return ifReadable(() => workflowBuilds(files.text(path) ?? '')) ?? [];
  });
}

function composeBuilds(path: string, text: string): StatedBuild[] {
  const folder = posix.dirname(path);
  return readCompose(text).flatMap(({ services }) =>
    services.flatMap(({ node }) => {
      const build = node.get('build');
      if (build === undefined) return [];
      return statedBuild(folder, build.text ?? build.get('context')?.text ?? '.', {
        dockerfile: build.get('dockerfile')?.text,
        target: build.get('target')?.text,
      });
    }),
  );
}

/** @param folder the context is relative to it, the Dockerfile to the context */
function statedBuild(
  folder: string,
  context: string,
  { dockerfile = 'Dockerfile', target }: { dockerfile?: string | undefined; target?: string | undefined },
): StatedBuild[] {
  const inside = statedPath(folder, context);
  const path = inside === undefined ? undefined : statedPath(inside, dockerfile);
  return inside === undefined || path === undefined ? [] : [{ dockerfile: path, context: inside, target }];
}

function workflowBuilds(text: string): StatedBuild[] {
  if (!text.includes('build-push-action') && !/docker +(?:buildx +)?build/.test(text)) return [];
  const jobs = (readYamlTree(text) ?? []).flatMap((top) => top.get('jobs')?.entries ?? []);
  return jobs.flatMap(({ value: job }) =>
    (job.get('steps')?.items ?? []).flatMap((step) => [...actionBuild(step), ...runBuilds(step)]),
  );
}

function actionBuild(step: YamlNode): StatedBuild[] {
  if (step.get('uses')?.text?.startsWith('docker/build-push-action@') !== true) return [];
  const context = statedPath('', step.get('with', 'context')?.text ?? '.');
  const file = step.get('with', 'file')?.text;
  if (context === undefined) return [];
  const dockerfile = statedPath('', file ?? posix.join(context, 'Dockerfile'));
  return dockerfile === undefined ? [] : [{ dockerfile, context, target: step.get('with', 'target')?.text }];
}

function runBuilds(step: YamlNode): StatedBuild[] {
  const folder = statedPath('', step.get('working-directory')?.text ?? '.');
  if (folder === undefined) return [];
  const commands = [...everyCommand(readShell(step.get('run')?.text ?? ''))];
  return commands.flatMap(({ words }) => commandBuild(folder, words.map(withReferences)));
}

/** `docker build -f Dockerfile.prod --target app .` */
function commandBuild(folder: string, words: readonly string[]): StatedBuild[] {
  const start = words[0] === 'docker' || words[0] === 'podman' ? words.indexOf('build') : -1;
  if (start < 0 || start > 2) return [];
  const options = new Map<string, string>();
  let last: string | undefined;
  for (let at = start + 1; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name = '', value] = /^(--?[\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === '') last = word;
    else if (value !== undefined) options.set(name, value);
    else if (!WITHOUT_VALUE.test(name)) options.set(name, words[++at] ?? '');
  }
  const context = last === undefined ? undefined : statedPath(folder, last);
  if (context === undefined) return [];
  const file = options.get('-f') ?? options.get('--file');
  const dockerfile = file === undefined ? statedPath(context, 'Dockerfile') : statedPath(folder, file);
  return dockerfile === undefined ? [] : [{ dockerfile, context, target: options.get('--target') }];
}

const WITHOUT_VALUE = /^(?:--(?:no-cache|pull|push|load|quiet|rm|force-rm|squash|compress|debug|check)|-[qD])$/;
