import { compareConfidence } from '../model/confidence.ts';
import type { Evidence, Verdict } from '../model/evidence.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { familyOf, fingerprintOf } from '../model/fingerprint.ts';
import type { Found } from '../model/place.ts';
import type { Rule } from '../model/rule.ts';
import { HistoryBuilder } from './finding-history.ts';

/** What is not this stage's to know. */
export interface Knowledge {
  readonly rules: ReadonlyMap<string, Rule>;
  judge(evidence: Evidence, path: string | undefined): Verdict;
}

/** Score of a key that a rule's format gives away: with a checksum that fits, and without one. */
const CHECKED_SCORE = 0.999;
const FORMAT_SCORE = 0.95;

interface Group {
  best: Opinion;
  /** Of several spellings (a key in PEM) always the same, in whatever order they come. */
  secret: Found['match']['secret'];
  readonly occurrences: Map<string, Occurrence>;
  readonly history: HistoryBuilder;
}

interface Opinion extends Omit<Finding, 'fingerprint' | 'occurrences' | 'secret'> {}

/**
 * One finding per secret, however many places it stands in. Where places disagree about a bare key, the most
 * convincing one decides, and one that names the service before one that does not.
 */
export function collectFindings(found: Iterable<Found>, knowledge: Knowledge): Finding[] {
  const groups = new Map<string, Group>();
  for (const item of found) {
    const opinion = opinionOn(item.match, item.place.path, knowledge);
    if (opinion === undefined) continue;
    const { secret, span, excerpt } = item.match;
    const fingerprint = fingerprintOf(familyOf(opinion.rule), normalise(secret.reveal()));
    let group = groups.get(fingerprint);
    if (group === undefined) {
      group = { best: opinion, secret, occurrences: new Map(), history: new HistoryBuilder() };
      groups.set(fingerprint, group);
    } else {
      if (compare(opinion, group.best) > 0) group.best = opinion;
      if (secret.reveal() < group.secret.reveal()) group.secret = secret;
    }
    const { history, ...place } = item.place;
    if (history !== undefined) group.history.add(history);
    const occurrence = { ...place, ...span, excerpt };
    const { path, blob, commit } = occurrence;
    // Pieces of a large content overlap, and so do paths that several targets name.
    group.occurrences.set(
      [path, path === undefined || commit ? blob : '', commit, span.line, span.column].join('\0'),
      occurrence,
    );
  }
  return [...groups].map(([fingerprint, { best, secret, occurrences, history: builder }]) => {
    const history = builder.build();
    return {
      ...best,
      secret,
      fingerprint,
      occurrences: [...occurrences.values()].sort(byTimeAndPlace),
      ...(history && { history }),
    };
  });
}

/** A key in PEM is the same whether its lines are real ones or written `\n`, and however they are indented (RFC 7468). */
function normalise(value: string): string {
  return value.startsWith('-----BEGIN') ? value.replace(/\\[nrt]|["'+,\s]/g, '') : value;
}

/** What a match is taken for at a path; undefined where it is not worth a report, of whatever confidence. */
export function opinionOn(
  match: Found['match'],
  path: string | undefined,
  { rules, judge }: Knowledge,
): Opinion | undefined {
  if (match.kind === 'rule') {
    const { rule, checked } = match;
    const reasons = checked ? [{ feature: 'checksum', weight: Math.log(CHECKED_SCORE / (1 - CHECKED_SCORE)) }] : [];
    return { rule, reasons, score: checked ? CHECKED_SCORE : FORMAT_SCORE, confidence: 'high' };
  }
  const { ruleId, score, confidence, reasons } = judge(match.evidence, path);
  const rule = ruleId === undefined ? undefined : rules.get(ruleId);
  return rule && { rule, score, confidence, reasons };
}

function compare(a: Opinion, b: Opinion): number {
  return (
    compareConfidence(a.confidence, b.confidence) ||
    Number(namesService(a)) - Number(namesService(b)) ||
    a.score - b.score ||
    compareReasons(a, b)
  );
}

/** Which of two opinions that weigh the same is given must not depend on which came first. */
function compareReasons(a: Opinion, b: Opinion): number {
  if (a.rule === b.rule && a.reasons === b.reasons) return 0;
  return compareText(wordsOf(b), wordsOf(a));
}

function wordsOf({ rule, reasons }: Opinion): string {
  return [rule.id, ...reasons.map(({ feature, detail = '' }) => `${feature} ${detail}`)].join('\n');
}

function namesService({ rule }: Opinion): boolean {
  return rule.provider !== 'generic';
}

function byTimeAndPlace(a: Occurrence, b: Occurrence): number {
  return (
    utc(a.date) - utc(b.date) ||
    compareText(a.path ?? '', b.path ?? '') ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.blob ?? '', b.blob ?? '')
  );
}

/** Dates carry their own offsets, so as text they do not sort. A commit can claim any date: what is none counts as oldest. */
function utc(date: string | undefined): number {
  return (date === undefined ? 0 : Date.parse(date)) || 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
