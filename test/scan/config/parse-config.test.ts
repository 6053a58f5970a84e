import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/scan/config/parse-config.ts';
import { configSchema } from '../../../src/scan/config/schema.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const ID = hexKey('accepted');

const FULL = `
# Everything there is.
$schema: https://example.com/config.json
extends: [base.yaml]
ignore:
  paths: [test/fixtures/**, { path: '*.snap', reason: drawn, expires: 2027-01-31 }]
  rules: [generic-api-key]
  values: ['example*key']
  fingerprints:
    - id: ${ID}
      reason: a documented test key
      expires: 2027-01-31
  scoped:
    - paths: [docs/]
      rules: [captchaai-api-key]
      reason: the manual
minConfidence: low
exitCode: 3
baseline: known.jsonl
rules: [own-rules.yaml]
severity:
  captchaai-api-key: critical
overrides:
  - paths: [packages/web/]
    ignore: { rules: [generic-api-key], values: [a-sample-value] }
    enable: [npm-token]
    minConfidence: high
    severity: { captchaai-api-key: low }
requireReason: true
ownRulesOnly: true
`;

const FULL_DATA = {
  $schema: 'https://example.com/config.json',
  extends: ['base.yaml'],
  ignore: {
    paths: ['test/fixtures/**', { path: '*.snap', reason: 'drawn', expires: '2027-01-31' }],
    rules: ['generic-api-key'],
    values: ['example*key'],
    fingerprints: [{ id: ID, reason: 'a documented test key', expires: '2027-01-31' }],
    scoped: [{ paths: ['docs/'], rules: ['captchaai-api-key'], reason: 'the manual' }],
  },
  minConfidence: 'low',
  exitCode: 3,
  baseline: 'known.jsonl',
  rules: ['own-rules.yaml'],
  severity: { 'captchaai-api-key': 'critical' },
  overrides: [
    {
      paths: ['packages/web/'],
      ignore: { rules: ['generic-api-key'], values: ['a-sample-value'] },
      enable: ['npm-token'],
      minConfidence: 'high',
      severity: { 'captchaai-api-key': 'low' },
    },
  ],
  requireReason: true,
  ownRulesOnly: true,
};

describe('what it reads', () => {
  test.each([
    ['everything', FULL, FULL_DATA],
    ['nothing', '', {}],
    ['comments', '# to come\n', {}],
    ['keys with nothing behind them', 'ignore:\n  paths:\n  # - docs/\nseverity:\n', { ignore: {} }],
    [
      'a byte order mark and CRLF',
      '\ufeffexitCode: 3\r\nrequireReason: false\r\n',
      { exitCode: 3, requireReason: false },
    ],
    ['JSON, with tabs', '{\n\t"exitCode": 3\n}\n', { exitCode: 3 }],
    [
      'an anchor',
      'ignore:\n  paths: &list [docs/]\n  values: [long-enough]\n  scoped: [{ paths: *list, rules: [x] }]\n',
      {
        ignore: { paths: ['docs/'], values: ['long-enough'], scoped: [{ paths: ['docs/'], rules: ['x'] }] },
      },
    ],
  ])('%s', (_name, text, expected) => {
    expect(parseConfig(text, 'hexhound.yaml').form).toEqual(expected);
  });

  test('a section of package.json', () => {
    const text = '{\n  "name": "x",\n  "hexhound": { "exitCode": 3 }\n}\n';
    expect(parseConfig(text, 'package.json', ['hexhound']).form).toEqual({ exitCode: 3 });
    expect(() => parseConfig(text.replace('3', '"3"'), 'package.json', ['hexhound'])).toThrowError(
      expect.objectContaining({ subject: 'package.json:3:29', message: 'exitCode: must be a number' }),
    );
  });

  test('is what the JSON Schema allows', () => {
    const validate = new Ajv2020({ strict: false }).compile(configSchema());
    expect(validate(parse(FULL))).toBe(true);
    expect(validate({ minConfidance: 'low' })).toBe(false);
    expect(validate({ ignore: { fingerprints: [{ id: 'abc', reason: 'x' }] } })).toBe(false);
  });

  test('every field is explained to editors', () => {
    const undocumented: string[] = [];
    const walk = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('properties' in schema) {
        for (const [key, value] of Object.entries(schema.properties as Record<string, object>)) {
          if (!('description' in value)) undocumented.push(`${path}.${key}`);
          walk(value, `${path}.${key}`);
        }
      }
      if ('items' in schema) walk(schema.items, path);
    };
    walk(configSchema(), '');
    expect(undocumented).toEqual([]);
  });
});

const FIELDS =
  '$schema, extends, ignore, minConfidence, exitCode, baseline, rules, ownRulesOnly, severity, overrides, requireReason';

