import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addRotation, ROTATIONS_FILE, type Rotation, readRotations } from '../../../src/respond/rotate/rotations.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

const FIRST: Rotation = { date: '2026-01-31', service: 'captchaai', variable: 'CAPTCHAAI_API_KEY', reason: 'new key' };

test('what was added is there, oldest first', () => {
  const folder = temporaryFolder();
  expect(readRotations(folder)).toEqual([]);
  addRotation(folder, FIRST);
  addRotation(folder, { ...FIRST, date: '2026-02-01' });
  expect(readRotations(folder).map(({ date }) => date)).toEqual(['2026-01-31', '2026-02-01']);
  expect(JSON.parse(readFileSync(join(folder, ROTATIONS_FILE), 'utf8'))).toEqual({
    version: 1,
    rotations: [FIRST, { ...FIRST, date: '2026-02-01' }],
  });
});

test.each([
  ['{', /not valid JSON/],
  ['[]', /must have version 1/],
  ['{"version":2,"rotations":[]}', /must have version 1/],
  ['{"version":1,"rotations":[{"date":"soon"}]}', /entry 1 needs a date/],
  [JSON.stringify({ version: 1, rotations: [FIRST, { ...FIRST, date: '2026-13-01' }] }), /entry 2 needs a date/],
  [JSON.stringify({ version: 1, rotations: [null] }), /entry 1 needs a date/],
])('a file that is none is not written over: %j', (text, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, ROTATIONS_FILE), text);
  expect(() => addRotation(folder, FIRST)).toThrow(message);
  expect(readFileSync(join(folder, ROTATIONS_FILE), 'utf8')).toBe(text);
});
