import type { Finding, Occurrence } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import { isPublic } from '../../model/public-rule.ts';
import type { Report } from '../../model/report.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { clip } from '../../syntax/words.ts';
import { type Documents, documentsOf, type LazyFinding } from '../document.ts';
import { lazily } from '../json-pieces.ts';
import { endOf, lifetimeOf } from '../lifetime.ts';
import { ordinals, titleOf } from '../message.ts';
import { type FilePlaces, isInCommit, isOpen, placesByFile, shortId, whereOf } from '../place.ts';
import { whyOf } from '../reasons.ts';
import { firstStepOf, HEADS, inGitOf, reachOf, STILL_IN_HISTORY } from '../remedy.ts';
import type { FindingDocument, HistoryDocument, OccurrenceDocument } from '../schema.ts';
import { shownSecretOf, subjectOf } from '../subject.ts';
import { conclusionOf, gapsIn, hiddenOf } from '../summary.ts';
import { aliveText, detailsText, partsText } from '../terminal-finding.ts';
import { pastOfFile } from '../terminal-place.ts';
import { isAlive, urgentFirst } from '../urgency.ts';
import type { PageData, PageFinding, PagePlace, PageRule, Presence } from './shape.ts';

/** The most files that are shown of one finding: a page is no archive, `--format json` is. */
const MAX_PLACES = 50;

/** The same data as the page reads, findings made one by one when they are read. */
export type LazyPageData = Omit<PageData, 'findings'> & { readonly findings: Iterable<PageFinding> };

/** What an HTML report shows, masked. Control characters and the like are made visible here. */
export function pageDataOf(report: Report): LazyPageData {
  const documents = documentsOf(report, { showSecrets: false }, escapeForeign);
  const { run, errors, notOpened, notices } = documents;
  const rules = [...groupBy(report.findings, ({ rule }) => rule).values()].flatMap(([first]) => first ?? []);
  const indexes = new Map(rules.map(({ rule }, index) => [rule, index]));
  const hidden = hiddenOf(report.hidden);
  const ordinal = ordinals();
  return {
    subject: `${run.command} of ${run.target}`,
    started: new Date(report.started).toISOString(),
    version: run.tool.version,
    conclusion: conclusionOf(report),
    errors: errors.map(({ code, subject, message }) => ({ code, subject, message })),
    notOpened: gapsIn({ errors, notOpened }),
    notices: [...notices, ...(hidden === undefined ? [] : [hidden])],
    rules: rules.map((finding) => ruleOf(documents.finding({ ...finding, occurrences: [] }))),
    findings: lazily(urgentFirst(report.findings), (finding) =>
      findingOf(finding, documents, indexes.get(finding.rule) ?? 0, ordinal(finding.fingerprint), report.started),
    ),
  };
}

function ruleOf({ rule, title, provider, severity, risk, fix, help }: LazyFinding): PageRule {
  return {
    id: rule,
    title: titleOf({ title, rule }),
    provider,
    severity,
    risk,
    fix,
    ...(help !== undefined && { help }),
  };
}

function findingOf(item: Finding, documents: Documents, rule: number, ordinal: number, now: number): PageFinding {
  const { fingerprint, confidence, verification, occurrences, history, fleet } = item;
  const since = history?.first === undefined ? fleet?.firstSeen : Date.parse(history.first.date);
  const repositories = [...new Set(occurrences.flatMap(({ repository }) => repository ?? []))].sort();
  const files = placesByFile(occurrences);
  const shown = files.slice(0, MAX_PLACES);
  const lazy = documents.finding({ ...item, occurrences: shown.map(({ first }) => first) });
  const finding: FindingDocument = { ...lazy, occurrences: [...lazy.occurrences] };
  const isMessage = occurrences.every(({ kind }) => isInCommit(kind));
  const secret = shownSecretOf(finding);
  return {
    id: ordinal === 1 ? fingerprint : `${fingerprint}-${ordinal}`,
    fingerprint,
    rule,
    subject: clip(subjectOf(finding), 200),
    ...(secret !== '' && { secret: clip(secret, 100) }),
    confidence,
    ...(isPublic(item.rule) && { isPublic: true }),
    status: isAlive(verification?.status) ? 'alive' : verification?.status === 'inactive' ? 'dead' : 'unverified',
    presence: presenceOf(item),
    reach: reachOf(item),
    first: firstOf(item),
    ...(finding.history && datesOf(finding.history, isMessage)),
    facts: factsOf(finding, isMessage),
    kinds: [...new Set(occurrences.map(({ kind }) => kind))],
    places: shown.flatMap((file, at) => {
      const place = finding.occurrences[at];
      return place === undefined ? [] : [placeOf(place, file, finding)];
    }),
    placeCount: files.length,
    ...(repositories.length > 0 && { repositories: someOf(repositories) }),
    ...(fleet && fleet.teams.length > 0 && { teams: someOf(fleet.teams) }),
    ...(since !== undefined && { age: ageOf(now - since) }),
  };
}

