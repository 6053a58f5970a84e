/**
 * SARIF 2.1.0 for GitHub code scanning: one result per finding at a place that can be opened, if there is one, and its other
 * places as related locations. Secrets stay masked whatever the options say, because these files are uploaded.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import type { Invocation, Log, Notification, PhysicalLocation, PropertyBag, Result, Run } from 'sarif';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { Reporter } from '../model/report.ts';
import { plural } from '../syntax/words.ts';
import { type Documents, documentsOf, type LazyFinding } from './document.ts';
import { jsonPieces } from './json-pieces.ts';
import { ordinals, sentencesOf, told } from './message.ts';
import { fileOf, isLineOfFile, whereOf } from './place.ts';
import { sarifRule } from './sarif-rule.ts';
import type { HistoryDocument, OccurrenceDocument } from './schema.ts';
import { levelOf } from './urgency.ts';

/** GitHub refuses a run with more results, and shows 100 locations of a result. */
const MAX_RESULTS = 25_000;
const MAX_RELATED = 100;
const MAX_REFS = 100;

export const sarif: Reporter = function* (report) {
  const documents = documentsOf(report, { showSecrets: false });
  const { name, version } = documents.run.tool;
  const shown = report.findings.slice(0, MAX_RESULTS);
  // Findings of a file rule can differ in severity, but GitHub refuses two rules with one id.
  const rules = [...groupBy(shown, ({ rule }) => rule.id).values()].flatMap(([first]) => first ?? []);
  const log: StreamedLog = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            semanticVersion: version,
            informationUri: __HOMEPAGE__,
            rules: rules.map((finding) => sarifRule(documents.finding(finding), finding.rule.kind)),
          },
        },
        // `category/run`: alerts of scan and of history are separate sets, and neither closes those of the other.
        automationDetails: { id: `${name}/${documents.run.command}/` },
        invocations: [invocationOf(documents, report.findings.length - shown.length)],
        columnKind: 'utf16CodeUnits',
        results: resultsOf(shown, documents, new Map(rules.map(({ rule }, index) => [rule.id, index]))),
      },
    ],
  };
  yield* jsonPieces(log, 2);
  yield '\n';
};

function* resultsOf(
  findings: readonly Finding[],
  documents: Documents,
  ids: ReadonlyMap<string, number>,
): Generator<Result> {
  const ordinalOf = ordinals();
  for (const finding of findings) {
    yield resultOf(finding, documents, ids.get(finding.rule.id), ordinalOf(finding.fingerprint));
  }
}

/** A log whose results are made when they are written. */
type StreamedLog = Omit<Log, 'runs'> & { runs: (Omit<Run, 'results'> & { results: Iterable<Result> })[] };

type FindingHead = Omit<LazyFinding, 'occurrences'>;

function resultOf(item: Finding, documents: Documents, ruleIndex: number | undefined, ordinal: number): Result {
  const { finding, place, others, places } = told(item, documents, 1 + MAX_RELATED);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levelOf(item),
    message: { text: plainText(sentencesOf(finding, places).join(' ')) },
    locations: [{ physicalLocation: physicalLocation(place) }],
    ...(others.length > 0 && {
      relatedLocations: others.map((other, index) => ({
        id: index + 1,
        physicalLocation: physicalLocation(other),
        message: { text: plainText(whereOf(other, finding.secret === undefined)) },
      })),
    }),
    // GitHub identifies alerts by the first only. It has the form of CodeQL's, `hash:ordinal`, but does not depend on lines.
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint}:${ordinal}`,
      'hexhound/v1': finding.fingerprint,
    },
    properties: propertiesOf(finding, place, places),
  };
}

/** Escapes brackets, which would be links, and braces, which would be placeholders (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function plainText(text: string): string {
  return text
    .replace(/[\\[\]]/g, '\\$&')
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');
}

function propertiesOf(
  finding: FindingHead,
  { kind, blob, commit, author, date, refs }: OccurrenceDocument,
  places: number,
): PropertyBag {
  return {
    fingerprint: finding.fingerprint,
    confidence: finding.confidence,
    score: finding.score,
    provider: finding.provider,
    ...(finding.kind && { kindOfKey: finding.kind }),
    ...(finding.parts && { parts: finding.parts }),
    ...(finding.details && { details: finding.details }),
    ...(finding.verification && { verification: finding.verification }),
    places,
    kind,
    blob,
    commit,
    author,
    date,
    refs,
    ...(finding.history && { history: withFewRefs(finding.history) }),
  };
}

/** Limits the refs, because code scanning accepts 10 MB in all and a repository can have thousands of tags. */
function withFewRefs({ heldBy, ...history }: HistoryDocument): PropertyBag {
  if (heldBy === undefined || heldBy.length <= MAX_REFS) return { ...history, heldBy };
  return { ...history, heldBy: heldBy.slice(0, MAX_REFS), refsHolding: heldBy.length };
}

function physicalLocation(occurrence: OccurrenceDocument): PhysicalLocation {
  const { line, column, endLine, endColumn } = occurrence;
  return {
    artifactLocation: { uri: uriOf(occurrence), uriBaseId: '%SRCROOT%' },
    region: isLineOfFile(occurrence) ? { startLine: line, startColumn: column, endLine, endColumn } : { startLine: 1 },
  };
}

/** A relative URI, which GitHub requires for every result. */
function uriOf(occurrence: OccurrenceDocument): string {
  return fileOf(occurrence)
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}

function invocationOf({ errors, notOpened, notices, totals }: Documents, cut: number): Invocation {
  const warnings = cut > 0 ? [`${plural(cut, 'more finding')} left out: code scanning takes ${MAX_RESULTS}`] : [];
  return {
    executionSuccessful: errors.length === 0 && totals.interrupted === undefined,
    toolExecutionNotifications: [
      ...errors.map(({ code, subject, message }) => notification('error', `${subject}: ${message}`, code)),
      ...warnings.map((text) => notification('warning', text)),
      ...notOpened.map(({ path, reason }) => notification('warning', `${path} was not opened: ${reason}`)),
      ...notices.map((text) => notification('note', text)),
    ],
  };
}

function notification(level: Notification.level, text: string, code?: string): Notification {
  return { ...(code !== undefined && { descriptor: { id: code } }), level, message: { text: plainText(text) } };
}
