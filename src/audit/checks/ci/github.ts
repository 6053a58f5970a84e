import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CiFile, Collected, Scope } from './model.ts';
import { isWorkflow } from './paths.ts';
import { extend, literalAt, scriptOf, shellOf } from './scope.ts';

const SECRETS_ALLOWED = { replaceable: true };

/** Reads a workflow or a composite action of GitHub's. */
export function readGithub(path: string, text: string, top: YamlNode): CiFile {
  const into: Collected = { scripts: [], values: [] };
  const file = { into, text, workflow: isWorkflow(path) };
  inputs(file, top.get('on', 'workflow_call', 'inputs'));
  inputs(file, top.get('on', 'workflow_dispatch', 'inputs'));
  if (!file.workflow) {
    inputs(file, top.get('inputs'));
    steps(file, top.get('runs', 'steps'), new Map(), '', undefined);
    return { system: 'github', ...into };
  }
  const env = extend(into, 'github', new Map(), top.get('env'), text, SECRETS_ALLOWED);
  const shell = top.get('defaults', 'run', 'shell')?.text;
  for (const { name, value } of top.get('jobs')?.entries ?? []) {
    for (const service of value.get('services')?.entries ?? []) {
      extend(into, 'github', env, service.value.get('env'), text, { service: true });
    }
    let inner = extend(into, 'github', env, value.get('env'), text, SECRETS_ALLOWED);
    inner = extend(into, 'github', inner, value.get('container', 'env'), text, SECRETS_ALLOWED);
    extend(into, 'github', inner, value.get('with'), text);
    extend(into, 'github', inner, value.get('secrets'), text, SECRETS_ALLOWED);
    const jobShell = value.get('defaults', 'run', 'shell')?.text ?? shell ?? windowsShell(value.get('runs-on'));
    steps(file, value.get('steps'), inner, name, jobShell);
  }
  return { system: 'github', ...into };
}

interface File {
  readonly into: Collected;
  readonly text: string;
  readonly workflow: boolean;
}

function inputs({ into, text }: File, node: YamlNode | undefined): void {
  for (const { name, value } of node?.entries ?? []) {
    const given = value.get('default');
    if (given?.text !== undefined && !given.text.includes('${{')) into.values.push(literalAt(name, given, text, {}));
  }
}

function windowsShell(runner: YamlNode | undefined): string | undefined {
  return /^windows/i.test(runner?.text ?? '') ? 'pwsh' : undefined;
}

/** `key` and the like of these actions say what a cache or an artifact is found by. */
const NAMED_THINGS = /^(?:actions\/(?:cache|upload-artifact|download-artifact)|[^@]*cache)/i;

function steps(
  file: File,
  node: YamlNode | undefined,
  env: Scope,
  job: string,
  defaultShell: string | undefined,
): void {
  const { into, text, workflow } = file;
  const replaceable = { replaceable: workflow };
  for (const step of node?.items ?? []) {
    const inner = extend(into, 'github', env, step.get('env'), text, replaceable);
    if (!NAMED_THINGS.test(step.get('uses')?.text ?? '')) {
      extend(into, 'github', inner, step.get('with'), text, replaceable);
    }
    const run = step.get('run');
    const shell = shellOf(step.get('shell')?.text ?? defaultShell);
    if (run?.text === undefined) continue;
    into.scripts.push(scriptOf(run, text, { system: 'github', ...shell, env: inner, job }));
  }
}