/** `api and 2 others` */
function someOf([first = '', second = '', ...others]: readonly string[]): string {
  if (others.length > 0) return `${escapeForeign(first)} and ${others.length + 1} others`;
  return escapeForeign(second === '' ? first : `${first} and ${second}`);
}

const DAY_MS = 86_400_000;
const AGES = [
  [7, 'up to a week'],
  [31, 'up to a month'],
  [366, 'up to a year'],
] as const;

function ageOf(ms: number): string {
  return AGES.find(([days]) => ms <= days * DAY_MS)?.[1] ?? 'more than a year';
}

function placeOf(place: OccurrenceDocument, file: FilePlaces<Occurrence>, finding: FindingDocument): PagePlace {
  const { past, holder, again } = pastOfFile(place, finding, file, false);
  const told = [past, holder, again].filter((text) => text !== '').join(', ');
  return {
    where: whereOf(place, finding.secret === undefined),
    ...(place.excerpt !== undefined && { excerpt: place.excerpt }),
    ...(told !== '' && { past: told }),
  };
}

/** Of all places, where no history says it of the whole. */
function presenceOf({ history, occurrences }: Finding): Presence {
  if (history === undefined && occurrences.some(isOpen)) return 'here';
  const refs = history === undefined ? occurrences.map((place) => place.refs) : [history.heldBy];
  const known = refs.flatMap((some) => some ?? []);
  if (known.includes('HEAD') || known.includes('index')) return 'here';
  if (known.some((ref) => ref.startsWith('refs/'))) return 'refs';
  return refs.includes(undefined) ? 'unknown' : 'past';
}

/** What comes before the steps of its rule. */
function firstOf(finding: Finding): string[] {
  const { secret, fingerprint, spread, history, occurrences } = finding;
  const inGit = inGitOf(occurrences);
  if (secret === undefined || reachOf(finding) === 'dead') return inGit;
  const head = HEADS.find(([each]) => each === spread);
  if (head === undefined) {
    return [...inGit, ...(occurrences.some(({ commit, refs }) => commit ?? refs) ? [STILL_IN_HISTORY] : [])];
  }
  const commit = escapeForeign(shortId(history?.first?.id ?? 'COMMIT'));
  const commands = { hexhound: 'hexhound', git: 'git', id: fingerprint.slice(0, 8), commit };
  return [...inGit, `${head[1]}: ${firstStepOf(head[0], commands, (command) => `\`${command}\``)}`];
}

function datesOf(history: HistoryDocument, isMessage: boolean): Pick<PageFinding, 'from' | 'to'> {
  const [from, to] = [history.first?.date, endOf(history, isMessage)?.date];
  return { ...(from !== undefined && { from }), ...(from !== undefined && to !== undefined && { to }) };
}

function factsOf(finding: FindingDocument, isMessage: boolean): [string, string][] {
  const { history, verification, parts, details, note, secret } = finding;
  const { since, now } = history === undefined ? {} : lifetimeOf(history, isMessage);
  const facts: [string, string | undefined][] = [
    ['Since', since],
    ['Now', now?.text],
    ['Alive', verification && aliveText(verification).join('')],
    ['Why', whyOf(finding)],
    ['With it', parts && partsText(parts)],
    ['It says', details && detailsText(details)],
    ['Note', secret === undefined ? undefined : note],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, clip(text, 500)]]));
}
