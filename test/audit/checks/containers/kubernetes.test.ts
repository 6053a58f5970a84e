import { expect, test } from 'vitest';
import { kubernetesLiterals } from '../../../../src/audit/checks/containers/kubernetes.ts';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditOf, linesOf, projectOf } from './project.ts';

const KEY = hexKey('kubernetes');
const MADE_UP = ['violet', 'Anchor'].join('-');

async function linesFor(text: string, others: Record<string, string> = {}, path = 'k8s/app.yaml'): Promise<string[]> {
  return linesOf(await auditOf([kubernetesLiterals], await projectOf({ [path]: text, ...others })));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function manifest(kind: string, body: string): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: app\n${body}\n`;
}

const pod = (container: string) => `spec:\n  containers:\n    - name: app\n${container.replace(/^/gm, '      ')}`;

test.each([
  ['Secret', `stringData:\n  api-key: ${KEY}`, 6, 'Secret stringData gives api-key a literal key'],
  ['Secret', `stringData:\n  value: ${KEY}`, 6, 'Secret stringData gives value a literal key'],
  ['Secret', `stringData:\n  app.env: |\n    PORT=80\n    API_KEY=${KEY}`, 6, 'Secret stringData gives app.env'],
  ['Secret', `data:\n  api-key: ${base64(KEY)}`, 6, 'Secret data gives api-key a literal key; base64 is no encryption'],
  [
    'Secret',
    `data:\n  .dockerconfigjson: ${base64(JSON.stringify({ auths: { 'r.example.net': { auth: base64(`ada:${alnumKey('r', 24)}`) } } }))}`,
    6,
    'Secret data gives .dockerconfigjson',
  ],
  ['ConfigMap', `data:\n  API_KEY: ${KEY}`, 6, 'ConfigMap data gives API_KEY a literal key'],
  ['ConfigMap', `data:\n  app.properties: |\n    api_key=${KEY}`, 6, 'ConfigMap data gives app.properties'],
  ['Pod', pod(`env:\n  - name: API_KEY\n    value: ${KEY}`), 10, 'env gives API_KEY a literal key'],
  ['Pod', pod(`args: ["--api-key", "${KEY}"]`), 8, 'args gives api-key a literal key'],
])('%s with %j', async (kind, body, line, note) => {
  const [problem = '', ...more] = await linesFor(manifest(kind, body));
  expect(more).toEqual([]);
  expect(problem).toContain(`failure k8s/app.yaml:${line} ${note}`);
  expect(problem).not.toContain(KEY);
});

test('pods within other resources, init containers, lists and several documents', async () => {
  const env = (name: string) => `{ name: app, env: [{ name: ${name}, value: "${KEY}" }] }`;
  const deployment = `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      initContainers:\n        - ${env('A_API_KEY')}\n`;
  const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    stringData: { api-key: ${KEY} }\n`;
  const cron = `apiVersion: batch/v1\nkind: CronJob\nspec: { jobTemplate: { spec: { template: { spec: { containers: [${env('B_API_KEY')}] } } } } }\n`;
  const lines = await linesFor([deployment, list, cron].join('---\n'));
  expect(lines.map((line) => line.split(' gives ')[1]?.split(' ')[0])).toEqual(['A_API_KEY', 'api-key', 'B_API_KEY']);
});

test('made-up values are advice', async () => {
  expect((await linesFor(manifest('Secret', `stringData:\n  password: ${MADE_UP}`)))[0]).toMatch(/^advice/);
  expect((await linesFor(manifest('Secret', `data:\n  password: ${base64(MADE_UP)}`)))[0]).toMatch(/^advice/);
});

test('values of a Helm chart', async () => {
  const chart = { 'charts/app/Chart.yaml': 'name: app\n' };
  const values = `image: app\nsolver:\n  apiKey: ${KEY}\n  password: ${MADE_UP}\nenv:\n  - name: API_KEY\n    value: ${hexKey('env')}\n`;
  for (const name of ['values.yaml', 'values-prod.yaml']) {
    const lines = await linesFor(values, chart, `charts/app/${name}`);
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      `failure charts/app/${name}:3`,
      `failure charts/app/${name}:7`,
    ]);
  }
  expect(await linesFor(values, {}, 'app/values.yaml')).toEqual([]);
});

test('a generator of Kustomize', async () => {
  const text = `secretGenerator:\n  - name: app\n    literals:\n      - api-key=${KEY}\n`;
  expect(await linesFor(text, {}, 'kustomization.yaml')).toEqual([
    'failure kustomization.yaml:4 secretGenerator gives api-key a literal key',
  ]);
});

test.each([
  ['a SealedSecret', manifest('SealedSecret', `spec:\n  encryptedData:\n    api-key: ${alnumKey('sealed', 64)}`)],
  [
    'an ExternalSecret',
    manifest('ExternalSecret', 'spec:\n  data:\n    - secretKey: api-key\n      remoteRef: { key: app }'),
  ],
  ['a Secret of SOPS', `${manifest('Secret', `stringData:\n  api-key: ${KEY}`)}sops:\n  version: 3.9.0\n`],
  [
    'a placeholder',
    manifest('Secret', `data:\n  api-key: ${base64('your-api-key')}\n  password: ${base64('changeme')}`),
  ],
  [
    'a reference',
    manifest('Pod', pod('env:\n  - name: API_KEY\n    valueFrom: { secretKeyRef: { name: a, key: b } }')),
  ],
  ['a variable', manifest('Pod', pod('env:\n  - name: API_KEY\n    value: $(OTHER)'))],
  ['a file that is no manifest', `api_key: ${KEY}\n`],
])('says nothing about %s', async (_, text) => {
  expect(await linesFor(text)).toEqual([]);
});

test('templates', async () => {
  const text = `{{- if .Values.secret }}\n${manifest('Secret', 'stringData:\n  api-key: {{ .Values.key }}')}{{- end }}\n`;
  const audit = async (path: string) =>
    (await auditOf([kubernetesLiterals], await projectOf({ [path]: text, 'chart/Chart.yaml': 'name: a\n' })))
      .markUnread;
  expect(await audit('chart/templates/secret.yaml')).toEqual([]);
  expect(await audit('deploy/secret.yaml')).toEqual(['deploy/secret.yaml is not valid YAML']);
});

test('a template of another tool within a text does not make the file a template', async () => {
  const text = manifest('Secret', `stringData:\n  api-key: ${KEY}\n  text: |\n    {{ .secret }}`);
  expect(await linesFor(text, { 'Chart.yaml': 'name: a\n' })).toHaveLength(1);
});

test('aliases that multiply cost little', async () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
  expect(await linesFor(manifest('Pod', ['a0: &a0 [{ env: [] }]', ...bomb].join('\n')))).toEqual([]);
});
