import { START } from '../../model/fragment.ts';
import type { RuleSet, Service } from '../../model/rule.ts';
import { drawKey } from '../../rules/draw.ts';
import { NOTATIONS } from '../../rules/notations.ts';
import { formatProblem } from '../../rules/problem.ts';
import type { ServiceFile } from '../../rules/service-rows.ts';
import { servicesIn } from '../../rules/services.ts';
import { collectFindings } from '../collect.ts';
import { Detector } from '../detect/detector.ts';
import { judgeMatches } from '../verdict/judge-match.ts';
import type { ExamplesResult } from './examples-result.ts';

/** The notations of settings and of programs that a key is likeliest to leak in. */
const COMMON = NOTATIONS.filter(({ name }) =>
  ['env', 'yaml', 'json', 'python', 'javascript object', 'javascript const', 'shell', 'c#'].includes(name),
);

/**
 * Tries rows: a key of each form is to be found under each word for its service with what the key is called behind it.
 * @param ruleSet with these rows
 */
export function testServices(files: readonly ServiceFile[], ruleSet: RuleSet): ExamplesResult {
  const detector = new Detector(ruleSet);
  const services = new Map(servicesIn(ruleSet.services).map((service) => [service.id, service]));
  let [examples, failed] = [0, 0];
  const failures: string[] = [];
  const isFound = (rule: string, text: string, path: string): boolean => {
    const place = { kind: 'file', path } as const;
    const found = detector.detect({ bytes: Buffer.from(text), origin: START }).map((match) => ({ match, place }));
    const { secrets } = collectFindings(judgeMatches(found, ruleSet));
    return secrets.some((finding) => finding.rule.id === rule && finding.confidence !== 'low');
  };
  for (const { rows, problem } of files) {
    for (const [at, row] of rows.entries()) {
      for (const { rule, name, value, key } of samplesOf(services.get(row.id))) {
        const missed = COMMON.filter(({ write, path }) => !isFound(rule, write(name, value), path));
        examples += COMMON.length;
        failed += missed.length;
        if (missed.length === 0) continue;
        const where = missed.map((notation) => notation.name).join('; ');
        failures.push(formatProblem(problem([at, 'keys', key], `${rule} is not found as ${name} in ${where}`)));
      }
    }
  }
  return { examples, failed, failures };
}

interface Sample {
  readonly rule: string;
  readonly name: string;
  readonly value: string;
  /** Which of the row's keys. */
  readonly key: number;
}

function samplesOf(service: Service | undefined): Sample[] {
  if (service === undefined) return [];
  const { id, words, inNames, keys } = service;
  return keys.flatMap((key, at) =>
    [...words, ...inNames].map((word) => {
      const called = key.rule.slice(id.length + 1).replaceAll('-', '_');
      return { rule: key.rule, name: `${word}_${called}`.toUpperCase(), value: drawKey(key, `${word}/${at}`), key: at };
    }),
  );
}
