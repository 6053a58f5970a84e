import { GitFailure, git } from './run.ts';
import type { GitContext } from './safety.ts';

/** One setting; without a value it is true (git-config(1)). */
export interface Setting {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * The settings whose names match, of all configuration files, in their order.
 * @param names a POSIX expression: sections and variables are in lower case, sub-sections as written
 */
export async function readConfig(context: GitContext, names: string): Promise<Setting[]> {
  const records = (await readRecords(context, names)).toString('utf8').split('\0');
  // `<name> LF <value> NUL`, or `<name> NUL`.
  return records.slice(0, -1).map((record) => {
    const end = record.indexOf('\n');
    return end < 0 ? { name: record, value: undefined } : { name: record.slice(0, end), value: record.slice(end + 1) };
  });
}

async function readRecords(context: GitContext, names: string): Promise<Buffer> {
  try {
    return await git(context, ['config', '-z', '--get-regexp', names]);
  } catch (thrown) {
    // Exit code 1: no such setting.
    if (thrown instanceof GitFailure && thrown.exitCode === 1) return Buffer.alloc(0);
    throw thrown;
  }
}
