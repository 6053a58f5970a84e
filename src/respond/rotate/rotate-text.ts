import { type EnvFile, isReadableByOthers } from '../../files/env-file.ts';
import type { Repository } from '../../git/repository.ts';
import type { Env } from '../../model/env.ts';
import type { Secret } from '../../model/secret.ts';
import { renderTable } from '../../report/table-text.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import type { Asked } from '../keys/ask.ts';
import { rotationPage } from '../keys/service.ts';
import { troubleshoot } from '../keys/troubleshoot.ts';
import type { Change, Checked, Keys } from './rotation-plan.ts';
import { ROTATIONS_FILE } from './rotations.ts';

/** What a rotation needs. */
export interface RotationContext {
  /** What the environment sets wins over the file. */
  readonly env: Env;
  readonly verifier: Verifier;
  readonly file: EnvFile;
  /** Names of the variables in the file. */
  readonly primary: string;
  readonly backup: string;
  /** Top folder of the repository, else the current folder. */
  readonly folder: string;
  readonly repository: Repository | undefined;
  /** Whether the day is recorded in the file of rotations. */
  readonly isRecorded: boolean;
}

/** The variables that change in the file, with their new values. A backup key that is only in the environment cannot be emptied. */
export function valuesOf(change: Change, { file, primary, backup }: RotationContext): Record<string, string> {
  const values: Record<string, string> = { [primary]: change.primary.reveal() };
  if (change.backup !== undefined) values[backup] = change.backup.reveal();
  else if ('backup' in change && file.variables[backup] !== undefined) values[backup] = '';
  return values;
}

/** A table of the keys and what their service says about them, and remarks below it. */
export function describeKeys({ primary, backup, fresh }: Keys, context: RotationContext): string {
  const named: [name: string, checked: Checked | undefined][] = [
    [context.primary, primary],
    [context.backup, backup],
    ...(fresh === undefined ? [] : [['new key', fresh] as [string, Checked]]),
  ];
  const rows = named.map(([name, checked]) => {
    const { status = 'not set', balance = '-' } = checked?.asked.verification ?? {};
    return [name, checked?.given.secret.mask() ?? '-', status, `${balance}`, whereIs(name, checked)].map(escapeForeign);
  });
  const remarks = named.flatMap(([name, checked]) =>
    checked === undefined ? [] : remarksOn(name, checked, context.env).map((remark) => `${escapeForeign(remark)}\n`),
  );
  return renderTable(['variable', 'key', 'status', 'balance', 'where'], rows) + [...new Set(remarks)].join('');
}

function whereIs(name: string, checked: Checked | undefined): string {
  if (checked === undefined) return '-';
  const { source } = checked.given;
  return source === name ? 'environment' : source.replace(`${name} in `, '');
}

/** Why a key is not fully usable, and what to do if its state is unknown. */
function remarksOn(name: string, { given, asked }: Checked, env: Env): string[] {
  const { status, balance, reason } = asked.verification;
  const isPlain = status === 'active' && balance !== 0;
  return [...(isPlain ? [] : [`${name}: ${reason}`]), ...given.remarks, ...adviceOn(asked, env)];
}

function adviceOn(asked: Asked, env: Env): string[] {
  if (asked.verification.status !== 'unknown') return [];
  return [...(asked.advice === undefined ? [] : [asked.advice]), ...troubleshoot(asked, env)];
}

/** What would be written. */
export function describePlan(change: Change, keys: Keys, context: RotationContext): string {
  const { file, primary, backup, isRecorded } = context;
  const mask = (secret: Secret | undefined) => secret?.mask() ?? 'empty';
  const inFile = (name: string) => (isFilled(file.variables[name]) ? undefined : 'empty');
  const rows = [[primary, inFile(primary) ?? mask(keys.primary?.given.secret), '->', mask(change.primary)]];
  if (backup in valuesOf(change, context)) {
    rows.push([backup, inFile(backup) ?? mask(keys.backup?.given.secret), '->', mask(change.backup)]);
  }
  const verb = file.bytes === undefined ? 'create' : 'change';
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', ...rest]) => `  ${name.padEnd(width)}  ${rest.join(' ')}\n`).join('');
  const record = isRecorded ? `record the day in ${ROTATIONS_FILE}\n` : '';
  return `\n${verb} ${escapeForeign(file.shown)}\n${lines}${record}`;
}

/** What is left to do by hand. */
export function describeNext(change: Change, keys: Keys, context: RotationContext): string {
  const { file, env, verifier, primary, backup } = context;
  const page = rotationPage(verifier);
  const at = page === undefined ? `at ${verifier.title}` : `at ${page}`;
  const written = valuesOf(change, context);
  const steps = Object.entries(written)
    .filter(([name, value]) => isFilled(env[name]) && env[name] !== value)
    .map(([name]) => `The environment sets ${name} too, and wins over the file in most programs: change it there.`);
  if (change.backup === undefined && 'backup' in change) {
    steps.push(`There is no backup now: make another key ${at} and put it into ${backup}.`);
  }
  if (change.retired !== undefined) {
    const isBackup = change.backup === change.retired;
    steps.push(
      isBackup
        ? `The old key is the backup now. If it has leaked, end it ${at} instead.`
        : `End the old key ${at}, if it is not ended yet.`,
    );
  }
  const dropped = change.backup === undefined ? undefined : keys.backup?.given.secret;
  if (dropped !== undefined && !dropped.equals(change.primary)) {
    steps.push(`The former backup ${dropped.mask()} is in no variable any more: end it ${at} too.`);
  }
  steps.push(`Start again what has read ${primary} already, and replace it in CI and on servers.`);
  if (isReadableByOthers(file)) steps.push(`Only its owner can read ${file.shown} now; others could before.`);
  return `\nNext\n${steps.map((step) => `  ${escapeForeign(step)}\n`).join('')}`;
}

/** Whether a variable is set to more than white space. */
export function isFilled(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
