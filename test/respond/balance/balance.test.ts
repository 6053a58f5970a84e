import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BalanceRow, changeOf, findAlarms, findUnknown } from '../../../src/respond/balance/balance.ts';
import { toPrometheus } from '../../../src/respond/balance/prometheus.ts';

function row(changes: Partial<BalanceRow>): BalanceRow {
  const whole = { service: 'captchaai', name: 'N', key: '****', status: 'active', reason: 'because' } as const;
  return { ...whole, balance: 10, previous: undefined, ...changes };
}

const none = { min: undefined, maxDrop: undefined };

test('an alarm below the minimum, not at it', () => {
  expect(findAlarms([row({ balance: 5 })], { ...none, min: 5 })).toEqual([]);
  expect(findAlarms([row({ balance: 4.99 })], { ...none, min: 5 })).toEqual(['N: the balance of 4.99 is below 5']);
  expect(findAlarms([row({ balance: 0 })], none)).toEqual([]);
});

test('an alarm if a balance fell by more than allowed, not by exactly that', () => {
  const fell = (previous: number | undefined, balance: number, maxDrop: { percent: number } | { amount: number }) =>
    findAlarms([row({ previous, balance })], { ...none, maxDrop }).length;
  expect([fell(10, 8, { percent: 20 }), fell(10, 7.99, { percent: 20 })]).toEqual([0, 1]);
  expect([fell(10, 8, { amount: 2 }), fell(10, 7.99, { amount: 2 })]).toEqual([0, 1]);
  expect([fell(undefined, 0, { percent: 20 }), fell(10, 12, { percent: 0 }), fell(10, 10, { percent: 0 })]).toEqual([
    0, 0, 0,
  ]);
  expect([fell(0, -1, { percent: 20 }), fell(0, -1, { amount: 0.5 })]).toEqual([0, 1]);
  expect(findAlarms([row({ previous: 10, balance: 1 })], { ...none, maxDrop: { percent: 50 } })).toEqual([
    'N: the balance fell from 10 to 1, by more than 50%',
  ]);
});

test('a dead key is an alarm; keys with an unknown balance are listed separately', () => {
  const rows = [
    row({ status: 'inactive', balance: undefined }),
    row({ status: 'unknown', balance: undefined }),
    row({ status: 'restricted', balance: undefined }),
  ];
  expect(findAlarms(rows, { ...none, min: 5 })).toEqual(['N: the key is not alive (because)']);
  expect(findUnknown(rows)).toEqual(Array(2).fill('N: the balance is not known (because)'));
});

test('a change has no rounding errors', () => {
  expect(changeOf({ balance: 0.3, previous: 0.1 })).toBe(0.2);
  expect(changeOf({ balance: 1, previous: undefined })).toBeUndefined();
});

test('Prometheus: samples for known values only', () => {
  const rows = [
    row({}),
    row({ name: 'U', status: 'unknown', balance: undefined }),
    row({ name: 'D', status: 'inactive', balance: undefined }),
  ];
  expect(toPrometheus(rows, new Date(1_700_000_000_500))).toBe(
    `# HELP hexhound_balance Balance of the key's account, in the service's own unit.
# TYPE hexhound_balance gauge
hexhound_balance{service="captchaai",name="N"} 10
# HELP hexhound_key_alive Whether the service accepts the key (1) or not (0); absent if that is not known.
# TYPE hexhound_key_alive gauge
hexhound_key_alive{service="captchaai",name="N"} 1
hexhound_key_alive{service="captchaai",name="D"} 0
# HELP hexhound_balance_check_timestamp_seconds When the service was last asked about the key, whatever came of it.
# TYPE hexhound_balance_check_timestamp_seconds gauge
hexhound_balance_check_timestamp_seconds{service="captchaai",name="N"} 1700000000.5
hexhound_balance_check_timestamp_seconds{service="captchaai",name="U"} 1700000000.5
hexhound_balance_check_timestamp_seconds{service="captchaai",name="D"} 1700000000.5
`,
  );
});

test('Prometheus: any name can be read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', '}', ' ', 'é') }), (name) => {
      const line = toPrometheus([row({ name })], new Date()).split('\n')[2] ?? '';
      const [, label = ''] = /^hexhound_balance\{service="captchaai",name="((?:[^"\\]|\\.)*)"\} 10$/.exec(line) ?? [];
      expect(line).toContain('hexhound_balance{');
      expect(label.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))).toBe(name);
    }),
  );
});
