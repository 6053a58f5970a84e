import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProjectFiles } from '../../src/audit/checks/project-files.ts';
import { balanceEvidence, ignoreEvidence, rotationEvidence } from '../../src/audit/evidence.ts';
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

test('balances: a command in a file that runs commands, else the last check on this machine', async () => {
  const folder = temporaryFolder();
  const history = join(folder, 'balance.jsonl');
  writeFileSync(join(folder, 'README.md'), 'hexhound balance\n');
  expect(balanceEvidence(await open(folder), history, NOW)).toEqual([]);
  const secret = new Secret(hexKey('balance'));
  const record = (days: number) => {
    const time = new Date(NOW.getTime() - days * DAY).toISOString();
    recordBalances(history, [{ time, service: 'captchaai', name: 'KEY', balance: 1, secret }]);
  };
  record(40);
  expect(balanceEvidence(await open(folder), history, NOW)).toMatchObject([{ weight: 'doubt' }]);
  record(0);
  expect(balanceEvidence(await open(folder), history, NOW)).toMatchObject([{ weight: 'support' }]);
  writeFileSync(join(folder, 'crontab'), '# watch\n0 6 * * * npx hexhound balance --min 5\n');
  const [evidence] = balanceEvidence(await open(folder), undefined, NOW);
  expect(evidence).toMatchObject({ weight: 'support', path: 'crontab', line: 2 });
  // What cannot be read is no support, and no error of the audit.
  expect(balanceEvidence(await open(temporaryFolder()), join(folder, 'README.md', 'x'), NOW)).toEqual([]);
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
