import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { applyBaseline, type Baseline, baselineOf, prunedBaseline } from '../../../src/scan/suppress/baseline.ts';
import {
  formatBaseline,
  parseBaseline,
  readBaseline,
  writeBaseline,
} from '../../../src/scan/suppress/baseline-file.ts';
import { hexKey } from '../../helpers/keys.ts';
import { GIT_ENV, temporaryFolder } from '../../helpers/repository.ts';
import { at, bareRule, finding, prefixRule } from './findings.ts';

const EMPTY: Baseline = { entries: new Map() };
const TODAY = '2026-06-15';
const [A, B] = [finding(hexKey('a'), [at('a.py')]), finding(hexKey('b'), [at('b.py')])];

function entryLine(of: Finding, more: object = {}): string {
  return JSON.stringify({ fingerprint: of.fingerprint, rule: of.rule.id, path: of.occurrences[0]?.path, ...more });
}

describe('accepting', () => {
  test('what it lists is left out, what it does not is kept, what is not there is unused', () => {
    const C = finding(hexKey('c'), [at('c.py')]);
    const baseline = baselineOf([A, C], EMPTY);
    expect(applyBaseline([A, B], baseline, TODAY)).toEqual({
      kept: [B],
      suppressed: [A],
      unused: [baseline.entries.get(C.fingerprint)],
      expired: [],
    });
  });

  test('a key that moved is the same, another key in its place is not', () => {
    const baseline = baselineOf([A], EMPTY);
    const moved = finding(hexKey('a'), [at('elsewhere.py', 99)]);
    const other = finding(hexKey('other'), [at('a.py')]);
    expect(applyBaseline([moved, other], baseline, TODAY)).toMatchObject({ kept: [other], suppressed: [moved] });
  });

  test('an entry counts through its last day', () => {
    const baseline = baselineOf([A], EMPTY, { expires: TODAY });
    expect(applyBaseline([A], baseline, TODAY).suppressed).toEqual([A]);
    expect(applyBaseline([A], baseline, '2026-06-16')).toEqual({
      kept: [A],
      suppressed: [],
      unused: [],
      expired: [...baseline.entries.values()],
    });
  });

  test('a key that strangers do not have', () => {
    const baseline = baselineOf([A], { ...EMPTY, key: 'secret' });
    expect(baseline.entries.has(A.fingerprint)).toBe(false);
    expect(applyBaseline([A], baseline, TODAY).suppressed).toEqual([A]);
    expect(applyBaseline([A], { entries: baseline.entries }, TODAY).suppressed).toEqual([]);
  });
});

describe('updating', () => {
  test('keeps reason, last day, and rule and path while they hold', () => {
    const [entry] = baselineOf([A], EMPTY, { reason: 'a test key', expires: '2027-01-01' }).entries.values();
    const previous: Baseline = {
      entries: new Map([[A.fingerprint, { ...entry, fingerprint: A.fingerprint, rule: 'z-rule', path: 'z.py' }]]),
    };
    const both = [
      finding(hexKey('a'), [at('a.py'), at('z.py')], bareRule('z-rule')),
      finding(hexKey('a'), [at('b.py')]),
    ];
    expect(baselineOf(both, previous, { reason: 'new' }).entries.get(A.fingerprint)).toEqual({
      fingerprint: A.fingerprint,
      rule: 'z-rule',
      path: 'z.py',
      reason: 'a test key',
      expires: '2027-01-01',
    });
    expect(baselineOf([A], previous).entries.get(A.fingerprint)).toMatchObject({
      rule: 'captchaai-api-key',
      path: 'a.py',
    });
  });

  test('pruning drops what is gone and what has expired, and adds nothing', () => {
    const expired = finding(hexKey('expired'), [at('e.py')]);
    const gone = finding(hexKey('gone'), [at('g.py')]);
    const baseline = baselineOf([expired], baselineOf([A, gone], EMPTY), { expires: '2026-06-14' });
    const all: Baseline = { entries: new Map([...baselineOf([A, gone], EMPTY).entries, ...baseline.entries]) };
    expect([...prunedBaseline(all, [A, B, expired], TODAY).entries.keys()]).toEqual([A.fingerprint]);
  });
});

