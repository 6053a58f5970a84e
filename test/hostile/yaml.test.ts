import { expect, test } from 'vitest';
import { createRepository } from '../helpers/repository.ts';
import { run } from './program.ts';

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

test.each(Object.entries(ATTACKS))('%s: no file of the audit is read without end', async (_, text) => {
  const repository = createRepository();
  for (const path of ['.github/workflows/a.yml', 'docker-compose.yml', '.gitlab-ci.yml']) repository.write(path, text);
  const { code, stderr, memory, cpu } = await run(repository.path, ['audit']);
  expect([code === undefined, stderr]).toEqual([false, '']);
  expect(memory).toBeLessThan(MOST.memory);
  expect(cpu).toBeLessThan(MOST.cpu);
});

test.each(Object.entries(ATTACKS))('%s: a configuration of it is an error that names the file', async (_, text) => {
  const repository = createRepository();
  repository.write('hexhound.yaml', text);
  const { code, stderr, memory, cpu } = await run(repository.path, ['scan']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^hexhound: hexhound\.yaml/);
  expect(memory).toBeLessThan(MOST.memory);
  expect(cpu).toBeLessThan(MOST.cpu);
});
