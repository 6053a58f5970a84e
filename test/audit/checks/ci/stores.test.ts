// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions are written as GitHub reads them.
import { expect, test } from 'vitest';
import { auditFiles } from './audit.ts';

async function stores(path: string, text: string): Promise<string[]> {
  const { context } = await auditFiles({ [path]: text });
  return context.facts.ciFile(path)?.stores.map(({ line, what }) => `${line} ${what}`) ?? [];
}

test.each([
  [
    '.github/workflows/a.yml',
    'jobs:\n  a:\n    steps:\n      - run: |\n          x\n          y ${{ secrets.A }}\n',
    ['6 secrets of GitHub Actions'],
  ],
  [
    '.github/workflows/a.yml',
    'jobs:\n  a:\n    steps:\n      - uses: hashicorp/vault-action@v3\n      - uses: aws-actions/configure-aws-credentials@v4\n',
    ['4 HashiCorp Vault', '5 AWS'],
  ],
  [
    '.gitlab-ci.yml',
    'a:\n  secrets: { X: { vault: y } }\n  script: x $API_TOKEN\n',
    ['2 secrets: of GitLab CI/CD', '3 variables of GitLab CI/CD'],
  ],
  ['.circleci/config.yml', 'workflows:\n  a:\n    jobs:\n      - b: { context: [c] }\n', ['4 contexts of CircleCI']],
  [
    'azure-pipelines.yml',
    'variables:\n  - group: g\nsteps:\n  - task: AzureKeyVault@2\n  - bash: x\n    env: { A: $(API_TOKEN) }\n',
    [
      '2 a variable group of Azure Pipelines',
      '4 Azure Key Vault or Azure login',
      '6 secret variables of Azure Pipelines',
    ],
  ],
  ['.github/workflows/a.yml', 'jobs:\n  a:\n    steps:\n      - run: make\n', []],
] as const)('%s, %#', async (path, text, expected) => {
  expect(await stores(path, text)).toEqual(expected);
});
