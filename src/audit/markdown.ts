import { exposureInBrief } from '../respond/exposure/describe.ts';
import { escapeForeign } from '../syntax/escape.ts';
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
    ['| | |', '|---|---|', ...lines.map(({ title, status }) => `| ${MARK[status]} | ${plain(title)} |`)].join('\n'),
    ...lines.filter(({ evidence, remedy }) => evidence.length + remedy.length > 0).map(section),
    list(
      '## Could not be looked at',
      errors.map(({ subject, message }) => `${code(subject)}: ${plain(message)}`),
    ),
    list('## Notes', notices.map(plain)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section({ title, status, reason, evidence, remedy }: ChecklistLine): string {
  const parts = [
    `## ${plain(title)}: ${status === 'undecided' ? 'not decidable' : status}`,
    reason === undefined ? '' : `${plain(reason[0]?.toUpperCase() + reason.slice(1))}.`,
    evidence.map((each) => `- ${WORD[each.weight]}: ${placeOf(each)}${plain(each.note)}${exposureOf(each)}`).join('\n'),
    remedy.map((step, index) => `${index + 1}. ${plain(step)}`).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
}

function exposureOf({ exposure }: Evidence): string {
  const brief = exposure === undefined ? '' : exposureInBrief(exposure);
  return brief === '' ? '' : ` (${plain(brief)})`;
}

function placeOf({ path, line }: Evidence): string {
  if (path === undefined) return '';
  return `${code(line === undefined ? path : `${path}:${line}`)} `;
}

/** Text from a repository must not become markup: HTML, links, images, mentions, tables. */
function plain(text: string): string {
  return escapeForeign(text).replace(/[\\`*_{}[\]<>#|!~@&$]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code span. The text may have backticks (CommonMark 6.1). */
function code(text: string): string {
  const escaped = escapeForeign(text);
  const longest = Math.max(0, ...(escaped.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${escaped}${pad}${fence}`;
}
