import { groupBy } from '../model/group-by.ts';
import { compareText } from '../model/occurrence-order.ts';
import { isExpired } from '../scan/config/config.ts';
import type { Baseline, BaselineEntry } from '../scan/suppress/baseline.ts';
import { today } from '../syntax/date.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { plural } from '../syntax/words.ts';
import type { Io } from './command.ts';

/** What people said of a finding. `open`: accepted in bulk, and nobody has given a reason. */
type Judgement = 'real' | 'no secret' | 'expired' | 'open';

/** `hexhound baseline show`: the entries by what was said of them, and how often each rule was right. @returns 0 */
export function showBaseline(shown: string, { entries }: Baseline, io: Io): number {
  const sorted = [...entries.values()].sort(
    (a, b) => compareText(a.rule, b.rule) || compareText(a.path ?? '', b.path ?? ''),
  );
  for (const entry of sorted) {
    const { fingerprint, rule, path = '', reason, expires } = entry;
    const said = [reason === undefined ? '' : `: ${reason}`, expires === undefined ? '' : ` (until ${expires})`].join(
      '',
    );
    io.stdout.write(`${escapeForeign(`${judgementOf(entry).padEnd(9)}  ${fingerprint}  ${rule}  ${path}${said}`)}\n`);
  }
  io.stdout.write(`${escapeForeign(shown)}: ${plural(sorted.length, 'entry', 'entries')}\n${statistics(sorted)}`);
  return 0;
}

/** A line for each rule: how many of its findings were judged, and how many of these are real. */
export function statistics(entries: readonly BaselineEntry[]): string {
  return [...groupBy(entries, ({ rule }) => rule)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([rule, own]) => {
      const judgements = own.map(judgementOf);
      const real = judgements.filter((one) => one === 'real').length;
      const judged = judgements.filter((one) => one !== 'open').length;
      const share = judged === 0 ? '' : `, ${real} of them real (${Math.round((100 * real) / judged)} %)`;
      return `  ${escapeForeign(rule)}: ${judged} of ${judgements.length} judged${share}\n`;
    })
    .join('');
}

function judgementOf(entry: BaselineEntry): Judgement {
  if (entry.real === true) return 'real';
  if (isExpired(entry, today())) return 'expired';
  return entry.reason === undefined ? 'open' : 'no secret';
}
