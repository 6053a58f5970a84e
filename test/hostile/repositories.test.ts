import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { run } from './program.ts';

/** How much larger the attacks are than in a normal test run. */
const SIZE = Number(process.env.HEXHOUND_HOSTILE_SIZE ?? 1);

const KEY = `CAPTCHAAI_API_KEY="${hexKey('bomb')}"\n`;
const MOST_MEMORY = 300;
const JSON_FORMAT = ['--format', 'json'];

/** A commit of a tree whose entries, `fan` in each of `levels` levels, are all the same tree below them. */
function treeBomb(levels: number, fan: number): Repository {
  const repository = createRepository();
  const entries = (type: string, id: string) =>
    Array.from({ length: fan }, (_, at) => `${type} ${id}\tn${String(at).padStart(7, '0')}\n`).join('');
  let tree = repository.gitWith({ input: entries('100644 blob', repository.store(KEY)) }, 'mktree');
  for (let level = 1; level < levels; level++)
    tree = repository.gitWith({ input: entries('040000 tree', tree) }, 'mktree');
  repository.git('update-ref', 'refs/heads/main', repository.git('commit-tree', '-m', 'bomb', tree));
  return repository;
}

/** By way of git, deep ones and wide ones are enough. */
const BOMBS: readonly (readonly [levels: number, fan: number, options: readonly string[][]])[] = [
  [10, 10, [JSON_FORMAT, ['--no-delta']]],
  [25, 2, [JSON_FORMAT]],
  [1, 50_000 * SIZE, [JSON_FORMAT, ['--no-delta']]],
  [2, 700, [JSON_FORMAT]],
];

test.each(BOMBS)(
  'a git bomb of %i levels of %i entries is reported within the memory, with an error',
  async (levels, fan, all) => {
    const repository = treeBomb(levels, fan);
    for (const options of all) {
      const { code, stdout, stderr, memory } = await run(repository.path, ['history', '--no-cache', ...options]);
      expect([code, stderr]).toEqual([2, '']);
      expect(stdout).toContain('more than 10,000 paths');
      expect(memory).toBeLessThan(MOST_MEMORY);
      if (options.includes('json')) expect(JSON.parse(stdout).findings).toHaveLength(1);
    }
  },
);
