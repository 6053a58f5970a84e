import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';
import { type Measured, measure } from './measure.ts';
import type { Account } from './tools.ts';

export interface Settings {
  readonly rounds: number;
  /** Seconds after which a command is ended. */
  readonly limit: number;
  /** How many processors each may use, one after the other. */
  readonly cores: readonly Cores[];
}

export type Cores = 'one' | 'all';

/** Seconds, and bytes. */
export interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory?: number;
  readonly ownMemory?: number;
}

/** All that is known of one contender on one number of processors. */
export interface Result {
  readonly name: string;
  readonly kind: Contender['kind'];
  readonly cores: Cores;
  readonly runs: readonly Figures[];
  readonly account?: Account;
  /** Why it was no whole scan: its figures mean nothing then. */
  readonly failure?: string;
}

export interface Row extends Result {
  readonly median: Figures;
  /** Of the medians to those of the fastest peer, the one for wall and the one for CPU time; undefined without a peer. */
  readonly ratio?: Pick<Figures, 'wall' | 'cpu'>;
}

/** Runs all contenders in turns, so that a busy moment of the machine does not fall on one of them alone. */
export async function compare(
  contenders: readonly Contender[],
  { rounds, limit, cores }: Settings,
  progress: (line: string) => void,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const report = join(folder, 'report.json');
  try {
    for (const { warmUp } of contenders) {
      writeFileSync(report, 'nothing');
      if (warmUp !== undefined) await measure(warmUp(report), limit);
    }
    const entries = cores.flatMap((of) =>
      contenders.map((contender) => {
        const result: Result = { name: contender.name, kind: contender.kind, cores: of, runs: [] };
        return { contender, result };
      }),
    );
    for (let round = 1; round <= rounds; round++) {
      for (const entry of entries) {
        const { contender, result } = entry;
        // What failed or was late would be so again.
        if (result.failure !== undefined) continue;
        writeFileSync(report, '');
        const measured = await measure(contender.command(report), limit, result.cores === 'one' ? 0 : undefined);
        entry.result = record(result, contender, measured, report, limit);
        progress(`round ${round} of ${rounds}, ${result.cores}: ${result.name} ${measured.wall.toFixed(1)} s`);
      }
    }
    return rate(entries.map(({ result }) => result));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function record(result: Result, { account }: Contender, measured: Measured, report: string, limit: number): Result {
  const { wall, cpu, memory, code } = measured;
  const figures = { wall, cpu, ...(memory && { memory: memory.total, ownMemory: memory.own }) };
  const done = { ...result, runs: [...result.runs, figures] };
  if (measured.late) return { ...done, failure: `ended after ${limit} s` };
  if (account === undefined) return code === 0 ? done : { ...done, failure: `exit code ${code}` };
  try {
    return { ...done, account: account(measured, report) };
  } catch (error) {
    return { ...done, failure: (error as Error).message };
  }
}

/** Adds medians and ratios. */
export function rate(results: readonly Result[]): Row[] {
  const rows = results.map((result) => ({ ...result, median: medianFigures(result.runs) }));
  return rows.map((row) => {
    if (row.failure !== undefined) return row;
    const peers = rows.filter(({ kind, cores, failure }) => kind === 'peer' && cores === row.cores && !failure);
    if (peers.length === 0) return row;
    const least = (figure: 'wall' | 'cpu') => Math.min(...peers.map(({ median }) => median[figure]));
    return { ...row, ratio: { wall: row.median.wall / least('wall'), cpu: row.median.cpu / least('cpu') } };
  });
}

function medianFigures(runs: readonly Figures[]): Figures {
  const [memory, ownMemory] = [runs.map((run) => run.memory ?? 0), runs.map((run) => run.ownMemory ?? 0)].map(median);
  return {
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    ...(memory && { memory }),
    ...(ownMemory && { ownMemory }),
  };
}

/** The one in the middle, or the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}
