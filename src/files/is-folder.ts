import { statSync } from 'node:fs';

export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // It may not be looked at, or is no path at all.
    return false;
  }
}