describe('what it says of mistakes', () => {
  test.each([
    ['minConfidance: high', '1:1', 'unknown key "minConfidance"; did you mean "minConfidence"?'],
    ['excitCode: 1\n', '1:1', 'unknown key "excitCode"; did you mean "exitCode"?'],
    ['foo: 1', '1:1', `unknown key "foo"; there are ${FIELDS}`],
    ['ignore:\n  path: [x]', '2:3', 'ignore: unknown key "path"; did you mean "paths"?'],
    ['ignore:\n  scoped:\n    - pahts: [x]', '3:7', 'ignore.scoped[0]: unknown key "pahts"; did you mean "paths"?'],
    [
      'ignore:\n  paths: [{ pahts: x }]',
      '2:11',
      'ignore.paths[0].path: is missing: must be text; hexhound.yaml:2:13: ignore.paths[0]: unknown key "pahts"; there are path, reason, expires',
    ],
    ['ignore:\n  rules: [{ reason: x }]', '2:11', 'ignore.rules[0].rule: is missing: must be text'],
    ['ignore:\n  values: [3]', '2:12', 'ignore.values[0]: must be text'],
    [
      'ignore:\n  paths: [{ path: docs/, expires: soon }]',
      '2:35',
      'ignore.paths[0].expires: must be a date such as 2027-01-31',
    ],
    // Void from the start.
    ['ignore:\n  paths: [../x]', '2:11', 'ignore.paths[0]: matches nothing: a path with .. leads out of the folder'],
    ['ignore:\n  paths: [a, ./]', '2:14', 'ignore.paths[1]: matches nothing: ** stands for every file'],
    [
      "ignore:\n  scoped: [{ paths: ['docs\\a'] }]",
      '2:22',
      'ignore.scoped[0].paths[0]: matches nothing: between folders there is a / on every system',
    ],
    ...['**', '*', './**', '**/*', '?*'].map((every): [string, string, string] => [
      `ignore:\n  paths: [a, { path: '${every}', reason: x }]`,
      '2:22',
      'ignore.paths[1].path: leaves out every file, and a scan of nothing finds nothing',
    ]),
    [
      "ignore:\n  scoped: [{ paths: [a, '**'], reason: x }]",
      '2:12',
      'ignore.scoped[0]: leaves out every file, and a scan of nothing finds nothing',
    ],
    ["ignore:\n  paths: ['!x']", '2:11', 'ignore.paths[0]: matches nothing: exceptions cannot be written here'],
    [
      'overrides: [{ paths: [a//b], minConfidence: low }]',
      '1:23',
      'overrides[0].paths[0]: matches nothing: there is an empty name between two slashes',
    ],
    // Whatever is no word may be a secret: the file need not be a configuration.
    [`${'k'.repeat(500)}: 1`, '1:1', `unknown key "*"; there are ${FIELDS}`],
    [`${alnumKey('unknown')}: 1`, '1:1', `unknown key "*"; there are ${FIELDS}`],
    [`severity: {${alnumKey('unknown')}: x}`, '1:46', 'severity.*: must be one of critical, high, medium, low'],
    ['__proto__: {}', '1:1', `unknown key "__proto__"; there are ${FIELDS}`],
    ['minConfidence: loud', '1:16', 'minConfidence: must be one of high, medium, low'],
    ['minConfidence: medim', '1:16', 'minConfidence: must be one of high, medium, low; did you mean "medium"?'],
    ['ignore:\n  paths: test/**', '2:10', 'ignore.paths: must be a list'],
    ['ignore: [docs/]', '1:9', 'ignore: must be a mapping'],
    ['ignore:\n  paths:\n    - docs/\n    - 3', '4:7', 'ignore.paths[1]: must be text'],
    ['ignore:\n  paths: [""]', '2:11', 'ignore.paths[0]: must not be empty'],
    [`ignore:\n  paths: [${'x'.repeat(1025)}]`, '2:11', 'ignore.paths[0]: must be at most 1024 characters'],
    ['ignore:\n  values: ["a*b"]', '2:12', 'ignore.values[0]: needs at least 4 characters besides *'],
    [
      'ignore:\n  fingerprints:\n    - id: abc\n      reason: x',
      '3:11',
      'ignore.fingerprints[0].id: must be a fingerprint: 32 hexadecimal digits, as reports show it',
    ],
    [`ignore:\n  fingerprints:\n    - id: ${ID}`, '3:7', 'ignore.fingerprints[0].reason: is missing: must be text'],
    [
      `ignore:\n  fingerprints:\n    - {id: ${ID}, reason: x, expires: 2027-02-30}`,
      '3:66',
      'ignore.fingerprints[0].expires: must be a date such as 2027-01-31',
    ],
    ['ignore:\n  scoped:\n    - reason: x', '3:7', 'ignore.scoped[0]: needs one of paths, rules, values and commits'],
    [
      'ignore:\n  scoped:\n    - commits: [abc]',
      '3:17',
      'ignore.scoped[0].commits[0]: must be the whole id of a commit: 40 hexadecimal digits',
    ],
    [
      'ignore:\n  scoped:\n    - rules: [x]\n      expires: soon',
      '4:16',
      'ignore.scoped[0].expires: must be a date such as 2027-01-31',
    ],
    [
      'overrides:\n  - files: [web/]\n    severity: {}',
      '2:5',
      'overrides[0].paths: is missing: must be a list; hexhound.yaml:2:5: overrides[0]: unknown key "files"; there are paths, ignore, enable, minConfidence, severity',
    ],
    ['overrides:\n  - paths: [web/]', '2:5', 'overrides[0]: needs one of ignore, enable, minConfidence and severity'],
    [
      'overrides:\n  - paths: [web/]\n    ignore: { path: [x] }',
      '3:15',
      'overrides[0].ignore: unknown key "path"; there are rules, values',
    ],
    [
      'overrides:\n  - paths: [web/]\n    minConfidence: hihg',
      '3:20',
      'overrides[0].minConfidence: must be one of high, medium, low; did you mean "high"?',
    ],
    ['exitCode: 256', '1:11', 'exitCode: must be a number from 0 to 255'],
    ['exitCode: 1.5', '1:11', 'exitCode: must be a whole number'],
    ['requireReason: yes', '1:16', 'requireReason: must be true or false'],
    [
      'severity:\n  captchaai-api-key: hgih',
      '2:22',
      'severity.captchaai-api-key: must be one of critical, high, medium, low; did you mean "high"?',
    ],
    ['severity:\n  CaptchaAI: high', '2:3', 'severity.CaptchaAI: must be the id of a rule, such as captchaai-api-key'],
    ['just words', '1:1', 'must be a mapping'],
    ['- a', '1:1', 'must be a mapping'],
    ['exitCode: 1\nexitCode: 2', '2:1', 'Map keys must be unique'],
    ['ignore:\n\tpaths: [a]', '2:1', 'Tabs are not allowed as indentation'],
    ['ignore: !!js/function "x"', '1:9', 'Unresolved tag'],
    ['exitCode: 1\n---\nexitCode: 2', '2:1', 'has more than one document'],
    ['baseline: "abc', '1:15', 'Missing closing "quote'],
    ['? [a]\n: b', '1:3', 'With stringKeys, all keys must be strings'],
    ['['.repeat(66), '1:66', 'is nested more than 64 deep'],
    [
      'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7',
      '1:1',
      `unknown key "a"; there are ${FIELDS}; hexhound.yaml:2:1: unknown key "b"; hexhound.yaml:3:1: unknown key "c"; hexhound.yaml:4:1: unknown key "d"; hexhound.yaml:5:1: unknown key "e"; and 2 more`,
    ],
  ])('%j', (text, place, message) => {
    expect(() => parseConfig(text, 'hexhound.yaml')).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject: `hexhound.yaml:${place}`, message }),
    );
  });

  test.each([
    ['x: *nowhere', 'has an alias without an anchor'],
    [
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]',
      'has aliases that multiply',
    ],
  ])('%j', (text, message) => {
    expect(() => parseConfig(text, 'hexhound.yaml')).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject: 'hexhound.yaml', message }),
    );
  });

  test.each(['[', '{a: ', '- ', '? ', 'a: ', '- &a ', '!!seq [', '{? ', '[a: '])('any depth of %j', (piece) => {
    expect(() => parseConfig(piece.repeat(20_000), 'hexhound.yaml')).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG' }),
    );
  });

  test('values are not repeated', () => {
    const secret = 'correct-horse-battery';
    const texts = [
      `minConfidence: ${secret}`,
      `ignore:\n  rules: ["${secret.toUpperCase()}"]`,
      `exitCode: ${secret}`,
      `x: *${secret}`,
      `x: !${secret} y`,
      `"${secret}`,
      `a: "b" ${secret}`,
      `%${secret}`,
      `@${secret}`,
      `a: |${secret}`,
    ];
    for (const text of texts) {
      const thrown = catchError(() => parseConfig(text, 'hexhound.yaml'));
      expect(thrown).toMatchObject({ code: 'E_CONFIG' });
      expect(`${thrown.message} ${JSON.stringify(thrown.cause)}`.toLowerCase()).not.toContain(secret);
    }
  });
});

function catchError(action: () => unknown): Error {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
  }
  throw new Error('nothing was thrown');
}
