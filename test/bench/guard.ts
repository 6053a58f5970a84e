import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './measure.ts';
import { writeHistory, writeTree } from './workloads.ts';

/** What moved by less than this may be noise. */
const NOTABLE = 0.05;
/** Seconds for one run. */
const LIMIT = 120;

/** One thing that users wait for, in a folder of its own. */
interface Work {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly prepare?: (folder: string) => void;
}

const WORKS: readonly Work[] = [
  { name: 'start', arguments: ['--version'] },
  {
    name: 'staged, one file',
    arguments: ['staged', '-q'],
    prepare: (folder) => {
      writeHistory(folder, { commits: 5, files: 200, lines: 100, changes: 3 });
      writeFileSync(join(folder, 'new.js'), 'export const answer = 42;\n');
      execFileSync('git', ['-C', folder, 'add', 'new.js']);
    },
  },
  {
    name: 'scan, 4,000 files',
    arguments: ['scan', '-q', '.'],
    prepare: (folder) => writeTree(folder, 4000, 200),
  },
  {
    name: 'history, 500 commits',
    arguments: ['history', '-q', '--no-cache', '.'],
    prepare: (folder) => writeHistory(folder, { commits: 500, files: 100, lines: 200, changes: 3 }),
  },
  {
    name: 'history, 5,000 commits',
    arguments: ['history', '-q', '--no-cache', '.'],
    prepare: (folder) => writeHistory(folder, { commits: 5000, files: 400, lines: 200, changes: 4 }),
  },
];

/**
 * `guard [BUILD] [--rounds N]`: CPU time of this build beside another, by default the last release, on generated input. In
 * turns, and the least of several rounds: what another process adds is never less than nothing.
 * @param args a folder with a build or an installed package, or what `npm install` takes
 */
export async function benchGuard(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  try {
    const before = findBuild(positionals[0] ?? 'hexhound@latest', folder);
    if (before === undefined) return print('There is no release to compare with yet.');
    print(`| CPU s | before | now | ratio |\n| --- | --- | --- | --- |`);
    const moved: string[] = [];
    for (const [number, work] of WORKS.entries()) {
      const cwd = join(folder, `${number}`);
      mkdirSync(cwd);
      work.prepare?.(cwd);
      const [old, now] = await measureBoth([before, resolve('dist/js/bin.js')], work, cwd, Number(values.rounds));
      const ratio = now / old;
      print(`| ${work.name} | ${old.toFixed(2)} | ${now.toFixed(2)} | ${ratio.toFixed(2)} |`);
      if (Math.abs(ratio - 1) > NOTABLE) moved.push(`${work.name} ${((ratio - 1) * 100).toFixed(0)} %`);
    }
    print(`\nMoved by more than ${100 * NOTABLE} %: ${moved.length === 0 ? 'nothing' : moved.join(', ')}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program of another build; undefined if npm has none. */
export function findBuild(spec: string, folder: string): string | undefined {
  const local = [join(spec, 'dist/js/bin.js'), join(spec, 'node_modules/hexhound/dist/js/bin.js')].find(existsSync);
  if (local !== undefined) return resolve(local);
  const prefix = join(folder, 'before');
  try {
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', prefix, spec], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return join(prefix, 'node_modules/hexhound/dist/js/bin.js');
}

/** The least CPU seconds of each. @throws Error for a run that did not end as a scan does */
async function measureBoth(
  programs: readonly [string, string],
  { name, arguments: given }: Work,
  cwd: string,
  rounds: number,
): Promise<[number, number]> {
  const least: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    for (const at of [0, 1] as const) {
      const { cpu, code, stderr } = await measure(
        { file: process.execPath, arguments: [programs[at], ...given], cwd },
        LIMIT,
      );
      if (code !== 0 && code !== 1) throw new Error(`${name}: exit code ${code}: ${stderr}`);
      least[at] = Math.min(least[at], cpu);
    }
  }
  return least;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
