import type { Finding } from '../model/finding.ts';
import type { Secret } from '../model/secret.ts';
import type { Verdict } from '../model/verdict.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { grouped } from '../syntax/words.ts';
import { findingDocument } from './document.ts';
import { lifetimeOf } from './lifetime.ts';
import { isInCommit, whereOf } from './place.ts';
import { MEANINGS } from './reasons.ts';
import { detailsText, partsText } from './terminal-finding.ts';

/** What `hexhound explain` prints: every feature with its weight and its words from the file, and the sum of the weights. */
export function explain(found: Finding): string {
  const { rule } = found;
  const [place] = found.occurrences;
  const shown = { ...found, occurrences: place === undefined ? [] : [place] };
  const finding = findingDocument(shown, escapeForeign);
  const { secret, score, reasons, note, parts, details, history } = finding;
  const [first] = finding.occurrences;
  const left = found.occurrences.length - 1;
  const more = left > 0 ? ` and ${grouped(left)} more` : '';
  const isMessage = found.occurrences.every(({ kind }) => isInCommit(kind));
  const { since, now } = history === undefined ? {} : lifetimeOf(history, isMessage);
  const head = [
    `${finding.title} (${finding.rule})${secret === undefined ? '' : `  ${secret}`}`,
    `  at           ${first === undefined ? '' : whereOf(first, secret === undefined)}${more}`,
    ...(since === undefined ? [] : [`  since        ${since}`]),
    ...(now === undefined ? [] : [`  now          ${now.text}`]),
    `  fingerprint  ${finding.fingerprint}`,
    `  confidence   ${finding.confidence} (${(score * 100).toFixed(1)} %)`,
    ...(parts === undefined ? [] : [`  with         ${partsText(parts)}`]),
    ...(details === undefined ? [] : [`  says         ${detailsText(details)}`]),
    ...(note === undefined ? [] : [`  note         ${note}`]),
    '',
  ];
  if (reasons.length === 0) return [...head, reasonOf(rule.kind), ''].join('\n');
  return [...head, ...reasonTable(reasons, score), ''].join('\n');
}

/** What `hexhound explain FILE:LINE` prints of a value on that line. @param place path, line and column */
export function explainValue(place: string, secret: Secret, { rule, confidence, score, reasons }: Verdict): string {
  const head = [
    `${escapeForeign(place)}  ${secret.mask()}`,
    rule === undefined
      ? '  not reported, whatever the confidence asked for'
      : `  ${rule.title} (${rule.id}), ${confidence} confidence${confidence === 'low' ? ': with --all only' : ''}`,
    '',
  ];
  const shown = reasons.map(({ detail = '', ...reason }) => ({ ...reason, detail: escapeForeign(detail) }));
  const table = reasons.length > 0 ? reasonTable(shown, score) : [reasonOf('prefix')];
  return [...head, ...table, ''].join('\n');
}

/** A reason whose words are fit to be printed. */
interface Shown {
  readonly feature: string;
  readonly weight: number;
  readonly detail?: string | undefined;
}

/** Each reason with its weight and words, and the sum. */
function reasonTable(reasons: readonly Shown[], score: number): string[] {
  const rows = reasons.map(({ feature, weight, detail }) => ({
    weight: signed(weight),
    feature,
    words: [meaningOf(feature), ...(detail === undefined || detail === '' ? [] : [detail])].join(': '),
  }));
  const width = Math.max(...rows.map(({ feature }) => feature.length));
  const sum = reasons.reduce((total, { weight }) => total + weight, 0);
  return [
    'For (+) and against (-), in log-odds:',
    ...rows.map(({ weight, feature, words }) => `  ${weight.padStart(6)}  ${feature.padEnd(width)}  ${words}`),
    `  ${signed(sum).padStart(6)}  ${'sum'.padEnd(width)}  a probability of ${(score * 100).toFixed(1)} %`,
  ];
}

function reasonOf(kind: Finding['rule']['kind']): string {
  if (kind === 'file') return 'The file itself is the finding: what counts is that it is where it is.';
  return "The format gives it away: it matches the rule's expression and is no placeholder.";
}

function meaningOf(feature: string): string {
  if (feature === 'bias') return 'where every candidate starts';
  return MEANINGS.get(feature) ?? feature;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`;
}
