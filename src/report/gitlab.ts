/**
 * GitLab's report of secret detection, 15.2: `artifacts: reports: secret_detection`. A report that does not match its schema is
 * refused as a whole. Secrets stay masked whatever the options say, because these files are uploaded.
 * https://gitlab.com/gitlab-org/security-products/security-report-schemas
 */

import type { Finding } from '../model/finding.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Report, Reporter } from '../model/report.ts';
import { codeSpan, foreignText } from '../syntax/markdown.ts';
import { clip } from '../syntax/words.ts';
import { type Documents, documentsOf } from './document.ts';
import { jsonPieces } from './json-pieces.ts';
import { ordinals, pastOf, sentencesOf, type Told, titleOf, told } from './message.ts';
import { fileOf, isLineOfFile, whereOf } from './place.ts';
import { levelOf } from './urgency.ts';

const VERSION = '15.2.1';
/** GitLab's own analyzer writes it where a key is in no commit; the schema wants one. */
const NO_COMMIT = '0000000';
const MAX_NAME = 255;
const MAX_SOLUTION = 7000;
const MAX_PLACES = 20;

const SEVERITY = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' } as const;

export const gitlab: Reporter = function* (report) {
  const documents = documentsOf(report, { showSecrets: false });
  yield* jsonPieces(
    { version: VERSION, scan: scanOf(report, documents), vulnerabilities: vulnerabilities(report, documents) },
    2,
  );
  yield '\n';
};

function scanOf({ started, scanned }: Report, { run, errors, notOpened, notices, totals }: Documents): object {
  const { name, version } = run.tool;
  const scanner = { id: name, name, url: __HOMEPAGE__, version, vendor: { name } };
  const isComplete = errors.length === 0 && totals.interrupted === undefined;
  const messages = [
    ...errors.map(({ code, subject, message }) => ({
      level: code === 'E_INTERRUPTED' || code === 'E_TIMEOUT' ? 'fatal' : 'warn',
      value: `${subject}: ${message}`,
    })),
    ...notOpened.map(({ path, reason }) => ({ level: 'info', value: `${path} was not looked into: ${reason}` })),
    ...notices.map((value) => ({ level: 'info', value })),
  ].filter(({ value }) => value !== '');
  return {
    analyzer: scanner,
    scanner,
    type: 'secret_detection',
    start_time: timeOf(started),
    end_time: timeOf(started + scanned.seconds * 1000),
    status: isComplete ? 'success' : 'failure',
    ...(messages.length > 0 && { messages }),
  };
}

/** In UTC and without its sign, as the schema has it. */
function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
}

function* vulnerabilities({ findings }: Report, documents: Documents): Generator<object> {
  const ordinalOf = ordinals();
  for (const finding of findings) {
    yield vulnerabilityOf(finding, told(finding, documents, MAX_PLACES), ordinalOf(finding.fingerprint));
  }
}

function vulnerabilityOf(item: Finding, { finding, place, others, places }: Told, ordinal: number): object {
  const { rule, secret, severity, fix, help, fingerprint } = finding;
  const location = locationOf({ place });
  const listed = [place, ...others].map((each) => `- ${codeSpan(whereOf(each, secret === undefined))}\n`);
  const past = foreignText(pastOf({ finding, place }));
  return {
    id: uuidOf(fingerprint, ordinal),
    // GitLab wants nothing of the single finding in it: it groups by it.
    name: clip(titleOf(finding), MAX_NAME),
    description: `${[...sentencesOf(finding, places).map(foreignText), ...(past === '' ? [] : [past])].join('\n\n')}\n\n${listed.join('')}`,
    severity: levelOf(item) === 'note' && severity !== 'low' ? 'Info' : SEVERITY[severity],
    ...(fix.steps.length > 0 && { solution: clip(fix.steps.map(foreignText).join('\n'), MAX_SOLUTION) }),
    identifiers: [
      {
        type: 'hexhound_rule_id',
        name: `hexhound rule ${rule}`,
        value: rule,
        ...(help !== undefined && { url: help }),
      },
      ...(item.rule.kind === 'file'
        ? []
        : [{ type: 'cwe', name: 'CWE-798', value: '798', url: 'https://cwe.mitre.org/data/definitions/798.html' }]),
    ],
    ...(help !== undefined && { links: [{ name: 'About this rule', url: help }] }),
    location,
    // By this GitLab knows it again when it has moved to another line, file or commit.
    tracking: {
      type: 'source',
      items: [
        {
          file: location.file,
          start_line: location.start_line,
          end_line: location.end_line,
          signatures: [{ algorithm: 'hash', value: `${fingerprint}:${ordinal}` }],
        },
      ],
    },
  };
}

function locationOf({ place }: Pick<Told, 'place'>) {
  const { line, endLine, commit = NO_COMMIT, author, date } = place;
  const isLine = isLineOfFile(place);
  return {
    file: fileOf(place),
    start_line: isLine ? line : 1,
    end_line: isLine ? endLine : 1,
    commit: { sha: commit === '' ? NO_COMMIT : commit, author, date },
  };
}

/** The fingerprint in the form of a UUID, which the schema recommends. */
function uuidOf(fingerprint: string, ordinal: number): string {
  const digits = ordinal === 1 ? fingerprint : fingerprintOf('ordinal', `${fingerprint}:${ordinal}`);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
