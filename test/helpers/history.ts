import { expect } from 'vitest';
import type { Repository } from './repository.ts';
import { type ScanOutcome, scanWith } from './scan.ts';

type Options = Parameters<typeof scanWith>[3];

/** One scan of a history, by deltas unless `args` say otherwise. */
export function scanOnce(cwd: string, args: readonly string[] = [], options: Options = {}): Promise<ScanOutcome> {
  return scanWith('history', cwd, args, options);
}

/** Scans a history by its deltas and, whole, by way of git: the two reports must be the same to the byte. */
export async function scanHistory(
  cwd: string,
  args: readonly string[] = [],
  options: Options = {},
): Promise<ScanOutcome> {
  const byDeltas = await scanOnce(cwd, args, options);
  const byGit = await scanOnce(cwd, ['--no-delta', ...args], options);
  expect(byDeltas.text, 'by deltas / by git').toBe(byGit.text);
  expect(byDeltas.code).toBe(byGit.code);
  return byDeltas;
}

/** Like `scanHistory`, and again when all objects, reachable or not, are in one pack of deltas. */
export async function scanLooseAndPacked(
  repository: Repository,
  args: readonly string[] = [],
  options: Options = {},
): Promise<ScanOutcome> {
  const loose = await scanHistory(repository.path, args, options);
  repository.git('repack', '-adfkq', '--depth=50');
  const packed = await scanOnce(repository.path, args, options);
  expect(packed.text, 'packed / loose').toBe(loose.text);
  return packed;
}
