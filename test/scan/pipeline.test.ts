import { expect, test } from 'vitest';
import type { ScanError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import { exitCodeOf } from '../../src/scan/pipeline.ts';

const finding = {} as Finding;
const error: ScanError = { code: 'E_SOURCE', subject: 'a', message: 'permission denied' };

test.each([
  [[], [], 1, 0],
  [[finding], [], 1, 1],
  [[finding], [], 9, 9],
  [[finding], [], 0, 0],
  [[], [error], 1, 2],
  [[finding], [error], 1, 2],
  [[finding], [error], 0, 2],
])('%o findings and %o errors with --exit-code %i: exit code %i', (findings, errors, onFindings, code) => {
  expect(exitCodeOf({ findings, errors }, onFindings)).toBe(code);
});
