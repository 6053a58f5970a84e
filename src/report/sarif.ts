/**
 * SARIF 2.1.0 as GitHub code scanning reads it: one result per finding at the place that can best be opened, the other
 * places as related locations. Secrets stay masked whatever the options say, for these files are made to be uploaded.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import type { Rule } from '../rules/rule.ts';
import { documentOf } from './document.ts';
import { toSafeJson } from './escape.ts';
import { openFirst, whereOf } from './place.ts';
import type { Report, Reporter } from './report.ts';
import { LEVEL, sarifRule } from './sarif-rule.ts';
import type { FindingDocument, OccurrenceDocument, ReportDocument } from './schema.ts';
import { plural } from './words.ts';

/** GitHub refuses a run with more results, and shows 100 locations of a result. */
const MOST_RESULTS = 25_000;
const MOST_RELATED = 100;

export const sarif: Reporter = (report) => {
  const document = documentOf(report, { showSecrets: false });
  const shown = document.findings.slice(0, MOST_RESULTS);
  const { ids, rules } = rulesOf(shown, report);
  const ordinals = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: document.tool.name,
            version: document.tool.version,
            semanticVersion: document.tool.version,
            rules,
          },
        },
        // `category/run`: what scan and history find are two sets of alerts, and neither closes the other's.
        automationDetails: { id: `${document.tool.name}/${document.command}/` },
        invocations: [invocationOf(document, document.findings.length - shown.length)],
        columnKind: 'utf16CodeUnits',
        results: shown.map((finding) => resultOf(finding, ids, ordinals)),
      },
    ],
  };
  return `${toSafeJson(log, 2)}\n`;
};

/** Each rule once, whatever its findings say (a file rule's severity depends on the file): GitHub refuses two of one id. */
function rulesOf(findings: readonly FindingDocument[], report: Report): { ids: Map<string, number>; rules: object[] } {
  const ids = new Map<string, number>();
  const rules: object[] = [];
  const kinds = new Map<string, Rule['kind']>(report.findings.map(({ rule }) => [rule.id, rule.kind]));
  for (const finding of findings) {
    if (ids.has(finding.rule)) continue;
    ids.set(finding.rule, rules.length);
    rules.push(sarifRule(finding, kinds.get(finding.rule) ?? 'bare'));
  }
  return { ids, rules };
}

function resultOf(finding: FindingDocument, ids: ReadonlyMap<string, number>, ordinals: Map<string, number>): object {
  const [first, ...others] = openFirst(finding.occurrences);
  const ordinal = (ordinals.get(finding.fingerprint) ?? 0) + 1;
  ordinals.set(finding.fingerprint, ordinal);
  return {
    ruleId: finding.rule,
    ruleIndex: ids.get(finding.rule),
    level: finding.confidence === 'low' ? 'note' : LEVEL[finding.severity],
    message: { text: messageOf(finding) },
    locations: first === undefined ? [] : [{ physicalLocation: physicalLocation(first) }],
    ...(others.length > 0 && {
      relatedLocations: others.slice(0, MOST_RELATED).map((place, index) => ({
        id: index + 1,
        physicalLocation: physicalLocation(place),
        message: { text: plainText(whereOf(place, finding.secret === undefined)) },
      })),
    }),
    // GitHub tells alerts apart by the first alone. It has the form of CodeQL's, `hash:ordinal`, but no line goes into it.
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint}:${ordinal}`,
      'hexhound/v1': finding.fingerprint,
    },
    properties: propertiesOf(finding, first),
  };
}

/** The first sentence is the alert's title. No path, author or other text of the repository goes into it. */
function messageOf({ title, secret, occurrences, verification, note, risk, fix }: FindingDocument): string {
  const sentences = [
    `${title}${secret === undefined ? '' : ` ${secret}`}${occurrences.length > 1 ? ` in ${plural(occurrences.length, 'place')}` : ''}.`,
    ...(verification?.status === 'active' || verification?.status === 'restricted' ? ['The key is active.'] : []),
    ...(note === undefined ? [] : [note]),
    risk,
    ...(fix.rotate === undefined ? [] : [`Rotate it: ${fix.rotate}`]),
  ];
  return plainText(sentences.filter((sentence) => sentence !== '').join(' '));
}

/** Brackets would be read as links and braces as placeholders (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function plainText(text: string): string {
  return text
    .replace(/[\\[\]]/g, '\\$&')
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');
}

function propertiesOf(finding: FindingDocument, place: OccurrenceDocument | undefined): object {
  const { kind, blob, commit, author, date, refs } = place ?? {};
  return {
    fingerprint: finding.fingerprint,
    confidence: finding.confidence,
    score: finding.score,
    provider: finding.provider,
    ...(finding.verification && { verification: finding.verification }),
    places: finding.occurrences.length,
    kind,
    blob,
    commit,
    author,
    date,
    refs,
  };
}

function physicalLocation(occurrence: OccurrenceDocument): object {
  const { kind, line, column, endLine, endColumn } = occurrence;
  // Lines of a file's name or of a link's target are none of the file that is shown.
  const isInside = kind !== 'path' && kind !== 'link-target';
  return {
    artifactLocation: { uri: uriOf(occurrence), uriBaseId: '%SRCROOT%' },
    region: isInside ? { startLine: line, startColumn: column, endLine, endColumn } : { startLine: 1 },
  };
}

/** A relative URI, which GitHub requires of every result; for places that are no file one that names the place. */
function uriOf({ kind, path = '', blob, commit = blob }: OccurrenceDocument): string {
  const isMessage = kind === 'commit-message' || kind === 'tag-message' || kind === 'note';
  const name =
    !isMessage && path !== ''
      ? path
      : [kind === 'file' ? 'object' : kind, commit ?? ''].filter((part) => part !== '').join('/');
  return name
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}

function invocationOf({ errors, notices }: ReportDocument, cut: number): object {
  const warnings = cut > 0 ? [`${plural(cut, 'more finding')} left out: code scanning takes ${MOST_RESULTS}`] : [];
  return {
    executionSuccessful: errors.length === 0,
    toolExecutionNotifications: [
      ...errors.map(({ code, subject, message }) => notification('error', `${subject}: ${message}`, code)),
      ...warnings.map((text) => notification('warning', text)),
      ...notices.map((text) => notification('note', text)),
    ],
  };
}

function notification(level: 'error' | 'warning' | 'note', text: string, code?: string): object {
  return { ...(code !== undefined && { descriptor: { id: code } }), level, message: { text: plainText(text) } };
}
