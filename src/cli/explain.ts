import { resolve } from 'node:path';
import { MIB, readSmallFile } from '../files/read-file.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { masker, secretsOf } from '../model/masking.ts';
import { explain, explainValue } from '../report/explain.ts';
import { explainLine } from '../scan/explain-line.ts';
import { runScan } from '../scan/pipeline.ts';
import { readSettings } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import type { Source } from '../scan/sources/source.ts';
import { openTree } from '../scan/sources/tree.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readHistoryArguments } from './history-arguments.ts';
import { SCAN_FLAGS, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

export const flags = {
  history: { type: 'boolean', help: 'look for it in the history only, not in the files first' },
  timeout: { ...SCAN_FLAGS.timeout, help: 'stop the search after this time; exit code 2' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration' },
} as const satisfies Flags;

/** A fingerprint may be given by this many of its first characters, or more. */
const SHORTEST = 6;

/** Larger files are scanned in pieces. */
const MOST_BYTES = 32 * MIB;

/**
 * `hexhound explain FINGERPRINT [PATH...]`: shows everything that spoke for and against one finding, whatever its
 * confidence. It scans again, because findings are not stored.
 *
 * `hexhound explain FILE:LINE`: shows the same of all values on a line, also of those that are not reported.
 *
 * @returns 0
 * @throws HexhoundError E_USAGE for something else than a fingerprint or a line, and for one that no finding or file has;
 *   E_SOURCE for a file that cannot be read
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [fingerprint = '', ...paths] = positionals;
  const [, path, line] = /^(.+):(\d+)$/.exec(fingerprint) ?? [];
  if (path !== undefined && line !== undefined) return explainPlace(path, Number(line), values, io);
  if (!/^[0-9a-f]+$/.test(fingerprint) || fingerprint.length < SHORTEST) {
    throw new UsageError(`takes a fingerprint, or at least its first ${SHORTEST} characters, or FILE:LINE`);
  }
  const text = await find(fingerprint, paths, values, io);
  if (text === undefined) {
    const where = values.history ? 'in the history' : 'in the files and the history';
    throw new HexhoundError('E_USAGE', fingerprint, `no finding ${where} has this fingerprint`);
  }
  io.stdout.write(text);
  return 0;
}

const NOTHING = 'Nothing there has the format of a secret, or is given to a name that may mean one.\n';
const NO_LITERAL =
  'A name there means a secret, but is given no literal of four characters or more: a variable, a call, a text, or nothing.\n';

async function explainPlace(
  path: string,
  line: number,
  { history: _, ...values }: FlagValues<typeof flags>,
  io: Io,
): Promise<number> {
  const settings = await readSettings(toScanOptions({ ...values, all: true, 'no-ignore': true }, io));
  const read = readSmallFile(resolve(settings.cwd, path), MOST_BYTES, 'followed');
  if ('failure' in read) {
    const why = {
      missing: 'is not there',
      'not a file': 'is not a regular file',
      'too large': 'is over 32 MiB',
      unreadable: 'cannot be read',
    };
    throw new HexhoundError('E_SOURCE', path, why[read.failure], { cause: read.cause });
  }
  const found = explainLine(read.bytes, path, line, settings.ruleSet);
  if (found === undefined) throw new HexhoundError('E_USAGE', path, `has no line ${line}`);
  if (found.values.length === 0) io.stdout.write(found.isNamed ? NO_LITERAL : NOTHING);
  // The name of a file may be a key that is not in it.
  const shown = path.replace(/[A-Za-z0-9]{32,}/g, '****');
  const text = found.values
    .map((each) => explainValue(`${shown}:${each.line}:${each.column}`, each.secret, each.verdict))
    .join('\n');
  io.stdout.write(masker([...secretsOf(found.values), ...found.others])(text));
  return 0;
}

/**
 * Searches the files first, then the history, for findings of every confidence and suppressed ones too.
 * @returns what to print about it: its path or its words may have another key in them
 */
async function find(
  fingerprint: string,
  paths: readonly string[],
  { history, ...values }: FlagValues<typeof flags>,
  io: Io,
): Promise<string | undefined> {
  const scanned = toScanOptions({ ...values, all: true, 'no-ignore': true }, io);
  // The finding may be in what takes long.
  const options = { ...scanned, fileTimeoutMs: Number.POSITIVE_INFINITY };
  return watch(io, false, async (watched) => {
    const settings = await readSettings({ ...options, ...watched });
    const scan = async (command: string, source: Source) => {
      const { findings, interrupted, errors } = await runScan(command, source, settings);
      const found = findings.find((finding) => finding.fingerprint.startsWith(fingerprint));
      if (found === undefined && interrupted !== undefined) {
        const code = errors.some((error) => error.code === 'E_TIMEOUT') ? 'E_TIMEOUT' : 'E_INTERRUPTED';
        throw new HexhoundError(code, fingerprint, 'was not found before the search was stopped');
      }
      const likely = findings.filter((finding) => finding === found || finding.confidence !== 'low');
      return found && masker(secretsOf(likely))(explain(found));
    };
    const inFiles = history ? undefined : await scan('scan', openTree(paths, settings));
    if (inFiles !== undefined) return inFiles;
    const { folder, revisions } = readHistoryArguments(paths, settings.cwd);
    return scan('history', await openHistory(folder, revisions, settings));
  });
}
