import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CiFile, Collected, Scope } from './model.ts';
import { extend, literalAt, scriptOf, shellOf } from './scope.ts';

const DEEPEST = 8;

/** Reads the configuration of CircleCI: jobs and reusable commands. */
export function readCircleci(text: string, top: YamlNode): CiFile {
  const into: Collected = { scripts: [], values: [] };
  parameters(into, text, top);
  for (const { value } of top.get('executors')?.entries ?? []) {
    containers(into, text, value);
    extend(into, 'circleci', new Map(), value.get('environment'), text);
  }
  for (const kind of ['jobs', 'commands']) {
    for (const { name, value } of top.get(kind)?.entries ?? []) {
      parameters(into, text, value);
      containers(into, text, value);
      const env = extend(into, 'circleci', new Map(), value.get('environment'), text);
      steps(into, text, value.get('steps'), { env, job: name, shell: value.get('shell')?.text }, 0);
    }
  }
  return { system: 'circleci', ...into };
}

function parameters(into: Collected, text: string, node: YamlNode): void {
  for (const { name, value } of node.get('parameters')?.entries ?? []) {
    const given = value.get('default');
    // The default of such a parameter is the name of a variable.
    if (given?.text === undefined || value.get('type')?.text === 'env_var_name') continue;
    if (!/[$<]/.test(given.text)) into.values.push(literalAt(name, given, text, {}));
  }
}

/** The first container is the one that the job runs in; its variables are the job's. */
function containers(into: Collected, text: string, node: YamlNode): void {
  for (const image of node.get('docker')?.items ?? []) {
    extend(into, 'circleci', new Map(), image.get('environment'), text, { service: true });
  }
}

interface Surroundings {
  readonly env: Scope;
  readonly job: string;
  readonly shell: string | undefined;
}

function steps(into: Collected, text: string, node: YamlNode | undefined, around: Surroundings, depth: number): void {
  if (depth > DEEPEST) return;
  for (const step of node?.items ?? []) {
    for (const { name, value } of step.entries) {
      if (name === 'when' || name === 'unless') steps(into, text, value.get('steps'), around, depth + 1);
      else if (name === 'run') run(into, text, value, around);
      else if (!name.endsWith('_cache')) extend(into, 'circleci', around.env, value.isMap ? value : undefined, text);
    }
  }
}

function run(into: Collected, text: string, node: YamlNode, { env, job, shell }: Surroundings): void {
  const command = node.get('command') ?? node;
  const inner = extend(into, 'circleci', env, node.get('environment'), text);
  const by = shellOf(node.get('shell')?.text ?? shell);
  if (command.text === undefined) return;
  into.scripts.push(scriptOf(command, text, { system: 'circleci', ...by, env: inner, job }));
}
