import type { Secret } from '../../model/secret.ts';
import type { Asked } from '../keys/ask.ts';
import type { GivenKey } from '../keys/given-key.ts';

/** A key and what its service says. */
export interface Checked {
  readonly given: GivenKey;
  readonly asked: Asked;
}

/** The keys that a rotation is about. */
export interface Keys {
  readonly primary: Checked | undefined;
  readonly backup: Checked | undefined;
  /** The new primary key, with `--new`. */
  readonly fresh?: Checked;
}

/** Which value each variable is to have. */
export interface Change {
  readonly primary: Secret;
  /** Undefined: the variable is emptied. Absent: it stays as it is. */
  readonly backup?: Secret | undefined;
  /** The former primary key, if there was one. */
  readonly retired: Secret | undefined;
  readonly reason: string;
}

/** What to write, or why nothing is written. */
export type Decision = Change | { readonly exitCode: 0 | 1 | 2; readonly why: string };

/**
 * Decides about a rotation. If the state of a key is unknown, nothing is written: a key that may be alive is never
 * replaced by one that may be dead.
 *
 * @param isForced also replace a primary key that is alive or whose state is unknown
 */
export function decide(keys: Keys, isForced: boolean): Decision {
  return keys.fresh === undefined ? decideBackup(keys, isForced) : decideNew(keys, keys.fresh, isForced);
}

function decideBackup({ primary, backup }: Keys, isForced: boolean): Decision {
  const state = stateOf(primary);
  if (state === 'alive' && !isForced) {
    return { exitCode: 0, why: 'The primary key is alive: nothing to do (--force replaces it all the same).' };
  }
  if (state === 'unknown' && !isForced) {
    return { exitCode: 2, why: 'It is not known whether the primary key is alive: nothing was written.' };
  }
  if (backup === undefined) {
    return {
      exitCode: 1,
      why: `${sayState(state)}, and there is no backup key: hexhound rotate --new takes a new one.`,
    };
  }
  if (primary?.given.secret.equals(backup.given.secret)) {
    return {
      exitCode: 1,
      why: `${sayState(state)}, and the backup is the same key: hexhound rotate --new takes a new one.`,
    };
  }
  const backupState = stateOf(backup);
  if (backupState === 'unknown') {
    return { exitCode: 2, why: 'It is not known whether the backup key is alive: nothing was written.' };
  }
  if (backupState === 'dead') {
    return {
      exitCode: 1,
      why: `${sayState(state)}, and the backup is not alive: hexhound rotate --new takes a new one.`,
    };
  }
  const reason = state === 'dead' ? 'primary key not alive' : state === 'missing' ? 'no primary key' : 'forced';
  // The backup variable is emptied: the same key in both would be no backup.
  return { primary: backup.given.secret, backup: undefined, retired: primary?.given.secret, reason };
}

function decideNew({ primary, backup }: Keys, fresh: Checked, isForced: boolean): Decision {
  const { secret } = fresh.given;
  if (primary?.given.secret.equals(secret)) {
    return { exitCode: 1, why: 'The new key is the one that is set already: nothing was written.' };
  }
  const freshState = stateOf(fresh);
  if (freshState === 'dead') return { exitCode: 1, why: 'The new key is not alive: nothing was written.' };
  if (freshState === 'unknown') {
    return { exitCode: 2, why: 'It is not known whether the new key is alive: nothing was written.' };
  }
  const state = stateOf(primary);
  if (state === 'unknown' && !isForced) {
    return {
      exitCode: 2,
      why: 'It is not known whether the old key is alive and can be the backup: nothing was written (--force drops it).',
    };
  }
  const change = { primary: secret, retired: primary?.given.secret, reason: 'new key' };
  if (state === 'alive') return { ...change, backup: primary?.given.secret };
  // A new key that was the backup must not stay in both variables.
  return backup?.given.secret.equals(secret) ? { ...change, backup: undefined } : change;
}

type State = 'alive' | 'dead' | 'unknown' | 'missing';

function stateOf(checked: Checked | undefined): State {
  if (checked === undefined) return 'missing';
  const { status } = checked.asked.verification;
  if (status === 'unknown') return 'unknown';
  return status === 'inactive' ? 'dead' : 'alive';
}

function sayState(state: State): string {
  const words: Readonly<Record<State, string>> = {
    alive: 'The primary key is alive',
    dead: 'The primary key is not alive',
    unknown: 'It is not known whether the primary key is alive',
    missing: 'There is no primary key',
  };
  return words[state];
}
