// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import { expect, test } from 'vitest';
import { auditFiles, problemsIn } from './audit.ts';

const ENV = '{ TOKEN: "${{ secrets.API_TOKEN }}", GH: "${{ github.token }}", NAME: "${{ secrets.DOCKER_USERNAME }}" }';

async function given(script: string): Promise<string[]> {
  const lines = script.replaceAll(/^/gm, '          ');
  const text = `on: push\njobs:\n  a:\n    steps:\n      - env: ${ENV}\n        run: |\n${lines}\n`;
  return (await problemsIn('.github/workflows/a.yml', text))
    .filter((told) => told.startsWith('ci-secret-argument'))
    .map((told) => told.slice(19));
}

test.each([
  'docker login -u x -p $TOKEN',
  'docker login -u x -p"$TOKEN" ghcr.io',
  'docker login --password=$TOKEN -u x',
  'docker login --username x --password "${TOKEN}"',
  'docker login -u x -p ${{ secrets.API_TOKEN }}',
  'sudo docker login -u x -p $TOKEN',
  'helm registry login -u x -p $TOKEN y',
  'mysql -u root -p$TOKEN -e x',
  'mysqldump --password="$TOKEN" x',
  'sshpass -p $TOKEN ssh x',
  'sshpass -p"$TOKEN" scp x',
  'curl http://example.net/?key=$TOKEN',
  'X=$(curl "http://u:$TOKEN@api.example.net/x")',
])('a failure: %s', async (script) => {
  expect(await given(script)).toEqual(['failure 7']);
});

test.each([
  'curl -H "Authorization: Bearer $TOKEN" https://x',
  'curl -u "x:$TOKEN" https://x',
  'curl "https://x/?key=$TOKEN"',
  'tool --token "$TOKEN"',
  'git clone https://x:$TOKEN@github.com/a/b',
  'docker login -u x -p $GH',
  'curl http://localhost:80/?key=$TOKEN',
  'docker run -e X=$TOKEN y',
  'echo "${{ secrets.API_TOKEN }}" > file',
])('advice: %s', async (script) => {
  expect(await given(script)).toEqual(['advice 7']);
});

test.each([
  'echo "$TOKEN" | docker login -u $NAME --password-stdin',
  'mysql -u root -proot',
  'docker login -u $NAME --password-stdin < file',
  'SSHPASS=$TOKEN sshpass -e ssh x',
  'export X=$TOKEN',
  '[ -n "$TOKEN" ] && [[ $TOKEN ]]',
  'tool --token "$OTHER"',
  "ssh x 'tool $TOKEN'",
  'docker run -e TOKEN y',
  'tool --host ${{ secrets.DEPLOY_HOST }}',
])('nothing: %s', async (script) => {
  expect(await given(script)).toEqual([]);
});

test('advice is given once for each file, with the number of places', async () => {
  const run = (command: string) => `      - run: ${command}\n`;
  const steps = `${run('tool ${{ secrets.A_TOKEN }}')}${run('tool ${{ secrets.B_TOKEN }}')}${run('X=${{ secrets.C_TOKEN }} tool')}`;
  const { problems } = await auditFiles({ '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    steps:\n${steps}` });
  expect(problems.map(({ line, note }) => [line, note])).toEqual([
    [5, 'tool is given the secret A_TOKEN on its command line, the first of 2 such places'],
    [7, 'the secret C_TOKEN is pasted into the script instead of handed over in a variable'],
  ]);
});

test.each([
  ['.gitlab-ci.yml', 'job:\n  script:\n    - docker login -u x -p $DEPLOY_TOKEN\n', ['ci-secret-argument failure 3']],
  ['.gitlab-ci.yml', 'job:\n  script:\n    - docker login -u x -p $CI_JOB_TOKEN\n', ['ci-secret-argument advice 3']],
  [
    '.circleci/config.yml',
    'jobs:\n  a:\n    steps:\n      - run: docker login -u x -p $DOCKER_PASS\n',
    ['ci-secret-argument failure 4'],
  ],
  [
    'azure-pipelines.yml',
    'steps:\n  - script: docker login -u x -p $(DOCKER_PASSWORD)\n',
    ['ci-secret-argument failure 2'],
  ],
] as const)('%s, %#', async (path, text, expected) => {
  expect(await problemsIn(path, text)).toEqual(expected);
});
