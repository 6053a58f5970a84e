import { expect, test } from 'vitest';
import { compileRules, type Known } from '../../src/rules/compile.ts';
import { loadRuleFile, type RuleFile } from '../../src/rules/load.ts';
import { formatProblem } from '../../src/rules/problem.ts';

const KNOWN: Known = { checks: new Set(['luhn']), details: new Set(), verifiers: new Set(['acme-balance']) };

/** A rules file with one rule that has these further lines. */
function file(lines: string, head = ''): RuleFile {
  const text = `provider: Acme
url: https://acme.io
${head}rules:
  - id: acme-key
    title: Acme key
    severity: high
    risk: Whoever holds it can do things.
    fix: { rotate: 'https://acme.io/keys', steps: [Revoke it.] }
    matches: [one, two]
    ignores: [three]
${lines.replaceAll(/^/gm, '    ')}
`;
  const loaded = loadRuleFile(text, 'rules/acme.yaml');
  if ('problems' in loaded) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.file;
}

function problemsOf(...files: RuleFile[]): string[] {
  return compileRules(files, KNOWN).problems.map(formatProblem);
}

const BASE = {
  id: 'acme-key',
  title: 'Acme key',
  provider: 'acme',
  severity: 'high',
  risk: 'Whoever holds it can do things.',
  fix: { rotate: 'https://acme.io/keys', steps: ['Revoke it.'] },
};

test('a provider and a rule known by its prefix', () => {
  const source = file(
    'prefixes: [acme_, acmetest_]\npattern: "[a-z]{8,20}"\ncheck: luhn\nverify: acme-balance',
    'hosts: [api.acme.io]\n',
  );
  expect(compileRules([source], KNOWN)).toEqual({
    providers: [{ id: 'acme', name: 'Acme', url: 'https://acme.io', hosts: ['api.acme.io'], words: [], notWords: [] }],
    rules: [
      {
        ...BASE,
        verify: 'acme-balance',
        kind: 'prefix',
        prefixes: ['acme_', 'acmetest_'],
        pattern: String.raw`(?:[a-z]{8,20})(?![A-Za-z0-9_](?![\x01-\x08\x0b\x0c\x0e-\x1f]))`,
        reach: 31,
        check: 'luhn',
        entropy: 2.8,
      },
    ],
    allow: [],
    problems: [],
  });
});

test('rules of the other kinds', () => {
  expect(
    compileRules([file('keywords: [acme-key]\npattern: acme-key.{9}\nflags: i\nentropy: 1')], KNOWN).rules,
  ).toEqual([
    {
      ...BASE,
      kind: 'keyword',
      keywords: ['acme-key'],
      pattern: 'acme-key.{9}',
      flags: 'i',
      window: { before: 256, after: 256 },
      entropy: 1,
    },
  ]);
  expect(compileRules([file('shape: hex32\nnames: [ACME_KEY]')], KNOWN).rules).toEqual([
    { ...BASE, kind: 'bare', shape: 'hex32', names: ['ACME_KEY'] },
  ]);
});

test('the right boundary keeps longer words out and lets an escape follow', () => {
  const [rule] = compileRules([file('prefixes: [acme_]\npattern: "a{3}|b"')], KNOWN).rules;
  const pattern = new RegExp(`^${rule?.kind === 'prefix' ? rule.pattern : ''}`);
  expect(['aaa', 'aaa"', 'aaa\\n', 'b', 'aaaa', 'aaa_', 'aaaZ', 'b1'].map((text) => text.match(pattern)?.[0])).toEqual([
    'aaa',
    'aaa',
    'aaa',
    'b',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('anchors that the kernel cannot find', () => {
  expect(problemsOf(file('prefixes: [ab, a c_, schön]\npattern: x{20}'))).toEqual([
    'rules/acme.yaml:11:15: rules[0].prefixes: "ab": must be 3 to 32 ASCII characters without blanks',
    'rules/acme.yaml:11:15: rules[0].prefixes: "a c_": must be 3 to 32 ASCII characters without blanks',
    'rules/acme.yaml:11:15: rules[0].prefixes: "schön": must be 3 to 32 ASCII characters without blanks',
  ]);
  expect(problemsOf(file('keywords: [acme]\npattern: acme.{9}'))).toEqual([
    'rules/acme.yaml:11:15: rules[0].keywords: "acme": must be 5 to 64 ASCII characters',
  ]);
  expect(problemsOf(file('shape: hex32', 'hosts: [API.acme.io, acme]\nwords: [acme]\nnotWords: [other]\n'))).toEqual([
    'rules/acme.yaml:3:9: hosts[0]: "API.acme.io": must be a host name in lower case',
    'rules/acme.yaml:3:22: hosts[1]: "acme": must be a host name in lower case',
    'rules/acme.yaml:4:9: words[0]: "acme": must be 5 to 64 ASCII characters',
    'rules/acme.yaml:5:12: notWords[0]: "other": contains none of the words, and so excludes nothing',
  ]);
});

test('expressions that are wrong, empty, endless or too long for the window', () => {
  const prefix = (pattern: string) => problemsOf(file(`prefixes: [acme_]\npattern: '${pattern}'`));
  const at = 'rules/acme.yaml:12:14: rules[0].pattern:';
  expect(prefix('[a-z')).toEqual([`${at} Invalid regular expression: /[a-z/: Unterminated character class`]);
  expect(prefix('x{0,9}')).toEqual([`${at} can match nothing at all`]);
  expect(prefix('x{9,}')).toEqual([`${at} "x{9,}" has no upper bound (character 1)`]);
  expect(prefix('x{{colour}}')).toEqual([`${at} there is no fragment "{{colour}}"`]);
  expect(problemsOf(file('keywords: [acme-key]\npattern: acme-key.{9,900}\nwindow: { after: 600 }'))).toEqual([
    'rules/acme.yaml:13:13: rules[0].window: the pattern can match 908 bytes, the window shows 864',
  ]);
});

test('names that do not exist, and ids that exist already', () => {
  expect(problemsOf(file('prefixes: [acme_]\npattern: x{20}\ncheck: crc\nverify: acme'))).toEqual([
    'rules/acme.yaml:14:13: rules[0].verify: there is no verifier "acme"',
    'rules/acme.yaml:13:12: rules[0].check: there is no check "crc"',
  ]);
  const one = file('shape: hex32');
  const twice = 'rules/acme.yaml:4:9: rules[0].id: there is another rule "acme-key"';
  expect(problemsOf(one, one)).toEqual([twice]);
  expect(compileRules([one], KNOWN, ['acme-key']).problems.map(formatProblem)).toEqual([twice]);
});
