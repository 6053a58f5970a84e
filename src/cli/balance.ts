import { resolve } from 'node:path';
import { checkWritable, writeAtomically } from '../files/write.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { renderTable } from '../report/table-text.ts';
import { type BalanceRow, changeOf, findAlarms, findUnknown, type MaxDrop } from '../respond/balance/balance.ts';
import { defaultHistoryFile, recordBalances } from '../respond/balance/balance-history.ts';
import { toPrometheus } from '../respond/balance/prometheus.ts';
import { findWatched, type Watched } from '../respond/balance/watched-keys.ts';
import { Asker } from '../respond/keys/ask.ts';
import { SOME_SERVICES } from '../respond/keys/service.ts';
import type { Verifier } from '../rules/verifiers/verifier.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readFormat, readService, readTimeout } from './key-flags.ts';
import { say } from './say.ts';

export const flags = {
  env: { type: 'string', multiple: true, value: 'NAME', help: 'variable that holds a key; may be repeated' },
  dotenv: { type: 'string', value: 'FILE', help: 'read the variables from a .env file' },
  service: { type: 'string', value: 'NAME', help: `only this service; whose key --env NAME is: ${SOME_SERVICES}` },
  min: { type: 'string', value: 'N', help: 'exit with 1 when a balance is below N' },
  'max-drop': {
    type: 'string',
    value: 'N',
    help: 'exit with 1 when one fell by more than N or N% since the last check',
  },
  format: { type: 'string', value: 'FORMAT', help: 'terminal (default), json or prometheus' },
  output: { type: 'string', short: 'o', value: 'FILE', help: 'write to FILE, as a whole' },
  history: { type: 'string', value: 'FILE', help: 'remember balances there, not in the user state folder' },
  'no-history': { type: 'boolean', help: 'remember nothing' },
  timeout: { type: 'string', value: 'SECONDS', help: 'for each call (default 10)' },
} as const satisfies Flags;

export const keyPlace = 'Put it into a variable (--env NAME) or a .env file (--dotenv FILE)';

/**
 * `hexhound balance`: the balances of the accounts of one or several keys.
 *
 * @returns 1 if a key is not alive or a threshold is broken, else 2 if a balance is unknown, else 0. An alarm needs a
 *   reaction now, so its exit code wins; standard error has both.
 * @throws HexhoundError E_USAGE for wrong flags and where there is no key; E_CONFIG for an address that a key must not
 *   be sent to; E_SOURCE for a file that cannot be read or written
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  // An argument may be a key, so it is not repeated.
  if (positionals.length > 0) throw new UsageError('takes no arguments; keys are read from variables and .env files');
  const thresholds = { min: readMin(values.min), maxDrop: readMaxDrop(values['max-drop']) };
  const format = readFormat(values.format, ['terminal', 'json', 'prometheus']);
  const historyFile = historyFileOf(values, io);
  const output = values.output === undefined ? undefined : resolve(io.cwd, values.output);
  if (output !== undefined) checkWritable(output);
  const asker = new Asker(io, readTimeout(values.timeout));

  const watched = await findWatched(
    { names: values.env, verifier: readService(values.service), envFile: values.dotenv },
    io,
  );
  const time = new Date();
  const { rows, notices, failure } = remember(await askAll(watched, asker), watched, time, historyFile);

  const broken = findAlarms(rows, thresholds);
  const unknown = findUnknown(rows);
  const remarks = [...notices];
  // Without a history --max-drop cannot raise its alarm, so then the failure decides about the exit code.
  if (failure !== undefined) (thresholds.maxDrop === undefined ? remarks : unknown).push(failure);
  const text = {
    terminal: () => renderTerminal(rows),
    json: () => `${JSON.stringify({ time: time.toISOString(), keys: rows.map(jsonOf), alarms: broken, unknown })}\n`,
    prometheus: () => toPrometheus(rows, time),
  }[format]();
  if (output === undefined) io.stdout.write(text);
  else writeAtomically(output, text, 0o644);
  for (const line of [...remarks, ...broken, ...unknown]) say(io, line);
  return broken.length > 0 ? 1 : unknown.length > 0 ? 2 : 0;
}

/** Asks all services at the same time, and each service about one key after the other. */
async function askAll(watched: readonly Watched[], asker: Asker): Promise<BalanceRow[]> {
  const rows = new Map<Watched, BalanceRow>();
  const askService = async (verifier: Verifier) => {
    for (const each of watched.filter((candidate) => candidate.verifier === verifier)) {
      const { verification } = await asker.ask(verifier, each.given);
      rows.set(each, {
        service: verifier.service,
        name: each.name,
        key: each.given.secret.mask(),
        status: verification.status,
        balance: verification.balance,
        previous: undefined,
        reason: verification.reason,
      });
    }
  };
  await Promise.all([...new Set(watched.map(({ verifier }) => verifier))].map(askService));
  return watched.flatMap((each) => rows.get(each) ?? []);
}

