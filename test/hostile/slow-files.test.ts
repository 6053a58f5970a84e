import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { formatReplacements } from '../../src/respond/purge/replacements.ts';
import { tarGz } from '../helpers/archives.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepositoryIn, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const KEY = hexKey('beside the slow one');
const COUNT = 500;
/** More than anything can look at in a millisecond; of the other files nobody looks at the clock. */
const SLOW = Array.from({ length: COUNT }, (_, at) => keyLine(hexKey(`slow ${at}`))).join('');

const repository = createRepositoryIn(temporaryFolder(afterAll));
repository
  .write('slow.py', SLOW)
  .write('other.py', keyLine(KEY))
  .write('slow.tgz', await tarGz({ 'in/it.py': SLOW }));
repository.commit('slow, and not');
repository
  .write('slow.py', `${SLOW}\n`)
  .write('other.py', `${keyLine(KEY)}\n`)
  .commit('more of it');
repository.git('gc', '--quiet');
repository.write('staged.py', SLOW).write('quick.py', keyLine(KEY)).git('add', '.');

const VALUES = join(temporaryFolder(afterAll), 'values.txt');
writeFileSync(
  VALUES,
  formatReplacements([{ secret: new Secret(hexKey('elsewhere')), replacement: 'REDACTED-0a1b2c', found: [] }]),
);

const FILES = ['slow.py', 'slow.tgz!in/it.py'];

test.each([
  ['scan', [], [...FILES, 'staged.py']],
  ['staged', [], ['staged.py']],
  ['history', ['--no-cache'], FILES],
  ['history', ['--no-cache', '--jobs', '2'], FILES],
  ['history', ['--no-delta'], FILES],
  ['history', ['HEAD'], undefined],
])('%s %j names a file that takes too long, and finds what is in the others', async (command, args, paths) => {
  const { code, report, find } = await scanWith(command, repository.path, ['--file-timeout', '1ms', ...args]);
  expect(code).toBe(2);
  expect(find(KEY)).toBeDefined();
  const slow = report.errors;
  expect(new Set(slow.map(({ message }) => message))).toEqual(new Set(['takes longer than 0.001 s']));
  // A range has blobs, whose paths are not known yet.
  if (paths === undefined) expect(slow.length).toBeGreaterThan(2);
  else expect([...new Set(slow.map(({ subject }) => subject))].sort()).toEqual(paths);
});

test('so does stdin, and there is time enough by default', async () => {
  const hurried = await scanWith('stdin', repository.path, ['--file-timeout', '1ms'], { stdin: SLOW });
  expect(hurried.report.errors).toMatchObject([{ code: 'E_SOURCE', subject: 'standard input' }]);
  const patient = await scanWith('stdin', repository.path, [], { stdin: SLOW });
  expect([patient.report.errors, patient.report.findings.length]).toEqual([[], COUNT]);
});

test('a history with such a file is not remembered as if it had been looked at', async () => {
  await scanWith('history', repository.path, ['--file-timeout', '1ms']);
  const { report } = await scanWith('history', repository.path);
  expect(report.findings.length).toBeGreaterThan(COUNT);
});

test.each([
  ['scan', ''],
  ['history', '--no-cache'],
  ['audit', ''],
  ['purge', '--all'],
  ['purge', '--verify 0123abcd'],
  ['purge', `--verify ${VALUES}`],
  ['explain', '0123abcd'],
])('%s %s --timeout ends with 2, and says so', async (command, args) => {
  const given = args.split(' ').filter((arg) => arg !== '');
  const outcome = runCommand(command, repository.path, ['--timeout', '1ms', ...given]);
  const { code, stdout } = await outcome.catch(({ code, message }) => ({ code, stdout: message }));
  expect([2, 'E_TIMEOUT']).toContain(code);
  expect(stdout).toMatch(/stopped|not everything could be looked at|nothing was found/i);
});
