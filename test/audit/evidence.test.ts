import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { balanceEvidence } from '../../src/audit/balance-evidence.ts';
import { ProjectFiles } from '../../src/audit/checks/project-files.ts';
import { ignoreEvidence, rotationEvidence } from '../../src/audit/evidence.ts';
import { ScanLog } from '../../src/model/scan-log.ts';
import { Secret } from '../../src/model/secret.ts';
import { recordBalances } from '../../src/respond/balance/balance-history.ts';
import { addRotation } from '../../src/respond/rotate/rotations.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const DAY = 86_400_000;

const open = (cwd: string, env = GIT_ENV) => ProjectFiles.open({ cwd, env }, () => true, new ScanLog());

test('rotations: only the age of the last one of each variable counts', () => {
  const folder = temporaryFolder();
  expect(rotationEvidence([folder], 90, NOW)).toEqual([]);
  const rotation = (variable: string, days: number) =>
    addRotation(folder, {
      date: new Date(NOW.getTime() - days * DAY).toISOString().slice(0, 10),
      service: 'captchaai',
      variable,
      reason: 'schedule',
    });
  rotation('OLD_KEY', 91);
  rotation('KEY', 200);
  rotation('KEY', 90);
  const weights = (days: number) => rotationEvidence([folder, folder], days, NOW).map(({ weight }) => weight);
  expect(weights(90)).toEqual(['failure', 'support']);
  expect(weights(91)).toEqual(['support', 'support']);
  expect(weights(1)).toEqual(['failure', 'failure']);
});

test('balances: what runs the command, else the last check of a key of this project', async () => {
  const folder = temporaryFolder();
  const history = join(folder, 'balance.jsonl');
  writeFileSync(join(folder, 'README.md'), 'hexhound balance\n');
  const [own, other] = [new Secret(hexKey('balance')), new Secret(hexKey('balance of another project'))];
  const weights = async (keys: readonly Secret[], files = history) =>
    balanceEvidence(await open(folder), keys, files, NOW).map(({ weight }) => weight);
  expect(await weights([own])).toEqual([]);
  const record = (days: number, secret: Secret) => {
    const time = new Date(NOW.getTime() - days * DAY).toISOString();
    recordBalances(history, [{ time, service: 'captchaai', name: 'KEY', balance: 1, secret }]);
  };
  record(0, other);
  expect(await weights([own])).toEqual([]);
  record(40, own);
  expect(await weights([own])).toEqual(['doubt']);
  expect(await weights([])).toEqual([]);
  record(0, own);
  expect(await weights([own])).toEqual(['support']);
  // What cannot be read is no support, and no error of the audit.
  expect(await weights([own], join(folder, 'README.md', 'x'))).toEqual([]);
});

const CRON = '0 6 * * * npx hexhound balance --min 5';
const workflow = (on: string) => `on: ${on}\njobs:\n  a:\n    steps:\n      - run: npx hexhound balance\n`;

test.each([
  [{ crontab: `# watch\n${CRON}\n` }, ['support crontab:2']],
  [
    { 'deploy/watch.timer': 'x', 'deploy/watch.service': 'ExecStart=npx hexhound balance\n' },
    ['support deploy/watch.service:1'],
  ],
  [
    { '.github/workflows/a.yml': workflow('{ schedule: [{ cron: "0 6 * * *" }] }') },
    ['support .github/workflows/a.yml:5'],
  ],
  [{ '.github/workflows/a.yml': workflow('workflow_dispatch') }, ['doubt .github/workflows/a.yml:5']],
  // A remark, a line that is switched off, a text that is printed.
  [{ crontab: `# ${CRON}\n` }, []],
  [{ 'x.cron': '0 6 * * * echo "run hexhound balance"\n' }, []],
  // Nobody has to run these.
  [
    { 'package.json': '{\n  "scripts": {\n    "watch-balance": "hexhound balance"\n  }\n}\n' },
    ['doubt package.json:3'],
  ],
  [{ 'watch.sh': 'hexhound balance\n' }, ['doubt watch.sh:1']],
  [{ 'watch.sh': 'hexhound balance\n', crontab: '0 6 * * * ./watch.sh\n' }, ['support watch.sh:1']],
  [
    { 'package.json': '{\n  "scripts": {\n    "w": "hexhound balance"\n  }\n}\n', crontab: '0 6 * * * npm run w\n' },
    ['support package.json:3'],
  ],
  [{ Makefile: 'b:\n\thexhound balance\n', '.gitlab-ci.yml': 'a:\n  script: make b\n' }, ['support Makefile:2']],
])('balances: %j', async (files, expected) => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const found = balanceEvidence(await open(folder), [], undefined, NOW);
  expect(found.map(({ weight, path, line }) => `${weight} ${path}:${line}`)).toEqual(expected);
});

test('rotations: of what is used, with a day that has come', () => {
  const folder = temporaryFolder();
  const add = (variable: string, date: string) => addRotation(folder, { date, service: 'x', variable, reason: 'x' });
  const told = (...used: string[]) =>
    rotationEvidence([folder], 90, NOW, new Set(used)).map(({ weight, note }) => `${weight} ${note.split(' ').at(0)}`);
  expect(told('KEY')).toEqual([]);
  add('GONE', '2025-01-01');
  add('KEY', '2026-11-20');
  expect(told('KEY')).toEqual(['advice GONE', 'support KEY']);
  expect(told('KEY', 'NEVER')).toEqual(['advice GONE', 'support KEY', 'doubt nothing']);
  add('KEY', '2027-01-01');
  expect(told('KEY')).toEqual(['advice GONE', 'doubt KEY']);
});

test('the pattern that keeps .env out of git comes from git itself', async () => {
  const repository = createRepository();
  repository.write('.gitignore', '# secrets\n*.log\n.env\n').write('a/b', '').commit('first');
  expect(await ignoreEvidence(await open(repository.path))).toMatchObject([{ path: '.gitignore', line: 3 }]);
  expect(await ignoreEvidence(await open(join(repository.path, 'a')))).toMatchObject([{ weight: 'support', line: 3 }]);
  repository.write('a/.gitignore', '!.env\n');
  expect(await ignoreEvidence(await open(join(repository.path, 'a')))).toEqual([]);
  expect(await ignoreEvidence(await open(temporaryFolder()))).toEqual([]);
});

test('files with secrets that git would add, whatever their name, and no others', async () => {
  const repository = createRepository();
  const secret = `DB_PASSWORD=${hexKey('exposed')}\n`;
  repository.write('.gitignore', '.env\nignored/\n').write('tracked.env', secret).commit('first');
  for (const path of ['.env', '.env.bak', 'deploy/prod.env', 'ignored/x.env', 'test/fixtures/a.env']) {
    repository.write(path, secret);
  }
  repository.write('timings.env', 'start=12:01\n').write('.env.example', 'DB_PASSWORD=\n');
  const exposed = (await ignoreEvidence(await open(repository.path))).filter(({ weight }) => weight === 'failure');
  expect(exposed.map(({ path }) => path)).toEqual(['.env.bak', 'deploy/prod.env']);
  expect(exposed[0]).toMatchObject({ rule: 'gitignore-missing-entry' });
  expect(JSON.stringify(exposed)).not.toContain(hexKey('exposed'));
});
