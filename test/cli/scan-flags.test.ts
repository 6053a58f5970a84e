import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { parseFlags } from '../../src/cli/flags.ts';
import { HISTORY_FLAGS, PATH_FLAGS, SCAN_FLAGS, toOutputOptions, toScanOptions } from '../../src/cli/scan-flags.ts';

function options(args: readonly string[], env: Record<string, string> = {}, isTTY = false) {
  const { values, order } = parseFlags('scan', args, { ...SCAN_FLAGS, ...PATH_FLAGS, ...HISTORY_FLAGS });
  const stdout = Object.assign(new PassThrough(), { isTTY });
  return { ...toScanOptions(values, { cwd: '/', env }), ...toOutputOptions(values, order, { stdout, env }) };
}

test.each([
  [[], [{ format: 'terminal' }]],
  [['-f', 'json'], [{ format: 'json' }]],
  [
    ['-f', 'terminal', '-f', 'sarif', '-o', 'r.sarif'],
    [{ format: 'terminal' }, { format: 'sarif', path: 'r.sarif' }],
  ],
  [
    ['-f', 'sarif', '-o', 'r', '-f', 'json'],
    [{ format: 'sarif', path: 'r' }, { format: 'json' }],
  ],
  [['-o', 'r.jsonl'], [{ format: 'jsonl', path: 'r.jsonl' }]],
  [['-o', 'report.txt'], [{ format: 'terminal', path: 'report.txt' }]],
  [
    ['--format=json', '--output=a', '--output=b.sarif'],
    [
      { format: 'json', path: 'a' },
      { format: 'sarif', path: 'b.sarif' },
    ],
  ],
  [
    ['-f', 'sarif=a=b.sarif', '-f', 'github'],
    [{ format: 'sarif', path: 'a=b.sarif' }, { format: 'github' }],
  ],
  [
    ['-f', 'github', '-f', 'csv=a.csv', '-o', 'b.xml'],
    [{ format: 'github' }, { format: 'csv', path: 'a.csv' }, { format: 'junit', path: 'b.xml' }],
  ],
  [['-o', 'out/gl-secret-detection-report.json'], [{ format: 'gitlab', path: 'out/gl-secret-detection-report.json' }]],
  [['-o', 'gl-code-quality-report.json'], [{ format: 'gitlab-codequality', path: 'gl-code-quality-report.json' }]],
  [['-o', 'a.md'], [{ format: 'markdown', path: 'a.md' }]],
  [['-o', 'a.html'], [{ format: 'html', path: 'a.html' }]],
])('an --output takes the --format before it: %j', (args, outputs) => {
  expect(options(args).outputs).toEqual(outputs);
});

test('a summary goes to the file of the job, unless it is told where else', () => {
  const env = { GITHUB_STEP_SUMMARY: '/runner/summary.md' };
  expect(options(['-f', 'summary', '-f', 'github'], env).outputs).toEqual([
    { format: 'summary', path: '/runner/summary.md', append: true },
    { format: 'github' },
  ]);
  expect(options(['-f', 'summary=a.md'], env).outputs).toEqual([{ format: 'summary', path: 'a.md' }]);
  expect(options(['-f', 'summary'], { GITHUB_STEP_SUMMARY: '' }).outputs).toEqual([{ format: 'summary' }]);
  expect(options(['-f', 'markdown'], env).outputs).toEqual([{ format: 'markdown' }]);
});

test.each([
  [[], {}, false, false],
  [[], {}, true, true],
  [[], { NO_COLOR: '1' }, true, false],
  [[], { NO_COLOR: '' }, true, true],
  [[], { TERM: 'dumb' }, true, false],
  [[], { FORCE_COLOR: '1' }, false, true],
  [[], { FORCE_COLOR: '0' }, true, false],
  [['--color', 'always'], { NO_COLOR: '1' }, false, true],
  [['--color', 'never'], { FORCE_COLOR: '1' }, true, false],
] as const)('colour: %j with %j on a terminal %s: %s', (args, env, isTTY, color) => {
  expect(options(args, env, isTTY).color).toBe(color);
});

test('--all is the lowest confidence', () => {
  expect([options(['--all']).minConfidence, options(['--min-confidence', 'high']).minConfidence]).toEqual([
    'low',
    'high',
  ]);
  expect(options([]).minConfidence).toBeUndefined();
});

