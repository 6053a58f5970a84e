import { expect, test } from 'vitest';
import type { Liveness } from '../../../src/model/finding.ts';
import { Secret } from '../../../src/model/secret.ts';
import { type Checked, decide } from '../../../src/respond/rotate/rotation-plan.ts';
import { hexKey } from '../../helpers/keys.ts';

const [A, B, C] = ['a', 'b', 'c'].map((seed) => new Secret(hexKey(seed))) as [Secret, Secret, Secret];

function checked(secret: Secret, status: Liveness | undefined): Checked | undefined {
  if (status === undefined) return undefined;
  return { given: { secret, source: '', remarks: [] }, asked: { verification: { status, reason: '' } } };
}

/** The exit code where nothing is written, else which values are: primary, backup. */
function outcome(primary: Liveness | undefined, backup: Liveness | undefined, force = false): string {
  return shown(decide({ primary: checked(A, primary), backup: checked(B, backup) }, force));
}

function shown(decision: ReturnType<typeof decide>): string {
  if ('exitCode' in decision) return `${decision.exitCode}`;
  const letter = (secret: Secret | undefined) => (secret === undefined ? '-' : 'ABC'[[A, B, C].indexOf(secret)]);
  const backup = 'backup' in decision ? letter(decision.backup) : 'same';
  return `${letter(decision.primary)} ${backup} retires ${letter(decision.retired)}`;
}

test.each<[Liveness | undefined, Liveness | undefined, plain: string, forced: string]>([
  ['active', 'active', '0', 'B - retires A'],
  ['restricted', 'active', '0', 'B - retires A'],
  ['active', undefined, '0', '1'],
  ['active', 'unknown', '0', '2'],
  ['inactive', 'active', 'B - retires A', 'B - retires A'],
  ['inactive', 'restricted', 'B - retires A', 'B - retires A'],
  ['inactive', 'inactive', '1', '1'],
  ['inactive', undefined, '1', '1'],
  ['inactive', 'unknown', '2', '2'],
  ['unknown', 'active', '2', 'B - retires A'],
  ['unknown', 'unknown', '2', '2'],
  ['unknown', 'inactive', '2', '1'],
  [undefined, 'active', 'B - retires -', 'B - retires -'],
  [undefined, 'inactive', '1', '1'],
])('primary %s, backup %s', (primary, backup, plain, forced) => {
  expect([outcome(primary, backup), outcome(primary, backup, true)]).toEqual([plain, forced]);
});

test('the same key twice is no backup', () => {
  expect(shown(decide({ primary: checked(A, 'inactive'), backup: checked(A, 'inactive') }, true))).toBe('1');
});

test.each<[fresh: Liveness, primary: Liveness | undefined, plain: string, forced: string]>([
  ['active', 'active', 'C A retires A', 'C A retires A'],
  ['restricted', 'active', 'C A retires A', 'C A retires A'],
  ['active', 'inactive', 'C same retires A', 'C same retires A'],
  ['active', undefined, 'C same retires -', 'C same retires -'],
  ['active', 'unknown', '2', 'C same retires A'],
  ['inactive', 'active', '1', '1'],
  ['unknown', 'active', '2', '2'],
  ['unknown', 'inactive', '2', '2'],
])('a new key that is %s, primary %s', (fresh, primary, plain, forced) => {
  const keys = { primary: checked(A, primary), backup: checked(B, 'active'), fresh: checked(C, fresh) as Checked };
  expect([shown(decide(keys, false)), shown(decide(keys, true))]).toEqual([plain, forced]);
});

test('a new key that is set already, and one that was the backup', () => {
  const keys = { primary: checked(A, 'inactive'), backup: checked(B, 'active') };
  expect(shown(decide({ ...keys, fresh: checked(A, 'active') as Checked }, true))).toBe('1');
  expect(shown(decide({ ...keys, fresh: checked(B, 'active') as Checked }, false))).toBe('B - retires A');
});
