// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import { expect, test } from 'vitest';
import { problemsIn } from './audit.ts';

const secret = (name: string) => `${'$'}{{ secrets.${name} }}`;

/** A step of GitHub's with a secret in `TOKEN`, and its script from line 8 on. */
function github(script: string, shell = 'bash'): string {
  const lines = script.split('\n').map((line) => `          ${line}\n`);
  return `on: push\njobs:\n  a:\n    steps:\n      - env: { TOKEN: "${secret('API_TOKEN')}", PLAIN: "x" }\n        shell: ${shell}\n        run: |\n${lines.join('')}`;
}

async function echoed(path: string, text: string): Promise<string[]> {
  return (await problemsIn(path, text))
    .filter((told) => told.startsWith('ci-secret-echoed'))
    .map((told) => told.slice(17));
}

test.each([
  'echo $TOKEN',
  'echo "token: ${TOKEN}"',
  'printf "%s\\n" "$TOKEN"',
  'true && echo $TOKEN',
  'if x; then echo $TOKEN; fi',
  'echo $TOKEN >&2',
  'echo "$TOKEN" | base64',
  'echo "$TOKEN" | rev | tee file',
  "echo $TOKEN | sed 's/./& /g'",
  'echo "$TOKEN" > /dev/stderr',
  'echo "$TOKEN" >> "$GITHUB_STEP_SUMMARY"',
  'base64 <<< "$TOKEN"',
  'cat <<EOF\n$TOKEN\nEOF',
  'printenv TOKEN',
  'X=$TOKEN\necho $X',
  'X=$(echo -n "$TOKEN" | base64)\necho "$X"',
  'echo ${TOKEN:-none}',
  'sudo echo $TOKEN',
  `echo ${secret('API_TOKEN')}`,
  `echo '${secret('API_TOKEN')}'`,
  `echo "${'$'}{{ env.TOKEN }}"`,
  `echo "${'$'}{{ toJSON(secrets) }}"`,
])('a failure on GitHub: %s', async (script) => {
  const found = await echoed('.github/workflows/a.yml', github(script));
  expect(found).toEqual([expect.stringMatching(/^failure/)]);
});

test.each([
  'P=$(echo $TOKEN | jq -r \'.private_key\')\necho "key: $P"',
  'P=$(jq -r .password <<< "$TOKEN")\necho "$P"',
  'jq -r .password <<< "$TOKEN"',
  'echo "$TOKEN" | jq -r .auth.client_secret',
  'PASSWORD=$(echo "$TOKEN" | cut -d: -f2)\necho "$PASSWORD"',
  'IFS=: read -r U PASSWORD <<< "$TOKEN"\necho "$PASSWORD"',
  'printf -v X %s "$TOKEN"\necho "$X"',
  'X=$(echo "$TOKEN" | base64 -d)\necho "$X"',
  'base64 -d <<< "$TOKEN"',
  'export X="${TOKEN:5}"\nprintenv X',
  'echo "$TOKEN" | xargs echo',
])('a part that is surely secret fails it: %s', async (script) => {
  const [told, more] = await echoed('.github/workflows/a.yml', github(script));
  expect([told, more]).toEqual([expect.stringMatching(/^failure/), undefined]);
  for (const [path, text] of [
    ['.gitlab-ci.yml', `a:\n  script:\n    - |\n${indented(script, 6)}\n`],
    [
      'bitbucket-pipelines.yml',
      `pipelines:\n  default:\n    - step:\n        script:\n          - |\n${indented(script, 12)}\n`,
    ],
    ['.circleci/config.yml', `jobs:\n  a:\n    steps:\n      - run: |\n${indented(script, 10)}\n`],
    ['azure-pipelines.yml', `steps:\n  - bash: |\n${indented(script, 6)}\n    env: { API_TOKEN: $(API_TOKEN) }\n`],
  ] as const) {
    expect(await echoed(path, text), path).toEqual([expect.stringMatching(/^failure/)]);
  }
});

/** The script with the variable named so that every system takes it for a secret. */
function indented(script: string, width: number): string {
  const lines = script.replaceAll('TOKEN', 'API_TOKEN').split('\n');
  return lines.map((line) => `${' '.repeat(width)}${line}`).join('\n');
}

