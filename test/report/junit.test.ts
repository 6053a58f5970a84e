import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { junit } from '../../src/report/junit.ts';
import { hasPython, python } from '../helpers/python.ts';
import { fileFinding, finding, id, occurrence, report, whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const NAME = '[A-Za-z][\\w-]*';
const TOKEN = new RegExp(`<(/?)(${NAME})((?: ${NAME}="[^"<]*")*)(/?)>|([^<]+)`, 'gy');

/** Reads XML without what JUnit needs none of: comments, CDATA, instructions. @throws where it is not well-formed */
function parse(xml: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  expect(xml.slice(0, declaration.length)).toBe(declaration);
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  const body = xml.slice(declaration.length);
  for (const [token, slash, name = '', list = '', isEmpty, text] of body.matchAll(TOKEN)) {
    end += token.length;
    const top = open.at(-1) ?? root;
    if (text !== undefined) top.text += decoded(text);
    else if (slash === '/') expect(open.pop()?.name).toBe(name);
    else {
      const pairs = [...list.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decoded(value)]);
      const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      expect(pairs).toHaveLength(Object.keys(element.attributes).length);
      top.children.push(element);
      if (isEmpty === '') open.push(element);
    }
  }
  expect([end, open.length]).toEqual([body.length, 1]);
  return root;
}

function decoded(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  // Production 2 of XML 1.0: what a document may hold.
  expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
  return text.replace(/&(\w*;?)/g, (_, name: string) => {
    const character = entities[name.slice(0, -1)];
    if (character === undefined) throw new Error(`&${name}`);
    return character;
  });
}

/** Of an element: the names of its children as one text that the expression matches, and its attributes. */
interface Rule {
  readonly children: RegExp;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** JUnit.xsd of windyroad/JUnit-Schema, which Ant's tasks follow. */
const ANT: Readonly<Record<string, Rule>> = {
  '': { children: /^testsuites $/, required: [], optional: [] },
  testsuites: { children: /^(testsuite )*$/, required: [], optional: [] },
  testsuite: {
    children: /^properties (testcase )*system-out system-err $/,
    required: ['name', 'package', 'id', 'timestamp', 'hostname', 'tests', 'failures', 'errors', 'time'],
    optional: ['skipped'],
  },
  properties: { children: /^(property )*$/, required: [], optional: [] },
  testcase: { children: /^((skipped|error|failure) )?$/, required: ['name', 'classname', 'time'], optional: [] },
  failure: { children: /^$/, required: ['type'], optional: ['message'] },
  error: { children: /^$/, required: ['type'], optional: ['message'] },
  'system-out': { children: /^$/, required: [], optional: [] },
  'system-err': { children: /^$/, required: [], optional: [] },
};

/** junit-10.xsd of Jenkins' xunit-plugin. */
const JENKINS: Readonly<Record<string, Rule>> = {
  ...ANT,
  testsuites: { children: /^(testsuite )*$/, required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    children: /^((testsuite|properties|testcase|system-out|system-err) )*$/,
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
  },
  testcase: {
    children: /^((skipped|error|failure|rerunFailure|rerunError|flakyFailure|flakyError|system-out|system-err) )*$/,
    required: ['name'],
    optional: ['time', 'classname', 'group'],
  },
  failure: { children: /^$/, required: [], optional: ['type', 'message'] },
  error: { children: /^$/, required: [], optional: ['type', 'message'] },
};

function check(element: Element, grammar: Readonly<Record<string, Rule>>): void {
  const rule = grammar[element.name];
  if (rule === undefined) throw new Error(`<${element.name}>`);
  const names = Object.keys(element.attributes);
  expect(rule.required.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.filter((name) => !rule.required.includes(name) && !rule.optional.includes(name))).toEqual([]);
  expect(element.children.map(({ name }) => `${name} `).join('')).toMatch(rule.children);
  for (const child of element.children) check(child, grammar);
}

function suiteOf(from: Report): Element {
  const document = parse(whole(junit(from, { showSecrets: true, color: true })));
  check(document, ANT);
  check(document, JENKINS);
  const suite = document.children[0]?.children[0];
  if (suite === undefined) throw new Error('no suite');
  const { id: number, timestamp, tests, failures, errors, time } = suite.attributes;
  expect(number).toBe('0');
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(time).toMatch(/^\d{1,3}(\.\d+)?$/);
  const cases = suite.children.filter(({ name }) => name === 'testcase');
  const count = (kind: string) => String(cases.filter(({ children }) => children[0]?.name === kind).length);
  expect([tests, failures, errors]).toEqual([String(cases.length), count('failure'), count('error')]);
  return suite;
}

for (const [name, from] of Object.entries(SCENARIOS)) {
  test(`${name}: in the grammars of Ant and Jenkins, with the counts of what is in it`, () => {
    const { failures, errors } = suiteOf(from).attributes;
    expect([failures, errors]).toEqual([String(from.findings.length), String(from.errors.length)]);
  });

  test.skipIf(!hasPython)(`${name}: a real parser reads it`, () => {
    const program =
      'import sys, json, xml.etree.ElementTree as t; r = t.fromstring(sys.stdin.buffer.read()); print(json.dumps([c.get("name") for c in r.iter("testcase")]))';
    const names = suiteOf(from)
      .children.filter(({ name }) => name === 'testcase')
      .map(({ attributes }) => attributes.name);
    expect(python(program, whole(junit(from, { showSecrets: false, color: false })))).toEqual(names);
  });
}

test('nothing found: one case that passes', () => {
  const [, only] = suiteOf(report()).children;
  expect(only).toMatchObject({
    name: 'testcase',
    attributes: { name: 'no secrets', classname: 'hexhound.scan' },
    children: [],
  });
});

test('nothing found, but not everything read: no case passes', () => {
  const suite = suiteOf(report({ errors: [{ code: 'E_SOURCE', subject: 'a.bin', message: 'permission denied' }] }));
  const cases = suite.children.filter(({ name }) => name === 'testcase');
  expect(cases.map(({ children }) => children.map(({ name }) => name))).toEqual([['error']]);
});

test('the names of a case stay when its line, file and commit change', () => {
  const nameOf = (place: object) =>
    suiteOf(report({ findings: [finding({ occurrences: [occurrence(place)] })] })).children[1]?.attributes;
  expect(nameOf({ path: 'b.py', line: 9, commit: id(3) })).toEqual(nameOf({}));
});

test('markup, quotes and what XML cannot hold stay text', () => {
  const odd = `<a b="c">&amp;]]>\ufffe\uffff\ud800'`;
  const [, found] = suiteOf(
    report({ findings: [fileFinding({ note: odd, occurrences: [occurrence({ path: odd })] })] }),
  ).children;
  const shown = `<a b="c">&amp;]]>\ufffd\ufffd\\u{d800}'`;
  expect(found?.children[0]?.attributes.message).toContain(shown);
  expect(found?.children[0]?.text).toContain(`\n${shown}:14:18`);
});
