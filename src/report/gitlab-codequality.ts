/**
 * GitLab's Code Quality, which merge requests show in every tier: `artifacts: reports: codequality`. Secrets stay masked whatever
 * the options say, because these files are uploaded.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */

import type { Finding } from '../model/finding.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Report, Reporter } from '../model/report.ts';
import { type Documents, documentsOf } from './document.ts';
import { jsonPieces } from './json-pieces.ts';
import { ordinals, pastOf, sentencesOf, told } from './message.ts';
import { fileOf, isLineOfFile, whereOf } from './place.ts';
import { problemText } from './problem.ts';
import { levelOf } from './urgency.ts';

const SEVERITY = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor' } as const;

interface Issue {
  readonly description: string;
  readonly check_name: string;
  /** Unique in the report: GitLab compares the branches by it. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

export const gitlabCodeQuality: Reporter = function* (report) {
  yield* jsonPieces(issues(report), 2);
  yield '\n';
};

function issues(report: Report): Iterable<Issue> {
  const documents = documentsOf(report, { showSecrets: false });
  return {
    *[Symbol.iterator]() {
      const ordinalOf = ordinals();
      for (const finding of report.findings) yield issueOf(finding, documents, ordinalOf(finding.fingerprint));
      // There is no other place for them, and a report without them would look clean.
      for (const error of documents.errors) yield problemOf(error);
    },
  };
}

function issueOf(item: Finding, documents: Documents, ordinal: number): Issue {
  const { finding, place, places } = told(item, documents);
  const isNote = levelOf(item) === 'note' && finding.severity !== 'low';
  const past = pastOf({ finding, place });
  const where = whereOf(place, finding.secret === undefined);
  return {
    description: [...sentencesOf(finding, places), `${where}${past === '' ? '' : `, ${past}`}.`].join(' '),
    check_name: finding.rule,
    fingerprint: ordinal === 1 ? finding.fingerprint : `${finding.fingerprint}:${ordinal}`,
    severity: isNote ? 'info' : SEVERITY[finding.severity],
    location: { path: fileOf(place), lines: { begin: isLineOfFile(place) ? place.line : 1 } },
  };
}

function problemOf(error: Documents['errors'][number]): Issue {
  const { code, subject, message } = error;
  return {
    description: `Could not be looked at, so the result is not complete: ${problemText(error)}`,
    check_name: code,
    fingerprint: fingerprintOf(code, `${subject}\0${message}`),
    severity: 'critical',
    location: { path: subject, lines: { begin: 1 } },
  };
}
