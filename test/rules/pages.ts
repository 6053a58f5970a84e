import type { Rule } from '../../src/model/rule.ts';
import { formOf } from '../../src/rules/describe.ts';
import type { RuleFile } from '../../src/rules/load.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import type { RuleForm } from '../../src/rules/schema.ts';
import { servicesIn } from '../../src/rules/services.ts';

const NOTE = '<!-- Written by UPDATE_GOLDEN=1 npx vitest run test/rules/pages.test.ts -->';
/** Keywords and names that are listed, at most this much of them. */
const LISTED = 200;

/** The pages of docs/rules by their names: one for each provider, one for all services of one row, and the list of them. */
export function pagesOf(files: readonly RuleFile[]): ReadonlyMap<string, string> {
  const rules = new Map(RULE_SET.rules.map((rule) => [rule.id, rule]));
  const withRules = files.filter(({ form }) => form.rules.length > 0);
  return new Map([
    ['README.md', indexPage(withRules)],
    ...withRules.map((file) => [`${file.id}.md`, providerPage(file, rules)] as const),
    ['services.md', servicesPage()],
  ]);
}

function indexPage(files: readonly RuleFile[]): string {
  const rows = files.map(({ id, form }) => `| [${cell(form.provider)}](${id}.md) | ${form.rules.length} |`);
  const services = servicesIn(RULE_SET.services).length;
  return lines(
    '# Rules',
    NOTE,
    'What hexhound looks for: what each secret looks like, what somebody who has it can do, and what to do about it. `hexhound rules show ID` prints the same.',
    [
      '| provider | rules |',
      '| --- | ---: |',
      ...rows,
      `| [Services whose keys have no prefix](services.md) | ${services} |`,
    ].join('\n'),
  );
}

function providerPage({ form }: RuleFile, rules: ReadonlyMap<string, Rule>): string {
  const { provider, url } = form;
  const parts = form.rules.flatMap((one) => {
    const rule = rules.get(one.id);
    return rule === undefined ? [] : [rulePart(rule, one)];
  });
  return lines(`# ${provider}`, NOTE, ...(url === undefined ? [] : [`<${url}>`]), ...parts);
}

function rulePart(rule: Rule, form: RuleForm): string {
  const { id, title, severity, risk, fix, verify } = rule;
  const example = 'file' in form || 'filePath' in form ? undefined : form.matches[0];
  return [
    `## ${id}`,
    `**${cell(title)}**, severity ${severity}.`,
    `- What it looks like: ${clip(cell(formOf(rule)))}${example === undefined ? '' : `, as in ${code(example)}`}`,
    `- Risk: ${cell(risk)}`,
    ...(fix.rotate === undefined ? [] : [`- Rotate or revoke: <${fix.rotate}>`]),
    ...(verify === undefined ? [] : [`- \`--verify\` asks the service (${verify}) whether it is alive.`]),
    `- What to do:\n${fix.steps.map((step, at) => `  ${at + 1}. ${cell(step)}`).join('\n')}`,
  ]
    .join('\n')
    .replace(/^(.*)\n(.*)\n/, '$1\n\n$2\n\n');
}

function servicesPage(): string {
  const rows = servicesIn(RULE_SET.services).flatMap(({ name, docs, revoke, words, inNames, keys }) => {
    const known = [...words, ...inNames].map(code).join(', ');
    return [...new Map(keys.map((key) => [key.rule, key])).values()].map(({ rule, kind, severity }) => {
      const links = [`[about it](${docs})`, ...(revoke === undefined ? [] : [`[revoke](${revoke})`])].join(', ');
      return `| ${cell(name)} ${cell(kind)} <a id="${rule}"></a> | ${severity} | ${known} | ${links} |`;
    });
  });
  return lines(
    '# Services whose keys have no prefix',
    NOTE,
    'Such a key is told by the name that it is given to, the host that it is sent to, and its form. Whoever holds one uses the service in your name: make a new one, revoke this one, put the new one into the environment or a secret store, and look into the log of the service for uses that are not yours.',
    ['| what it is | severity | words in names | pages |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  );
}

/** A text that markup means nothing in. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&').replaceAll('\n', ' ');
}

/** An example; where its key stands, an ellipsis. */
function code(text: string): string {
  const [line = ''] = text.replaceAll(/\{\{[^{}]*\}\}/g, '…').split('\n');
  const first = line.replaceAll(/\p{Cc}+/gu, ' ');
  return `\`\`${first.includes('`') ? ` ${first} ` : first}\`\``.replaceAll('|', '\\|');
}

function clip(text: string): string {
  return text.length <= LISTED ? text : `${text.slice(0, text.lastIndexOf(', ', LISTED))}, …`;
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