test.each([
  [['--min-confidence', 'some'], '--min-confidence'],
  [['--exit-code', '256'], '--exit-code'],
  [['--exit-code=-1x'], '--exit-code'],
  [['--color', 'maybe'], '--color'],
  [['--format', 'yaml'], 'yaml'],
  [['--format', 'yaml=a.yaml'], 'yaml'],
  [['--format', 'sarif='], '--format sarif='],
  [['--nonsense'], 'scan'],
])('wrong: %j names %s', (args, subject) => {
  expect(() => options(args)).toThrow(expect.objectContaining({ code: 'E_USAGE', subject }));
});

test('an error never repeats a value that was given to an unknown flag', () => {
  expect(() => options(['--key=s3cr3tvalue'])).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('s3cr3t') }),
  );
});

test('an error of the parser is one sentence', () => {
  expect(() => options(['--exit-code', '-1x'])).toThrow(
    /^Option '--exit-code' argument is ambiguous \(see hexhound scan --help\)$/,
  );
});

test.each([
  [[], { verify: false, dryRun: false }],
  [['--verify'], { verify: true, dryRun: false }],
  [['--verify', 'src'], { verify: true, dryRun: false }],
  [['--verify=captchaai, 2captcha', '--dry-run'], { verify: ['captchaai', '2captcha'], dryRun: true }],
])('--verify takes services behind =: %j', (args, verification) => {
  expect(options(args)).toMatchObject(verification);
});

test('a path behind --verify is a path, and so is what stands behind --', () => {
  expect(parseFlags('scan', ['--verify', 'src'], SCAN_FLAGS).positionals).toEqual(['src']);
  const { values, positionals } = parseFlags('scan', ['--', '--verify'], SCAN_FLAGS);
  expect([values.verify, positionals]).toEqual([undefined, ['--verify']]);
});

test('--dry-run without --verify is a mistake', () => {
  expect(() => options(['--dry-run'])).toThrow('goes with --verify');
});

test('without flags a scan has its defaults', () => {
  expect(options([])).toMatchObject({
    config: undefined,
    baseline: undefined,
    applyIgnores: true,
    useDeltas: true,
    useCache: true,
    jobs: undefined,
    timeoutMs: undefined,
    fileTimeoutMs: undefined,
    memoryBytes: undefined,
    showSecrets: false,
    quiet: false,
    exitCode: undefined,
  });
});

test.each([
  [['--config', 'c.yaml'], { config: 'c.yaml' }],
  [['--config', 'c.yaml', '--no-config'], { config: false }],
  [['--baseline=b.jsonl'], { baseline: 'b.jsonl' }],
  [['--no-ignore'], { applyIgnores: false }],
  [['--include', 'a', '--exclude', 'b', '--include', 'c'], { include: ['a', 'c'], exclude: ['b'] }],
  [['--no-delta', '--no-cache'], { useDeltas: false, useCache: false }],
  [['-j', '64'], { jobs: 64 }],
  [['--timeout', '90s'], { timeoutMs: 90_000 }],
  [['--timeout', '1.5m'], { timeoutMs: 90_000 }],
  [['--timeout', '7'], { timeoutMs: 7000 }],
  [['--file-timeout', '5s'], { fileTimeoutMs: 5000 }],
  [['--exit-code', '0'], { exitCode: 0 }],
  [['--exit-code', '255'], { exitCode: 255 }],
  [['--show-secrets', '-q'], { showSecrets: true, quiet: true }],
])('%j', (args, expected) => {
  expect(options(args)).toMatchObject(expected);
});

test.each([
  ['128', 128 * 1024 ** 2],
  ['300M', 300 * 1024 ** 2],
  ['1.5G', 1.5 * 1024 ** 3],
  ['2 GiB', 2 * 1024 ** 3],
  ['1gb', 1024 ** 3],
  ['131072K', 128 * 1024 ** 2],
])('--memory %s', (size, bytes) => {
  expect(options(['--memory', size]).memoryBytes).toBe(bytes);
});

test.each([
  ...['127M', '0', '1T', 'much', '', '1.G', '-1G', '1e9'].map((size) => ['--memory', size] as const),
  ...['0', '-1s', 'x', '1d', ''].map((time) => ['--timeout', time] as const),
  ...['0', '65', '1.5', 'x', ''].map((jobs) => ['--jobs', jobs] as const),
  ...['1.0', '0x1', '', ' '].map((code) => ['--exit-code', code] as const),
])('%s=%s is wrong', (flag, value) => {
  expect(() => options([`${flag}=${value}`])).toThrow(expect.objectContaining({ code: 'E_USAGE', subject: flag }));
});
