import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { openFile, type Project } from '../setup/project.ts';
import type { Change } from './plan.ts';
import { writeWhole } from './write.ts';

/**
 * Carries out one change, whole or not at all.
 * @throws HexhoundError E_CONFIG when the file is no longer what it was when the plan was made, E_USAGE when it cannot
 *   be written
 */
export function applyChange(project: Pick<Project, 'root' | 'commonDir'>, { file, after, executable }: Change): void {
  if (openFile(project, file.path).text !== file.text) {
    throw new HexhoundError('E_CONFIG', file.shown, 'has changed meanwhile: run the same command again');
  }
  if (after === undefined) {
    rmSync(file.path);
    return;
  }
  mkdirSync(dirname(file.path), { recursive: true });
  if (after !== file.text) writeWhole(file.path, after, 0o644);
  // Executable for whoever can read it.
  const { mode } = statSync(file.path);
  if (executable) chmodSync(file.path, mode | ((mode & 0o444) >> 2));
}
