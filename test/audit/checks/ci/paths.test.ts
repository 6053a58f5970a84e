import { expect, test } from 'vitest';
import { ciSystemOf, isCiFile } from '../../../../src/audit/checks/ci/paths.ts';

test.each([
  ['.github/workflows/a.yml', 'github'],
  ['actions/setup/action.yaml', 'github'],
  ['.gitlab-ci.yml', 'gitlab'],
  ['ci/build.gitlab-ci.yml', 'gitlab'],
  ['app/.circleci/config.yml', 'circleci'],
  ['.azuredevops/a/b.yml', 'azure'],
  ['azure-pipelines-nightly.yml', 'azure'],
])('%s is read for %s', (path, system) => {
  expect([ciSystemOf(path)?.id, isCiFile(path)]).toEqual([system, true]);
});

test.each([
  'Jenkinsfile',
  'ci/Jenkinsfile.release',
  '.travis.yml',
  '.drone.yml',
  '.woodpecker/a.yml',
  'bitbucket-pipelines.yml',
])('%s is a CI file that is not read', (path) => {
  expect([ciSystemOf(path), isCiFile(path)]).toEqual([undefined, true]);
});

test.each([
  'examples/.gitlab-ci.yml',
  'test/Jenkinsfile',
  'templates/azure-pipelines.yml',
  'src/travis.yml',
  '.github/dependabot.yml',
])('%s is no CI file of the project', (path) => {
  expect([ciSystemOf(path), isCiFile(path)]).toEqual([undefined, false]);
});
