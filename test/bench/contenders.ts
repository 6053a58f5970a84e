import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { locate, type Program } from './locate.ts';
import type { Command, Measured } from './measure.ts';
import { type Account, HEXHOUND, type Mode, PEERS, type Tool } from './tools.ts';

/** One line of a comparison. */
export interface Contender {
  readonly name: string;
  /** A floor is no scan: work that a scan cannot do without. */
  readonly kind: 'ours' | 'peer' | 'floor';
  readonly program?: Program;
  /** `report` is the file that its report goes to. */
  readonly command: (report: string) => Command;
  /** Run once, unmeasured, before the rounds. */
  readonly warmUp?: (report: string) => Command;
  /** @throws Error saying why the run was no whole scan */
  readonly account?: (measured: Measured, report: string) => Account;
}

/** hexhound as built, and whichever peers are installed. */
export function findContenders(mode: Mode, target: string): Contender[] {
  const peers = PEERS.flatMap((tool) => {
    const program = locate(tool.name);
    return program === undefined ? [] : [peer(tool, program, mode, target)];
  });
  return [...hexhounds(mode, target), ...peers];
}

/** With and without what its flags can change, for the flags that this build has. */
function hexhounds(mode: Mode, target: string): Contender[] {
  const [script = ''] = HEXHOUND.arguments(mode, target, '');
  if (!existsSync(script)) throw new Error(`there is no ${script}: npm run build`);
  const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' }).stdout.trim();
  const help = run(mode === 'tree' ? 'scan' : mode, '--help');
  const program = { file: script, version: run('--version') };
  const contender = (name: string, ...flags: string[]): Contender => ({
    name,
    kind: 'ours',
    program,
    command: (report) => ({
      file: process.execPath,
      arguments: [...HEXHOUND.arguments(mode, target, report), ...flags],
    }),
    account: (measured, report) => account(HEXHOUND, measured, report),
  });
  const cold = help.includes('--no-cache') ? ['--no-cache'] : [];
  const lines = [contender('hexhound', ...cold)];
  if (mode !== 'history') return lines;
  if (help.includes('--jobs')) lines.push(contender('hexhound, 1 job', ...cold, '--jobs=1'));
  if (help.includes('--no-cache')) {
    const cached = contender('hexhound, cached');
    lines.push({ ...cached, warmUp: cached.command });
  }
  return lines;
}

function peer(tool: Tool, program: Program, mode: Mode, target: string): Contender {
  const command = (of: Mode, path: string, report: string): Command => ({
    file: program.file,
    arguments: tool.arguments(of, path, report),
    ...(tool.reportsOnStdout && { stdout: report }),
  });
  return {
    name: tool.name,
    kind: 'peer',
    program,
    command: (report) => command(mode, target, report),
    // Some compile their rules the first time and keep that.
    warmUp: (report) => command('tree', report, report),
    account: (measured, report) => account(tool, measured, report),
  };
}

/** @throws Error saying why the run was no whole scan */
export function account(tool: Tool, { code, stderr }: Measured, report: string): Account {
  const lines = stripVTControlCharacters(stderr)
    .split('\n')
    .map((line) => line.trim());
  const complaint = lines.find((line) => tool.complaint?.test(line));
  if (complaint !== undefined) throw new Error(complaint);
  if (!tool.codes.includes(code)) {
    throw new Error(`exit code ${code}: ${lines.findLast((line) => line !== '') ?? 'no message'}`);
  }
  const said = tool.account({ report: readFileSync(report, 'utf8'), stderr });
  if (said.bytes === 0) throw new Error('it says that it has read nothing');
  return said;
}