test.each([
  'P=$(echo "$TOKEN" | cut -d: -f2)\necho "$P"',
  'mapfile -t L <<< "$TOKEN"\necho "${L[0]}"',
  'jq -n --arg t "$TOKEN" "{ t: 1 }"',
  'awk -v t="$TOKEN" "BEGIN { print t }"',
  'P=$(awk -F: "{ print 1 }" <<< "$TOKEN")\necho "$P"',
  'IFS=: read -r U P <<< "$TOKEN"\necho "user $U, password $P"',
])('a part of a secret is not masked: %s', async (script) => {
  expect(await echoed('.github/workflows/a.yml', github(script))).toEqual([expect.stringMatching(/^advice/)]);
});

test('what is cut off by the shell is not masked either', async () => {
  expect(await echoed('.github/workflows/a.yml', github('P=${TOKEN#*:}\necho "$P"'))).toEqual(['failure 9']);
});

test.each([
  'P=$(jq -r .project_id <<< "$TOKEN")\necho "$P"',
  'echo "${#TOKEN}"',
  'printf -v X %s "$TOKEN"',
  'jq -r .project_id <<< "$TOKEN"',
  'jq -n --arg t "$TOKEN" "{ t: 1 }" > file',
  'echo "$TOKEN" | xargs login',
  'IFS=: read -r U P <<< "$PLAIN"\necho "$P"',
])('no part that is secret: %s', async (script) => {
  expect(await echoed('.github/workflows/a.yml', github(script))).toEqual([]);
});

test('a problem has the line of the command', async () => {
  expect(await echoed('.github/workflows/a.yml', github('# one\ntrue\necho "$TOKEN"'))).toEqual(['failure 10']);
});

test.each([
  'echo $PLAIN $OTHER',
  "echo '$TOKEN'",
  'echo \\$TOKEN',
  '# echo $TOKEN',
  'echo $TOKEN > file',
  '{ echo $TOKEN; } > file',
  'echo $TOKEN | docker login --password-stdin',
  'echo "$TOKEN" | base64 > file',
  'echo "$TOKEN" | base64 -d > file',
  'echo "X=$TOKEN" >> $GITHUB_ENV',
  'echo "x=$TOKEN" >> "$GITHUB_OUTPUT"',
  'echo "::add-mask::$TOKEN"',
  'echo "::set-output name=x::$TOKEN"',
  'echo ${#TOKEN} ${TOKEN:+set}',
  'cat > file <<EOF\n$TOKEN\nEOF',
  "cat <<'EOF'\n$TOKEN\nEOF",
  'X=$(echo $TOKEN | base64)',
  'TOKEN=none\necho $TOKEN',
  'echo $TOKEN | wc -c',
  'exec > file\necho $TOKEN',
  `echo "${'$'}{{ secrets.API_TOKEN != '' }}"`,
  `echo "${'$'}{{ secrets.API_TOKEN && 'yes' || 'no' }}"`,
  'env | grep PLAIN',
  'set -e',
])('nothing on GitHub: %s', async (script) => {
  expect(await echoed('.github/workflows/a.yml', github(script))).toEqual([]);
});

test.each([
  'env',
  'printenv',
  'export -p',
  'set',
  'env | sort',
  'echo ${TOKEN:0:4}',
  'echo $TOKEN | cut -c1-4',
  'MY_TOKEN=$(fetch)\necho $MY_TOKEN',
])('advice on GitHub: %s', async (script) => {
  const [told] = await echoed('.github/workflows/a.yml', github(script));
  expect(told).toMatch(/^advice/);
});

test('identifiers in the secret store are advice; a dump without secrets is ignored', async () => {
  const step = (run: string) => `on: push\njobs:\n  a:\n    steps:\n      - run: ${run}\n`;
  expect(await echoed('.github/workflows/a.yml', step(`echo ${secret('DOCKER_USERNAME')}`))).toEqual(['advice 5']);
  expect(await echoed('.github/workflows/a.yml', step('env'))).toEqual([]);
  expect(await echoed('.github/workflows/a.yml', step('echo $API_TOKEN'))).toEqual([]);
});

