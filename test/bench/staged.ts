import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** Files in the repository, of which one is staged. */
const FILES = 500;
const ROUNDS = 15;

/** What can be measured on this machine: ours, and whichever peers are on PATH. */
const CANDIDATES: readonly { name: string; command: string; args: readonly string[] }[] = [
  { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
  { name: 'hexhound staged', command: process.execPath, args: [join(process.cwd(), 'dist/js/cli.js'), 'staged'] },
  {
    name: 'gitleaks',
    command: 'gitleaks',
    args: ['git', '--pre-commit', '--staged', '--no-banner', '--report-path=REPORT'],
  },
  {
    name: 'betterleaks',
    command: 'betterleaks',
    args: ['git', '--staged', '--no-banner', '--silent', '--output=REPORT.json'],
  },
  {
    name: 'kingfisher',
    command: 'kingfisher',
    args: ['scan', '.', '--staged', '--no-validate', '--no-update-check', '--format=json', '--output=REPORT'],
  },
];

/** Wall time of a hook on a change of one file, alternating between the tools, the median of several rounds. */
export async function benchStaged(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  try {
    buildRepository(folder);
    const present = CANDIDATES.filter(({ command }) => spawnSync(command, ['--help']).error === undefined);
    const times = new Map<string, number[]>(present.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, command, args } of present) {
        const report = join(folder, '.git', 'report');
        const started = performance.now();
        spawnSync(
          command,
          args.map((argument) => argument.replace('REPORT', report)),
          { cwd: folder },
        );
        times.get(name)?.push(performance.now() - started);
      }
    }
    const rows = [...times].map(([name, values]) => ({ name, ms: values.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0 }));
    const ours = rows.find(({ name }) => name === 'hexhound staged')?.ms ?? 1;
    for (const { name, ms } of rows) {
      process.stdout.write(`${name.padEnd(20)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / ours).toFixed(2)} x\n`);
    }
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
