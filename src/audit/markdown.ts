import { exposureInBrief } from '../respond/exposure/describe.ts';
import { codeSpan, foreignText } from '../syntax/markdown.ts';
import type { Audit, ChecklistLine, Evidence, Status } from './audit.ts';

const MARK: Readonly<Record<Status, string>> = {
  passed: '✅ passed',
  failed: '❌ failed',
  undecided: '❔ not decidable',
};

const WORD: Readonly<Record<Evidence['weight'], string>> = {
  failure: '**wrong**',
  doubt: 'to look at',
  advice: 'could be better',
  support: 'speaks for it',
};

/** GitHub's Markdown, for a pull request or a job's summary. */
export function renderMarkdown({ lines, errors, notices }: Audit): string {
  const parts = [
    '# Security checklist',
    ['| | |', '|---|---|', ...lines.map(({ title, status }) => `| ${MARK[status]} | ${foreignText(title)} |`)].join(
      '\n',
    ),
    ...lines.filter(({ evidence, remedy }) => evidence.length + remedy.length > 0).map(section),
    list(
      '## Could not be looked at',
      errors.map(({ subject, message }) => `${codeSpan(subject)}: ${foreignText(message)}`),
    ),
    list('## Notes', notices.map(foreignText)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section({ title, status, reason, evidence, remedy }: ChecklistLine): string {
  const parts = [
    `## ${foreignText(title)}: ${status === 'undecided' ? 'not decidable' : status}`,
    reason === undefined ? '' : `${foreignText(reason[0]?.toUpperCase() + reason.slice(1))}.`,
    evidence
      .map((each) => `- ${WORD[each.weight]}: ${placeOf(each)}${foreignText(each.note)}${exposureOf(each)}`)
      .join('\n'),
    remedy.map((step, index) => `${index + 1}. ${foreignText(step)}`).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
}

function exposureOf({ exposure }: Evidence): string {
  const brief = exposure === undefined ? '' : exposureInBrief(exposure);
  return brief === '' ? '' : ` (${foreignText(brief)})`;
}

function placeOf({ path, line }: Evidence): string {
  if (path === undefined) return '';
  return `${codeSpan(line === undefined ? path : `${path}:${line}`)} `;
}
