import { isInTemplates, isInTestOrVendoredFolder } from '../../../files/paths.ts';
import type { CiSystem } from './model.ts';
import { SYSTEMS } from './systems.ts';

/** Where CI systems look; composite actions of GitHub can lie anywhere. Lower case. */
const PLACES: readonly (readonly [CiSystem['id'], RegExp])[] = [
  ['github', /^\.github\/workflows\/[^/]+\.ya?ml$/],
  ['github', /(?:^|\/)action\.ya?ml$/],
  ['gitlab', /(?:^|\/)\.gitlab-ci\.ya?ml$|\.gitlab-ci\.ya?ml$|^\.gitlab\/.+\.ya?ml$/],
  ['circleci', /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/],
  ['azure', /(?:^|\/)azure-pipelines?[^/]*\.ya?ml$|^\.(?:azure-?pipelines?|azuredevops|pipelines)\/.+\.ya?ml$/],
];

/** Of systems whose files are scanned for keys as all others are, and not read. */
const OTHERS =
  /(?:^|\/)(?:jenkinsfile(?:[._-][^/]*)?|[^/]*\.jenkinsfile)$|^bitbucket-pipelines\.ya?ml$|^\.(?:travis|drone)\.ya?ml$|^\.woodpecker(?:\.ya?ml|\/.+\.ya?ml)$/;

/** The system that reads a file by its path alone; undefined for all others, and for those in tests, examples and templates. */
export function ciSystemOf(path: string): CiSystem | undefined {
  const id = PLACES.find(([, pattern]) => pattern.test(path.toLowerCase()))?.[0];
  return id === undefined || isShown(path) ? undefined : SYSTEMS[id];
}

function isShown(path: string): boolean {
  const folder = folderOf(path);
  return isInTestOrVendoredFolder(folder) || isInTemplates(folder);
}

/** The folder that the CI configuration is of. */
function folderOf(path: string): string {
  return path.replace(
    /(?:^|\/)\.(?:github|gitlab|circleci|azure-?pipelines?|azuredevops|pipelines|woodpecker)\/.*$/i,
    '/',
  );
}

export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\//i.test(path);
}

export function isCiFile(path: string): boolean {
  return ciSystemOf(path) !== undefined || (OTHERS.test(path.toLowerCase()) && !isShown(path));
}