describe('the file', () => {
  test('a line per entry, sorted, nothing that changes by itself', () => {
    const baseline = baselineOf([A, B], EMPTY);
    const lines = [entryLine(A), entryLine(B)].sort();
    expect(formatBaseline(baseline)).toBe(`{"version":1}\n${lines.join('\n')}\n`);
  });

  const value = fc.integer({ min: 0, max: 30 }).map((seed) => hexKey(`value ${seed}`));
  const occurrence = fc
    .record({ path: fc.string({ minLength: 1 }), line: fc.nat() })
    .map(({ path, line }) => at(path, line));
  const rule = fc.constantFrom(bareRule('captchaai-api-key'), bareRule('generic-api-key'), prefixRule('npm-token'));
  const findings = fc.array(
    fc.tuple(value, fc.array(occurrence, { minLength: 1, maxLength: 3 }), rule).map(([v, o, r]) => finding(v, o, r)),
  );
  const written = fc.record(
    { reason: fc.string(), expires: fc.constantFrom('2026-06-15', '2999-12-31') },
    { requiredKeys: [] },
  );

  test('written, read and applied, it leaves out exactly what it was made of', () => {
    fc.assert(
      fc.property(
        findings,
        findings,
        written,
        fc.option(fc.string(), { nil: undefined }),
        (known, others, added, key) => {
          const baseline = baselineOf(known, { ...EMPTY, ...(key === undefined ? {} : { key }) }, added);
          const again = parseBaseline(formatBaseline(baseline), 'file', key);
          expect(again.entries).toEqual(new Map([...again.entries.keys()].map((id) => [id, baseline.entries.get(id)])));
          expect(again.entries.size).toBe(baseline.entries.size);
          const accepted = new Set(known.map(({ fingerprint }) => fingerprint));
          const { kept, suppressed, unused } = applyBaseline([...known, ...others], again, TODAY);
          expect(suppressed).toEqual([...known, ...others].filter(({ fingerprint }) => accepted.has(fingerprint)));
          expect(kept).toEqual(others.filter(({ fingerprint }) => !accepted.has(fingerprint)));
          expect(unused).toEqual([]);
        },
      ),
    );
  });

  test('is the same whatever the order of findings and of their places', () => {
    const shuffled = findings.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const turned = other.map((item) => ({ ...item, occurrences: item.occurrences.toReversed() }));
        expect(formatBaseline(baselineOf(turned, EMPTY))).toBe(formatBaseline(baselineOf(list, EMPTY)));
      }),
    );
  });

  test('branches that add entries merge without a conflict under the union driver', () => {
    const folder = temporaryFolder();
    const base = baselineOf([A], EMPTY);
    const versions = {
      base,
      ours: baselineOf([A, B], base),
      theirs: baselineOf([A, finding(hexKey('c'), [at('c.py')])], base),
    };
    for (const [name, baseline] of Object.entries(versions)) writeBaseline(join(folder, name), name, baseline);
    const merged = execFileSync('git', ['merge-file', '-p', '--union', 'ours', 'base', 'theirs'], {
      cwd: folder,
      env: GIT_ENV,
    });
    const { entries } = parseBaseline(merged.toString(), 'merged');
    expect(new Set(entries.keys())).toEqual(
      new Set([...versions.ours.entries.keys(), ...versions.theirs.entries.keys()]),
    );
  });

  test('two lines for one finding: a reason stays, the earlier last day counts', () => {
    const text = [
      '{"version":1}',
      entryLine(A, { expires: '2027-05-01' }),
      entryLine(A, { reason: 'a test key', expires: '2027-02-01' }),
      '{"version":1}',
      entryLine(A),
    ].join('\r\n');
    expect([...parseBaseline(text, 'file').entries.values()]).toEqual([
      {
        fingerprint: A.fingerprint,
        rule: 'captchaai-api-key',
        path: 'a.py',
        reason: 'a test key',
        expires: '2027-02-01',
      },
    ]);
  });

  test.each([
    ['', 'file', 'is no baseline: it is empty'],
    ['{"version":2}', 'file:1', 'has another version than 1: was it written by a newer hexhound?'],
    [entryLine(A), 'file:1', 'stands where the header must be: {"version":1}'],
    ['{"version":1}\n\n<<<<<<< HEAD\n', 'file:3', 'is a conflict that git left: resolve it first'],
    ['{"version":1}\n=======\n', 'file:2', 'is a conflict that git left: resolve it first'],
    ['{"version":1}\npassword: x\n', 'file:2', 'is not JSON'],
    ['{"version":1}\n[]\n', 'file:2', 'is not a JSON object'],
    [
      `{"version":1}\n${entryLine(A, { reson: 'x' })}`,
      'file:2',
      'may only have fingerprint, rule, path, real, reason, expires',
    ],
    ['{"version":1}\n{"fingerprint":"abc"}', 'file:2', 'needs "fingerprint": 32 hexadecimal digits'],
    [`{"version":1}\n{"fingerprint":"${A.fingerprint}"}`, 'file:2', 'needs "rule": the id of a rule'],
    [`{"version":1}\n${entryLine(A, { path: 1 })}`, 'file:2', '"path" must be text'],
    [`{"version":1}\n${entryLine(A, { reason: [] })}`, 'file:2', '"reason" must be text'],
    [
      `{"version":1}\n${entryLine(A, { expires: '2027-02-30' })}`,
      'file:2',
      '"expires" must be a date such as 2027-01-31',
    ],
    [
      '{"version":1,"key":"00000000"}',
      'file:1',
      'was made with a key: without it in HEXHOUND_BASELINE_KEY, nothing in it can match',
    ],
  ])('%j', (text, subject, message) => {
    expect(() => parseBaseline(text, 'file')).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject, message }),
    );
  });

  test('one that is not keyed is read whatever key there is', () => {
    expect(parseBaseline('{"version":1}', 'file', 'key')).toEqual({ entries: new Map() });
  });

  test('what cannot be written leaves nothing behind', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'missing', 'file');
    expect(() => writeBaseline(path, 'missing/file', EMPTY)).toThrowError(
      expect.objectContaining({
        code: 'E_CONFIG',
        subject: 'missing/file',
        message: expect.stringContaining('cannot be written'),
      }),
    );
    writeBaseline(join(folder, 'file'), 'file', baselineOf([A], EMPTY));
    writeBaseline(join(folder, 'file'), 'file', EMPTY);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('{"version":1}\n');
    expect(readBaseline(join(folder, 'file'), 'file')).toEqual(EMPTY);
  });

  test.each([
    ['missing', 'cannot be read: ENOENT: no such file or directory'],
    ['folder', 'is not a regular file'],
    ['utf16', 'is not UTF-8 text'],
  ])('%s', (name, message) => {
    const folder = temporaryFolder();
    execFileSync('mkdir', [join(folder, 'folder')]);
    writeFileSync(join(folder, 'utf16'), Buffer.from('\ufeff{"version":1}', 'utf16le'));
    expect(() => readBaseline(join(folder, name), name)).toThrowError(
      expect.objectContaining({ code: 'E_CONFIG', subject: name, message }),
    );
  });
});
