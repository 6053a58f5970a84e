import { everyCommand, nameOf, plainText } from '../../../syntax/shell/command.ts';
import { readShell } from '../../../syntax/shell/read.ts';
import { everyNode, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { Problem } from '../problem.ts';

const RULE = 'ci-pull-request-target';

/** Jobs of a GitHub workflow that run code of a pull request from outside while they hold secrets or write permissions. */
export function findPullRequestTargets(path: string, top: YamlNode): Problem[] {
  const trigger = triggerOf(top.get('on'));
  if (trigger === undefined) return [];
  const jobs = new Map((top.get('jobs')?.entries ?? []).map(({ name, value }) => [name, value]));
  return [...jobs].flatMap(([name, job]) => {
    const checkout = headCheckout(job);
    if (checkout === undefined) return [];
    const privilege = privilegeOf(job, top);
    const guarded =
      isGuarded(job, jobs, 0) || (checkout.step !== undefined && isGuard(checkout.step.get('if'))) || trigger.guarded;
    const weight = privilege !== undefined && checkout.certain && !guarded ? 'failure' : 'advice';
    const has = privilege === undefined ? '' : ` with ${privilege}`;
    const note = `${trigger.name} checks out the head of the pull request in the job ${name}${has}`;
    return [{ rule: RULE, path, line: checkout.line, note, weight }];
  });
}

interface Trigger {
  readonly name: string;
  /** Only members of the project can cause it, or it is limited to certain branches. */
  readonly guarded: boolean;
}

function triggerOf(on: YamlNode | undefined): Trigger | undefined {
  const names = [
    on?.text,
    ...(on?.items ?? []).map(({ text }) => text),
    ...(on?.entries ?? []).map((entry) => entry.name),
  ];
  const name = names.find((each) => each === 'pull_request_target') ?? names.find((each) => each === 'workflow_run');
  if (name === undefined) return undefined;
  const types = on?.get(name, 'types');
  const kinds = (types?.text === undefined ? (types?.items ?? []) : [types]).map((type) => type.text);
  const guarded =
    name === 'workflow_run'
      ? on?.get(name, 'branches') !== undefined
      : kinds.length > 0 && kinds.every((kind) => BY_THE_PROJECT.has(kind ?? ''));
  return { name, guarded };
}

/** Activity types that need permissions in the repository. */
const BY_THE_PROJECT = new Set(['labeled', 'assigned', 'review_requested', 'milestoned', 'unlabeled']);

const HEAD =
  /github\.event\.(?:pull_request\.head\.(?:sha|ref)|pull_request\.merge_commit_sha|workflow_run\.(?:head_sha|head_branch|head_commit\.id)|number)|github\.head_ref|refs\/(?:remotes\/)?pull\//;
const FORK = /github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)/;

interface Checkout {
  readonly line: number;
  readonly step: YamlNode | undefined;
  readonly certain: boolean;
}

function headCheckout(job: YamlNode): Checkout | undefined {
  let fetched: Checkout | undefined;
  for (const step of job.get('steps')?.items ?? []) {
    const uses = step.get('uses')?.text ?? '';
    if (/^actions\/checkout(?:@|$)/i.test(uses)) {
      const ref = step.get('with', 'ref');
      const repository = step.get('with', 'repository');
      const found = [ref, repository].find((node) => isHead(node?.text ?? '', job, step));
      if (found !== undefined) return { line: found.line, step, certain: true };
    }
    const script = scriptCheckout(step);
    if (script?.certain === true) return script;
    fetched ??= script;
  }
  return fetched;
}

