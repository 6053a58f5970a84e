/** Characters of a pattern, and stars in one part of a path. */
const LONGEST = 512;
const MOST_STARS = 4;
const MOST_DEEP = 4;
const MOST_BRACES = 4;

/**
 * Whether matching a pattern of an ignore file costs little. The matcher of npm makes regular expressions of patterns,
 * and nobody needs those with which that takes long: many stars, repeated groups, ranges that are written out.
 */
export function isCheap(pattern: string): boolean {
  if (pattern.length > LONGEST || /[*+]\(|\{[^{}]*\.\.[^{}]*\}/.test(pattern)) return false;
  const parts = pattern.split('/');
  const deep = parts.filter((part) => part.includes('**')).length;
  const braces = pattern.split('{').length - 1;
  return deep <= MOST_DEEP && braces <= MOST_BRACES && parts.every((part) => stars(part) <= MOST_STARS);
}

/** `!(a)` takes as much as a star does. */
function stars(part: string): number {
  return part.split(/\*+|!\(/).length - 1;
}
