import { isAtLeast } from '../../../src/model/confidence.ts';
import { START } from '../../../src/model/fragment.ts';
import type { Match } from '../../../src/model/match.ts';
import type { Confidence, RuleSet } from '../../../src/model/rule.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { readPath } from '../../../src/scan/verdict/file-kind.ts';
import { judgeMatch } from '../../../src/scan/verdict/judge-match.ts';
import { FORMS, type Form, namesFor, takes, write } from './forms.ts';
import { GENERATORS, type Generator, pick } from './generators.ts';
import { fillNegative, NEGATIVE_TEXTS, NEGATIVE_VALUES, type NegativeValues } from './negatives.ts';

/** Values of each generator in each form. */
const SAMPLES = 4;
/** Values that are made until one can be written in the form. */
const ATTEMPTS = 40;

export type Outcome = 'found' | 'wrong span' | 'missed';

/** A generated value in a form, and what was reported in its place. */
export interface Sample {
  readonly generator: string;
  readonly form: string;
  /** Empty where the form has none. */
  readonly name: string;
  readonly text: string;
  readonly outcome: Outcome;
  readonly reported: readonly string[];
}

/** A text without a secret, and what was reported in it. */
export interface Negative {
  readonly kind: string;
  readonly form: string;
  readonly text: string;
  readonly reported: readonly string[];
}

export interface GeneratedBench {
  readonly samples: readonly Sample[];
  readonly negatives: readonly Negative[];
}

/**
 * Runs every generator in every form that takes its values, and every negative, through the detector. A value is found
 * where a finding covers exactly it, of the confidence that is promised (README, "How sure a finding is"): medium, but low
 * for what people make up in documents. What a program draws has to be medium there, too.
 */
export function benchGenerated(ruleSet: RuleSet, forms: readonly Form[] = FORMS): GeneratedBench {
  const detector = new Detector(ruleSet);
  const report = (path: string, text: string, least: Confidence = 'medium'): Match[] =>
    detector.detect({ bytes: Buffer.from(text), origin: START }).filter((match) => {
      const verdict = judgeMatch(match, path, ruleSet);
      return verdict !== undefined && isAtLeast(verdict.confidence, least);
    });
  const samples = forms.flatMap((form) =>
    GENERATORS.filter((generator) => takes(form, generator)).flatMap((generator) =>
      writeSamples(form, generator).map(({ name, value }): Sample => {
        const text = write(form, name, value);
        const place = spanOf(text, value);
        const least = generator.madeUp === true && isDocument(form) ? 'low' : 'medium';
        const overlapping = report(form.path, text, least).filter(({ span }) => overlaps(span, place));
        return {
          ...{ generator: generator.name, form: form.name, name, text },
          outcome: outcomeOf(
            overlapping.map(({ span }) => span),
            place,
          ),
          reported: overlapping.map(describe),
        };
      }),
    ),
  );
  const negatives = [
    ...NEGATIVE_VALUES.flatMap((values) => writeNegatives(values)),
    ...NEGATIVE_TEXTS.map(({ kind, path, text }) => ({ kind, path, form: 'text', text: fillNegative(text, text) })),
  ].map(({ kind, path, form, text }) => ({ kind, form, text, reported: report(path, text).map(describe) }));
  return { samples, negatives };
}

/** A text that people read: one of its kind by its path, and whole sentences. */
function isDocument({ name, path }: Form): boolean {
  return readPath(path) === 'file.docs' || name.startsWith('prose');
}

/** Empty if the form cannot hold such values. */
export function writeSamples(form: Form, generator: Generator): { name: string; value: string }[] {
  const samples: { name: string; value: string }[] = [];
  for (let attempt = 0; attempt < ATTEMPTS && samples.length < SAMPLES; attempt++) {
    const seed = `${generator.name}/${form.name}/${attempt}`;
    const value = generator.make(seed);
    const name = form.takes === undefined ? pick(namesFor(form, generator.names), seed) : '';
    if (!form.not.test(value)) samples.push({ name, value });
  }
  return samples.length === SAMPLES ? samples : [];
}

/** Each value once in every form that has a name. */
function writeNegatives({ kind, names, values, anywhere = false }: NegativeValues) {
  return FORMS.filter(({ takes: kindOfValue }) => kindOfValue === undefined).flatMap((form) =>
    values.flatMap((template) => {
      const seed = `${kind}/${form.name}/${template}`;
      const value = fillNegative(template, seed);
      if (!anywhere && form.not.test(value)) return [];
      return [{ kind, form: form.name, path: form.path, text: write(form, pick(namesFor(form, names), seed), value) }];
    }),
  );
}

function describe(match: Match): string {
  return `${match.kind === 'rule' ? match.rule.id : `bare ${match.evidence.shape}`}: ${match.secret.reveal()}`;
}

type Span = Match['span'];

/** What the findings that overlap a value make of it. */
function outcomeOf(overlapping: readonly Span[], place: Span): Outcome {
  if (overlapping.some((span) => isSame(span, place))) return 'found';
  return overlapping.length > 0 ? 'wrong span' : 'missed';
}

/** Where the value stands; it is in the text once. Columns count UTF-16 units. */
export function spanOf(text: string, value: string): Span {
  const before = text.slice(0, text.indexOf(value));
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return { line, column, endLine: line, endColumn: column + value.length };
}

export function overlaps(a: Span, b: Span): boolean {
  return isBefore(a.line, a.column, b.endLine, b.endColumn) && isBefore(b.line, b.column, a.endLine, a.endColumn);
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}

function isSame(a: Span, b: Span): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}