/** Whether it refers to the head of the pull request, directly or through a variable of the job. */
function isHead(text: string, job: YamlNode, step: YamlNode): boolean {
  if (HEAD.test(text) || FORK.test(text)) return true;
  const name = /\$\{\{\s{0,8}env\.(\w+)/.exec(text)?.[1];
  const value = name === undefined ? undefined : (step.get('env', name) ?? job.get('env', name));
  return HEAD.test(value?.text ?? '');
}

function scriptCheckout(step: YamlNode): Checkout | undefined {
  const run = step.get('run');
  if (run?.text === undefined) return undefined;
  let fetches = false;
  const env = (step.get('env')?.entries ?? [])
    .filter(({ value }) => HEAD.test(value.text ?? ''))
    .map(({ name }) => name);
  const given = { step, certain: true };
  for (const command of everyCommand(readShell(run.text))) {
    const words = command.words.map(
      (word) =>
        plainText(word) +
        word.parts
          .map((part) =>
            part.kind === 'expression'
              ? part.text
              : part.kind === 'variable' && env.includes(part.name)
                ? 'github.head_ref'
                : '',
          )
          .join(''),
    );
    const line = Math.min(run.textLine + command.line, run.textLine + run.text.split('\n').length);
    const [, verb = '', object = ''] = words;
    if (nameOf(command) === 'gh' && verb === 'pr' && object === 'checkout') return { line, ...given };
    if (nameOf(command) !== 'git') continue;
    const head = words.some((word) => HEAD.test(word) || /(?:^|[:/+])pull\/.*(?:head|merge)/.test(word));
    if (verb === 'fetch' || verb === 'pull') fetches ||= head;
    if (verb === 'pull' && head) return { line, ...given };
    if (
      /^(?:checkout|switch|merge|reset|worktree|rebase|cherry-pick)$/.test(verb) &&
      (head || (fetches && /FETCH_HEAD|pr/i.test(words.join(' '))))
    ) {
      return { line, ...given };
    }
  }
  return undefined;
}

/** What code from outside could use in a job: a secret or a token that may write. */
function privilegeOf(job: YamlNode, top: YamlNode): string | undefined {
  const secret = secretIn(job) ?? secretIn(top.get('env'));
  if (secret !== undefined) return `the secret ${secret}`;
  const permissions = job.get('permissions') ?? top.get('permissions');
  if (permissions?.text === 'write-all') return 'a token that may write everything';
  const written = (permissions?.entries ?? []).find(({ value }) => value.text === 'write');
  return written === undefined ? undefined : `a token that may write ${written.name}`;
}

const SECRET = /\bsecrets\s{0,4}(?:\.\s{0,4}|\[\s{0,4}')([\w-]+)/g;

function secretIn(top: YamlNode | undefined): string | undefined {
  for (const { node } of top === undefined ? [] : everyNode(top)) {
    const { text = '' } = node;
    for (const [, name] of text.matchAll(SECRET))
      if (name !== undefined && name.toUpperCase() !== 'GITHUB_TOKEN') return name;
    if (/\bsecrets\s{0,4}\)/.test(text)) return 'context as a whole';
  }
  return undefined;
}

/**
 * Whether a job only runs for a label, for the project's own branches or for certain people, or in an environment, which
 * can ask for approval.
 */
function isGuarded(job: YamlNode, jobs: ReadonlyMap<string, YamlNode>, depth: number): boolean {
  if (depth > 8) return false;
  if (isGuard(job.get('if')) || job.get('environment') !== undefined) return true;
  const needs = job.get('needs');
  const names = needs?.text === undefined ? (needs?.items ?? []).map(({ text }) => text) : [needs.text];
  return names.some((name) => {
    const needed = jobs.get(name ?? '');
    return needed !== undefined && isGuarded(needed, jobs, depth + 1);
  });
}

const GUARD =
  /label|head\.repo\.|head_repository|author_association|github\.(?:actor|triggering_actor)\b|user\.login|\.merged\b|head\.user|workflow_run\.(?:event|head_branch|actor)|repository_owner|\.fork\b|needs\.|steps\.|head_ref\s{0,4}==|head\.ref\s{0,4}==|startsWith\(\s{0,4}github\.(?:head_ref|event\.pull_request\.head\.ref)/;

function isGuard(condition: YamlNode | undefined): boolean {
  return GUARD.test(condition?.text ?? '');
}
