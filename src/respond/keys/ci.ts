import type { KeyIo } from './key-io.ts';

interface CiService {
  /** It sets this variable in every job. */
  readonly variable: string;
  /** How a secret gets into a job. */
  readonly advice: (name: string) => string;
}

const CI_SERVICES: readonly CiService[] = [
  {
    // https://docs.github.com/actions/security-guides/using-secrets-in-github-actions
    variable: 'GITHUB_ACTIONS',
    advice: (name) =>
      `In GitHub Actions a secret must be mapped into the step (env: ${name}: \${{ secrets.${name} }}), and is empty in ` +
      'workflows that a pull request from a fork or Dependabot started.',
  },
  {
    // https://docs.gitlab.com/ci/variables/#protect-a-cicd-variable
    variable: 'GITLAB_CI',
    advice: (name) =>
      `In GitLab CI ${name} must be a CI/CD variable of the project or group; a protected one exists only in pipelines of ` +
      'protected branches and tags, and none in pipelines of a fork.',
  },
  {
    // https://circleci.com/docs/oss/#pass-secrets-to-builds-from-forked-pull-requests
    variable: 'CIRCLECI',
    advice: (name) =>
      `In CircleCI ${name} must be a variable of the project or of a context that the job names; builds of pull requests ` +
      'from forks get none unless the project says so.',
  },
  {
    // https://learn.microsoft.com/azure/devops/pipelines/process/set-secret-variables
    variable: 'TF_BUILD',
    advice: (name) =>
      `In Azure Pipelines a secret variable must be mapped into the step (env: ${name}: $(${name})), and builds of pull ` +
      'requests from forks get none unless the pipeline says so.',
  },
  {
    // https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#handling-credentials
    variable: 'JENKINS_URL',
    advice: (name) => `In Jenkins bind the credential to ${name}: environment { ${name} = credentials('ID') }.`,
  },
];

/** What to check if a key is missing in a CI job. Empty outside of CI. */
export function ciAdvice(variable: string, { env }: Pick<KeyIo, 'env'>): readonly string[] {
  const service = CI_SERVICES.find((candidate) => isSet(env[candidate.variable]));
  if (service !== undefined) return [service.advice(variable)];
  if (!isSet(env.CI)) return [];
  return [
    `This is a CI job: a secret reaches it only when the job maps it into ${variable}, and usually not at all when a pull ` +
      'request from a fork started it.',
  ];
}

/** Whether this is a CI job. */
export function isCi(env: KeyIo['env']): boolean {
  return isSet(env.CI) || CI_SERVICES.some(({ variable }) => isSet(env[variable]));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
