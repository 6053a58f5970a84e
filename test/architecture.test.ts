import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { problemsIn, ROOMS } from '../.ci/check-imports.mjs';
import { temporaryFolder } from './helpers/repository.ts';

/** Sources by their path, each with what it imports: `'./x.ts'`, or a whole statement. */
function problems(files: Record<string, readonly string[]>): string[] {
  const texts = Object.entries(files).map(([path, imports]): [string, string] => [
    path,
    imports.map((each) => (each.includes(' ') ? each : `import { x } from '${each}';`)).join('\n'),
  ]);
  return problemsIn(new Map(texts));
}

test.each([
  ['src/scan/sources/history/place.ts', '../../pipeline.ts'],
  ['src/runtime/solve.ts', '../scan/collect.ts'],
  ['src/runtime/solve.ts', '../syntax/escape.ts'],
  ['src/report/json.ts', '../scan/sources/tree.ts'],
  ['src/model/finding.ts', '../git/run.ts'],
  ['src/scan/detect/detector.ts', '../sources/tree.ts'],
  ['src/scan/detect/detector.ts', '../../git/run.ts'],
  ['src/scan/pipeline.ts', '../cli/command.ts'],
  ['src/index.ts', './cli/scans.ts'],
  ['src/respond/purge/plan.ts', '../../audit/audit.ts'],
  ['src/somewhere/else.ts', '../model/finding.ts'],
])('%s must not import %s, in whatever way', (from, target) => {
  const statements = [
    target,
    `import type { X } from '${target}';`,
    `export { x } from '${target}';`,
    `export * from '${target}';`,
    `const { x } = await import('${target}');`,
  ];
  for (const statement of statements) expect(problems({ [from]: [statement] }), statement).toHaveLength(1);
});

test.each([
  ['src/runtime/solve.ts', '../model/errors.ts'],
  ['src/runtime/solve.ts', '../rules/verifiers/captchaai.ts'],
  ['src/scan/pipeline.ts', './sources/tree.ts'],
  ['src/scan/sources/tree.ts', '../detect/detector.ts'],
  ['src/cli.ts', './cli/help.ts'],
  ['src/cli/audit.ts', '../audit/audit.ts'],
])('%s may import %s', (from, target) => {
  expect(problems({ [from]: [target] })).toEqual([]);
});

test('no circle, of types either', () => {
  const a = ["import type { B } from './b.ts';"];
  expect(problems({ 'src/model/a.ts': a, 'src/model/b.ts': ['./c.ts'], 'src/model/c.ts': ['./a.ts'] })).toEqual([
    'a circle: src/model/a.ts, src/model/b.ts, src/model/c.ts',
  ]);
  expect(problems({ 'src/model/a.ts': a, 'src/model/b.ts': [] })).toEqual([]);
});

test('the check fails where somebody plants a wrong import', () => {
  const folder = temporaryFolder();
  cpSync('.ci', join(folder, '.ci'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const check = () => execFileSync(process.execPath, ['.ci/check-imports.mjs'], { cwd: folder, stdio: 'pipe' });
  write('src/cli/help.ts', 'export const help = 1;\n');
  write('src/model/finding.ts', 'export const finding = 1;\n');
  expect(String(check())).toBe('');
  write('src/model/finding.ts', "export * from '../cli/help.ts';\n");
  expect(check).toThrow('src/model must not import src/cli');
});

test('ARCHITECTURE.md names every room', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  expect(Object.keys(ROOMS).filter((room) => !text.includes(`\`${room}`))).toEqual([]);
});
