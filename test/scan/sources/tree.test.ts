import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanTree } from '../../../src/index.ts';
import type { Report } from '../../../src/model/report.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

/** Files of several batches, with something of every kind that a thread has to tell the others. */
function largeTree(): Repository {
  const tree = createRepository();
  for (let at = 0; at < 900; at++) {
    const line = at % 7 === 0 ? keyLine(hexKey(`${at % 70}`)) : 'nothing\n';
    tree.write(`src/${at % 30}/file-${at}.js`, `// ${at}\n${line}`);
  }
  const token = `glpat-${alnumKey('name', 20)}`;
  tree.write(`src/5/${token}`, '').write('src/7/.env', `API_TOKEN=${alnumKey('dotenv', 40)}\n`);
  tree.write('src/8/ignored.js', `// hexhound-ignore-start\n${keyLine(hexKey('ignored'))}`);
  tree.write('src/9/empty.js', '').write('src/29/damaged.gz', Buffer.from('1f8b0800', 'hex'));
  symlinkSync(`/${token}`, join(tree.path, 'src/11/link'));
  tree.commit('base');
  return tree;
}

test('the report does not depend on the number of threads', async () => {
  const { path } = largeTree();
  const [alone, ...others] = await Promise.all(
    [1, 2, 3].map((jobs) => scanTree([path], { cwd: path, env: process.env, jobs })),
  );
  expect(alone?.findings.length).toBeGreaterThan(10);
  expect(alone?.scanned.files).toBe(905);
  expect([alone?.notices.length, alone?.notOpened.length]).toEqual([1, 1]);
  for (const other of others) expect(comparable(other)).toEqual(alone && comparable(alone));
});

function comparable({ started: _, scanned: { seconds: __, ...scanned }, ...report }: Report) {
  const secrets = report.findings.map(({ secret, ...finding }) => ({ ...finding, secret: secret?.reveal() }));
  return { ...report, scanned, findings: secrets };
}

test('what a thread says of a file comes from where it stands, not from who read it first', async () => {
  const { path } = largeTree();
  const { findings } = await scanTree([path], { cwd: path, env: process.env, jobs: 2 });
  const paths = findings.flatMap(({ occurrences }) => occurrences.map((place) => place.path));
  expect(paths).toContain('src/7/.env');
  expect(paths.filter((each) => each?.startsWith('src/5/glpat-'))).toHaveLength(1);
  expect(paths.filter((each) => each === 'src/11/link')).toHaveLength(1);
});

test('a scan that is stopped ends all threads, and says that the rest was not looked at', async () => {
  const { path } = largeTree();
  const stop = new AbortController();
  let files = 0;
  const onProgress = ({ done }: { readonly done: number }) => {
    files = done;
    if (done > 150) stop.abort();
  };
  const report = await scanTree([path], { cwd: path, env: process.env, jobs: 2, signal: stop.signal, onProgress });
  expect(report.errors.map(({ code }) => code)).toEqual(['E_INTERRUPTED']);
  expect(files).toBeGreaterThan(150);
});

test('no more threads than there is work for, and many without a word of Node.js', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  const tree = createRepository();
  for (let at = 0; at < 2600; at++) tree.write(`${at % 10}/${at}`, at === 0 ? keyLine(hexKey('one')) : 'nothing\n');
  const { findings } = await scanTree([tree.path], { cwd: tree.path, env: process.env, jobs: 64 });
  await new Promise(setImmediate);
  process.off('warning', note);
  expect([findings.length, warnings]).toEqual([1, []]);
});
