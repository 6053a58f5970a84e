import { posix } from 'node:path';
import { type CiSystemId, ciSystemIdOf } from '../../../files/ci-files.ts';
import { everyNode, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CiSystem } from './model.ts';
import { textsIn } from './places.ts';

/** A variable in a script, with its name. */
const VARIABLE = /\$\{?([A-Za-z_]\w{0,100})/g;

const GITHUB: CiSystem = {
  id: 'github',
  variables: ['env', 'container.env'],
  values: ['inputs', 'with', 'secrets'],
  scripts: [['run']],
  services: 'services',
  // https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
  takesSecrets: /^(?:env|jobs\/[^/]+\/(?:env|container\/env|secrets|steps\/env|steps\/with))$/,
  allInEnvironment: false,
  stores: [{ what: 'secrets of GitHub Actions', text: /\$\{\{[^}]{0,400}\bsecrets\s{0,4}[.[]/g }],
};

const GITLAB: CiSystem = {
  id: 'gitlab',
  variables: ['variables'],
  values: [],
  scripts: [['before_script', 'script'], ['after_script']],
  services: 'services',
  allInEnvironment: true,
  remedy: 'a masked CI/CD variable of the project',
  stores: [
    { what: 'secrets: of GitLab CI/CD', keys: ['secrets'] },
    { what: 'ID tokens of GitLab CI/CD', keys: ['id_tokens'] },
    { what: 'variables of GitLab CI/CD', text: VARIABLE },
  ],
  inherited: inheritedByJobs,
  // Of Vault and others. By default a secret is a file, and its variable holds the path.
  stored: (job) =>
    (job.get('secrets')?.entries ?? []).map(({ name, value }) => {
      return [name, value.get('file')?.text === 'false' ? name : undefined];
    }),
  includes: localIncludes,
};

const CIRCLECI: CiSystem = {
  id: 'circleci',
  variables: ['environment', 'run.environment'],
  values: ['parameters', 'steps.*'],
  scripts: [['run', 'run.command']],
  services: 'docker',
  allInEnvironment: true,
  remedy: 'a context or a variable of the project',
  stores: [
    { what: 'contexts of CircleCI', keys: ['context'] },
    { what: 'variables of CircleCI', text: VARIABLE },
  ],
  unified: (text) =>
    text
      .replace(/<<\s{0,8}([\w.-]{1,200})\s{0,8}>>/g, (_, name: string) => `\${{ ${name} }}`)
      .replace(/<<[#^/][\w\s.-]{1,200}>>/g, ''),
};

/** https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/ */
const BITBUCKET: CiSystem = {
  id: 'bitbucket',
  variables: [],
  values: ['variables'],
  scripts: [['script'], ['after-script']],
  services: 'services',
  allInEnvironment: true,
  remedy: 'a secured variable of the repository',
  stores: [{ what: 'variables of Bitbucket Pipelines', text: VARIABLE }],
};

const AZURE: CiSystem = {
  id: 'azure',
  variables: ['variables', 'env'],
  values: ['parameters', 'inputs'],
  scripts: [['script'], ['bash'], ['pwsh'], ['powershell'], ['inlineScript'], ['Inline']],
  services: 'services',
  allInEnvironment: false,
  remedy: 'a secret variable or a variable group',
  stores: [
    { what: 'a variable group of Azure Pipelines', keys: ['group'] },
    { what: 'secret variables of Azure Pipelines', text: /\$\(([A-Za-z_]\w{0,100})\)/g },
  ],
  unified: (text) =>
    text.replace(/\$\(([A-Za-z_][\w.-]{0,200})\)/g, (whole, name: string) =>
      COMMANDS.has(name) ? whole : `\${{ variables.${name.replaceAll('.', '_')} }}`,
    ),
  shell: shellOnAzure,
  // On Windows `script` is for cmd. Only its text can tell.
  isPosix: (script) => !/%\w{3,}%|^\s*(?:@echo off|call |rem |if (?:not )?exist )/im.test(script),
  includes: templates,
};

/** The CI systems whose files are read. */
const SYSTEMS: Readonly<Record<CiSystemId, CiSystem>> = {
  github: GITHUB,
  gitlab: GITLAB,
  circleci: CIRCLECI,
  azure: AZURE,
  bitbucket: BITBUCKET,
};

/** The CI system of a file, by its path. */
export function ciSystemOf(path: string): CiSystem | undefined {
  const id = ciSystemIdOf(path);
  return id === undefined ? undefined : SYSTEMS[id];
}

const MOST_BASES = 50;

/** Finds the defaults and the jobs that a job extends, if they are in the same document. */
function inheritedByJobs(top: YamlNode): (map: YamlNode) => readonly YamlNode[] {
  const jobs = new Map(top.entries.map(({ name, value }) => [name, value]));
  return (job) => {
    const hasScript = job.get('script') !== undefined || job.get('before_script') !== undefined;
    if (!hasScript || job.from === top.from) return [];
    const seen = new Set<string>();
    const basesOf = (extending: YamlNode): YamlNode[] =>
      textsIn(extending.get('extends')).flatMap(({ text = '' }) => {
        const base = jobs.get(text);
        if (base === undefined || seen.has(text) || seen.size >= MOST_BASES) return [];
        seen.add(text);
        return [...basesOf(base), base];
      });
    return [top, jobs.get('default') ?? top, ...basesOf(job)];
  };
}

function localIncludes(top: YamlNode): string[] {
  const include = top.get('include');
  const listed = include?.isList === true ? include.items : include === undefined ? [] : [include];
  return listed
    .flatMap((item) => textsIn(item.isMap ? item.get('local') : item))
    .map(({ text = '' }) => text)
    .filter((text) => !/^[a-z]+:\/\//.test(text))
    .map((text) => posix.normalize(text.replace(/^\/+/, '')));
}

/** Single words in `$(...)` that are commands, not variables of Azure Pipelines. */
const COMMANDS = new Set(['pwd', 'date', 'whoami', 'hostname', 'nproc', 'uname', 'arch', 'id', 'tty', 'logname']);

/** Other shells are named by the key of the script, by the task, or by an input of the task. */
function shellOnAzure(map: YamlNode): string | undefined {
  if (map.get('pwsh') !== undefined || map.get('powershell') !== undefined) return 'pwsh';
  const kind = `${map.get('task')?.text ?? ''} ${map.get('scriptType')?.text ?? ''}`;
  return /pwsh|powershell|pscore|python|\bps\b/i.exec(kind)?.[0];
}

/** `template:` is relative to the file, or with a leading slash to the root. With an `@` it is in another repository. */
function templates(top: YamlNode, folder: string): string[] {
  return [...everyNode(top)]
    .flatMap(({ key, node: { text } }) => (key === 'template' && text !== undefined ? [text] : []))
    .filter((text) => !/[@$]/.test(text))
    .map((text) => posix.normalize(text.startsWith('/') ? text.slice(1) : posix.join(folder, text)));
}
