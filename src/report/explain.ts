import type { Finding } from '../model/finding.ts';
import { escapeInvisible } from '../syntax/escape.ts';
import { grouped } from '../syntax/words.ts';
import { findingDocument } from './document.ts';
import { lifetimeOf } from './lifetime.ts';
import { whereOf } from './place.ts';
import { MEANINGS } from './reasons.ts';

/** What `hexhound explain` prints: every feature with its weight and its words from the file, and the sum of the weights. */
export function explain(found: Finding): string {
  const { rule } = found;
  const [place] = found.occurrences;
  const finding = findingDocument({ ...found, occurrences: place === undefined ? [] : [place] }, escapeInvisible);
  const { secret, score, reasons, note, history } = finding;
  const [first] = finding.occurrences;
  const others = found.occurrences.length - 1;
  const more = others > 0 ? ` and ${grouped(others)} more` : '';
  const isMessage = found.occurrences.every(({ kind }) => kind === 'commit-message');
  const { since, now } = history === undefined ? {} : lifetimeOf(history, isMessage);
  const head = [
    `${finding.title} (${finding.rule})${secret === undefined ? '' : `  ${secret}`}`,
    `  at           ${first === undefined ? '' : whereOf(first, secret === undefined)}${more}`,
    ...(since === undefined ? [] : [`  since        ${since}`]),
    ...(now === undefined ? [] : [`  now          ${now.text}`]),
    `  fingerprint  ${finding.fingerprint}`,
    `  confidence   ${finding.confidence} (${(score * 100).toFixed(1)} %)`,
    ...(note === undefined ? [] : [`  note         ${note}`]),
    '',
  ];
  if (reasons.length === 0) return [...head, reasonOf(rule.kind), ''].join('\n');
  const rows = reasons.map(({ feature, weight, detail }) => ({
    weight: signed(weight),
    feature,
    words: [meaningOf(feature), ...(detail === undefined || detail === '' ? [] : [detail])].join(': '),
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
  return MEANINGS.get(feature) ?? feature;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`;
}
