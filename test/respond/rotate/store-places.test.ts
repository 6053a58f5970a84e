// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they belong to workflows
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { describeStorePlaces, findStorePlaces } from '../../../src/respond/rotate/store-places.ts';
import { GIT_ENV, temporaryFolder } from '../../helpers/repository.ts';

async function placesIn(path: string, text: string, names = ['CAPTCHAAI_API_KEY']): Promise<string[]> {
  const folder = temporaryFolder();
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  const places = await findStorePlaces(names, folder, undefined, GIT_ENV);
  return places.map(({ line, store }) => `${line} ${store}`);
}

const WORKFLOW = '.github/workflows/ci.yml';
const GITHUB = 'secrets of GitHub Actions';

test.each([
  [WORKFLOW, 'on: push\nenv:\n  KEY: ${{ secrets.CAPTCHAAI_API_KEY }}\n', [`3 ${GITHUB}`]],
  [WORKFLOW, "env:\n  KEY: ${{ secrets['CAPTCHAAI_API_KEY'] }}\n", [`2 ${GITHUB}`]],
  [WORKFLOW, 'env:\n  CAPTCHAAI_API_KEY: ${{ secrets.SOLVER }}\n', [`2 ${GITHUB}`]],
  [WORKFLOW, 'env:\n  KEY: ${{ vars.CAPTCHAAI_API_KEY }}\n', ['2 variables of GitHub Actions']],
  ['action.yml', 'runs:\n  steps:\n    - run: x ${{ secrets.captchaai_api_key }}\n', [`3 ${GITHUB}`]],
  ['.gitlab-ci.yml', 'a:\n  script:\n    - run --key "$CAPTCHAAI_API_KEY"\n', ['3 CI/CD variables of GitLab']],
  ['.circleci/config.yml', 'run: x ${CAPTCHAAI_API_KEY}\n', ['1 a context or the variables of CircleCI']],
  ['azure-pipelines.yml', 'env:\n  K: $(CAPTCHAAI_API_KEY)\n', ['2 variables of Azure Pipelines']],
  ['bitbucket-pipelines.yml', 'script:\n  - x $CAPTCHAAI_API_KEY\n', ['2 variables of Bitbucket Pipelines']],
  [
    'Jenkinsfile',
    "withCredentials([string(credentialsId: 'captchaai-api-key', variable: 'X')]) {}\nenvironment { CAPTCHAAI_API_KEY = credentials('solver') }\n",
    ['1 credentials of Jenkins', '2 credentials of Jenkins'],
  ],
  ['.drone.yml', 'environment:\n  KEY:\n    from_secret: captchaai_api_key\n', ['3 secrets of the CI system']],
  ['.travis.yml', 'script: x $CAPTCHAAI_API_KEY\n', ['1 variables of the CI system']],
  [
    'k8s/deploy.yaml',
    'env:\n  - name: CAPTCHAAI_API_KEY\n    valueFrom:\n      secretKeyRef:\n        name: solver\n        key: api\n',
    ['2 a Secret of Kubernetes'],
  ],
  [
    'k8s/deploy.yaml',
    'env:\n  - name: KEY\n    valueFrom: { secretKeyRef: { name: solver, key: captchaai-api-key } }\n',
    ['3 a Secret of Kubernetes'],
  ],
  [
    'chart/templates/deploy.yaml',
    '{{- if .x }}\n- name: CAPTCHAAI_API_KEY\n  valueFrom:\n    secretKeyRef:\n      name: {{ .name }}\n{{- end }}\n',
    ['2 a Secret of Kubernetes'],
  ],
  ['k8s/external.yaml', 'data:\n  - secretKey: captchaai_api_key\n', ['2 the store behind an ExternalSecret']],
  ['main.tf', 'variable "captchaai_api_key" {\n  sensitive = true\n}\n', ['1 variables of Terraform']],
  [
    'main.tf',
    'data "aws_secretsmanager_secret_version" "x" {\n  secret_id = "prod/captchaai-api-key"\n}\n',
    ['2 the store of secrets that Terraform reads'],
  ],
  ['serverless.yml', 'environment:\n  K: ${ssm:/app/captchaai-api-key}\n', ['2 a store of secrets']],
  ['compose.yaml', 'secrets:\n  captchaai_api_key:\n    external: true\n', ['2 external secrets of Docker']],
])('%s: %j', async (path, text, expected) => {
  expect(await placesIn(path, text)).toEqual(expected);
});

test.each([
  [WORKFLOW, '# KEY: ${{ secrets.CAPTCHAAI_API_KEY }}\n'],
  [WORKFLOW, 'env:\n  KEY: ${{ secrets.CAPTCHAAI_API_KEY_BACKUP }}\n'],
  [WORKFLOW, 'env:\n  KEY: ${{ secrets.MY_CAPTCHAAI_API_KEY }}\n'],
  [WORKFLOW, 'env:\n  OTHER: ${{ secrets.OTHER }}\n'],
  ['README.md', 'secrets.CAPTCHAAI_API_KEY $CAPTCHAAI_API_KEY\n'],
  ['src/a.ts', 'process.env.CAPTCHAAI_API_KEY\n'],
])('not %s: %j', async (path, text) => {
  expect(await placesIn(path, text)).toEqual([]);
});

test('for people: file, line, name as it stands there, and the store', async () => {
  expect(describeStorePlaces([])).toBe('');
  expect(describeStorePlaces([{ path: 'a.yml', line: 3, name: 'captchaai-api-key', store: 'x' }])).toBe(
    'These take the key from a store by its name. Set the new one there:\n  a.yml:3  captchaai-api-key from x',
  );
});