test('variables that a step sets for later steps', async () => {
  const text = `on: push\njobs:\n  a:\n    steps:\n      - run: echo "NEXT=${secret('API_TOKEN')}" >> "$GITHUB_ENV"\n      - run: echo $NEXT\n`;
  expect(await echoed('.github/workflows/a.yml', text)).toEqual(['failure 6']);
});

test('variables of the workflow and the job, composite actions', async () => {
  const workflow = `env: { A_TOKEN: "${secret('X')}" }\non: push\njobs:\n  a:\n    env: { B_KEY: "${'$'}{{ github.token }}" }\n    steps:\n      - run: echo $A_TOKEN\n      - run: echo $B_KEY\n`;
  expect(await echoed('.github/workflows/a.yml', workflow)).toEqual(['failure 7', 'failure 8']);
  const action = `inputs: { token: {} }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "${'$'}{{ inputs.token }}"\n`;
  expect(await echoed('.github/actions/x/action.yml', action)).toEqual(['failure 6']);
});

test.each(['pwsh', 'powershell', 'cmd', 'python'])('scripts for %s are not read', async (shell) => {
  expect(await echoed('.github/workflows/a.yml', github('echo $TOKEN', shell))).toEqual([]);
});

test.each([
  ['.gitlab-ci.yml', (run: string) => `job:\n  script:\n    - ${run}\n`, 'echo $DEPLOY_TOKEN', 3],
  [
    '.gitlab-ci.yml',
    (run: string) => `default:\n  before_script:\n    - ${run}\njob:\n  script: [ "true" ]\n`,
    'echo $DEPLOY_TOKEN',
    3,
  ],
  ['.circleci/config.yml', (run: string) => `jobs:\n  a:\n    steps:\n      - run: ${run}\n`, 'echo $DEPLOY_TOKEN', 4],
  [
    '.circleci/config.yml',
    (run: string) => `jobs:\n  a:\n    steps:\n      - run:\n          command: ${run}\n`,
    'echo $DEPLOY_TOKEN',
    5,
  ],
  ['azure-pipelines.yml', (run: string) => `steps:\n  - bash: ${run}\n`, 'echo $(DEPLOY_TOKEN)', 2],
  ['azure-pipelines.yml', (run: string) => `steps:\n  - bash: ${run}\n    env: { X: $(DEPLOY_TOKEN) }\n`, 'echo $X', 2],
  [
    'azure-pipelines.yml',
    (run: string) =>
      `jobs:\n  - job: a\n    steps:\n      - task: Bash@3\n        inputs:\n          targetType: inline\n          script: ${run}\n`,
    'echo $(DEPLOY_TOKEN)',
    7,
  ],
] as const)('%s, %#', async (path, around, run, line) => {
  expect(await echoed(path, around(run))).toEqual([`failure ${line}`]);
  expect(await echoed(path, around(`${run} > file`))).toEqual([]);
});

test('an inherited script is reported once', async () => {
  const jobs = 'a:\n  script: [ "true" ]\nb:\n  script: [ "true" ]\n';
  expect(await echoed('.gitlab-ci.yml', `before_script: [ echo $DEPLOY_TOKEN ]\n${jobs}`)).toEqual(['failure 1']);
  const extended = '.a: { variables: { X: $DEPLOY_TOKEN } }\n.b: { extends: .a, script: x }\nc:\n  extends: .b\n';
  expect(await echoed('.gitlab-ci.yml', `${extended}  script: echo $X\n`)).toEqual(['failure 5']);
});

test('a variable that the file sets has that value', async () => {
  expect(
    await echoed('.gitlab-ci.yml', 'variables: { DEPLOY_TOKEN: none }\njob:\n  script: echo $DEPLOY_TOKEN $PWD\n'),
  ).toEqual([]);
  expect(await echoed('.gitlab-ci.yml', 'job:\n  variables: { X: $DEPLOY_TOKEN }\n  script: echo $X\n')).toEqual([
    'failure 3',
  ]);
  expect(
    await echoed(
      'azure-pipelines.yml',
      'variables: { DEPLOY_TOKEN: none }\nsteps:\n  - bash: echo $(DEPLOY_TOKEN) $(pwd)\n',
    ),
  ).toEqual([]);
});
