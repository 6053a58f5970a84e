import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { findContenders } from './contenders.ts';
import { plot, type Series } from './plot.ts';
import { measureRules, type RulesFigures } from './rules.ts';
import type { Mode } from './tools.ts';
import { writeHistory, writeTree } from './workloads.ts';

/** Seconds for one run of one scanner. */
const LIMIT = 120;

/** How the cost grows with one size, all else being equal. */
interface Curve {
  readonly file: string;
  readonly title: string;
  readonly what: string;
  readonly x: string;
  readonly mode: Mode;
  readonly sizes: readonly number[];
  readonly write: (folder: string, size: number) => void;
}

const CURVES: readonly Curve[] = [
  {
    file: 'tree',
    title: 'A source tree, by its files',
    what: 'Files of 200 lines, about 9 kB each.',
    x: 'files',
    mode: 'tree',
    sizes: [500, 1000, 2000, 4000, 8000],
    write: (folder, files) => writeTree(folder, files, 200),
  },
  {
    file: 'commits',
    title: 'A history, by its commits',
    what: 'Each commit changes a line in three of a hundred files.',
    x: 'commits',
    mode: 'history',
    sizes: [500, 1000, 2000, 4000],
    write: (folder, commits) => writeHistory(folder, { commits, files: 100, lines: 200, changes: 3 }),
  },
  {
    file: 'lines',
    title: 'A history, by the length of its files',
    what: 'A thousand commits, each of which changes a line in three of twenty files: what is stored hardly grows, what it stands for does.',
    x: 'lines of a file',
    mode: 'history',
    sizes: [250, 500, 1000, 2000],
    write: (folder, lines) => writeHistory(folder, { commits: 1000, files: 20, lines, changes: 3 }),
  },
];

interface Drawn extends Curve {
  readonly series: readonly Series[];
}

/** `curves [--rounds N] [--output FILE]`: docs/benchmarks.md and its plots, of the scanners that are on PATH. */
export async function benchCurves(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '3' }, output: { type: 'string', default: 'docs/benchmarks.md' } },
  });
  const rounds = Number(values.rounds);
  const drawn: Drawn[] = [];
  for (const curve of CURVES) drawn.push({ ...curve, series: await measureCurve(curve, rounds) });
  const plots = join(values.output, '../plots');
  mkdirSync(plots, { recursive: true });
  for (const { file, title, x, series } of drawn)
    writeFileSync(join(plots, `${file}.svg`), plot({ title, x, y: 'CPU s' }, series));
  writeFileSync(values.output, pageOf(drawn, await measureRules(), rounds));
}

async function measureCurve({ mode, sizes, write }: Curve, rounds: number): Promise<Series[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const series = new Map<string, [number, number][]>();
  try {
    for (const size of sizes) {
      const target = join(folder, `${size}`);
      mkdirSync(target);
      write(target, size);
      // What is left out by name repeats what another line says.
      const contenders = findContenders(mode, target).filter(({ name }) => name !== 'hexhound, 1 job');
      const rows = await compare(contenders, { rounds, limit: LIMIT, cores: ['all'] }, (line) =>
        process.stderr.write(`${size}: ${line}\n`),
      );
      for (const { name, median, failure } of rows) {
        if (failure === undefined) series.set(name, [...(series.get(name) ?? []), [size, median.cpu]]);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return [...series].map(([name, points]) => ({ name, points }));
}

function pageOf(curves: readonly Drawn[], rules: readonly RulesFigures[], rounds: number): string {
  const contenders = findContenders('history', '.');
  const versions = contenders.flatMap(({ name, program }) =>
    name.includes(',') || program === undefined ? [] : [`${name} ${program.version}`],
  );
  const [load = 0] = loadavg();
  const version = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim();
  return `# Benchmarks

Written by \`npm run bench -- curves\`, which anybody can run. It makes the files and the histories itself, the same ones each
time, and takes the scanners that it finds on PATH, with every network check off. CPU time of all processes,
${rounds === 1 ? 'one round' : `the median of ${rounds} rounds in turns`}. A scan reads every version of every file: what counts is how its cost grows.

- ${versions.join(', ')}
- ${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.version}, ${version}, load ${load.toFixed(0)}
${curves.map(sectionOf).join('')}
## By the number of rules

Source text in memory, one thread. The kernel finds where a rule may match, a scan looks at these places.

| rules | kernel, MB/s | scan, MB/s | start of a hook's rules, ms |
| --- | --- | --- | --- |
${rules.map(({ name, kernel, scan, start }) => `| ${name} | ${kernel.toFixed(0)} | ${scan.toFixed(0)} | ${start.toFixed(1)} |\n`).join('')}`;
}

function sectionOf({ file, title, what, x, sizes, series }: Drawn): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const seconds = ({ points }: Series) =>
    sizes.map((size) => points.find(([at]) => at === size)?.[1].toFixed(1) ?? 'failed');
  return `
## ${title}

${what}

![CPU seconds by ${x}](plots/${file}.svg)

${row([x, ...sizes.map((size) => size.toLocaleString('en-US'))])}${row(['---', ...sizes.map(() => '---')])}${series.map((one) => row([one.name, ...seconds(one)])).join('')}`;
}
