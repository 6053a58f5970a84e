import type { Env } from '../../../model/env.ts';
import { type CiSystem, given, pushOf, tracked } from './event.ts';
import { githubEvent } from './github.ts';

/** Why GitLab runs a pipeline for something other than what somebody pushed (CI/CD predefined variables, CI_PIPELINE_SOURCE). */
const WITHOUT_PUSH = new Set(['schedule', 'web', 'api', 'trigger', 'pipeline', 'chat', 'webide']);

/** Of Azure (Build.Reason). */
const WITH_PUSH = new Set(['IndividualCI', 'BatchedCI']);

const EVERYTHING = { scope: 'everything', isFork: false } as const;

/** A row for each system: by what it is known, and what its variables say. */
const SYSTEMS: readonly CiSystem[] = [
  {
    name: 'GitHub Actions',
    mark: 'GITHUB_ACTIONS',
    wholeClone: 'give actions/checkout "fetch-depth: 0"',
    eventOf: githubEvent,
  },
  {
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    name: 'GitLab',
    mark: 'GITLAB_CI',
    wholeClone: 'give the job "variables: { GIT_DEPTH: 0 }"',
    eventOf(env) {
      const { CI_PIPELINE_SOURCE: source = '', CI_MERGE_REQUEST_IID: request, CI_DEFAULT_BRANCH: defaultBranch } = env;
      if (request) {
        // Those of the branches are there where the pipeline is of the merged result, which then is CI_COMMIT_SHA.
        const bases = given(env.CI_MERGE_REQUEST_TARGET_BRANCH_SHA, env.CI_MERGE_REQUEST_DIFF_BASE_SHA);
        const heads = given(env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA, env.CI_COMMIT_SHA);
        const isFork = env.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH !== env.CI_MERGE_REQUEST_PROJECT_PATH;
        return { what: `merge request ${request}`, scope: { heads, bases }, isFork, defaultBranch };
      }
      if (WITHOUT_PUSH.has(source)) return { what: `pipeline (${source})`, ...EVERYTHING };
      const commits = { head: env.CI_COMMIT_SHA, before: env.CI_COMMIT_BEFORE_SHA };
      return {
        ...pushOf({ branch: env.CI_COMMIT_BRANCH, tag: env.CI_COMMIT_TAG }, commits),
        isFork: false,
        defaultBranch,
      };
    },
  },
  {
    // https://circleci.com/docs/reference/variables/
    name: 'CircleCI',
    mark: 'CIRCLECI',
    wholeClone: 'check out with "checkout: { method: full }", and without a depth',
    eventOf(env) {
      // Set for pull requests from forks only.
      const isFork = given(env.CIRCLE_PR_REPONAME, env.CIRCLE_PR_USERNAME, env.CIRCLE_PR_NUMBER).length > 0;
      return { ...pushOf({ branch: env.CIRCLE_BRANCH, tag: env.CIRCLE_TAG }, { head: env.CIRCLE_SHA1 }), isFork };
    },
  },
  {
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    name: 'Azure Pipelines',
    mark: 'TF_BUILD',
    wholeClone: 'give the step "checkout: self" a "fetchDepth: 0"',
    eventOf(env) {
      const { BUILD_REASON: reason = '', BUILD_SOURCEBRANCH: ref = '' } = env;
      const target = tracked(env.SYSTEM_PULLREQUEST_TARGETBRANCH);
      if (target !== undefined) {
        const heads = given(env.SYSTEM_PULLREQUEST_SOURCECOMMITID, env.BUILD_SOURCEVERSION);
        const isFork = env.SYSTEM_PULLREQUEST_ISFORK?.toLowerCase() === 'true';
        return { what: 'pull request', scope: { heads, bases: [target] }, isFork };
      }
      if (!WITH_PUSH.has(reason)) return { what: `run (${reason})`, ...EVERYTHING };
      const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref) ?? [];
      const pushed = kind === 'tags' ? { tag: short } : { branch: short };
      return { ...pushOf(pushed, { head: env.BUILD_SOURCEVERSION }), isFork: false };
    },
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ - pull requests of forks run in the fork.
    name: 'Bitbucket Pipelines',
    mark: 'BITBUCKET_BUILD_NUMBER',
    wholeClone: 'give the pipeline "clone: { depth: full }"',
    eventOf(env) {
      const { BITBUCKET_COMMIT: head, BITBUCKET_PR_ID: request, BITBUCKET_BRANCH: branch, BITBUCKET_TAG: tag } = env;
      if (request) {
        const bases = given(env.BITBUCKET_PR_DESTINATION_COMMIT, tracked(env.BITBUCKET_PR_DESTINATION_BRANCH));
        return { what: `pull request ${request}`, scope: { heads: given(head), bases }, isFork: false };
      }
      // Custom pipelines, which schedules and people start, are of no branch.
      if (!branch && !tag) return { what: 'custom pipeline', ...EVERYTHING };
      return { ...pushOf({ branch, tag }, { head }), isFork: false };
    },
  },
  {
    // https://www.jenkins.io/doc/book/pipeline/multibranch/ and the variables of its plugins branch-api and git.
    name: 'Jenkins',
    mark: 'JENKINS_URL',
    wholeClone: 'turn off "Shallow clone" in the advanced clone behaviours of the job',
    eventOf(env) {
      const { CHANGE_ID: request, CHANGE_TARGET: target, BRANCH_NAME: branch, TAG_NAME: tag } = env;
      if (request) {
        // HEAD is the change, or the change merged into its target.
        const scope = { heads: ['HEAD'], bases: given(tracked(target)) };
        return { what: `change ${request}`, scope, isFork: given(env.CHANGE_FORK).length > 0 };
      }
      // Of a job with one branch: origin/main. What a build that failed has seen is looked at again.
      const own = branch || env.GIT_BRANCH?.replace(/^origin\//, '');
      const commits = { head: 'HEAD', before: env.GIT_PREVIOUS_SUCCESSFUL_COMMIT };
      const defaultBranch = env.BRANCH_IS_PRIMARY === 'true' ? branch : undefined;
      return { ...pushOf({ branch: own, tag }, commits), isFork: false, defaultBranch };
    },
  },
];

/** A system that is not listed, or a shell. */
const OTHER: CiSystem = {
  name: 'this clone',
  mark: '',
  wholeClone: 'git fetch --unshallow',
  eventOf: () => ({ what: 'HEAD', scope: { heads: ['HEAD'], bases: [] }, isFork: false }),
};

export function systemOf(env: Env): CiSystem {
  return SYSTEMS.find(({ mark }) => env[mark]) ?? OTHER;
}
