import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceTable } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import { cutsOf } from './cut.ts';
import { KNOWN } from './known.ts';
import { filesOf, loadRuleFile, loadServiceFile, type RuleFile, ruleFilesIn, serviceFilesIn } from './load.ts';
import { problemsError } from './problem.ts';
import { redactionFormats } from './redaction-formats.ts';
import { toRulesText } from './rule-set.ts';
import { rulesSchema } from './schema.ts';
import { compileServices, type ServiceFile, servicesSchema } from './service-rows.ts';

const FREQUENCIES = 'grams.yaml';
const WORDS = 'mnemonic-words.txt';

/**
 * Reads all rules files of a folder, sorted by name.
 * @throws HexhoundError E_RULE that lists all mistakes with file and line
 */
export function readRuleFiles(dir: string): RuleFile[] {
  return filesOf(
    ruleFilesIn(dir).map((name) => loadRuleFile(readFileSync(path.join(dir, name), 'utf8'), `rules/${name}`)),
    'rules',
  );
}

/**
 * Reads the files of services in the folder `services`, sorted by name.
 * @throws HexhoundError E_RULE that lists all mistakes with file and line
 */
export function readServiceFiles(dir: string): ServiceFile[] {
  return filesOf(
    serviceFilesIn(dir).map((name) => loadServiceFile(readFileSync(path.join(dir, name), 'utf8'), `rules/${name}`)),
    'rules',
  );
}

/**
 * Build step: compiles rules/ to the files that src/rules/rule-set.ts reads.
 *
 * @returns their texts by name, that of the redactor's formats, and the JSON Schemas of the files by name
 * @throws HexhoundError E_RULE that lists all mistakes with file and line
 */
export function buildRules(dir: string): {
  data: Record<string, string>;
  formats: string;
  schemas: Record<string, object>;
} {
  const own = compileRules(readRuleFiles(dir), KNOWN);
  const taken = [...own.rules, ...own.providers].map(({ id }) => id);
  const rows = compileServices(readServiceFiles(dir), taken);
  const problems = [...own.problems, ...rows.problems];
  if (problems.length > 0) throw problemsError('rules', problems);
  const { providers, rules } = own;
  const words = rules.flatMap((rule) => {
    if (rule.kind === 'keyword') return rule.keywords;
    return rule.kind === 'bare' ? (rule.nameWords ?? []) : [];
  });
  const services: ServiceTable = {
    words: rows.services.flatMap((service) => service.words),
    rows: JSON.stringify(rows.services),
  };
  const cuts = cutsOf([...words, ...services.words], path.join(dir, FREQUENCIES));
  const digest = createHash('sha256').update(JSON.stringify({ providers, services, rules })).digest('hex');
  const formats = [
    '/** The prefixes of rules, for the redactor. Written by the build. */',
    `export const FORMATS = \`\n${redactionFormats(rules)}\n\`;`,
    '',
  ].join('\n');
  return {
    data: {
      'rules.txt': toAscii(toRulesText({ providers, cuts, digest, words: services.words }, rules)),
      'services.json': toAscii(services.rows),
      [WORDS]: readFileSync(path.join(dir, WORDS), 'utf8').trim(),
    },
    formats,
    schemas: { rules: rulesSchema(), services: servicesSchema() },
  };
}

/** JSON with escapes for all that is not ASCII: `readData` asks for it. */
function toAscii(json: string): string {
  return json.replace(/[\x80-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
