import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { isAtLeast } from '../../model/confidence.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { START } from '../../model/fragment.ts';
import { Detector } from '../detect/detector.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { judgeMatch } from '../verdict/judge-match.ts';

/** A line of a file of labelled texts: JSON Lines, one text each. */
const Label = z.strictObject({
  /** Some lines of a file. */
  text: z.string().min(1),
  /** The file that they are from: it has a say in the verdict, and may be ignored. */
  path: z.string().min(1).default('example.txt'),
  /** Whether there is a secret in it. */
  secret: z.boolean(),
});

/** What became of the texts that somebody labelled. */
export interface LabelsResult {
  /** Secrets that were found, and others that were left alone. */
  readonly right: number;
  readonly found: number;
  /** Found, and labelled as none. */
  readonly wrong: number;
  readonly missed: number;
  /** A line for each text that is not as it is labelled, without anything of it. */
  readonly failures: readonly string[];
}

/**
 * Judges labelled texts as a scan would: what a rule, a weight or an ignore changes shows before it ships.
 * @param settings of the project: its rules, what it ignores, and from which confidence on it wants a report
 * @throws HexhoundError E_SOURCE for a file that cannot be read, E_CONFIG for a line that is no labelled text
 */
export async function testLabels(
  files: readonly string[],
  { ruleSet, requireReason, minConfidence, paths, cwd }: ScanSettings,
): Promise<LabelsResult> {
  const detector = new Detector(ruleSet, { requireReason });
  const isWanted = await wantedPaths(paths, () => Promise.resolve(cwd));
  let [right, found, wrong, missed] = [0, 0, 0, 0];
  const failures: string[] = [];
  for (const file of files) {
    for (const { number, label } of readLabels(file)) {
      const { path, text, secret } = label;
      const matches = isWanted(path) ? detector.detect({ bytes: Buffer.from(text), origin: START }) : [];
      const verdicts = matches
        .filter(({ ignoredBy }) => ignoredBy === undefined)
        .flatMap((match) => judgeMatch(match, path, ruleSet) ?? []);
      const reported = verdicts.find(({ confidence }) => isAtLeast(confidence, minConfidence));
      if (reported !== undefined) found++;
      if ((reported !== undefined) === secret) {
        right++;
        continue;
      }
      const best = reported ?? verdicts[0];
      const what = best && `${best.rule.id}, ${best.confidence} (${best.reasons.slice(0, 3).map(toWords).join(', ')})`;
      failures.push(`${file}:${number}: ${secret ? 'not found' : 'found, and is none'}: ${what ?? 'nothing there'}`);
      if (secret) missed++;
      else wrong++;
    }
  }
  return { right, found, wrong, missed, failures };
}

function toWords({ feature, weight }: { readonly feature: string; readonly weight: number }): string {
  return `${feature} ${weight > 0 ? '+' : ''}${weight}`;
}

function* readLabels(file: string): Generator<{ number: number; label: z.infer<typeof Label> }> {
  for (const [index, line] of readText(file).split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    yield { number: index + 1, label: parseLabel(line, `${file}:${index + 1}`) };
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new HexhoundError('E_SOURCE', file, messageOf(cause), { cause });
  }
}

/** Messages name the place and never quote: what is wrong with the line may be in its secret. */
function parseLabel(line: string, place: string): z.infer<typeof Label> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new HexhoundError(
      'E_CONFIG',
      place,
      'is not JSON: one object a line, {"text": ..., "path": ..., "secret": true}',
    );
  }
  const { data, error } = Label.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new HexhoundError('E_CONFIG', place, `${issue?.path.join('.') || 'the object'}: ${issue?.code ?? 'is wrong'}`);
}
