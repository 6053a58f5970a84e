import type { ReportingDescriptor } from 'sarif';
import type { Rule } from '../model/rule.ts';
import { clip } from '../syntax/words.ts';
import type { FindingDocument } from './schema.ts';
import { levelOfSeverity } from './urgency.ts';

/** GitHub's limit for descriptions. */
const MAX_LENGTH = 1024;

/** Within the ranges that GitHub reads as critical (over 9.0), high, medium (4.0 to 6.9) and low. */
const SECURITY_SEVERITY = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0' } as const;

/** How precise rules of each kind are; GitHub sorts alerts by it. */
const PRECISION: Record<Rule['kind'], string> = {
  prefix: 'very-high',
  keyword: 'high',
  file: 'high',
  content: 'medium',
  bare: 'medium',
};

/** SARIF's description of a rule (3.49), from a finding that it made. No text in it is empty: GitHub refuses those. */
export function sarifRule(
  { rule, title, provider, severity, risk, fix, help }: Omit<FindingDocument, 'occurrences'>,
  kind: Rule['kind'],
): ReportingDescriptor {
  const name = title === '' ? rule : title;
  const danger = risk === '' ? name : risk;
  const steps = fix.steps.map((step, index) => `${index + 1}. ${step}`);
  const weakness = kind === 'file' ? [] : ['external/cwe/cwe-798'];
  return {
    id: rule,
    shortDescription: { text: clip(name, MAX_LENGTH) },
    fullDescription: { text: clip(danger, MAX_LENGTH) },
    ...(help !== undefined && { helpUri: help }),
    help: {
      text: [danger, ...(fix.rotate === undefined ? [] : [`Rotate it: ${fix.rotate}`]), ...steps].join('\n'),
      markdown: [
        `**${markdown(danger)}**`,
        ...(fix.rotate === undefined ? [] : [`Rotate it: ${link(fix.rotate)}`]),
        ...(steps.length === 0 ? [] : [steps.map(markdown).join('\n')]),
      ].join('\n\n'),
    },
    defaultConfiguration: { level: levelOfSeverity(severity) },
    properties: {
      tags: [...new Set(['security', 'secret', ...weakness, provider])].filter((tag) => tag !== ''),
      precision: PRECISION[kind],
      'security-severity': SECURITY_SEVERITY[severity],
    },
  };
}

/** Escapes markup: texts of a repository's own rules are shown as plain text. */
function markdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|!]/g, '\\$&');
}

function link(address: string): string {
  return /^https?:\/\/[^\s<>]+$/.test(address) ? `<${address}>` : markdown(address);
}
