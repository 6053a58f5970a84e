import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { isAtLeast } from '../../model/confidence.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { START } from '../../model/fragment.ts';
import { Detector } from '../detect/detector.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { judgeMatch } from '../verdict/judge-match.ts';

/** A line of a file of labelled texts (JSON Lines). */
const Label = z.strictObject({
  /** Some lines of a file. */
  text: z.string().min(1),
  /** The file that they are from: it counts in the verdict, and may be ignored. */
  path: z.string().min(1).default('example.txt'),
  /** Whether there is a secret in it. */
  secret: z.boolean(),
});

/** How many texts are judged as they are labelled. */
export interface LabelsResult {
  /** Texts that are judged as labelled. */
  readonly right: number;
  readonly found: number;
  /** Texts that are reported, but not labelled as a secret. */
  readonly wrong: number;
  readonly missed: number;
  /** A message for each text that is not judged as labelled. It quotes nothing of the text. */
  readonly failures: readonly string[];
}

/**
 * Judges labelled texts as a scan would, to see the effect of changed rules, weights and ignores.
 * @param settings of the project: its rules, ignores and least confidence
 * @throws HexhoundError E_SOURCE for an unreadable file, E_CONFIG for an invalid line
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

/** Messages never quote the line: the mistake may be within its secret. */
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
