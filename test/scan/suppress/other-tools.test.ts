import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  applyDetectSecretsBaseline,
  parseDetectSecretsBaseline,
} from '../../../src/scan/suppress/detect-secrets-baseline.ts';
import { applyGitleaksIgnore, parseGitleaksIgnore } from '../../../src/scan/suppress/gitleaks-ignore.ts';
import { hexKey } from '../../helpers/keys.ts';
import { at, finding, prefixRule } from './findings.ts';

const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const same = (path: string) => path;

describe('.gitleaksignore', () => {
  const apply = (text: string, ...findings: Parameters<typeof applyGitleaksIgnore>[0]) =>
    applyGitleaksIgnore(findings, parseGitleaksIgnore(text), same);

  test('both forms, comments, blank lines, backslashes; the rest is pointed out', () => {
    const text = `# known\n\n  src\\a.py:generic-api-key:12\r\n${ONE.toUpperCase()}:./b c.py:jwt:3\nnonsense\na.py:12\nx:a.py:jwt:1\n`;
    expect(parseGitleaksIgnore(text)).toEqual({
      entries: [
        { path: 'src/a.py', line: 12 },
        { commit: ONE, path: 'b c.py', line: 3 },
      ],
      malformed: [5, 6, 7],
    });
  });

  test('file and line decide, whatever the rule', () => {
    const here = finding(hexKey('a'), [at('a.py', 12)], prefixRule('npm-token'));
    const below = finding(hexKey('b'), [at('a.py', 13)]);
    expect(apply('a.py:generic-api-key:12', here, below)).toEqual({ kept: [below], suppressed: [here] });
  });

  test('an entry with a commit holds for that commit only', () => {
    const [first, second] = [at('a.py', 12, { commit: ONE }), at('a.py', 12, { commit: TWO })];
    const [a, b] = [finding(hexKey('a'), [first]), finding(hexKey('b'), [second])];
    expect(apply(`${ONE}:a.py:jwt:12`, a, b)).toEqual({ kept: [b], suppressed: [a] });
    expect(apply('a.py:jwt:12', a, b)).toEqual({ kept: [], suppressed: [a, b] });
  });

  test('one place of a secret stands for all of it in that file, and for no other file', () => {
    const later = at('a.py', 40, { commit: TWO });
    const elsewhere = at('b.py', 1, { commit: TWO });
    const spread = finding(hexKey('a'), [at('a.py', 12, { commit: ONE }), later, elsewhere]);
    expect(apply(`${ONE}:a.py:jwt:12`, spread).kept).toEqual([{ ...spread, occurrences: [elsewhere] }]);
  });

  test('paths count from where the file lies', () => {
    const { suppressed } = applyGitleaksIgnore(
      [finding(hexKey('a'), [at('a.py', 1)])],
      parseGitleaksIgnore('src/a.py:jwt:1'),
      (path) => `src/${path}`,
    );
    expect(suppressed).toHaveLength(1);
  });
});

describe('.secrets.baseline', () => {
  const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
  const baseline = (results: object) =>
    parseDetectSecretsBaseline(JSON.stringify({ version: '1.5.0', results }), 'file');

  test('knows a secret in a file, by its hash', () => {
    const value = hexKey('a');
    const known = baseline({
      'src\\a.py': [{ type: 'Hex High Entropy String', hashed_secret: sha1(value), line_number: 3 }],
    });
    const spread = finding(value, [at('src/a.py', 99), at('src/b.py')]);
    const other = finding(hexKey('b'), [at('src/a.py', 3)]);
    expect(applyDetectSecretsBaseline([spread, other], known, same)).toEqual({
      kept: [{ ...spread, occurrences: [at('src/b.py')] }, other],
      suppressed: [],
    });
  });

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'is not a detect-secrets baseline: no "results" with "hashed_secret"'],
    ['{"results":[]}', 'is not a detect-secrets baseline: no "results" with "hashed_secret"'],
    ['{"results":{"a":[{"type":"x"}]}}', 'is not a detect-secrets baseline: no "results" with "hashed_secret"'],
  ])('%s', (text, message) => {
    expect(() => parseDetectSecretsBaseline(text, 'file')).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject: 'file', message }),
    );
  });
});
