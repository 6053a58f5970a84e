import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { type Config, DEFAULT_CONFIG, type Ignores, type Override } from '../../../src/scan/config/config.ts';
import { baselineOf } from '../../../src/scan/suppress/baseline.ts';
import { writeBaseline } from '../../../src/scan/suppress/baseline-file.ts';
import { applyConfigIgnores } from '../../../src/scan/suppress/config-ignores.ts';
import { findBaseline, suppressFindings } from '../../../src/scan/suppress/suppress.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';
import { at, bareRule, finding, prefixRule } from './findings.ts';

const A = finding(hexKey('a'), [at('src/a.py'), at('test/a.py')]);
const B = finding('abc_test_value_0001', [at('test/b.py')], prefixRule('npm-token'));

describe('what the configuration says', () => {
  const apply = (
    ignore: Partial<Ignores>,
    findings: readonly Finding[] = [A, B],
    overrides: readonly Override[] = [],
  ) =>
    applyConfigIgnores(
      findings,
      { ignore: { ...DEFAULT_CONFIG.ignore, ...ignore }, overrides },
      (path) => path,
      '2026-06-15',
    ).kept;

  test('nothing', () => {
    expect(apply({})).toEqual([A, B]);
  });

  test('a rule', () => {
    expect(apply({ rules: [{ text: 'npm-token' }] })).toEqual([A]);
  });

  test('a fingerprint, through its last day', () => {
    const entry = { id: A.fingerprint, reason: 'a test key' };
    expect(apply({ fingerprints: [entry] })).toEqual([B]);
    expect(apply({ fingerprints: [{ ...entry, expires: '2026-06-15' }] })).toEqual([B]);
    expect(apply({ fingerprints: [{ ...entry, expires: '2026-06-14' }] })).toEqual([A, B]);
  });

  test.each([
    ['abc_test_value_0001', true],
    ['abc_*', true],
    ['*_value_*', true],
    ['*0001', true],
    ['abc*test*0001', true],
    ['abc*0001*', true],
    ['ABC_*', false],
    ['abc_test', false],
    ['*_test', false],
    ['abc_test_value_00*0001', false],
    ['abc_*_value_*_value_*', false],
  ])('the value %s', (pattern, ignored) => {
    expect(apply({ values: [{ text: pattern }] }, [B])).toEqual(ignored ? [] : [B]);
  });

  test('values with many stars take no time', () => {
    const long = finding('a'.repeat(50_000), [at('a')]);
    expect(apply({ values: [{ text: `${'*a'.repeat(400)}*b` }] }, [long])).toEqual([long]);
  });

  test('several things together: only where all of them hold', () => {
    const inTests = { paths: ['test/**'], rules: ['captchaai-api-key'] };
    expect(apply({ scoped: [inTests] })).toEqual([{ ...A, occurrences: [at('src/a.py')] }, B]);
    expect(apply({ scoped: [{ ...inTests, values: ['nothing*'] }] })).toEqual([A, B]);
    expect(apply({ scoped: [{ paths: ['b.py'], values: ['abc_*'] }] })).toEqual([A]);
  });

  test('overrides: the last that names a rule at a path counts', () => {
    const off = { paths: ['test/'], ignore: { rules: ['captchaai-api-key'] } };
    const on = { paths: ['test/a.py'], enable: ['captchaai-api-key'] };
    const inSource = { ...A, occurrences: [at('src/a.py')] };
    expect(apply({}, [A, B], [off])).toEqual([inSource, B]);
    expect(apply({}, [A, B], [off, on])).toEqual([A, B]);
    expect(apply({}, [A, B], [on, off])).toEqual([inSource, B]);
    expect(apply({ rules: [{ text: 'captchaai-api-key' }] }, [A, B], [on])).toEqual([
      { ...A, occurrences: [at('test/a.py')] },
      B,
    ]);
    expect(apply({}, [A, B], [{ paths: ['b.py'], ignore: { values: ['abc_*'] } }])).toEqual([A]);
  });
});

describe('what lies in the repository', () => {
  const run = (findings: readonly Finding[], cwd: string, config: Partial<Config> = {}, base?: string) => {
    const notices: string[] = [];
    const options = { config: { ...DEFAULT_CONFIG, ...config }, baselineFile: undefined, cwd, env: {} };
    const { kept, hidden } = suppressFindings(findings, base === undefined ? options : { ...options, base }, (text) =>
      notices.push(text),
    );
    return { kept, hidden, notices };
  };

  test('a baseline, ignore files of other tools, and what they say that is out of date', () => {
    const { path } = createRepository();
    const C = finding(hexKey('c'), [at('c.py', 3)]);
    writeBaseline(
      join(path, '.hexhound-baseline.jsonl'),
      'b',
      baselineOf([A], { entries: new Map() }, { expires: '2020-01-01' }),
    );
    writeFileSync(join(path, '.gitleaksignore'), 'c.py:generic-api-key:3\nnonsense\n');
    expect(run([A, B, C], path)).toEqual({
      kept: [A, B],
      hidden: 1,
      notices: [
        '.gitleaksignore:2 is no fingerprint of gitleaks',
        `.hexhound-baseline.jsonl: ${A.fingerprint} was accepted until 2020-01-01 and is reported again`,
      ],
    });
  });

  test('an entry that has expired', () => {
    const entry = { paths: ['src/'], reason: 'for now', expires: '2020-01-01' };
    const config = { files: ['hexhound.yaml'], ignore: { ...DEFAULT_CONFIG.ignore, scoped: [entry] } };
    expect(run([A], temporaryFolder(), config)).toEqual({ kept: [A], hidden: 0, notices: [] });
  });

  test('is found from further down, and its paths count from where it lies', () => {
    const { path } = createRepository();
    const below = join(path, 'src');
    mkdirSync(below);
    const local = finding(hexKey('local'), [at('c.py', 3)], bareRule('generic-api-key'));
    writeFileSync(join(path, '.gitleaksignore'), 'src/c.py:generic-api-key:3\n');
    expect(run([local], below).kept).toEqual([]);
    expect(run([local], below, {}, path).kept).toEqual([local]);

    const scoped = [{ paths: ['src/*.py'], rules: ['captchaai-api-key'] }];
    const config = { folder: path, ignore: { ...DEFAULT_CONFIG.ignore, scoped } };
    expect(run([finding(hexKey('x'), [at('x.py')])], below, config).kept).toEqual([]);
  });

  test('a file that is damaged is an error', () => {
    const { path } = createRepository();
    writeFileSync(join(path, '.secrets.baseline'), '{');
    expect(() => run([A], path)).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject: '.secrets.baseline' }),
    );
  });

  test('which baseline holds', () => {
    const { path } = createRepository();
    const options = { config: DEFAULT_CONFIG, baselineFile: undefined, cwd: path, env: {} };
    expect(findBaseline(options)).toBeUndefined();
    writeFileSync(join(path, '.hexhound-baseline.jsonl'), '');
    mkdirSync(join(path, 'src'));
    expect(findBaseline({ ...options, cwd: join(path, 'src') })).toBe(join(path, '.hexhound-baseline.jsonl'));
    const config = { ...DEFAULT_CONFIG, baseline: '/config/baseline' };
    expect(findBaseline({ ...options, config })).toBe('/config/baseline');
    expect(findBaseline({ ...options, config, baselineFile: 'named' })).toBe(join(path, 'named'));
    expect(findBaseline({ ...options, config, baselineFile: false })).toBeUndefined();
  });
});
