import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './compare.ts';
import { findContenders } from './contenders.ts';
import { benchFilter } from './filter.ts';
import { type Command, measure } from './measure.ts';

/** Files in the repository, of which one is staged. */
const FILES = 500;
const ROUNDS = 15;

/** Seconds: none takes a tenth of that. */
const LIMIT = 60;

/** A hook of one tool, or a part of ours, in milliseconds. */
export interface Staged {
  readonly name: string;
  readonly ms: number;
  readonly cpu: number;
}

/** The work of git in one scan: what is staged, and its contents. */
const GIT = 'git diff-index --cached --raw --no-abbrev HEAD -- | cut -d " " -f 4 | git cat-file --batch';

/** @param clone a repository, on whose commits the filter before the hook is tried */
export async function benchStaged([clone]: readonly string[]): Promise<void> {
  const rows = await measureStaged();
  const of = (name: string): Staged =>
    rows.find((row) => row.name === name) ?? { name, ms: Number.NaN, cpu: Number.NaN };
  const [node, version, git, ours] = [of(NODE), of(VERSION), of('git'), of('hexhound')];
  for (const row of rows) print(row, ours);
  const less = (name: string, all: Staged, ...parts: Staged[]) => ({
    name,
    ms: parts.reduce((rest, { ms }) => rest - ms, all.ms),
    cpu: parts.reduce((rest, { cpu }) => rest - cpu, all.cpu),
  });
  process.stdout.write('\nof hexhound\n');
  print({ ...node, name: 'start of Node.js' }, ours);
  print(less('loading', version, node), ours);
  print(git, ours);
  print(less('scanning', ours, version, git), ours);
  if (clone !== undefined) await benchFilter(clone);
}

function print({ name, ms, cpu }: Staged, ours: Staged): void {
  const [wall, time] = [ms, cpu].map((figure) => `${figure.toFixed(0).padStart(6)} ms`);
  process.stdout.write(`${name.padEnd(28)} ${wall} ${time} CPU ${(cpu / ours.cpu).toFixed(2).padStart(6)} x\n`);
}

const [NODE, VERSION] = ['node -e 0', 'hexhound --version'];

/** The hook that `hexhound init` installs: a filter, which ends with 10 where Node.js need not be started. */
export const INSTALLED = 'hexhound, as installed';
const HOOK = 'sh "$1/hook/staged-filter.sh"; [ $? -eq 10 ] || "$2" "$1/js/bin.js" staged';

/**
 * A hook on a change of one file, alternating between the tools, the median of several rounds; and the parts of ours. Cold: as
 * the first start, which finds nothing that V8 has compiled.
 */
export async function measureStaged(): Promise<Staged[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const [report, warm, cold] = ['report.json', 'warm', 'cold'].map((name) => join(folder, '.git', name)) as [
    string,
    string,
    string,
  ];
  try {
    buildRepository(folder);
    const contenders = findContenders('staged', '.').map(({ name, kind, program, command }) => {
      return { name, kind, program, command: command(report) };
    });
    const ours = contenders.find(({ kind }) => kind === 'ours');
    const node = (...args: string[]) => ({ file: process.execPath, arguments: args });
    const commands: [name: string, command: Command, cache?: string][] = [
      [NODE, node('-e', '0')],
      [VERSION, node(ours?.program?.file ?? '', '--version'), warm],
      ['git', { file: 'sh', arguments: ['-c', GIT] }],
      ...contenders.map(({ name, command }) => [name, command, warm] as [string, Command, string]),
      ...(ours === undefined ? [] : [['hexhound, cold', ours.command, cold] as [string, Command, string]]),
      [INSTALLED, { file: 'sh', arguments: ['-c', HOOK, 'sh', resolve('dist'), process.execPath] }, warm],
    ];
    const times = commands.map(() => ({ wall: [] as number[], cpu: [] as number[] }));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [index, [, command, cache]] of commands.entries()) {
        rmSync(cold, { recursive: true, force: true });
        for (const one of [warm, cold]) mkdirSync(one, { recursive: true, mode: 0o700 });
        const { wall, cpu } = await measure({ ...withCache(command, cache), cwd: folder }, LIMIT);
        // The first fills the caches.
        if (round === 0) continue;
        times[index]?.wall.push(1000 * wall);
        times[index]?.cpu.push(1000 * cpu);
      }
    }
    return commands.map(([name], index) => {
      return { name, ms: median(times[index]?.wall ?? []), cpu: median(times[index]?.cpu ?? []) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withCache(command: Command, cache: string | undefined): Command {
  if (cache === undefined) return command;
  return { file: 'env', arguments: [`XDG_CACHE_HOME=${cache}`, command.file, ...command.arguments] };
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
