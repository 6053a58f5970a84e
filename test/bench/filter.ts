import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './compare.ts';
import { measure } from './measure.ts';

/** Commits that are tried, and the seconds that each may take. */
const [COMMITS, LIMIT] = [100, 60];

/** As src/setup/staged-filter-lines.ts: nothing can be found. */
const NOTHING = 10;

/**
 * How often the filter before the hook starts Node.js, on the last commits of a repository that are no merges: each is staged
 * on its parent, without a work tree.
 * @param clone it is only read
 */
export async function benchFilter(clone: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    git('clone', '--quiet', '--shared', '--no-checkout', resolve(clone), 'clone');
    const cwd = join(folder, 'clone');
    const commits = git('-C', cwd, 'rev-list', '--no-merges', '--min-parents=1', `--max-count=${COMMITS}`, 'HEAD')
      .split('\n')
      .filter((id) => id !== '');
    const times = { filter: [] as number[], woken: [] as number[] };
    let refused = 0;
    for (const id of commits) {
      git('-C', cwd, 'update-ref', '--no-deref', 'HEAD', `${id}^`);
      git('-C', cwd, 'read-tree', id);
      const filter = await measure({ file: 'sh', arguments: [resolve('dist/hook/staged-filter.sh')], cwd }, LIMIT);
      times.filter.push(1000 * filter.wall);
      if (filter.code === NOTHING) continue;
      const program = [resolve('dist/js/bin.js'), 'staged'];
      const scan = await measure({ file: process.execPath, arguments: program, cwd }, LIMIT);
      times.woken.push(1000 * scan.wall);
      if (scan.code !== 0) refused++;
    }
    const [woken, all] = [times.woken.length, commits.length];
    process.stdout.write(
      [
        `\non ${all} commits of ${clone}`,
        `the filter starts Node.js on ${woken}, which refuses ${refused}`,
        `the filter ${median(times.filter).toFixed(0)} ms, Node.js ${woken === 0 ? '-' : median(times.woken).toFixed(0)} ms (medians)`,
        '',
      ].join('\n'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
