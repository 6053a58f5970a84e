import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, type Row } from './compare.ts';
import { type Contender, findContenders } from './contenders.ts';
import { hideKeys } from './hides.ts';
import { measure } from './measure.ts';
import { INSTALLED, measureStaged, type Staged } from './staged.ts';
import type { Mode } from './tools.ts';

/** Seconds for one run of one scanner. */
const LIMIT = 300;

/** `compare CLONE... [--rounds N] [--output FILE]`: docs/comparison.md, of the scanners that are on PATH. */
export async function benchPage(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '3' }, output: { type: 'string', default: 'docs/comparison.md' } },
  });
  if (positionals.length === 0) throw new Error('compare takes clones of public repositories');
  const rounds = Number(values.rounds);
  const repositories: Repository[] = [];
  for (const path of positionals) repositories.push(await measureRepository(resolve(path), rounds));
  const page = pageOf({
    repositories: repositories.sort((one, other) => one.commits - other.commits),
    contenders: findContenders('history', '.'),
    rounds,
    hides: await findHides(),
    staged: await measureStaged(),
  });
  writeFileSync(values.output, page);
}

async function measureRepository(clone: string, rounds: number): Promise<Repository> {
  const measured = (mode: Mode) =>
    compare(findContenders(mode, clone), { rounds, limit: LIMIT, cores: ['all'] }, (line) =>
      process.stderr.write(`${line}\n`),
    );
  const url = git(clone, 'config', 'remote.origin.url') || clone;
  return {
    name: basename(url, '.git'),
    url,
    commit: git(clone, 'rev-parse', '--short=12', 'HEAD'),
    commits: Number(git(clone, 'rev-list', '--all', '--count')),
    files: git(clone, 'ls-files').split('\n').length,
    history: await measured('history'),
    tree: await measured('tree'),
  };
}

/** Of each place, the scanners that find the key there: over the whole history and, as some look at one only, over the files. */
async function findHides(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const report = join(folder, 'report.json');
  try {
    const target = join(folder, 'repository');
    mkdirSync(target);
    const { keys } = hideKeys(target);
    const found = new Map([...keys.keys()].map((where) => [where, new Set<string>()]));
    for (const mode of ['history', 'tree'] as const) {
      for (const contender of findContenders(mode, target)) {
        const { name, account } = contender;
        writeFileSync(report, '');
        const command = contender.command(report);
        const shown = contender.kind === 'ours' ? ['--show-secrets'] : [];
        const run = await measure({ ...command, arguments: [...command.arguments, ...shown] }, LIMIT);
        account?.(run, report);
        const text = readFileSync(report, 'utf8');
        for (const [where, key] of keys) if (text.includes(key)) found.get(where)?.add(name);
      }
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Repository {
  readonly name: string;
  readonly url: string;
  readonly commit: string;
  readonly commits: number;
  readonly files: number;
  readonly history: readonly Row[];
  readonly tree: readonly Row[];
}

interface Comparison {
  /** The smallest first. */
  readonly repositories: readonly Repository[];
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly hides: ReadonlyMap<string, ReadonlySet<string>>;
  readonly staged: readonly Staged[];
}

function pageOf({ repositories, contenders, rounds, hides, staged }: Comparison): string {
  const names = contenders.map(({ name }) => name).filter((name) => !name.includes(','));
  const heads = ['', ...names];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const table = (rows: readonly (readonly string[])[]) =>
    row(heads) + row(heads.map(() => '---')) + rows.map(row).join('');
  const count = (name: string) => [...hides.values()].filter((found) => found.has(name)).length;
  const reported = (rows: readonly Row[]) =>
    names.map((name) => {
      const one = rows.find((row) => row.name === name);
      return one?.failure === undefined ? String(one?.account?.secrets ?? '') : 'failed';
    });
  const ratios = (rows: readonly Row[], figure: 'wall' | 'cpu') =>
    times(
      names,
      new Map(rows.map(({ name, failure, median }) => [name, failure === undefined ? median[figure] : undefined])),
    );
  const [load = 0] = loadavg();
  const versions = contenders.flatMap(({ name, program }) =>
    names.includes(name) && program !== undefined ? [`${name} ${program.version}`] : [],
  );
  // Of hexhound, the hook is what is measured.
  const hooks = new Map(
    staged.map(({ name, ms }) => [name === INSTALLED ? 'hexhound' : name === 'hexhound' ? '' : name, ms]),
  );
  const program = new Map(staged.map(({ name, ms }) => [name, ms]));
  return `# Comparison

Written by \`npm run bench -- compare CLONE...\`, which anybody can run: it takes the scanners that it finds on PATH, with their default
settings and every network check off. Other machines have other seconds; what counts is how they relate.

- ${versions.join(', ')}
- ${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.version}, ${git('.', '--version')}, load ${load.toFixed(0)}
${repositories.map(({ name, url, commit, commits, files }) => `- ${name}: ${url} at ${commit}, ${commits} commits, ${files} files\n`).join('')}- medians of ${rounds} rounds, in turns

## Where a key is found

A key of GitLab, a format that all of them know, in ${hides.size} places of one repository. Each scanner looks at the history and at the
files.

${table([...[...hides].map(([where, found]) => [where, ...names.map((name) => (found.has(name) ? 'yes' : 'no'))]), ['**all**', ...names.map((name) => `**${count(name)} of ${hides.size}**`)]])}
## How long it takes

Times that of the fastest in the row. Wall time also tells how busy the machine was, CPU time hardly. The histories are not the same:
hexhound and kingfisher look at every object, the others at what \`git log\` shows. A clone of a folder has objects that nothing leads
to; these are clones as a server gives them.

${table([
  ...repositories.flatMap(({ name, commits, history }) => [
    [`history of ${name}, ${commits} commits, CPU time`, ...ratios(history, 'cpu')],
    [`history of ${name}, wall time`, ...ratios(history, 'wall')],
  ]),
  ...repositories.flatMap(({ name, files, tree }) => [
    [`files of ${name}, ${files} files, CPU time`, ...ratios(tree, 'cpu')],
    [`files of ${name}, wall time`, ...ratios(tree, 'wall')],
  ]),
  ['a hook, one file staged', ...times(names, hooks)],
  ['the same, the program that looks', ...times(names, program)],
])}
hexhound's hook is the one that \`hexhound init\` installs: it looks with grep and awk, and starts the program only where something could
be found. hexhound looks at the history without its cache.

## What is reported in public repositories

Distinct values that are reported. Nobody has judged them one by one: in a project that holds no keys, fewer is better.

${table(
  repositories.flatMap(({ name, history, tree }) => [
    [`in the history of ${name}`, ...reported(history)],
    [`in the files of ${name}`, ...reported(tree)],
  ]),
)}`;
}

/** Each as a multiple of the least. */
function times(names: readonly string[], seconds: ReadonlyMap<string, number | undefined>): string[] {
  const least = Math.min(...names.flatMap((name) => seconds.get(name) ?? []));
  return names.map((name) => {
    const own = seconds.get(name);
    return own === undefined ? 'failed' : (own / least).toFixed(own / least < 10 ? 1 : 0);
  });
}

function git(folder: string, ...args: string[]): string {
  return spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).stdout.trim();
}
