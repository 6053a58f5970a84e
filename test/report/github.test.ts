import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { github } from '../../src/report/github.ts';
import { actingLines, COMMANDS } from '../helpers/ci-commands.ts';
import { captchaRule, fileFinding, finding, id, occurrence, report, tokenRule, whole } from './sample.ts';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads a line as the runner does (actions/runner, ActionCommand.cs): undefined if it is no command. */
function commandOf(line: string): Command | undefined {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return undefined;
  const head = text.slice(2, end);
  const [name = '', list = ''] = head.includes(' ')
    ? [head.slice(0, head.indexOf(' ')), head.slice(head.indexOf(' '))]
    : [head];
  const pairs = list.split(',').map((pair) => /^\s*([^=]+)=(.+)$/s.exec(pair) ?? []);
  const properties = Object.fromEntries(
    pairs
      .filter(({ length }) => length > 0)
      .map(([, key = '', value = '']) => [key, decoded(value, { '%3A': ':', '%2C': ',' })]),
  );
  return { name, properties, message: decoded(text.slice(end + 2)) };
}

function decoded(text: string, more: Readonly<Record<string, string>> = {}): string {
  const all: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%25': '%', ...more };
  return text.replace(/%(?:0D|0A|25|3A|2C)/g, (code) => all[code] ?? code);
}

function outputOf(from: Report): { commands: Command[]; lines: string[] } {
  const lines = whole(github(from, { showSecrets: true, color: true })).split('\n');
  const commands = lines.map(commandOf);
  return {
    commands: commands.filter((command) => command !== undefined),
    lines: lines.filter((line, at) => commands[at] === undefined && line !== ''),
  };
}

test('a finding stands beside its line, with what the runner takes apart again', () => {
  const found = finding({ occurrences: [occurrence({ path: 'a,b:c=50%25/d.py' })] });
  const { commands } = outputOf(report({ findings: [found] }));
  expect(commands).toEqual([
    {
      name: 'error',
      properties: {
        file: 'a,b:c=50%25/d.py',
        line: '14',
        endLine: '14',
        col: '18',
        endColumn: '50',
        title: expect.stringMatching(/^CaptchaAI API key \*{4}/),
      },
      message: expect.stringContaining('\na,b:c=50%25/d.py:14:18.\n'),
    },
  ]);
});

test('of a file with percent, comma and colon the name comes through', () => {
  const found = fileFinding({ occurrences: [occurrence({ path: 'a, b:c%3A%.py', line: 2, endLine: 3 })] });
  const [command] = outputOf(report({ findings: [found] })).commands;
  expect(command?.properties).toEqual({ file: 'a, b:c%3A%.py', line: '2', endLine: '3', title: 'Committed .env file' });
});

test.each([
  ['in an archive', { path: 'a.zip', inside: 'b/c.txt' }, { file: 'a.zip' }],
  ['in an old version', { commit: id(1), refs: [] }, { file: 'bot/solve.py' }],
  ['in a range, whose refs were not looked up', { commit: id(1) }, { file: 'bot/solve.py', line: '14' }],
  ['in a name', { kind: 'path' as const, path: 'keys/x' }, { file: 'keys/x' }],
])('%s', (_, place, properties) => {
  const { title, endLine, col, endColumn, ...rest } =
    outputOf(report({ findings: [finding({ occurrences: [occurrence(place)] })] })).commands[0]?.properties ?? {};
  expect(rest).toEqual(properties);
  expect(title).toContain('CaptchaAI API key');
});

test.each(['commit-message', 'ref', 'note', 'reflog', 'stdin'] as const)('%s: no file', (kind) => {
  const place = { ...occurrence({ kind, commit: id(1) }), path: 'refs/heads/x' };
  const [command] = outputOf(report({ findings: [finding({ occurrences: [place] })] })).commands;
  expect(Object.keys(command?.properties ?? {})).toEqual(['title']);
});

test('ten annotations of a kind: the most urgent, and how many more, which the log lists', () => {
  const findings = [
    ...Array.from({ length: 12 }, (_, at) => finding({ fingerprint: String(at).padStart(32, '5') })),
    finding({ rule: tokenRule, fingerprint: id(6, 32), verification: { status: 'inactive', reason: '401' } }),
    finding({ fingerprint: id(7, 32), verification: { status: 'active', reason: '200' } }),
    ...Array.from({ length: 10 }, (_, at) =>
      fileFinding({ rule: { ...fileFinding().rule, severity: 'medium' }, fingerprint: String(at).padStart(32, '8') }),
    ),
  ];
  const errors = [{ code: 'E_SOURCE' as const, subject: 'a.bin', message: 'permission denied' }];
  const { commands, lines } = outputOf(report({ findings, errors }));
  const ofKind = (kind: string) => commands.filter(({ name }) => name === kind);
  expect(['error', 'warning', 'notice'].map((kind) => ofKind(kind).length)).toEqual([10, 10, 1]);
  const [problem, first, ...others] = ofKind('error');
  expect(problem).toMatchObject({ message: 'This result is not complete.\na.bin: permission denied' });
  expect(first?.message).toContain(`Id: ${id(7, 32)}`);
  expect(others.at(-1)?.message).toBe('5 more findings of this level: the log of this step lists them.');
  expect(ofKind('notice')[0]?.message).toContain('The key is dead');
  expect(ofKind('notice')[0]?.message).not.toContain('Rotate it');
  expect(lines.filter((line) => line.startsWith('high: CaptchaAI API key'))).toHaveLength(5);
  expect(lines).toContain('could not be looked at: a.bin: permission denied (E_SOURCE)');
  expect(lines.at(-1)).toMatch(/^24 findings .*; 1 thing could not be looked at$/);
});

test('nothing found: no annotation, and the log says so', () => {
  const { commands, lines } = outputOf(report());
  expect([commands, lines]).toEqual([[], ['no secrets found in 214 files, 1.8 MB in 0.4 s']]);
});

const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...COMMANDS, '\n', '\r', '%0A', '::', ',title=x', '##'), fc.string({ maxLength: 5 })),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

test('no text of a repository is a command, or a property of ours', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 8, maxLength: 8 }), fc.constantFrom(1, 25), (texts, count) => {
      const [path = '', author = '', title = '', note = '', subject = '', message = '', notice = '', reason = ''] =
        texts;
      const found = finding({
        rule: { ...captchaRule, title },
        note,
        occurrences: [occurrence({ path, commit: id(1), author })],
      });
      const from = report({
        findings: Array.from({ length: count }, () => found),
        errors: [{ code: 'E_SOURCE', subject, message }],
        notices: [notice],
        notOpened: [{ kind: 'archive', path, reason }],
      });
      const { commands, lines } = outputOf(from);
      expect(commands.map(({ name }) => name)).toEqual(Array.from({ length: Math.min(10, 1 + count) }, () => 'error'));
      const known = new Set(['file', 'line', 'endLine', 'col', 'endColumn', 'title']);
      expect(commands.flatMap(({ properties }) => Object.keys(properties)).filter((key) => !known.has(key))).toEqual(
        [],
      );
      expect(actingLines(lines.join('\n'))).toEqual([]);
    }),
  );
});
