import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from './compare.ts';
import { findContenders } from './contenders.ts';

/** Files in the repository, of which one is staged. */
const FILES = 500;
const ROUNDS = 15;

/** Wall time of a hook of one tool. */
export interface Staged {
  readonly name: string;
  readonly ms: number;
}

export async function benchStaged(): Promise<void> {
  const rows = measureStaged();
  const ours = rows.find(({ name }) => name === 'hexhound')?.ms ?? Number.NaN;
  for (const { name, ms } of rows) {
    process.stdout.write(`${name.padEnd(20)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / ours).toFixed(2)} x\n`);
  }
}

/** A hook on a change of one file, alternating between the tools, the median of several rounds. */
export function measureStaged(): Staged[] {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const report = join(folder, '.git', 'report.json');
  try {
    buildRepository(folder);
    const node = { name: 'node -e 0', command: () => ({ file: process.execPath, arguments: ['-e', '0'] }) };
    const runs = [node, ...findContenders('staged', '.')].map(({ name, command }) => {
      return { name, command: command(report), times: [] as number[] };
    });
    for (let round = 0; round < ROUNDS; round++) {
      for (const { command, times } of runs) {
        const started = performance.now();
        spawnSync(command.file, command.arguments, { cwd: folder });
        times.push(performance.now() - started);
      }
    }
    return runs.map(({ name, times }) => ({ name, ms: median(times) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function buildRepository(folder: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet');
  mkdirSync(join(folder, 'src'));
  const source = (index: number) => `export function f${index}(value) {\n  return value + ${index};\n}\n`.repeat(40);
  for (let index = 0; index < FILES; index++) writeFileSync(join(folder, `src/f${index}.js`), source(index));
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', 'all');
  writeFileSync(join(folder, 'src/f0.js'), `${source(0)}// changed\n`);
  git('add', '.');
}
