import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CiFile, Collected, Held, Scope } from './model.ts';
import { extend, joinedScript, textsIn } from './scope.ts';

/** Keys at the top that are no jobs. */
const NO_JOBS = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'spec',
  'pages_url',
]);
const SERVICES = 8;

/** Reads a pipeline of GitLab's. Templates that jobs extend are looked for in the same file. */
export function readGitlab(text: string, documents: readonly YamlNode[]): CiFile {
  const into: Collected = { scripts: [], values: [] };
  for (const top of documents) readDocument(into, text, top);
  return { system: 'gitlab', ...into };
}

function readDocument(into: Collected, text: string, top: YamlNode): void {
  const env = extend(into, 'gitlab', new Map(), top.get('variables'), text);
  services(into, text, top.get('services') ?? top.get('default', 'services'));
  const jobs = new Map(top.entries.map(({ name, value }) => [name, value]));
  const before = top.get('default', 'before_script') ?? top.get('before_script');
  const after = top.get('default', 'after_script') ?? top.get('after_script');
  for (const { name, value } of top.entries) {
    if (NO_JOBS.has(name) || !value.isMap) continue;
    services(into, text, value.get('services'));
    const unused: Collected = { scripts: [], values: [] };
    let scope: Scope = env;
    for (const base of basesOf(value, jobs)) scope = extend(unused, 'gitlab', scope, base.get('variables'), text);
    scope = extend(into, 'gitlab', scope, value.get('variables'), text);
    scope = withStored(scope, value.get('secrets'));
    const own = [...basesOf(value, jobs), value];
    const about = { system: 'gitlab', posix: true, traced: false, env: scope, job: name } as const;
    const first = lastOf(own, 'before_script') ?? before;
    // A template's script is read where it stands.
    const scripts = textsIn(
      value.get('script') ?? (value.get('before_script') === undefined ? undefined : lastOf(own, 'script')),
    );
    const main =
      value.get('script') === undefined && value.get('before_script') === undefined
        ? []
        : [...textsIn(first), ...scripts];
    if (main.length > 0) into.scripts.push(joinedScript(main, text, about));
    const last = textsIn(value.get('after_script') ?? (main.length > 0 ? after : undefined));
    if (last.length > 0) into.scripts.push(joinedScript(last, text, about));
  }
}

function lastOf(nodes: readonly YamlNode[], key: string): YamlNode | undefined {
  return nodes.findLast((node) => node.get(key) !== undefined)?.get(key);
}

/** What a job extends, the furthest first. */
function basesOf(job: YamlNode, jobs: ReadonlyMap<string, YamlNode>, depth = 0): YamlNode[] {
  if (depth > 6) return [];
  return textsIn(job.get('extends'))
    .slice(0, SERVICES)
    .flatMap((name) => {
      const base = jobs.get(name.text ?? '');
      return base === undefined ? [] : [...basesOf(base, jobs, depth + 1), base];
    });
}

/** `secrets:` of a job, from Vault and others. Most are files by default: their names then hold paths. */
function withStored(scope: Scope, secrets: YamlNode | undefined): Scope {
  const stored = new Map<string, Held>(scope);
  for (const { name, value } of secrets?.entries ?? []) {
    stored.set(name, value.get('file')?.text === 'false' ? { kind: 'secret', name } : { kind: 'other' });
  }
  return stored;
}

function services(into: Collected, text: string, node: YamlNode | undefined): void {
  for (const service of node?.items ?? []) {
    extend(into, 'gitlab', new Map(), service.get('variables'), text, { service: true });
  }
}
