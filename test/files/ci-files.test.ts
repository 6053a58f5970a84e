import { expect, test } from 'vitest';
import { ciSystemIdOf, isCiFile } from '../../src/files/ci-files.ts';

test.each([
  ['.github/workflows/a.yml', 'github'],
  ['actions/setup/action.yaml', 'github'],
  ['.gitlab-ci.yml', 'gitlab'],
  ['ci/build.gitlab-ci.yml', 'gitlab'],
  ['app/.circleci/config.yml', 'circleci'],
  ['.azuredevops/a/b.yml', 'azure'],
  ['azure-pipelines-nightly.yml', 'azure'],
  ['bitbucket-pipelines.yml', 'bitbucket'],
])('%s is read for %s', (path, system) => {
  expect([ciSystemIdOf(path), isCiFile(path)]).toEqual([system, true]);
});

test.each([
  'Jenkinsfile',
  'ci/Jenkinsfile.release',
  '.travis.yml',
  'appveyor.yml',
  '.buildkite/pipeline.yml',
  '.drone.yml',
  '.woodpecker/a.yml',
])('%s is a CI file that is not read', (path) => {
  expect([ciSystemIdOf(path), isCiFile(path)]).toEqual([undefined, true]);
});

test.each([
  'examples/.gitlab-ci.yml',
  'test/Jenkinsfile',
  'templates/azure-pipelines.yml',
  'src/travis.yml',
  '.github/dependabot.yml',
])('%s is no CI file of the project', (path) => {
  expect([ciSystemIdOf(path), isCiFile(path)]).toEqual([undefined, false]);
});
