import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadObjects } from '../../src/git/packs/load-objects.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { runParts } from '../../src/scan/sources/history/threads.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { fuzz } from './fuzz.ts';

const KEYS = ['base', 'delta', 'loose', 'message'].map((seed) => hexKey(`fuzz/${seed}`));
const [BASE = '', DELTA = '', LOOSE = '', MESSAGE = ''] = KEYS;

/** Rules for the planted keys only, so that a run takes milliseconds. */
const RULES = { ...RULE_SET, rules: RULE_SET.rules.filter(({ provider }) => provider === 'captchaai') };

/** Keys in an object that is stored whole, in one that a delta makes, in a loose one, and in a message. */
function createObjects(...midx: string[]): Repository {
  const repository = createRepository();
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at} ${alnumKey(`fuzz ${at}`, 20)}`).join('\n');
  repository.write('a.txt', `${lines}\n${keyLine(BASE)}`).commit('one');
  repository.write('a.txt', `${lines}\n${keyLine(BASE)}${keyLine(DELTA)}`).commit(keyLine(MESSAGE));
  repository.git('repack', '-adq');
  if (midx.length > 0) repository.git(...midx);
  repository.write('b.txt', keyLine(LOOSE)).commit('loose');
  return repository;
}

/** All keys are found, or the scan knows of something that it cannot read. */
async function scanObjects(folder: string): Promise<void> {
  const problems: unknown[] = [];
  const objects = loadObjects(
    [folder],
    20,
    (problem) => problems.push(problem),
    (notice) => problems.push(notice),
  );
  try {
    const run = { ruleSet: RULES, detection: {}, jobs: 1, memoryBytes: 256 * 1024 ** 2, onProgress: () => true };
    const parts = await runParts(objects, run);
    const found = new Set(parts.flatMap(({ templates }) => templates.map(({ value }) => value)));
    const unreadable = parts.reduce((sum, part) => sum + part.unreadable.length, objects.shared.unresolved.length);
    const lost = KEYS.filter((key) => !found.has(key));
    if (problems.length + unreadable === 0) expect(lost).toEqual([]);
  } finally {
    objects.close();
  }
}

test.each([
  ['packs, indexes and loose objects', []],
  ['a multi-pack index', ['multi-pack-index', 'write']],
])('damaged %s: nothing is lost silently', async (name, midx) => {
  const repository = createObjects(...midx);
  const folder = join(repository.path, '.git/objects');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) chmodSync(file, 0o600);
  await scanObjects(folder);
  const subjects = midx.length === 0 ? files : files.filter((file) => file.endsWith('multi-pack-index'));
  await fuzz(`damaged ${name}`, 50, async (random) => {
    const file = random.of(subjects);
    const bytes = readFileSync(file);
    try {
      writeFileSync(file, random.damage(bytes));
      await scanObjects(folder);
    } finally {
      writeFileSync(file, bytes);
    }
  });
});
