import type { ScanError } from '../../../model/errors.ts';
import type { PlacedMatch } from '../../../model/place.ts';
import type { RuleSet } from '../../../model/rule.ts';
import type { LogPart } from '../../../model/scan-log.ts';
import type { DetectorOptions } from '../../detect/detector.ts';
import { type Template, type TemplateReader, templateOf } from '../../detect/template.ts';
import type { Found } from '../fragments.ts';
import type { Search } from '../source.ts';

/** Settings of a further thread. Plain data. */
export interface ThreadSettings {
  readonly ruleSet: RuleSet;
  readonly detection: DetectorOptions;
  readonly env: Search['env'];
  /** Shared between threads: see `CONTROL`. */
  readonly control: Int32Array;
}

/** Indexes in the shared array: the number of files that further threads have searched, whether to stop. */
export const CONTROL = { files: 0, stop: 1 } as const;

/** What one thread found in one batch. */
export type BatchResult = Found & { readonly log: LogPart };

/** What a thread found in a batch, as it is sent: plain data, in which rules are ids. */
export interface SentFound extends Pick<Found, 'problems' | 'unused'> {
  readonly matches: readonly SentMatch[];
  readonly log: LogPart;
  /** Rules that were not looked for to the end, in this batch or one before. */
  readonly failures: readonly ScanError[];
}

interface SentMatch extends Pick<PlacedMatch, 'place'> {
  readonly template: Template;
  readonly line: number;
  readonly column: number;
  readonly allowed?: readonly number[];
}

export function toSent({ match, place }: PlacedMatch): SentMatch {
  const { line, column } = match.span;
  const { allowed } = match;
  return { template: templateOf(match), line, column, place, ...(allowed && { allowed }) };
}

export function fromSent({ template, line, column, place, allowed }: SentMatch, reader: TemplateReader): PlacedMatch {
  return { match: { ...reader.matchAt(template, line, column), ...(allowed && { allowed }) }, place };
}
