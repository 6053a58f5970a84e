import { expect, test } from 'vitest';
import { createRepository } from '../helpers/repository.ts';
import { runInTurn } from './program.ts';

const chain = (count: number) => Array.from({ length: count }, (_, at) => at);

/** YAML that is small as a file and large, or endless, for whoever reads it. */
const ATTACKS: Readonly<Record<string, string>> = {
  'aliases that multiply': `a0: &a0 [x, x]\n${chain(40)
    .map((at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]\n`)
    .join('')}`,
  'an alias inside of what it stands for': 'jobs: &a\n  b: *a\nservices: *a\nsteps: [*a, {<<: *a}]\n',
  'merged maps of merged maps': `jobs: &m0 {x: 1}\n${chain(200)
    .map((at) => `m${at + 1}: &m${at + 1} {<<: [${chain(at + 1).map((inner) => `*m${inner}`)}]}\n`)
    .join('')}`,
  'many aliases of many anchors': `${chain(5000)
    .map((at) => `a${at}: &a${at} 1\n`)
    .join('')}jobs: [${chain(20_000).map((at) => `*a${at % 5000}`)}]\n`,
  'lists in lists': '['.repeat(1_000_000),
  'maps in maps': '{a: '.repeat(200_000),
  'dashes in dashes': '- '.repeat(300_000),
  'anchors of anchors': '&a '.repeat(200_000),
  expressions: `on: push\njobs:\n  a:\n    steps:\n      - run: echo ${'${{ '.repeat(50_000)}\n`,
};

const MOST = { memory: 500, cpu: 10 };

const NAMES = Object.keys(ATTACKS);

/** Runs a command in a repository for each attack, one after the other; expects each to end, with little memory and time. */
async function attack(command: string, paths: readonly string[]) {
  const lines = Object.values(ATTACKS).map((text) => {
    const repository = createRepository();
    for (const path of paths) repository.write(path, text);
    return { cwd: repository.path, args: [command] };
  });
  const runs = await runInTurn(lines);
  const costly = runs.map(({ code, memory, cpu }) => code === undefined || memory >= MOST.memory || cpu >= MOST.cpu);
  expect(NAMES.filter((_, at) => costly[at])).toEqual([]);
  return runs;
}

test('no file of the audit is read without end', async () => {
  const runs = await attack('audit', ['.github/workflows/a.yml', 'docker-compose.yml', '.gitlab-ci.yml']);
  expect(runs.map(({ stderr }) => stderr).join('')).toBe('');
});

test('a configuration of it is an error that names the file', async () => {
  const runs = await attack('scan', ['hexhound.yaml']);
  expect(NAMES.filter((_, at) => runs[at]?.code !== 2)).toEqual([]);
  for (const { stderr } of runs) expect(stderr).toMatch(/^hexhound: hexhound\.yaml/);
});
