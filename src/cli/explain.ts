import { resolve } from 'node:path';
import { MIB, readSmallFile } from '../files/read-file.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { isFingerprint, SHORTEST_FINGERPRINT } from '../model/fingerprint.ts';
import { masker, secretsOf } from '../model/masking.ts';
import { explain, explainValue } from '../report/explain.ts';
import { explainLine } from '../scan/explain-line.ts';
import { readSettings } from '../scan/settings.ts';
import type { Invocation, Io } from './command.ts';
import { FIND_FLAGS, findFinding } from './find-finding.ts';
import type { FlagValues } from './flags.ts';
import { toScanOptions } from './scan-flags.ts';

export const flags = FIND_FLAGS;

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
  if (!isFingerprint(fingerprint)) {
    throw new UsageError(`takes a fingerprint, or at least its first ${SHORTEST_FINGERPRINT} characters, or FILE:LINE`);
  }
  const { finding, findings } = await findFinding(fingerprint, paths, values, io);
  // Its path or its words may have another key in them.
  const likely = findings.filter((each) => each === finding || each.confidence !== 'low');
  io.stdout.write(masker(secretsOf(likely))(explain(finding)));
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
