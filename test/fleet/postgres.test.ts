import { expect, test } from 'vitest';
import { isLost } from '../../src/fleet/postgres.ts';
import { HexhoundError } from '../../src/model/errors.ts';

const failure = (code: string, message = '') => Object.assign(new Error(message), { code });

test('a database that can be used again later is told from a defect', () => {
  // No room on the disk, no connection left, shut down, the connection broke; a wrong statement.
  for (const code of ['53100', '53300', '57P01', '08006', 'ECONNRESET', 'ENOSPC']) {
    expect(isLost(failure(code)), code).toBe(true);
    expect(isLost(new HexhoundError('E_SOURCE', 'x', 'cannot be opened', { cause: failure(code) })), code).toBe(true);
  }
  expect([failure('42601'), failure('23505'), new Error('x'), 'x'].map(isLost)).toEqual([false, false, false, false]);
});
