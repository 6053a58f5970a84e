const LONGEST = 512;
/** Stars in one part of a path. */
const MOST_STARS = 4;
/** Parts with `**`. */
const MOST_DEEP = 4;
const MOST_BRACES = 4;

/**
 * Whether a pattern of an ignore file is cheap to match. npm turns patterns into regular expressions, which many stars,
 * repeated groups and expanded ranges make slow.
 */
export function isCheap(pattern: string): boolean {
  if (pattern.length > LONGEST || /[*+]\(|\{[^{}]*\.\.[^{}]*\}/.test(pattern)) return false;
  const parts = pattern.split('/');
  const deep = parts.filter((part) => part.includes('**')).length;
  const braces = pattern.split('{').length - 1;
  return deep <= MOST_DEEP && braces <= MOST_BRACES && parts.every((part) => stars(part) <= MOST_STARS);
}

/** `!(a)` costs as much as a star. */
function stars(part: string): number {
  return part.split(/\*+|!\(/).length - 1;
}
