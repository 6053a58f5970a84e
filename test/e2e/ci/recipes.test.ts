import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actingLines } from '../../helpers/ci-commands.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepositoryIn, type Repository, template, temporaryFolder } from '../../helpers/repository.ts';
import { githubCheckout, gitlabCheckout, REPOSITORY, readIfThere, runScript } from './runner.ts';

const ZEROS = '0'.repeat(40);
const [leak, clean] = [`CAPTCHAAI_API_KEY="${hexKey('new')}"\n`, 'const a = 1;\n'];
const shown = `****${hexKey('new').slice(-4)}`;

/** The code of docs/ci.md, by its language and in its order. */
function codeOf(language: string): string[] {
  const blocks = readFileSync('docs/ci.md', 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'));
  return [...blocks].map(([, text = '']) => text);
}

const [, githubStep, , circle, azure, bitbucket] = codeOf('yaml').map((text) => parse(text));
const gitlab = parse(readFileSync('docs/ci/gitlab.yml', 'utf8')).hexhound;
const [, jenkins = ''] = /sh '''\n(.*?)'''/s.exec(codeOf('groovy')[0] ?? '') ?? [];

/** What is pushed to a server with an old leak on main: heads of main, of feature, and of their merge. */
interface Pushed {
  readonly repository: Repository;
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

const server = template((repository) => {
  repository.write('old.js', `CAPTCHAAI_API_KEY="${hexKey('old')}"\n`).commit('old leak');
});

function push(content: string): Pushed {
  const repository = server();
  const base = repository.git('rev-parse', 'main');
  repository.git('switch', '--quiet', '--create', 'feature');
  const head = repository.write('new.js', content).commit('new');
  repository.git('checkout', '--quiet', '--detach', 'main');
  repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', head);
  const merge = repository.git('rev-parse', 'HEAD');
  repository.git('update-ref', 'refs/pull/7/merge', merge);
  repository.git('switch', '--quiet', 'main');
  return { repository, base, head, merge };
}

/** What `git clone` makes of it, which CircleCI and Bitbucket start with. */
function clone({ repository }: Pushed, commit: string, { depth = 0 } = {}): Repository {
  const checkout = createRepositoryIn(temporaryFolder());
  checkout.git('remote', 'add', 'origin', pathToFileURL(repository.path).href);
  checkout.git('fetch', '--quiet', ...(depth > 0 ? [`--depth=${depth}`] : []), 'origin');
  checkout.git('remote', 'set-head', 'origin', 'main');
  checkout.git('checkout', '--quiet', '-B', 'build', commit);
  return checkout;
}

/** Fetches nothing but the target and the change, as the branch source of Jenkins does. */
function jenkinsCheckout({ repository }: Pushed, refspecs: readonly string[], commit: string): Repository {
  const checkout = createRepositoryIn(temporaryFolder());
  checkout.git('remote', 'add', 'origin', pathToFileURL(repository.path).href);
  checkout.git('fetch', '--quiet', '--no-tags', 'origin', ...refspecs);
  checkout.git('checkout', '--quiet', '--detach', commit);
  return checkout;
}

interface Recipe {
  readonly script: string;
  readonly shell: string;
  readonly checkout: (pushed: Pushed, options?: { depth?: number }) => Repository;
  readonly env: (pushed: Pushed) => Readonly<Record<string, string>>;
  /** What tells that it comes from a fork. */
  readonly fork?: Readonly<Record<string, string>>;
}

/** Joins the entries of a list of commands, which run in one shell. */
const lines = (script: readonly string[]) => script.join('\n');
const BASH = 'bash -eo pipefail {0}';

const gitlabRecipe: Omit<Recipe, 'env'> = {
  script: lines(gitlab.script),
  shell: BASH,
  checkout: ({ repository, head }, options) => gitlabCheckout(repository, head, options),
};
const gitlabEnv = { GITLAB_CI: 'true', CI_DEFAULT_BRANCH: 'main', ...gitlab.variables };
const mergeRequest = ({ base, head }: Pushed) => ({
  ...gitlabEnv,
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_COMMIT_SHA: head,
  CI_COMMIT_BEFORE_SHA: ZEROS,
  CI_MERGE_REQUEST_IID: '7',
  CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
  CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: REPOSITORY,
  CI_MERGE_REQUEST_PROJECT_PATH: REPOSITORY,
});
const azureRecipe = { script: azure.steps[1].bash, shell: 'bash --noprofile --norc {0}' };
const circleRecipe: Omit<Recipe, 'env'> = {
  script: circle.jobs.hexhound.steps[1].run.replaceAll('/tmp/hexhound', '"$TMPDIR"/hexhound'),
  shell: BASH,
  checkout: (pushed, options) => clone(pushed, pushed.head, options),
};
const bitbucketRecipe: Omit<Recipe, 'env'> = {
  script: lines(bitbucket.definitions.steps[0].step.script),
  shell: 'bash -e {0}',
  checkout: (pushed, options) => clone(pushed, pushed.head, options),
};
const jenkinsRecipe = { script: jenkins, shell: 'sh -xe {0}' };
const branch = '+refs/heads/feature:refs/remotes/origin/feature';
const main = '+refs/heads/main:refs/remotes/origin/main';

const RECIPES: Record<string, Recipe> = {
  'GitHub without the Action, a new branch': {
    script: githubStep[0].run,
    shell: 'bash -e {0}',
    checkout: ({ repository }, options) => githubCheckout(repository, 'refs/heads/feature', options),
    env: ({ head }) => {
      const event = join(temporaryFolder(), 'event.json');
      const payload = { ref: 'refs/heads/feature', before: ZEROS, after: head, repository: { default_branch: 'main' } };
      writeFileSync(event, JSON.stringify(payload));
      return {
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: 'push',
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: REPOSITORY,
      };
    },
  },
  'GitLab, a merge request': {
    ...gitlabRecipe,
    env: mergeRequest,
    fork: { CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'eve/site' },
  },
  'GitLab, a merge request with a merged result': {
    ...gitlabRecipe,
    checkout: ({ repository, merge }, options) => gitlabCheckout(repository, merge, options),
    env: (pushed) => ({
      ...mergeRequest(pushed),
      CI_COMMIT_SHA: pushed.merge,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: pushed.head,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: pushed.base,
    }),
  },
  'GitLab, a push': {
    ...gitlabRecipe,
    env: ({ base, head }) => ({
      ...gitlabEnv,
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BRANCH: 'feature',
      CI_COMMIT_SHA: head,
      CI_COMMIT_BEFORE_SHA: base,
    }),
  },
  'GitLab, a new branch': {
    ...gitlabRecipe,
    env: ({ head }) => ({
      ...gitlabEnv,
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BRANCH: 'feature',
      CI_COMMIT_SHA: head,
      CI_COMMIT_BEFORE_SHA: ZEROS,
    }),
  },
  'GitLab, a tag': {
    ...gitlabRecipe,
    checkout: ({ repository, head }, options) => {
      repository.git('tag', 'v1', head);
      repository.git('branch', '--quiet', '-D', 'feature');
      return gitlabCheckout(repository, head, options);
    },
    env: ({ head }) => ({
      ...gitlabEnv,
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_TAG: 'v1',
      CI_COMMIT_SHA: head,
      CI_COMMIT_BEFORE_SHA: ZEROS,
    }),
  },
  'CircleCI, a branch': {
    ...circleRecipe,
    env: ({ head }) => ({ CIRCLECI: 'true', CIRCLE_BRANCH: 'feature', CIRCLE_SHA1: head }),
  },
  'CircleCI, a pull request from a fork': {
    ...circleRecipe,
    env: ({ head }) => ({ CIRCLECI: 'true', CIRCLE_BRANCH: 'pull/7', CIRCLE_SHA1: head, CIRCLE_PR_NUMBER: '' }),
    fork: { CIRCLE_PR_NUMBER: '7', CIRCLE_PR_REPONAME: 'site', CIRCLE_PR_USERNAME: 'eve' },
  },
  'Azure Pipelines, a pull request': {
    ...azureRecipe,
    checkout: ({ repository }, options) => githubCheckout(repository, 'refs/pull/7/merge', options),
    env: ({ head, merge }) => ({
      TF_BUILD: 'True',
      BUILD_REASON: 'PullRequest',
      BUILD_SOURCEBRANCH: 'refs/pull/7/merge',
      BUILD_SOURCEVERSION: merge,
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
      SYSTEM_PULLREQUEST_SOURCECOMMITID: head,
      SYSTEM_PULLREQUEST_ISFORK: 'False',
    }),
    fork: { SYSTEM_PULLREQUEST_ISFORK: 'True' },
  },
  'Azure Pipelines, a push': {
    ...azureRecipe,
    checkout: ({ repository }, options) => githubCheckout(repository, 'refs/heads/feature', options),
    env: ({ head }) => ({
      TF_BUILD: 'True',
      BUILD_REASON: 'IndividualCI',
      BUILD_SOURCEBRANCH: 'refs/heads/feature',
      BUILD_SOURCEVERSION: head,
    }),
  },
  'Bitbucket Pipelines, a pull request': {
    ...bitbucketRecipe,
    env: ({ base, head }) => ({
      BITBUCKET_BUILD_NUMBER: '1',
      BITBUCKET_COMMIT: head.slice(0, 12),
      BITBUCKET_BRANCH: 'feature',
      BITBUCKET_PR_ID: '7',
      BITBUCKET_PR_DESTINATION_BRANCH: 'main',
      BITBUCKET_PR_DESTINATION_COMMIT: base.slice(0, 12),
    }),
  },
  'Bitbucket Pipelines, a branch': {
    ...bitbucketRecipe,
    env: ({ head }) => ({ BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: head, BITBUCKET_BRANCH: 'feature' }),
  },
  'Jenkins, a change merged into its target': {
    ...jenkinsRecipe,
    checkout: (pushed) => jenkinsCheckout(pushed, ['+refs/pull/7/merge:refs/remotes/origin/PR-7', main], pushed.merge),
    env: () => ({ JENKINS_URL: 'https://ci.example/', CHANGE_ID: '7', CHANGE_TARGET: 'main', BRANCH_NAME: 'PR-7' }),
    fork: { CHANGE_FORK: 'eve' },
  },
  'Jenkins, a branch that was built before': {
    ...jenkinsRecipe,
    checkout: (pushed) => jenkinsCheckout(pushed, [branch], pushed.head),
    env: ({ base, head }) => ({
      JENKINS_URL: 'https://ci.example/',
      BRANCH_NAME: 'feature',
      GIT_COMMIT: head,
      GIT_PREVIOUS_SUCCESSFUL_COMMIT: base,
    }),
  },
  'a shell': {
    script: codeOf('sh')[0] ?? '',
    shell: 'sh {0}',
    checkout: (pushed, options) => clone(pushed, pushed.head, options),
    env: () => ({}),
  },
};

/** One of each system: what a script makes of an exit code is the same, whatever has started it. */
const SYSTEMS = Object.entries(RECIPES).filter(
  ([, { script }], at, all) => all.findIndex(([, other]) => other.script === script) === at,
);

test.each(Object.entries(RECIPES))('%s: what is new is found, and nothing else', async (what, recipe) => {
  const contents = SYSTEMS.some(([first]) => first === what)
    ? ([
        [leak, 1],
        [clean, 0],
      ] as const)
    : ([[leak, 1]] as const);
  for (const [content, code] of contents) {
    const pushed = push(content);
    const checkout = recipe.checkout(pushed);
    const outcome = await runScript(recipe.script, checkout, recipe.env(pushed), recipe);
    expect([outcome.code, outcome.stdout.includes(shown)]).toEqual([code, code === 1]);
    expect(outcome.stdout).toMatch(code === 1 ? /1 finding / : /no secrets found in [12] commits? and 1 blob/);
    expect(outcome.stdout).not.toContain('from a fork');
    if (!('GITHUB_ACTIONS' in recipe.env(pushed))) expect(actingLines(outcome.stdout)).toEqual([]);
  }
});

test.each(Object.entries(RECIPES).filter(([, { fork }]) => fork !== undefined))(
  '%s: a fork has no say in its own scan',
  async (_what, { fork, ...recipe }) => {
    const pushed = push(`${leak.trim()} // hexhound-ignore\n`);
    const checkout = recipe.checkout(pushed);
    const own = await runScript(recipe.script, checkout, recipe.env(pushed), recipe);
    expect(own.code).toBe(0);
    const outcome = await runScript(recipe.script, checkout, { ...recipe.env(pushed), ...fork }, recipe);
    expect([outcome.code, outcome.stdout.includes(shown)]).toEqual([1, true]);
    expect(outcome.stdout).toContain('this comes from a fork');
  },
);

test.each(SYSTEMS.filter(([what]) => !what.startsWith('Jenkins')))(
  '%s: a shallow clone is refused, with what to do',
  async (_what, recipe) => {
    const pushed = push(clean);
    const checkout = recipe.checkout(pushed, { depth: 1 });
    const { code, stderr } = await runScript(recipe.script, checkout, recipe.env(pushed), recipe);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/this is a shallow clone.*(depth|method: full|unshallow)/is),
    ]);
  },
);

