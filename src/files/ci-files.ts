import { isInTemplates, isInTestOrVendoredFolder } from './paths.ts';

/** CI systems whose files the audit reads. */
export type CiSystemId = 'github' | 'gitlab' | 'circleci' | 'azure' | 'bitbucket';

/** Where they look for their files; composite actions of GitHub can lie anywhere. Lower case. */
const READ: readonly (readonly [CiSystemId, RegExp])[] = [
  ['github', /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/],
  ['gitlab', /\.gitlab-ci\.ya?ml$|^\.gitlab\/.+\.ya?ml$/],
  ['circleci', /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/],
  ['bitbucket', /(?:^|\/)bitbucket-pipelines\.ya?ml$/],
  ['azure', /(?:^|\/)azure-pipelines?[^/]*\.ya?ml$|^\.(?:azure-?pipelines?|azuredevops|pipelines)\/.+\.ya?ml$/],
];

/** Where the others look, whose files are scanned for keys as all files are. */
const OTHERS: readonly RegExp[] = [
  /(?:^|\/)(?:jenkinsfile(?:[._-][^/]*)?|[^/]*\.jenkinsfile)$/,
  /^\.?(?:travis|drone|woodpecker|appveyor|cirrus|cloudbuild)\.ya?ml$/,
  /^\.(?:woodpecker|buildkite)\/.+\.ya?ml$/,
];

/** The system that reads a file, by its path alone; undefined for those in tests, examples and templates. */
export function ciSystemIdOf(path: string): CiSystemId | undefined {
  const id = READ.find(([, pattern]) => pattern.test(path.toLowerCase()))?.[0];
  return id === undefined || isCopied(path) ? undefined : id;
}

/** Whether some CI system runs what is in a file. */
export function isCiFile(path: string): boolean {
  const isOther = OTHERS.some((pattern) => pattern.test(path.toLowerCase()));
  return ciSystemIdOf(path) !== undefined || (isOther && !isCopied(path));
}

/** Whether a file is a workflow of GitHub's. */
export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path);
}

/** Whether the folder that a configuration is of is there to be tried or copied. */
function isCopied(path: string): boolean {
  const folder = path.replace(
    /(?:^|\/)\.(?:github|gitlab|circleci|azure-?pipelines?|azuredevops|pipelines|woodpecker|buildkite)\/.*$/i,
    '/',
  );
  return isInTestOrVendoredFolder(folder) || isInTemplates(folder);
}
