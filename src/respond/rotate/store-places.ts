import { type CiSystemId, ciSystemIdOf, isCiFile } from '../../files/ci-files.ts';
import { baseName } from '../../files/path-parts.ts';
import { MIB, readSmallFile, textOf } from '../../files/read-file.ts';
import type { Repository } from '../../git/repository.ts';
import { type GitContext, withoutHookVariables } from '../../git/safety.ts';
import { ScanLog } from '../../model/scan-log.ts';
import { listFolder, listWorkTree } from '../../scan/sources/list-files.ts';
import { firstLines } from '../../syntax/words.ts';

/** A place that takes a key from a store by its name, so that the new value has to be set in that store. */
export interface StorePlace {
  /** Relative to the folder that was searched. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** `CAPTCHAAI_API_KEY`, as it is written there. */
  readonly name: string;
  /** `secrets of GitHub Actions`. */
  readonly store: string;
}

/** A way to refer to a value in a store, as a pattern in which `NAME` is the name. */
interface Reference {
  readonly store: string;
  readonly pattern: string;
  /** Only in files of these kinds. */
  readonly in: (path: string) => boolean;
}

const ciFile =
  (...systems: readonly CiSystemId[]) =>
  (path: string) =>
    systems.some((system) => system === ciSystemIdOf(path));
const fileNamed = (pattern: RegExp) => (path: string) => pattern.test(baseName(path).toLowerCase());
const JENKINS = fileNamed(/^jenkinsfile|\.(?:jenkinsfile|groovy)$/);
const YAML = fileNamed(/\.(?:ya?ml|tpl)$/);
const TERRAFORM = fileNamed(/\.(?:tf|tofu|tf\.json|hcl)$/);

/** At most this many lines between the name of a variable and the reference that gives its value. */
const NEAR = '(?:[^\\n]*\\n){0,4}?[^\\n]*';

/** The most precise first: each line is reported for the first that matches. */
const REFERENCES: readonly Reference[] = [
  {
    store: 'secrets of GitHub Actions',
    pattern: '\\bsecrets\\s*(?:\\.\\s*NAME|\\[\\s*["\']NAME["\']\\s*\\])',
    in: ciFile('github'),
  },
  {
    store: 'secrets of GitHub Actions',
    pattern: 'NAME["\']?\\s*:[^\\n]*\\$\\{\\{[^\\n}]*\\bsecrets\\b',
    in: ciFile('github'),
  },
  {
    store: 'variables of GitHub Actions',
    pattern: '\\bvars\\s*(?:\\.\\s*NAME|\\[\\s*["\']NAME["\']\\s*\\])',
    in: ciFile('github'),
  },
  {
    store: 'CI/CD variables of GitLab',
    pattern: '\\$\\{?NAME|\\bNAME:\\s*\\n\\s+(?:vault|\\w+_secrets?_manager)',
    in: ciFile('gitlab'),
  },
  { store: 'a context or the variables of CircleCI', pattern: '\\$\\{?NAME', in: ciFile('circleci') },
  {
    store: 'variables of Azure Pipelines',
    pattern: '\\$\\(NAME\\)|\\$\\{\\{\\s*variables\\.NAME',
    in: ciFile('azure'),
  },
  { store: 'variables of Bitbucket Pipelines', pattern: '\\$\\{?NAME', in: ciFile('bitbucket') },
  { store: 'credentials of Jenkins', pattern: '\\bcredentials(?:Id\\s*:?|\\()\\s*["\']NAME["\']', in: JENKINS },
  {
    store: 'credentials of Jenkins',
    pattern: '\\b(?:variable|NAME)\\s*[:=]\\s*(?:["\']NAME["\']|credentials\\()',
    in: JENKINS,
  },
  {
    store: 'secrets of the CI system',
    pattern: 'from_secret:\\s*NAME|\\bNAME:[^\\n]*\\n?\\s*from_secret',
    in: isCiFile,
  },
  {
    store: 'variables of the CI system',
    pattern: '\\$\\{?\\{?NAME',
    in: (path) => isCiFile(path) && ciSystemIdOf(path) === undefined,
  },
  { store: 'a Secret of Kubernetes', pattern: `\\bname:\\s*["']?NAME["']?${NEAR}\\bsecretKeyRef\\b`, in: YAML },
  { store: 'a Secret of Kubernetes', pattern: `\\bsecretKeyRef\\b${NEAR}\\bkey:\\s*["']?NAME`, in: YAML },
  {
    store: 'the store behind an ExternalSecret',
    pattern: `\\bsecretKey:\\s*["']?NAME|\\bremoteRef:${NEAR}\\bkey:[^\\n]*NAME`,
    in: YAML,
  },
  { store: 'external secrets of Docker', pattern: '\\bNAME:\\s*\\n\\s+external:\\s*true', in: YAML },
  {
    store: 'variables of Render',
    pattern: '\\bkey:\\s*NAME\\s*\\n\\s+sync:\\s*false',
    in: fileNamed(/^render\.ya?ml$/),
  },
  { store: 'variables of Terraform', pattern: '\\bvariable"?\\s*:?\\s*\\{?\\s*"NAME"', in: TERRAFORM },
  {
    store: 'the store of secrets that Terraform reads',
    pattern: `\\bdata\\s+"\\w*(?:secret|ssm_parameter|vault)\\w*"${NEAR}["/]NAME["/]`,
    in: TERRAFORM,
  },
  {
    store: 'a store of secrets',
    pattern:
      '(?:\\bssm:|secretsmanager|secretmanager|\\bvault:|keyvault|op://|secretEnv)[^\\n]*NAME|"?NAME"?\\s*:\\s*"@',
    in: fileNamed(/\.(?:ya?ml|json|toml)$/),
  },
];

