import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { benchVersus, type Size } from './versus.ts';

/** The files below the given folders. */
export function benchTree(args: readonly string[]): Promise<void> {
  return benchVersus(args, { mode: 'tree', floors: () => [], size });
}

/** Regular files, those of git left out. What a tool makes of ignore files, binaries and archives is its own affair. */
async function size(folder: string): Promise<Size> {
  const [counts, bytes] = [{ files: 0 }, { 'of files': 0 }];
  const folders = [folder];
  for (const path of folders) {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const file = join(path, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') folders.push(file);
      if (!entry.isFile()) continue;
      counts.files++;
      bytes['of files'] += lstatSync(file).size;
    }
  }
  return { counts, bytes };
}