interface Remembered {
  /** With the balances of the last check. */
  readonly rows: readonly BalanceRow[];
  readonly notices: readonly string[];
  /** Why the balances could not be written down. */
  readonly failure?: string;
}

/** Writes the balances into the history. If that fails, the answers of the services are not lost. */
function remember(
  rows: readonly BalanceRow[],
  watched: readonly Watched[],
  time: Date,
  file: string | undefined,
): Remembered {
  if (file === undefined) return { rows, notices: [] };
  const known = rows.flatMap((row, index) => {
    const secret = watched[index]?.given.secret;
    if (row.balance === undefined || secret === undefined) return [];
    const { service, name, balance } = row;
    return [{ row, entry: { time: time.toISOString(), service, name, balance, secret } }];
  });
  try {
    const { previous, notices } = recordBalances(
      file,
      known.map(({ entry }) => entry),
    );
    const previousOf = new Map(known.map(({ row }, index) => [row, previous[index]]));
    return { rows: rows.map((row) => ({ ...row, previous: previousOf.get(row) })), notices };
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    return { rows, notices: [], failure: `${thrown.subject}: ${thrown.message}` };
  }
}

function historyFileOf(values: FlagValues<typeof flags>, io: Io): string | undefined {
  if (values['no-history']) {
    if (values.history !== undefined) throw new UsageError('--history and --no-history cannot both hold');
    if (values['max-drop'] !== undefined)
      throw new UsageError('--max-drop needs the history that --no-history leaves out');
    return undefined;
  }
  const file = values.history === undefined ? defaultHistoryFile(io.env) : resolve(io.cwd, values.history);
  if (file === undefined && values['max-drop'] !== undefined) {
    throw new UsageError('--max-drop needs a history, and there is no home folder for it: name a file with --history');
  }
  return file;
}

function readMin(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError('--min takes a number such as 5 or 0.5');
}

function readMaxDrop(text: string | undefined): MaxDrop | undefined {
  if (text === undefined) return undefined;
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (percent === '%' && value <= 100) return { percent: value };
  if (percent === '') return { amount: value };
  throw new UsageError('--max-drop takes a share such as 20% or an amount such as 5');
}

function jsonOf(row: BalanceRow): Readonly<Record<string, unknown>> {
  const change = changeOf(row);
  return { ...row, ...(change === undefined ? {} : { change }) };
}

function renderTerminal(rows: readonly BalanceRow[]): string {
  const cells = rows.map((row) => [
    row.service,
    escapeForeign(row.name),
    row.key,
    row.status,
    row.balance === undefined ? '-' : `${row.balance}`,
    signed(changeOf(row)),
  ]);
  return renderTable(['service', 'variable', 'key', 'status', 'balance', 'change'], cells);
}

function signed(change: number | undefined): string {
  if (change === undefined) return '-';
  return change > 0 ? `+${change}` : `${change}`;
}
