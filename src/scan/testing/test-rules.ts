import { HexhoundError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { START } from '../../model/fragment.ts';
import type { RuleSet } from '../../model/rule.ts';
import { type Example, expandExamples } from '../../rules/examples.ts';
import type { RuleFile } from '../../rules/load.ts';
import { formatProblem, problemsError } from '../../rules/problem.ts';
import { RULE_SET } from '../../rules/rule-set.ts';
import { compileUserRules, compileUserServices, readTestedFiles } from '../../rules/user.ts';
import { collectFindings } from '../collect.ts';
import { Detector } from '../detect/detector.ts';
import { judgeMatches } from '../verdict/judge-match.ts';
import type { ExamplesResult } from './examples-result.ts';
import { testServices } from './test-services.ts';

/**
 * Tests the examples of rules files, in every notation, and rows of services, with values drawn from their forms.
 * @param own the files are the user's: they replace built-in files of the same name, and rows all built-in rows
 * @throws HexhoundError E_RULE that lists all mistakes with file and line
 */
export function testRules(paths: readonly string[], own: boolean): ExamplesResult {
  const { files, services } = readTestedFiles(paths);
  const rules = testRuleFiles(files, own);
  if (services.length === 0) return rules;
  const rows = testServices(services, own ? { ...RULE_SET, services: compileUserServices(services) } : RULE_SET);
  return {
    examples: rules.examples + rows.examples,
    failed: rules.failed + rows.failed,
    failures: [...rules.failures, ...rows.failures],
  };
}

/** The same of files that are read. */
export function testRuleFiles(files: readonly RuleFile[], own: boolean): ExamplesResult {
  refuseUnknownGenerators(files);
  const ruleSet = own ? withRules(files) : RULE_SET;
  const detector = new Detector(ruleSet);
  let [examples, failed] = [0, 0];
  const failures: string[] = [];
  for (const file of files) {
    for (const [at, rule] of file.form.rules.entries()) {
      const tried = expandExamples(rule).map((example) => ({
        example,
        ...tryExample(example, rule.id, detector, ruleSet),
      }));
      examples += tried.length;
      const wrong = tried.filter(({ holds }) => !holds);
      failed += wrong.length;
      for (const one of new Set(wrong.map(({ example }) => example.from.join()))) {
        const alike = wrong.filter(({ example }) => example.from.join() === one);
        const all = tried.filter(({ example }) => example.from.join() === one).length;
        const [first] = alike;
        if (first === undefined) continue;
        const { from, expected } = first.example;
        const where = notationsOf(
          alike.map(({ example }) => example),
          all,
        );
        const message = `${rule.id} is ${expected ? 'not found' : 'found'} ${where}; found ${namesOf(first.findings)}`;
        failures.push(formatProblem(file.problem(['rules', at, ...from], message)));
      }
    }
  }
  return { examples, failed, failures };
}

function namesOf(findings: readonly Finding[]): string {
  return findings.map(({ rule, confidence }) => `${rule.id} (${confidence})`).join(', ') || 'nothing';
}

/** Notations that are named in one line. */
const NAMED = 3;

function notationsOf(examples: readonly Example[], all: number): string {
  if (all === 1) return examples[0]?.notation ?? '';
  const names = examples.slice(0, NAMED).map(({ notation }) => notation);
  return `in ${examples.length} of ${all} notations (${names.join('; ')}${examples.length > NAMED ? '; ...' : ''})`;
}

/** Whether an example holds, and what is found in it. @internal exported for tests */
export function tryExample(
  { text, path, expected, secret }: Example,
  rule: string,
  detector: Detector,
  ruleSet: RuleSet,
): { holds: boolean; findings: readonly Finding[] } {
  const place = { kind: 'file', path } as const;
  const found = detector.detect({ bytes: Buffer.from(text), origin: START }).map((match) => ({ match, place }));
  const { secrets: findings } = collectFindings(judgeMatches(found, ruleSet));
  const isFound = findings.some(
    (finding) =>
      finding.rule.id === rule &&
      (finding.confidence !== 'low' || 'public' in finding.rule) &&
      // In an address with a password, only the password is the secret.
      (secret === undefined || secret.includes(finding.secret?.reveal() ?? secret)),
  );
  return { holds: isFound === expected, findings };
}

function refuseUnknownGenerators(files: readonly RuleFile[]): void {
  const problems = files.flatMap((file) =>
    file.form.rules.flatMap((rule, at) => {
      if ('file' in rule || 'filePath' in rule) return [];
      return (['matches', 'ignores'] as const).flatMap((list) =>
        rule[list].flatMap((_, index) => {
          try {
            expandExamples({ ...rule, matches: [], ignores: [], [list]: [rule[list][index]] });
            return [];
          } catch (error) {
            if (!(error instanceof HexhoundError)) throw error;
            return file.problem(['rules', at, list, index], `${error.subject}: ${error.message}`);
          }
        }),
      );
    }),
  );
  if (problems.length > 0) throw problemsError('rules', problems);
}

function withRules(files: readonly RuleFile[]): RuleSet {
  const replaced = new Set(files.map(({ id }) => id));
  const rules = RULE_SET.rules.filter(({ provider }) => !replaced.has(provider));
  const own = compileUserRules(files, rules);
  const providers = RULE_SET.providers.filter(({ id }) => !replaced.has(id));
  return {
    ...RULE_SET,
    providers: [...providers, ...own.providers],
    rules: [...rules, ...own.rules],
    allow: own.allow,
  };
}
