import { expect, test } from 'vitest';
import { everyNode, readYamlTree, type YamlNode } from '../../src/syntax/yaml-tree.ts';

function top(text: string): YamlNode {
  const [document] = readYamlTree(text) ?? [];
  if (document === undefined) throw new Error('no YAML');
  return document;
}

test('positions and texts of values', () => {
  const node = top('a: 1.10\nb:\n  - "two"\n  - |\n    three\n    four\nc: !Ref x\nempty:\n');
  expect(node.get('a')?.text).toBe('1.10');
  expect(node.get('b')?.items.map(({ text, line, textLine }) => [text, line, textLine])).toEqual([
    ['two', 3, 3],
    ['three\nfour\n', 4, 5],
  ]);
  expect(node.get('c')?.text).toBe('x');
  expect(node.get('empty')?.text).toBeUndefined();
  expect(node.get('a', 'b')).toBeUndefined();
  const text = 'key: "value"\n';
  const value = top(text).get('key');
  expect(text.slice(value?.from, value?.to)).toBe('"value"');
});

test('aliases and merged maps are followed', () => {
  const node = top(
    'base: &base { a: 1, b: 2 }\none: { <<: *base, b: 3 }\ntwo: { <<: [*base, { c: 4 }] }\nsame: *base\n',
  );
  expect(node.get('one')?.entries.map(({ name, value }) => [name, value.text])).toEqual([
    ['b', '3'],
    ['a', '1'],
  ]);
  expect(node.get('two')?.entries.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(node.get('same', 'a')?.text).toBe('1');
});

test('templates are not YAML; several documents are read', () => {
  expect(readYamlTree('a: {{ .Values.a }}\nb: {{- if x }}\n')).toBeUndefined();
  expect(readYamlTree('a: 1\n---\nb: 2\n')?.map(({ entries }) => entries[0]?.name)).toEqual(['a', 'b']);
});

test('hostile files cost little', () => {
  const bomb = ['a0: &a0 [x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
  expect(top(bomb.join('\n')).get('a40')?.items).toHaveLength(2);
  expect(readYamlTree('['.repeat(100_000))).toBeUndefined();
  const merges = [
    'a0: &a0 { x: 1 }',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} { <<: [${`*a${i}, `.repeat(50)}] }`),
  ];
  expect(top(merges.join('\n')).get('a8', 'x')?.text).toBe('1');
  expect([...everyNode(top(bomb.join('\n')))].length).toBeLessThanOrEqual(50_000);
  expect(
    top('a: &a { <<: *a, b: 1 }')
      .get('a')
      ?.entries.map(({ name }) => name),
  ).toContain('b');
});
