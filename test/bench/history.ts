import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import type { Contender } from './contenders.ts';
import { benchVersus, type Size } from './versus.ts';

/** Whole histories of the given repositories. */
export function benchHistory(args: readonly string[]): Promise<void> {
  return benchVersus(args, { mode: 'history', floors, size });
}

/** What it takes git to print every object: as it is asked for usually (by id), and in the order of the pack. */
function floors(repository: string): Contender[] {
  const batch = ['-C', repository, 'cat-file', '--batch-all-objects', '--batch'];
  return [batch, [...batch, '--unordered']].map((arguments_) => ({
    name: `git cat-file${arguments_.includes('--unordered') ? ' --unordered' : ''}`,
    kind: 'floor',
    command: () => ({ file: 'git', arguments: arguments_, stdout: devNull }),
  }));
}

/** Every object that is there, whether a ref reaches it or not. */
async function size(repository: string): Promise<Size> {
  const format = '--batch-check=%(objecttype) %(objectsize) %(objectsize:disk)';
  const git = spawn('git', ['-C', repository, 'cat-file', '--batch-all-objects', '--unordered', format], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const counts = { commits: 0, objects: 0, blobs: 0 };
  const bytes = { packed: 0, 'of blobs': 0, 'of all objects': 0 };
  for await (const line of createInterface(git.stdout)) {
    const [type, whole, packed] = line.split(' ');
    counts.objects++;
    bytes.packed += Number(packed);
    bytes['of all objects'] += Number(whole);
    if (type === 'commit') counts.commits++;
    if (type !== 'blob') continue;
    counts.blobs++;
    bytes['of blobs'] += Number(whole);
  }
  if (counts.objects === 0) throw new Error(`${repository} is no repository, or an empty one`);
  return { counts, bytes };
}
