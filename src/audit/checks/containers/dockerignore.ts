import { posix } from 'node:path';
import { DockerPattern } from './docker-pattern.ts';

/** Whether a path in the build context (POSIX separators) is kept out of it. */
export type IsIgnored = (path: string) => boolean;

/** Patterns of one file that count. */
const MOST_PATTERNS = 2000;

/**
 * Reads a `.dockerignore` as Docker does: patterns count from the context's root, the last one that matches a path or a
 * folder above it decides, and `!` takes in again, even from a folder that is kept out
 * (docs.docker.com/build/concepts/context/#dockerignore-files, github.com/moby/patternmatcher).
 */
export function readDockerignore(text: string): IsIgnored {
  const rules = text.split(/\r?\n/).slice(0, MOST_PATTERNS).flatMap(ruleOf);
  return (path) => rules.findLast(({ pattern }) => pattern.covers(path))?.excludes === true;
}

function ruleOf(line: string): { pattern: DockerPattern; excludes: boolean }[] {
  if (line.startsWith('#')) return [];
  const trimmed = line.trim();
  const excludes = !trimmed.startsWith('!');
  const written = excludes ? trimmed : trimmed.slice(1).trim();
  return written === '' ? [] : [{ pattern: new DockerPattern(cleaned(written)), excludes }];
}

/** As Go's filepath.Clean leaves it, and counted from the context's root. */
function cleaned(pattern: string): string {
  const clean = posix.normalize(pattern);
  const plain = clean.length > 1 ? clean.replace(/\/$/, '') : clean;
  return plain.length > 1 ? plain.replace(/^\//, '') : plain;
}
