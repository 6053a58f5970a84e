// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions are written as GitHub reads them.
import { expect, test } from 'vitest';
import { problemsIn } from './audit.ts';

interface Workflow {
  readonly on?: string;
  readonly checkout?: string;
  readonly rest?: string;
  readonly job?: string;
}

const HEAD = 'uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}';
const SECRET = 'run: make\n        env: { A: "${{ secrets.DEPLOY_KEY }}" }';

async function found({
  on = 'pull_request_target',
  checkout = HEAD,
  rest = SECRET,
  job = '',
}: Workflow): Promise<string[]> {
  const text = `on: ${on}\njobs:\n  a:\n${job}    steps:\n      - ${checkout}\n      - ${rest}\n`;
  return (await problemsIn('.github/workflows/a.yml', text))
    .filter((told) => told.startsWith('ci-pull'))
    .map((told) => told.slice(23).replace(/ \d+$/, ''));
}

test.each<Workflow>([
  {},
  { on: '[push, pull_request_target]' },
  { on: '{ pull_request_target: { types: [opened] } }' },
  { checkout: 'uses: actions/checkout@v4\n        with: { ref: "${{ github.head_ref }}" }' },
  { checkout: 'uses: actions/checkout@v4\n        with: { ref: "refs/pull/${{ github.event.number }}/merge" }' },
  {
    checkout:
      'uses: actions/checkout@v4\n        with: { repository: "${{ github.event.pull_request.head.repo.full_name }}" }',
  },
  {
    checkout:
      'uses: actions/checkout@v4\n        with: { ref: "${{ env.REF }}" }\n        env: { REF: "${{ github.head_ref }}" }',
  },
  { checkout: 'run: gh pr checkout 1' },
  { checkout: 'run: |\n          git fetch origin pull/${{ github.event.number }}/head:pr\n          git checkout pr' },
  { checkout: 'run: git checkout "$REF"\n        env: { REF: "${{ github.event.pull_request.head.sha }}" }' },
  { rest: 'run: make', job: '    permissions: { contents: write }\n' },
  { rest: 'run: make', job: '    permissions: write-all\n' },
  { rest: 'run: make', job: '    env: { A: "${{ secrets.DEPLOY_KEY }}" }\n' },
  {
    on: 'workflow_run',
    checkout: 'uses: actions/checkout@v4\n        with: { ref: "${{ github.event.workflow_run.head_sha }}" }',
  },
])('a failure: %#', async (workflow) => {
  expect(await found(workflow)).toEqual(['failure']);
});

test.each<Workflow>([
  { rest: 'run: make' },
  { rest: 'run: make\n        env: { A: "${{ secrets.GITHUB_TOKEN }}" }' },
  { rest: 'run: make', job: '    permissions: { contents: read }\n' },
  { job: "    if: contains(github.event.pull_request.labels.*.name, 'safe')\n" },
  { job: '    if: github.event.pull_request.head.repo.full_name == github.repository\n' },
  { job: '    environment: external\n' },
  { on: '{ pull_request_target: { types: [labeled] } }' },
])('advice: %#', async (workflow) => {
  expect(await found(workflow)).toEqual(['advice']);
});

test.each<Workflow>([
  { on: 'pull_request' },
  { checkout: 'uses: actions/checkout@v4' },
  { checkout: 'uses: actions/checkout@v4\n        with: { ref: "${{ github.base_ref }}" }' },
  { checkout: 'uses: actions/labeler@v5' },
  { checkout: 'run: git fetch origin && git checkout main' },
])('nothing: %#', async (workflow) => {
  expect(await found(workflow)).toEqual([]);
});

test('a job that needs a job with a guard', async () => {
  const text = `on: pull_request_target\njobs:\n  who:\n    if: github.event.pull_request.author_association == 'MEMBER'\n    steps: []\n  a:\n    needs: who\n    steps:\n      - ${HEAD}\n      - ${SECRET}\n`;
  expect(await problemsIn('.github/workflows/a.yml', text)).toEqual(['ci-pull-request-target advice 11']);
});
