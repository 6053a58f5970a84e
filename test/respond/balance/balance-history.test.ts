import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { type BalanceEntry, defaultHistoryFile, recordBalances } from '../../../src/respond/balance/balance-history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

const KEY = hexKey('history');

function entry(balance: number, key = KEY, name = 'CAPTCHAAI_API_KEY'): BalanceEntry {
  return { time: '2026-01-02T03:04:05.000Z', service: 'captchaai', name, balance, secret: new Secret(key) };
}

function file(): string {
  return join(temporaryFolder(), 'state', 'balance.jsonl');
}

function record(path: string, ...entries: BalanceEntry[]): readonly (number | undefined)[] {
  const { previous, notices } = recordBalances(path, entries);
  expect(notices).toEqual([]);
  return previous;
}

test('the last balance of the same key under the same name', () => {
  const path = file();
  expect(record(path, entry(10), entry(5, hexKey('backup'), 'BACKUP'))).toEqual([undefined, undefined]);
  expect(record(path, entry(8), entry(5, hexKey('backup'), 'BACKUP'))).toEqual([10, 5]);
  expect(record(path, entry(7, hexKey('replaced')))).toEqual([undefined]);
  expect(record(path, entry(6))).toEqual([8]);
  expect(record(path, entry(6, KEY, 'OTHER'))).toEqual([undefined]);
});

test('the file is private and has no part of the key', () => {
  const path = file();
  record(path, entry(10));
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
  const text = readFileSync(path, 'utf8');
  const [first, second] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toEqual({
    format: 'hexhound-balance-history',
    version: 1,
    salt: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const { secret: _, ...rest } = entry(10);
  expect(second).toEqual({ ...rest, key: expect.stringMatching(/^[0-9a-f]{8}$/) });
  for (let at = 0; at + 6 <= KEY.length; at++) expect(text).not.toContain(KEY.slice(at, at + 6));
  const other = file();
  record(other, entry(10));
  expect(JSON.parse(readFileSync(other, 'utf8').split('\n')[1] ?? '').key).not.toBe(second.key);
});

test('damaged lines are reported and moved to another file', () => {
  const path = file();
  record(path, entry(10));
  appendFileSync(path, 'not JSON\n{"time":"x"}\n{"time":"cut');
  const { previous, notices } = recordBalances(path, [entry(9)]);
  expect(previous).toEqual([10]);
  expect(notices).toEqual([`${path}: 3 lines could not be read, now in ${path}.damaged`]);
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('not JSON\n{"time":"x"}\n{"time":"cut\n');
  expect(statSync(`${path}.damaged`).mode & 0o777).toBe(0o600);
  expect(record(path, entry(8))).toEqual([9]);
});

test('a line after an unfinished one is not lost', () => {
  const path = file();
  record(path, entry(10));
  writeFileSync(path, readFileSync(path, 'utf8').trimEnd());
  expect(record(path, entry(9))).toEqual([10]);
  expect(record(path, entry(8))).toEqual([9]);
});

test.each(['', 'rubbish\n', '{"format":"other"}\n{}\n', '\0\0\0'])(
  'a file that is not a history (%j) is replaced',
  (text) => {
    const path = file();
    mkdirSync(dirname(path));
    writeFileSync(path, text);
    expect(recordBalances(path, [entry(10)]).previous).toEqual([undefined]);
    expect(record(path, entry(9))).toEqual([10]);
    expect(readdirSync(dirname(path)).length).toBe(text === '' ? 1 : 2);
  },
);

test('a folder in its place and a file that is too large are errors with its name', () => {
  const path = file();
  mkdirSync(path, { recursive: true });
  expect(() => recordBalances(path, [entry(1)])).toThrow(/is not a regular file/);
  const large = file();
  mkdirSync(dirname(large));
  writeFileSync(large, 'x'.repeat(1024 * 1024 + 1));
  expect(() => recordBalances(large, [entry(1)])).toThrow(/too large/);
});

test('the last 1,000 lines are kept', () => {
  const path = file();
  record(path, ...Array.from({ length: 700 }, (_, index) => entry(index)));
  record(path, ...Array.from({ length: 700 }, (_, index) => entry(1000 + index)));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBe(1001);
  expect(JSON.parse(lines[1] ?? '').balance).toBe(400);
  expect(record(path, entry(1))).toEqual([1699]);
});

test('the default path', () => {
  expect(defaultHistoryFile({ XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/hexhound/balance.jsonl');
  expect(defaultHistoryFile({ XDG_STATE_HOME: 's', HOME: '/h' })).toBe('/h/.local/state/hexhound/balance.jsonl');
  expect(defaultHistoryFile({ XDG_STATE_HOME: '', HOME: '/h' })).toBe('/h/.local/state/hexhound/balance.jsonl');
  expect(defaultHistoryFile({})).toBeUndefined();
});
