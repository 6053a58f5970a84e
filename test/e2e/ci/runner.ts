import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { execFile } from '../../helpers/exec-file.ts';
import { createRepositoryIn, GIT_ENV, type Repository, temporaryFolder } from '../../helpers/repository.ts';
import { writeExecutable } from '../../setup/stub.ts';

const PROGRAM = resolve('dist/js/bin.js');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An `npm` whose `install` gives the program that was built, and that writes down in `npm.log` where it was called with what. */
function stubNpm(temp: string): string {
  const bin = join(temp, 'bin');
  mkdirSync(bin, { recursive: true });
  const hexhound = `#!/bin/sh\\nexec "${process.execPath}" "${PROGRAM}" "$@"\\n`;
  writeExecutable(
    join(bin, 'npm'),
    `#!/bin/sh
echo "$PWD $*" >> '${temp}/npm.log'
case "$*" in *hexhound@9.9.9*) exit 1;; esac
mkdir -p node_modules/.bin
printf '${hexhound}' > node_modules/.bin/hexhound
chmod +x node_modules/.bin/hexhound
`,
  );
  return bin;
}

/**
 * Runs a script as a runner does: in the checkout, with the variables of the system and no others.
 * @param shell how the system starts its shell; `{0}` is the file with the script
 */
export async function runScript(
  script: string,
  checkout: Repository,
  env: Readonly<Record<string, string>>,
  { temp = temporaryFolder(), shell = 'bash --noprofile --norc -eo pipefail {0}' } = {},
): Promise<Outcome> {
  const file = join(temp, 'script.sh');
  writeFileSync(file, script);
  const [program = '', ...args] = shell.split(' ').map((word) => word.replace('{0}', file));
  const all = {
    PATH: [stubNpm(temp), GIT_ENV.PATH].join(delimiter),
    HOME: temp,
    TMPDIR: temp,
    GIT_CONFIG_NOSYSTEM: '1',
    CI: 'true',
    ...env,
  };
  try {
    const { stdout, stderr } = await execFile(program, args, { cwd: checkout.path, env: all });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    return { code, stdout, stderr };
  }
}

export interface Job {
  readonly event: string;
  readonly payload: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActionOutcome extends Outcome {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the action used of others, with their inputs. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly temp: string;
}

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const REPOSITORY = 'acme/site';

/** Runs action.yml as GitHub's runner does: its expressions, its steps, and the files that they talk through. */
export async function runAction(checkout: Repository, job: Job, temp = temporaryFolder()): Promise<ActionOutcome> {
  const action = parse(readFileSync('action.yml', 'utf8')) as {
    inputs: Record<string, { default: string }>;
    outputs: Record<string, { value: string }>;
    runs: { steps: Step[] };
  };
  const file = (name: string, content = '') => {
    writeFileSync(join(temp, name), content);
    return join(temp, name);
  };
  const github = { event_name: job.event, event: job.payload, token: 'of-the-job', run_id: '7', run_attempt: '1' };
  const steps: Record<string, { outcome: string; outputs: Record<string, string> }> = {};
  const base = { github, steps, runner: { temp, os: 'Linux' } };
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, job.inputs?.[name] ?? fill(input.default, base)]),
  );
  const context = { ...base, inputs };
  const used: Record<string, Record<string, string>> = {};
  const fillAll = (texts: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text, context)]));
  let outcome: Outcome = { code: 0, stdout: '', stderr: '' };
  for (const [at, { id = `${at}`, if: condition = 'success()', ...step }] of action.runs.steps.entries()) {
    const expression = condition.replace(/^\$\{\{(.*)\}\}$/s, '$1');
    const implied = /\b(?:success|failure|always|cancelled)\(/.test(expression)
      ? expression
      : `success() && (${expression})`;
    steps[id] = { outcome: 'skipped', outputs: {} };
    if (!evaluate(implied, context, outcome.code === 0)) continue;
    steps[id].outcome = 'success';
    if (step.uses !== undefined) used[step.uses.replace(/@.*/, '')] = fillAll(step.with);
    if (step.run === undefined) continue;
    const output = file('output');
    outcome = await runScript(
      step.run,
      checkout,
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_EVENT_NAME: job.event,
        GITHUB_EVENT_PATH: file('event.json', JSON.stringify(job.payload)),
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: file('summary'),
        RUNNER_TEMP: temp,
        ...fillAll(step.env),
        ...job.env,
      },
      { temp },
    );
    steps[id].outcome = outcome.code === 0 ? 'success' : 'failure';
    steps[id].outputs = Object.fromEntries(
      readFileSync(output, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }
  return {
    ...outcome,
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, context)]),
    ),
    summary: readFileSync(join(temp, 'summary'), 'utf8'),
    used,
    temp,
  };
}

/** The text with its `${{ }}` evaluated. */
function fill(text: string, context: object): string {
  return String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    String(evaluate(expression, context, true)),
  );
}

/** The part of GitHub's expressions that action.yml uses, as JavaScript: what is not there is empty. */
function evaluate(expression: string, context: object, isSuccess: boolean): unknown {
  const get = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], context) ??
    '';
  const script = expression.replace(/'[^']*'|[a-z_][\w-]*(?:\.[\w-]+)+/g, (part) =>
    part.startsWith("'") ? JSON.stringify(part.slice(1, -1)) : `get(${JSON.stringify(part)})`,
  );
  const names = ['get', 'success', 'cancelled', 'contains', 'fromJSON'];
  const values = [get, () => isSuccess, () => false, (all: unknown[], one: unknown) => all.includes(one), JSON.parse];
  return new Function(...names, `return (${script});`)(...values);
}

/**
 * What actions/checkout makes of a repository (its src/git-source-provider.ts and src/ref-helper.ts).
 * @param ref full name of what is checked out, such as `refs/pull/7/merge`
 */
export function githubCheckout(server: Repository, ref: string, { depth = 0 } = {}): Repository {
  const checkout = createRepositoryIn(temporaryFolder());
  checkout.git('remote', 'add', 'origin', pathToFileURL(server.path).href);
  const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
  const local = kind === 'heads' ? `refs/remotes/origin/${name}` : kind === 'pull' ? `refs/remotes/pull/${name}` : ref;
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const own = `+${server.git('rev-parse', ref)}:${local}`;
  const fetch = ['fetch', '--quiet', '--no-tags', '--prune', '--no-recurse-submodules'];
  if (depth === 0) checkout.git(...fetch, 'origin', ...all);
  if (depth > 0 || kind === 'pull') checkout.git(...fetch, ...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', own);
  checkout.git('checkout', '--quiet', '--force', ...(kind === 'heads' ? ['-B', name ?? ''] : []), local);
  return checkout;
}

/** What GitLab's runner makes of it (shells/abstract.go): everything that has a ref, and HEAD at a commit. */
export function gitlabCheckout(server: Repository, commit: string, { depth = 0 } = {}): Repository {
  const checkout = createRepositoryIn(temporaryFolder());
  checkout.git('remote', 'add', 'origin', pathToFileURL(server.path).href);
  server.git('update-ref', 'refs/pipelines/1', commit);
  const specs = [
    '+refs/heads/*:refs/remotes/origin/*',
    '+refs/tags/*:refs/tags/*',
    '+refs/pipelines/1:refs/pipelines/1',
  ];
  checkout.git('fetch', '--quiet', ...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', ...specs);
  checkout.git('checkout', '--quiet', '--force', '--detach', commit);
  return checkout;
}

export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
