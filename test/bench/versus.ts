import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cores, compare, type Row } from './compare.ts';
import { type Contender, findContenders } from './contenders.ts';
import { LOOK_EVERY } from './measure.ts';
import { count, table } from './table.ts';
import type { Mode } from './tools.ts';

/** What is measured besides the scanners, and how the target is described. */
export interface Subject {
  readonly mode: Mode;
  readonly floors: (target: string) => readonly Contender[];
  readonly size: (target: string) => Promise<Size>;
}

/** How large the target is: figures by name. */
export interface Size {
  readonly counts: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
}

const USAGE = `PATH... [--rounds N] [--limit SECONDS] [--only NAME[,NAME...]] [--json FILE]`;

const REMARKS = `Medians. CPU: user and system of all processes, children too. MB: largest sum of RSS over all processes at one time, looked
at every ${LOOK_EVERY} ms; own MB without pages of mapped files (RssAnon). read MB: by the tool's own account. x: times the
fastest peer, in wall and in CPU time.
`;

/** hexhound beside its peers, alternating, on one processor and on all. */
export async function benchVersus(args: readonly string[], subject: Subject): Promise<void> {
  const { targets, rounds, limit, only, json } = readOptions(args);
  const cores = coresHere();
  const machine = {
    processors: availableParallelism(),
    model: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    git: spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim(),
    load: loadavg()[0],
  };
  const { processors, model, node, git, load = 0 } = machine;
  print(`${processors} processors (${model}), load ${load.toFixed(1)}, Node.js ${node}, ${git}`);
  const measured: { target: string; size: Size; rows: readonly Row[] }[] = [];
  const programs = new Map<string, Contender['program']>();
  for (const target of targets) {
    const found = [...findContenders(subject.mode, target), ...subject.floors(target)];
    const contenders = found.filter(({ name }) => only.length === 0 || only.some((start) => name.startsWith(start)));
    if (contenders.length === 0) throw new Error(`none of ${found.map(({ name }) => name).join(', ')} is ${only}`);
    for (const { name, program } of contenders) {
      if (program !== undefined && !programs.has(name)) print(`${name} ${program.version}: ${program.file}`);
      programs.set(name, program);
    }
    const size = await subject.size(target);
    print(`\n${target}: ${describe(size)}`);
    const rows = await compare(contenders, { rounds, limit, cores }, (line) => process.stderr.write(`${line}\n`));
    for (const of of cores) {
      const some = rows.filter((row) => row.cores === of);
      print(`\n${table(some, of === 'one' ? '1 processor' : `${processors} processors`)}`);
    }
    measured.push({ target, size, rows });
  }
  print(`\n${REMARKS}`);
  if (json !== undefined) {
    const tools = Object.fromEntries(programs);
    writeFileSync(json, `${JSON.stringify({ machine, rounds, limit, tools, measured }, null, 2)}\n`);
  }
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      limit: { type: 'string', default: '300' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
    },
  });
  const [rounds, limit] = [Number(values.rounds), Number(values.limit)];
  if (positionals.length === 0 || !(rounds >= 1) || !(limit > 0)) throw new Error(`use: ${USAGE}`);
  const missing = positionals.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`there is no ${missing}`);
  const only = values.only.split(',').filter((name) => name !== '');
  return { targets: positionals.map((path) => resolve(path)), rounds, limit, only, json: values.json };
}

/** One as well, where there are more and taskset can hold a process there. */
function coresHere(): Cores[] {
  const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  return pinned ? ['one', 'all'] : ['all'];
}

function describe({ counts, bytes }: Size): string {
  return [
    ...Object.entries(counts).map(([name, figure]) => `${count(figure)} ${name}`),
    ...Object.entries(bytes).map(([name, figure]) => `${(figure / 1e6).toFixed(1)} MB ${name}`),
  ].join(', ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
