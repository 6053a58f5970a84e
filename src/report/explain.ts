import type { Finding } from '../findings/finding.ts';
import { VERDICT } from '../verdict/generated.ts';
import { escapeInvisible } from './escape.ts';
import { grouped } from './words.ts';

const MEANINGS: Readonly<Record<string, readonly [weight: number, words: string]>> = VERDICT.features;

/** What `hexhound explain` prints: every piece of evidence with its weight and its words from the file, and their sum. */
export function explain({ rule, secret, fingerprint, confidence, score, reasons, occurrences, note }: Finding): string {
  const [first] = occurrences;
  const more = occurrences.length > 1 ? ` and ${grouped(occurrences.length - 1)} more` : '';
  const place = first === undefined ? '' : `${first.path ?? first.kind}:${first.line}:${first.column}${more}`;
  const head = [
    `${rule.title} (${rule.id})${secret === undefined ? '' : `  ${secret.mask()}`}`,
    `  at           ${escapeInvisible(place)}`,
    `  fingerprint  ${fingerprint}`,
    `  confidence   ${confidence} (${(score * 100).toFixed(1)} %)`,
    ...(note === undefined ? [] : [`  note         ${escapeInvisible(note)}`]),
    '',
  ];
  if (reasons.length === 0) return [...head, reasonOf(rule.kind), ''].join('\n');
  const rows = reasons.map(({ feature, weight, detail }) => ({
    weight: signed(weight),
    feature,
    words: [meaningOf(feature), ...(detail === undefined || detail === '' ? [] : [escapeInvisible(detail)])].join(': '),
  }));
  const width = Math.max(...rows.map(({ feature }) => feature.length));
  const sum = reasons.reduce((total, { weight }) => total + weight, 0);
  return [
    ...head,
    'For (+) and against (-), in log-odds:',
    ...rows.map(({ weight, feature, words }) => `  ${weight.padStart(6)}  ${feature.padEnd(width)}  ${words}`),
    `  ${signed(sum).padStart(6)}  ${'sum'.padEnd(width)}  a probability of ${(score * 100).toFixed(1)} %`,
    '',
  ].join('\n');
}

function reasonOf(kind: Finding['rule']['kind']): string {
  if (kind === 'file') return 'The file itself is the finding: what counts is that it is where it is.';
  return "The format gives it away: it matches the rule's expression and is no placeholder.";
}

function meaningOf(feature: string): string {
  if (feature === 'bias') return 'where every candidate starts';
  if (feature === 'checksum') return 'the checksum in the key is right';
  return (Object.hasOwn(MEANINGS, feature) ? MEANINGS[feature]?.[1] : undefined) ?? feature;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`;
}