test.each<[string, string, Readonly<Record<string, string>>]>([
  ['GitLab', gitlabRecipe.script, { ...gitlabEnv, CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main' }],
  [
    'GitLab, started by hand',
    gitlabRecipe.script,
    { ...gitlabEnv, CI_PIPELINE_SOURCE: 'web', CI_COMMIT_BRANCH: 'main' },
  ],
  [
    'Azure Pipelines',
    azureRecipe.script,
    { TF_BUILD: 'True', BUILD_REASON: 'Schedule', BUILD_SOURCEBRANCH: 'refs/heads/main' },
  ],
  ['Bitbucket Pipelines', bitbucketRecipe.script, { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: 'a'.repeat(40) }],
  ['CircleCI', circleRecipe.script, { CIRCLECI: 'true', CIRCLE_BRANCH: 'main', CIRCLE_SHA1: 'HEAD' }],
  ['Jenkins', jenkins, { JENKINS_URL: 'x', BRANCH_NAME: 'main', BRANCH_IS_PRIMARY: 'true' }],
])('%s: a schedule looks at the whole history', async (_what, script, env) => {
  const pushed = push(leak);
  const { code, stdout } = await runScript(script, clone(pushed, 'origin/main'), env, { shell: 'bash -e {0}' });
  expect([code, stdout.includes(`****${hexKey('old').slice(-4)}`), stdout.includes(shown)]).toEqual([1, true, true]);
});

test("GitLab gets its three reports, with and without a finding, and the job's arguments", async () => {
  for (const [content, findings] of [
    [leak, 1],
    [clean, 0],
  ] as const) {
    const pushed = push(content);
    const checkout = gitlabCheckout(pushed.repository, pushed.head);
    const env = { ...mergeRequest(pushed), HEXHOUND_ARGS: '--all --quiet' };
    await runScript(gitlabRecipe.script, checkout, env, { shell: BASH });
    const { secret_detection: secrets, codequality, junit } = gitlab.artifacts.reports;
    const read = (name: string) => readFileSync(join(checkout.path, name), 'utf8');
    expect(JSON.parse(read(secrets)).vulnerabilities).toHaveLength(findings);
    expect(JSON.parse(read(codequality))).toHaveLength(findings);
    expect(read(junit).includes('<failure')).toBe(findings > 0);
  }
});

test("the recipes' other reports are where the system looks for them", async () => {
  const pushed = push(leak);
  const checkout = clone(pushed, pushed.head);
  await runScript(bitbucketRecipe.script, checkout, {
    BITBUCKET_BUILD_NUMBER: '1',
    BITBUCKET_COMMIT: pushed.head,
    BITBUCKET_BRANCH: 'feature',
  });
  expect(readIfThere(join(checkout.path, 'test-reports/hexhound.xml'))).toContain('<failure');
  expect(circle.jobs.hexhound.steps[2].store_test_results.path).toBe('/tmp/hexhound');
});

test.each(SYSTEMS)('%s: a version that npm does not have is no clean scan', async (_what, recipe) => {
  const pushed = push(clean);
  const script = recipe.script.replace(/hexhound@\d[\w.-]*/, 'hexhound@9.9.9');
  const env = { ...recipe.env(pushed), HEXHOUND_VERSION: '9.9.9' };
  const temp = temporaryFolder();
  const checkout = recipe.checkout(pushed);
  expect((await runScript(script, checkout, env, { ...recipe, temp })).code).toBe(2);
  // Not in the checkout, whose .npmrc could have npm fetch another program.
  expect(readFileSync(join(temp, 'npm.log'), 'utf8')).not.toContain(checkout.path);
});
