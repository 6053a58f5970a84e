import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withoutBlocks } from '../../src/files/block.ts';
import { insertUnder } from '../../src/files/yaml-block.ts';

const file = (text: string) => ({ path: '/x.yml', shown: 'x.yml', text, executable: false });
const ENTRY = { hexhound: { run: 'hexhound staged' } };
const KEYS = ['pre-commit', 'commands'];

test.each([
  ['an empty file', ''],
  ['a file of comments', '# nothing yet\n'],
  ['other hooks', 'commit-msg:\n  commands:\n    x:\n      run: x\n'],
  ['the hook without commands', 'pre-commit:\n    parallel: true\n'],
  ['the hook without anything', 'pre-commit:\nother: 1\n'],
  ['no commands yet', 'pre-commit:\n  commands:\n  parallel: true\n'],
  ['commands', 'pre-commit:\n  commands:\n    # lints\n    lint: # fast\n      run: "a: b"\n'],
  ['another indentation', 'pre-commit:\n        commands:\n            lint:\n                run: a\n'],
  ['anchors', 'x: &x\n  run: a\npre-commit:\n  commands:\n    lint: *x\n'],
  ['CRLF', 'pre-commit:\r\n  commands:\r\n    lint:\r\n      run: a\r\n'],
  ['no line end at the end', 'pre-commit:\n  commands:\n    lint:\n      run: a'],
])('adds to %s, and nothing else changes', (_what, text) => {
  const after = insertUnder(file(text), KEYS, ENTRY);
  const expected = { ...parse(text) };
  expected['pre-commit'] = { ...expected['pre-commit'] };
  expected['pre-commit'].commands = { ...expected['pre-commit'].commands, ...ENTRY };
  expect(parse(after)).toEqual(expected);
  expect(withoutBlocks(after, 'x.yml')).toBe(text);
});

test.each(['repos:\n- repo: a\n', 'repos:\n  -   repo: a\n      hooks: []\n', 'minimum: 1\nrepos:\n- repo: a\n'])(
  'puts items first in a list: %j',
  (text) => {
    const after = insertUnder(file(text), ['repos'], [{ repo: 'local' }]);
    expect(parse(after)).toEqual({ ...parse(text), repos: [{ repo: 'local' }, ...parse(text).repos] });
    expect(withoutBlocks(after, 'x.yml')).toBe(text);
  },
);

test.each(['pre-commit: { commands: {} }\n', 'pre-commit: text\n', '- a\n', 'a: &a [*a]\n---\nb: 1\n'])(
  'leaves %j alone',
  (text) => {
    expect(() => insertUnder(file(text), KEYS, ENTRY)).toThrow(/^(?:cannot be extended safely|is not valid YAML)/);
  },
);

test('says where a file is no YAML', () => {
  expect(() => insertUnder(file('a:\n  - b\n c: d\n'), KEYS, ENTRY)).toThrow('is not valid YAML: see line 3');
});

test('a file that would overflow the parser is refused', () => {
  expect(() => insertUnder(file('['.repeat(100_000)), KEYS, ENTRY)).toThrow('is not valid YAML: see line 1');
});

test('an alias that stands for very much is refused, not expanded', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`);
  const text = `l0: &l0 [x]\n${levels.join('\n')}\n`;
  expect(() => insertUnder(file(text), KEYS, ENTRY)).toThrow(/^cannot be extended safely/);
});
