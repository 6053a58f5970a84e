import { posix } from 'node:path';
import { DockerPattern } from './docker-pattern.ts';

/** Whether a path in the build context (POSIX separators) is excluded from it. */
export type IsIgnored = (path: string) => boolean;

/** Patterns of one file that are read. */
const MOST_PATTERNS = 2000;

/**
 * Reads a `.dockerignore` as Docker does. Patterns are relative to the context's root. The last one that matches a path or
 * a folder above it decides. `!` includes again, even in a folder that is excluded
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

/** The result of Go's filepath.Clean, relative to the context's root. */
function cleaned(pattern: string): string {
  const clean = posix.normalize(pattern);
  const plain = clean.length > 1 ? clean.replace(/\/$/, '') : clean;
  return plain.length > 1 ? plain.replace(/^\//, '') : plain;
}
