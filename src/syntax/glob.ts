import { matchesPath, type PathPattern, readPattern } from './wildcards.ts';

const LONGEST = 2048;
/** Groups of bash and others, which would silently match nothing. */
const EXTENDED = /(?<!\\)[@+!?*]\(/;
/** Alternatives that braces make. */
const MOST_ALTERNATIVES = 64;

/** A glob for paths with slashes: wildcards, and `{a,b}` for several patterns. */
export class Glob {
  readonly #patterns: readonly PathPattern[];

  /** @throws RangeError if it is longer, or has more alternatives in braces, than anybody writes, or has groups; half a sentence */
  constructor(pattern: string) {
    if (pattern.length > LONGEST) throw new RangeError(`is longer than ${LONGEST} characters`);
    if (EXTENDED.test(pattern)) throw new RangeError('has a group such as +(a|b), where only {a,b} is supported');
    this.#patterns = expandBraces(pattern).map((text) => readPattern(text, 'stands for itself') ?? []);
  }

  matches(path: string): boolean {
    return this.#patterns.some((pattern) => matchesPath(pattern, path));
  }
}

/** `a{b,c{d,e}}` as `ab`, `acd`, `ace`. Braces without a comma or an end stand for themselves. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = firstBraces(next);
    if (braces === undefined) done.push(next);
    else {
      const [before, after] = [next.slice(0, braces.from), next.slice(braces.to)];
      open.push(...braces.choices.map((choice) => before + choice + after));
    }
    if (done.length + open.length > MOST_ALTERNATIVES) {
      throw new RangeError(`stands for more than ${MOST_ALTERNATIVES} patterns`);
    }
  }
  return done;
}

interface Braces {
  readonly from: number;
  readonly to: number;
  readonly choices: readonly string[];
}

/** The braces with a comma that end first; those around them are expanded later. */
function firstBraces(pattern: string): Braces | undefined {
  const open: { from: number; commas: number[] }[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') open.push({ from: at, commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(at);
    else if (character === '}') {
      const braces = open.pop();
      if (braces === undefined || braces.commas.length === 0) continue;
      const ends = [...braces.commas, at];
      const choices = ends.map((end, index) => pattern.slice((ends[index - 1] ?? braces.from) + 1, end));
      return { from: braces.from, to: at + 1, choices };
    }
  }
  return undefined;
}
