/**
 * JUnit's XML as Ant writes it (https://github.com/windyroad/JUnit-Schema, JUnit.xsd), limited to what Jenkins takes, too
 * (xunit-plugin, junit-10.xsd): one failed test case for each finding, one error for each thing that could not be looked at.
 */
import type { Finding } from '../model/finding.ts';
import type { Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Documents, documentsOf } from './document.ts';
import { headingOf, ordinals, pastOf, sentencesOf, told } from './message.ts';
import { whereOf } from './place.ts';
import { problemText } from './problem.ts';
import { conclusionOf, hiddenOf } from './summary.ts';

/** The most places of a finding that are listed. */
const MAX_PLACES = 100;

type Attributes = Readonly<Record<string, string | number>>;

export const junit: Reporter = function* (report) {
  const documents = documentsOf(report, { showSecrets: false }, escapeForeign);
  const { errors, notices, run, totals } = documents;
  const isEmpty = report.findings.length + errors.length === 0;
  const suite = {
    name: `hexhound ${run.command}`,
    package: 'hexhound',
    id: 0,
    timestamp: new Date(report.started).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
    hostname: 'localhost',
    tests: isEmpty ? 1 : report.findings.length + errors.length,
    failures: report.findings.length,
    errors: errors.length,
    time: totals.scanned.seconds,
  };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite${attributes(suite)}>\n    <properties/>\n`;
  if (isEmpty) yield `    <testcase${attributes(caseOf('no secrets', run.command))}/>\n`;
  const ordinalOf = ordinals();
  for (const finding of report.findings) yield failureOf(finding, documents, ordinalOf(finding.fingerprint));
  for (const error of errors) yield errorOf(error);
  const hidden = hiddenOf(report.hidden);
  const remarks = [
    ...documents.notOpened.map(({ path, reason }) => `not looked into: ${path}: ${reason}`),
    ...notices.map((notice) => `note: ${notice}`),
    ...(hidden === undefined ? [] : [hidden]),
    conclusionOf(report).text,
  ];
  yield `    <system-out>${escapeXml(remarks.join('\n'))}</system-out>\n    <system-err/>\n  </testsuite>\n</testsuites>\n`;
};

/** Jenkins and GitLab know a test case again by its names: they have no line in them, and no commit. */
function failureOf(item: Finding, documents: Documents, ordinal: number): string {
  const { finding, place, others, places } = told(item, documents, MAX_PLACES);
  const isWhole = finding.secret === undefined;
  const id = ordinal === 1 ? finding.fingerprint : `${finding.fingerprint}:${ordinal}`;
  const listed = [place, ...others].map((each, at) => {
    const past = pastOf(at === 0 ? { finding, place } : { finding: { ...finding, history: undefined }, place: each });
    return `${whereOf(each, isWhole)}${past === '' ? '' : ` (${past})`}`;
  });
  const more = places - listed.length;
  const text = [
    ...sentencesOf(finding, places),
    ...finding.fix.steps,
    ...listed,
    ...(more > 0 ? [`and in ${more} more places (--format json lists all)`] : []),
    ...(finding.help === undefined ? [] : [`About this rule: ${finding.help}`]),
  ];
  const failure = { type: finding.severity, message: `${headingOf(finding)} in ${listed[0]}` };
  return `    <testcase${attributes(caseOf(`${headingOf(finding)} [${id}]`, finding.rule))}>
      <failure${attributes(failure)}>${escapeXml(text.join('\n'))}</failure>
    </testcase>\n`;
}

function errorOf(error: Documents['errors'][number]): string {
  const { code, subject } = error;
  const text = problemText(error);
  return `    <testcase${attributes(caseOf(`could not be looked at: ${subject}`, code))}>
      <error${attributes({ type: code, message: text })}>${escapeXml(text)}</error>
    </testcase>\n`;
}

function caseOf(name: string, group: string): Attributes {
  return { name, classname: `hexhound.${group}`, time: 0 };
}

function attributes(values: Attributes): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

/** Text and values of attributes. Two characters that are no controls are none of XML 1.0 (production 2), not as references either. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