/**
 * The lines that take a key from a store by one of its names, in the CI files, manifests and settings of a project.
 * @param names of variables. Stores write them in other ways too: `captchaai-api-key`
 * @param folder absolute; the top folder of `repository` if there is one
 */
export async function findStorePlaces(
  names: readonly string[],
  folder: string,
  repository: Repository | undefined,
  env: GitContext['env'],
): Promise<StorePlace[]> {
  // The search for the key itself reports what cannot be read.
  const log = new ScanLog();
  const context = { cwd: folder, env: withoutHookVariables(env) };
  const files = repository === undefined ? listFolder(folder, '', log) : listWorkTree(context, '', log);
  const places: StorePlace[] = [];
  for await (const { path, open } of files) {
    const references = REFERENCES.filter((reference) => reference.in(path));
    if (references.length === 0) continue;
    const read = readSmallFile(open, MIB, 'refused');
    const text = 'bytes' in read ? textOf(read.bytes) : undefined;
    if (text !== undefined) places.push(...placesIn(path, text, references, names));
  }
  return places;
}

function placesIn(
  path: string,
  text: string,
  references: readonly Reference[],
  names: readonly string[],
): StorePlace[] {
  const found = new Map<number, StorePlace>();
  for (const name of names) {
    const written = spellingsOf(name);
    if (!new RegExp(written, 'i').test(text)) continue;
    for (const { store, pattern } of references) {
      for (const match of text.matchAll(new RegExp(pattern.replaceAll('NAME', written), 'gi'))) {
        const shown = new RegExp(written, 'i').exec(match[0])?.[0] ?? name;
        const line = text.slice(0, match.index + Math.max(0, match[0].indexOf(shown))).split('\n').length;
        if (!isRemark(text, match.index) && !found.has(line)) found.set(line, { path, line, name: shown, store });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** A pattern for a name with any signs, or none, between its words, and for no longer name. */
function spellingsOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return `(?<![A-Za-z0-9_-])(?:TF_VAR_)?${words.join('[_.-]?')}(?![A-Za-z0-9_-])`;
}

function isRemark(text: string, at: number): boolean {
  return /^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 1));
}

/** Places that are listed at most. */
const MAX_SHOWN = 50;

/** The list as text; empty without places. */
export function describeStorePlaces(places: readonly StorePlace[]): string {
  if (places.length === 0) return '';
  const rows = places.map(({ path, line, name, store }) => `${path}:${line}  ${name} from ${store}`);
  return ['These take the key from a store by its name. Set the new one there:', ...firstLines(rows, MAX_SHOWN)].join(
    '\n',
  );
}
