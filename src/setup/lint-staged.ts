import { join } from 'node:path';
import { readPlainFile } from '../files/opened-file.ts';

/** Where lint-staged reads its tasks from, besides package.json (https://github.com/lint-staged/lint-staged#configuration). */
const FILES = [
  'package.json',
  ...['', '.json', '.yaml', '.yml', '.mjs', '.cjs', '.js'].map((ending) => `.lintstagedrc${ending}`),
  ...['js', 'mjs', 'cjs', 'ts'].map((ending) => `lint-staged.config.${ending}`),
];

/** A task for every file, with hexhound in it, in JSON, YAML and JavaScript alike. */
const TASK = /["'](?:\*|\*\*|\*\*\/\*)["']\s*:[^}:]*?\bhexhound staged\b/;

/** Whether a hook's script runs lint-staged, and that runs hexhound for every file that is staged. */
export function runsByLintStaged(script: string, root: string): boolean {
  if (!/^[^#\n]*\blint-staged\b/m.test(script)) return false;
  return FILES.some((name) => TASK.test(readPlainFile(join(root, name), name) ?? ''));
}
