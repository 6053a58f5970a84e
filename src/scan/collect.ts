import { compareConfidence } from '../model/confidence.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { familyOf, fingerprintOf } from '../model/fingerprint.ts';
import { byTimeAndPlace, compareText } from '../model/occurrence-order.ts';
import type { Secret } from '../model/secret.ts';
import type { JudgedMatch, ReportableVerdict } from '../model/verdict.ts';
import { HistoryBuilder } from './finding-history.ts';

interface Group {
  best: ReportableVerdict;
  /** The same one of several spellings (a key in PEM), in whatever order matches come. */
  secret: Secret;
  readonly occurrences: Map<string, Occurrence>;
  readonly history: HistoryBuilder;
}

/**
 * Makes one finding of all matches of a secret. If the verdicts on a bare key differ between places, the one with the
 * highest confidence counts; of equal ones, one that names a service.
 * @returns also the secrets that inline comments leave out at some place
 */
export function collectFindings(matches: Iterable<JudgedMatch>): { secrets: Finding[]; ignored: readonly Secret[] } {
  const groups = new Map<string, Group>();
  const ignored = new Map<string, Secret>();
  for (const { match, place: whole, verdict } of matches) {
    const { secret, span, excerpt } = match;
    if (match.ignoredBy !== undefined) {
      ignored.set(secret.reveal(), secret);
      continue;
    }
    const fingerprint = fingerprintOf(familyOf(verdict.rule), normalise(secret.reveal()));
    let group = groups.get(fingerprint);
    if (group === undefined) {
      group = { best: verdict, secret, occurrences: new Map(), history: new HistoryBuilder() };
      groups.set(fingerprint, group);
    } else {
      if (compare(verdict, group.best) > 0) group.best = verdict;
      if (secret.reveal() < group.secret.reveal()) group.secret = secret;
    }
    const { history, ...place } = whole;
    if (history !== undefined) group.history.add(history);
    const occurrence = { ...place, ...span, excerpt };
    const { kind, path, inside, blob, commit } = occurrence;
    const object = path === undefined || commit ? blob : '';
    // Pieces of a large content overlap, and so can targets, so the same occurrence can come twice.
    group.occurrences.set([kind, path, inside, object, commit, span.line, span.column].join('\0'), occurrence);
  }
  const secrets = [...groups].map(([fingerprint, { best, secret, occurrences, history: builder }]) => {
    const history = builder.build();
    return {
      ...best,
      secret,
      fingerprint,
      occurrences: [...occurrences.values()].sort(byTimeAndPlace),
      ...(history && { history }),
    };
  });
  return { secrets, ignored: [...ignored.values()] };
}

/** Removes line breaks, real ones and those written `\n`, and indentation from a key in PEM (RFC 7468). */
function normalise(value: string): string {
  return value.startsWith('-----BEGIN') ? value.replace(/\\[nrt]|["'+,\s]/g, '') : value;
}

function compare(a: ReportableVerdict, b: ReportableVerdict): number {
  return (
    compareConfidence(a.confidence, b.confidence) ||
    Number(namesService(a)) - Number(namesService(b)) ||
    a.score - b.score ||
    compareReasons(a, b)
  );
}

/** So that of two equal verdicts, the reported one does not depend on the order of matches. */
function compareReasons(a: ReportableVerdict, b: ReportableVerdict): number {
  if (a.rule === b.rule && a.reasons === b.reasons) return 0;
  return compareText(wordsOf(b), wordsOf(a));
}

function wordsOf({ rule, reasons }: ReportableVerdict): string {
  return [rule.id, ...reasons.map(({ feature, detail = '' }) => `${feature} ${detail}`)].join('\n');
}

function namesService({ rule }: ReportableVerdict): boolean {
  return rule.provider !== 'generic';
}
