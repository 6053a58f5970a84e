import { START } from '../../model/fragment.ts';
import type { RuleSet } from '../../model/rule.ts';
import { expandExamples } from '../../rules/examples.ts';
import type { RuleFile } from '../../rules/load.ts';
import { RULE_SET } from '../../rules/rule-set.ts';
import { compileUserRules, readUserRules } from '../../rules/user.ts';
import { collectFindings } from '../collect.ts';
import { Detector } from '../detect/detector.ts';
import { judgeMatches } from '../verdict/judge-match.ts';

/**
 * Tests the examples of rules files, in every notation.
 * @param own the files are the user's: they replace built-in files of the same name
 * @returns a message for each example that fails, without the generated value
 */
export function testRules(paths: readonly string[], own: boolean): { examples: number; failures: string[] } {
  const files = readUserRules(paths);
  const ruleSet = own ? withRules(files) : RULE_SET;
  const detector = new Detector(ruleSet);
  let examples = 0;
  const failures: string[] = [];
  for (const { file, form } of files) {
    for (const rule of form.rules) {
      for (const { text, path, expected, notation, secret } of expandExamples(rule)) {
        examples++;
        const place = { kind: 'file', path } as const;
        const found = detector.detect({ bytes: Buffer.from(text), origin: START }).map((match) => ({ match, place }));
        const { secrets: findings } = collectFindings(judgeMatches(found, ruleSet));
        const holds = findings.some(
          (finding) =>
            finding.rule.id === rule.id &&
            (finding.confidence !== 'low' || 'public' in finding.rule) &&
            // In an address with a password, only the password is the secret.
            (secret === undefined || secret.includes(finding.secret?.reveal() ?? secret)),
        );
        if (holds === expected) continue;
        const instead = findings.map((finding) => `${finding.rule.id} (${finding.confidence})`).join(', ') || 'nothing';
        failures.push(`${file}: ${rule.id}: ${notation}: ${expected ? 'not found' : 'found'}; found ${instead}`);
      }
    }
  }
  return { examples, failures };
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
