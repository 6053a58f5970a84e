import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Stop } from '../../src/model/report.ts';
import { conclusionOf } from '../../src/report/summary.ts';
import { terminal } from '../../src/report/terminal.ts';
import { fileFinding, finding, id, occurrence, report, whole } from './sample.ts';

function lines(...findings: Finding[]): string[] {
  return whole(terminal(report({ command: 'history', findings }), { showSecrets: false, color: false })).split('\n');
}

const day = (at: number) => new Date(Date.UTC(2019, 2, 2) + at * 86_400_000).toISOString();
const commit = (at: number) => String(at).padStart(10, '1').padEnd(40, '0');

function versions(count: number, path: string, perVersion = 1) {
  return Array.from({ length: count * perVersion }, (_, at) => {
    const version = Math.floor(at / perVersion);
    return occurrence({
      path,
      line: at % 7,
      blob: `${path}${version}`,
      commit: commit(version),
      date: day(version),
      author: 'Ada <ada@example.org>',
      refs: version === count - 1 ? ['HEAD'] : ['refs/heads/main'],
    });
  });
}

const history = {
  first: { id: commit(0), author: 'Ada <ada@example.org>', date: day(0) },
  last: { id: commit(700), author: 'Bob <bob@example.org>', date: day(700) },
  heldBy: ['HEAD', 'refs/heads/main'],
  reachedBy: 'refs',
} as const;

test('500 versions of one file are two lines', () => {
  const [, ...rest] = lines(finding({ occurrences: versions(500, 'a.py'), history }));
  expect(rest.slice(0, 6)).toEqual([
    '  a.py:2:18',
    '    in 500 versions of this file, 2019-03-02 (commit 1111111110) to 2020-07-13 (commit 1111111499)',
    '  since 2019-03-02 (commit 1111111110, Ada <ada@example.org>)',
    '  now   in HEAD and branch main',
    `  id    ${id(1, 32)}`,
    '',
  ]);
});

test('many files, several times in each version: three of them, and what has them', () => {
  const occurrences = ['a', 'b', 'c', 'd', 'e'].flatMap((path) => versions(40, path, 2));
  const [, ...rest] = lines(finding({ occurrences, history }));
  expect(rest.slice(0, 9)).toEqual([
    ...['a', 'b', 'c'].flatMap((path) => [
      `  ${path}:1:18`,
      '    80 times in 40 versions of this file, 2019-03-02 (commit 1111111110) to 2019-04-10 (commit 1111111139), still in HEAD',
    ]),
    '  and in 2 more files (--format json lists all)',
    '  since 2019-03-02 (commit 1111111110, Ada <ada@example.org>)',
    '  now   in HEAD and branch main',
  ]);
});

test('versions that no commit has', () => {
  const occurrences = [1, 2].map((blob) => occurrence({ blob: id(blob), refs: ['unreachable'] }));
  const [, ...rest] = lines(finding({ occurrences, history: { heldBy: [], reachedBy: 'nothing' } }));
  expect(rest.slice(0, 3)).toEqual([
    '  bot/solve.py:14:18',
    '    in 2 versions of this file',
    '  now   unreachable: no ref leads to it, but it is still in this repository',
  ]);
});

test('messages of commits are places, not files', () => {
  const occurrences = [1, 2, 3, 4].map((at) =>
    occurrence({ kind: 'commit-message', commit: id(at), blob: id(at), date: day(at), refs: ['HEAD'] }),
  );
  const [, ...rest] = lines(finding({ occurrences, history: { ...history, heldBy: [] } }));
  expect(rest.slice(6, 9)).toEqual([
    '  and in 1 more place (--format json lists all)',
    '  since 2019-03-02 (commit 1111111110, Ada <ada@example.org>)',
    `  id    ${id(1, 32)}`,
  ]);
});

const stop: Stop = { done: 1204, total: 57_302, unit: 'objects' };
const error = { code: 'E_SOURCE', subject: 'a', message: 'b' } as const;
const stopped = { code: 'E_INTERRUPTED', subject: '.', message: 'stopped' } as const;

test.each([
  [
    { interrupted: stop, errors: [stopped] },
    'stopped after 1,204 of 57,302 objects: no secrets found so far (214 files, 1.8 MB in 0.4 s)',
  ],
  [
    { interrupted: { done: 7, unit: 'files' }, errors: [stopped, error], findings: [fileFinding()] },
    'stopped after 7 files: 1 finding so far (1 low) in 214 files, 1.8 MB in 0.4 s; 1 thing could not be looked at',
  ],
])('a scan that was stopped says so first: %#', (parts, text) => {
  expect(conclusionOf(report(parts)).text).toBe(text);
});

test('what was stopped is never clean', () => {
  expect(conclusionOf(report({ interrupted: stop, errors: [stopped] })).state).toBe('incomplete');
});
