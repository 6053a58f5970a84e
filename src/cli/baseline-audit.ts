import type { Finding, Occurrence } from '../model/finding.ts';
import { isExpired } from '../scan/config/config.ts';
import { withoutKeys } from '../scan/file-rules/typed-text.ts';
import { type Baseline, type BaselineEntry, baselineOf, entryFingerprint } from '../scan/suppress/baseline.ts';
import { isDate, today } from '../syntax/date.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { plural } from '../syntax/words.ts';
import { statistics } from './baseline-show.ts';
import type { Io } from './command.ts';
import { ask } from './confirm.ts';

/** The most places of a finding that are shown. */
const PLACES = 3;

/** An answer: what to do with the entry of the finding that is shown. */
type Answer = Pick<BaselineEntry, 'real' | 'reason' | 'expires'> | 'skip' | 'back' | 'quit';

/**
 * `hexhound baseline audit`: shows each finding that nobody has judged, and asks whether it is a secret. An answer is written
 * at once, so that the next run goes on where this one ended.
 *
 * @param findings all there are, whether the baseline has them or not
 * @param save writes a baseline
 * @returns 0 if all are accepted, else 1
 */
export async function auditFindings(
  findings: readonly Finding[],
  previous: Baseline,
  save: (next: Baseline) => void,
  io: Io,
): Promise<number> {
  const groups = new Map(findings.map((finding) => [entryFingerprint(finding, previous), finding]));
  const entries = new Map(previous.entries);
  const open = [...groups].filter(([id]) => !isJudged(entries.get(id)));
  io.stderr.write(`${plural(open.length, 'finding')} to judge, ${groups.size - open.length} judged\n`);
  for (let at = 0; at < open.length; ) {
    const [id, finding] = open[at] ?? [];
    if (id === undefined || finding === undefined) break;
    io.stderr.write(`\n${at + 1}/${open.length}  ${describe(finding)}`);
    const answer = await askAbout(io);
    if (answer === 'quit') break;
    if (answer === 'back') at = Math.max(0, at - 1);
    else at++;
    if (typeof answer === 'string') continue;
    const [[, entry] = []] = baselineOf([finding], { ...previous, entries: new Map() }).entries;
    if (entry !== undefined) entries.set(id, { ...entry, ...answer });
    save({ ...previous, entries });
  }
  const reported = [...groups.keys()].filter((id) => !isAccepted(entries.get(id)));
  io.stdout.write(`\n${statistics([...entries.values()])}${plural(reported.length, 'finding')} still reported\n`);
  return reported.length === 0 ? 0 : 1;
}

/** Accepted in bulk is not judged, and neither is what was accepted until a day that is over. */
function isJudged(entry: BaselineEntry | undefined): boolean {
  return entry !== undefined && (entry.real === true || (entry.reason !== undefined && !isExpired(entry, today())));
}

function isAccepted(entry: BaselineEntry | undefined): boolean {
  return entry !== undefined && entry.real !== true && !isExpired(entry, today());
}

/** End of input is `quit`. */
async function askAbout(io: Io): Promise<Answer> {
  for (;;) {
    const line = await ask('Is it a secret? [y]es, [n]o, [s]kip, [b]ack, [q]uit: ', io);
    const word = line.trim().toLowerCase();
    if (line === '' || /^q(?:uit)?$/.test(word)) return 'quit';
    if (/^s(?:kip)?$/.test(word)) return 'skip';
    if (/^b(?:ack)?$/.test(word)) return 'back';
    if (/^y(?:es)?$/.test(word)) return { real: true };
    if (/^no?$/.test(word)) return askWhy(io);
  }
}

/** A reason must be given; without a last day the entry counts for good. */
async function askWhy(io: Io): Promise<Answer> {
  let reason = '';
  while (reason === '') {
    const line = await ask('Why not: ', io);
    if (line === '') return 'quit';
    // The baseline is committed.
    reason = withoutKeys(line.trim());
  }
  for (;;) {
    const line = await ask('Last day that this counts (YYYY-MM-DD, or nothing): ', io);
    const expires = line.trim();
    if (expires === '') return line === '' ? 'quit' : { reason };
    if (isDate(expires) && expires >= today()) return { reason, expires };
  }
}

function describe({ rule, secret, occurrences, confidence, fingerprint }: Finding): string {
  const more = occurrences.length - PLACES;
  const lines = [
    `${rule.title} ${secret === undefined ? '' : secret.mask()} (${rule.id}, ${confidence} confidence)`,
    ...occurrences.slice(0, PLACES).flatMap(placeLines),
    ...(more > 0 ? [`  and ${plural(more, 'place')} more (hexhound explain ${fingerprint})`] : []),
  ];
  return lines.map((line) => `${escapeForeign(line)}\n`).join('');
}

function placeLines({ path = '', inside, line, commit, excerpt }: Occurrence): string[] {
  const place = `  ${path}${inside === undefined ? '' : `!${inside}`}:${line}${commit === undefined ? '' : ` in ${commit.slice(0, 10)}`}`;
  return excerpt === undefined ? [place] : [place, `    ${excerpt}`];
}
