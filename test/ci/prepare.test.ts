import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/repository.ts';
import { writeExecutable } from '../setup/stub.ts';

const LOCK = {
  '': { version: '0.1.0' },
  'node_modules/one': { version: '1.0.0' },
  'node_modules/for-another-system': { version: '1.0.0', optional: true },
};

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ran: string[];
}

/** Prepares a project whose npm and build only write down that they were called; `npm` is what the first ends with. */
function prepare(installed: Record<string, { version: string }> | undefined, npm = 0): Outcome {
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  cpSync('.ci/prepare.mjs', join(folder, '.ci/prepare.mjs'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: LOCK }));
  writeFileSync(
    join(folder, 'build.mjs'),
    `import { appendFileSync } from 'node:fs';
     console.log('built');
     appendFileSync(${JSON.stringify(log)}, 'build ' + process.argv.slice(2) + '\\n');`,
  );
  mkdirSync(join(folder, 'bin'));
  writeExecutable(join(folder, 'bin/npm'), `#!/bin/sh\necho "npm $*" >> '${log}'\necho added\nexit ${npm}\n`);
  if (installed !== undefined) {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, '.ci/prepare.mjs')], {
    env: { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) },
    encoding: 'utf8',
  });
  const ran = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { code: status, stdout, stderr, ran };
}

const INSTALL = 'npm ci --loglevel=error';
const BUILD = 'build --if-changed';

test('a fresh clone gets its packages, is built, and is told so on stderr', () => {
  const { code, stdout, stderr, ran } = prepare(undefined);
  expect({ code, stdout, ran }).toEqual({ code: 0, stdout: '', ran: [INSTALL, BUILD] });
  expect(stderr).toBe('hexhound: installing packages (npm ci)\nadded\nbuilt\n');
});

test('nothing is installed when everything is there that this system needs', () => {
  expect(prepare({ 'node_modules/one': { version: '1.0.0' } }).ran).toEqual([BUILD]);
});

test.each([
  ['another version', { 'node_modules/one': { version: '1.0.1' } }],
  ['a missing package', {}],
])('%s is installed anew', (_what, installed) => {
  expect(prepare(installed).ran).toEqual([INSTALL, BUILD]);
});

test('a failed installation is no finding, and nothing is built', () => {
  const { code, stderr, ran } = prepare(undefined, 1);
  expect({ code, ran }).toEqual({ code: 2, ran: [INSTALL] });
  expect(stderr).toContain(`hexhound: Command failed: ${INSTALL}`);
});
