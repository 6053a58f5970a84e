/** The answer to one question about whether the hooks protect anything. */
export interface Check {
  /** A word or two with hyphens, stable: `hook-runs`. */
  readonly id: string;
  /** `skipped`: there was nothing to look at. `unknown`: it could not be looked at. */
  readonly state: 'ok' | 'problem' | 'skipped' | 'unknown';
  /** A sentence without a full stop. */
  readonly message: string;
  /** Lines to paste: commands, or what belongs into a file. */
  readonly mend?: readonly string[];
}

/** @param mend for a shell, unless the message says otherwise */
export function problem(id: string, message: string, ...mend: readonly string[]): Check {
  return { id, state: 'problem', message, ...(mend.length > 0 && { mend }) };
}

export function ok(id: string, message: string): Check {
  return { id, state: 'ok', message };
}

/** 2 if something could not be looked at, 1 if something is to be mended, else 0. */
export function exitCodeOf(checks: readonly Check[]): number {
  if (checks.some(({ state }) => state === 'unknown')) return 2;
  return checks.some(({ state }) => state === 'problem') ? 1 : 0;
}
