/** One element of a pattern. */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  /** `?`: one character, but not a slash. */
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly ranges: readonly (readonly [string, string])[]; readonly negated: boolean }
  /** `*`: any number of characters, but no slash. */
  | { readonly kind: 'star' }
  /** `**`: any number of any characters. */
  | { readonly kind: 'deep' }
  /** The next two tokens are optional. */
  | { readonly kind: 'optional' };

/** Longer patterns match nothing: nobody writes such a path. */
const LONGEST = 512;

/**
 * A pattern of COPY or `.dockerignore` as Docker matches it: Go's filepath.Match with `**`
 * (github.com/moby/patternmatcher). The match simulates an automaton with all its states at once. Its time is bounded by
 * the length of the pattern times that of the path.
 */
export class DockerPattern {
  readonly #tokens: readonly Token[];

  constructor(pattern: string) {
    this.#tokens = pattern.length > LONGEST ? [{ kind: 'char', char: '' }] : tokensOf(pattern);
  }

  /** @param path relative, POSIX separators */
  matches(path: string): boolean {
    let states = this.#reached(new Set([0]));
    for (const char of path) {
      const next = new Set<number>();
      for (const state of states) {
        const token = this.#tokens[state];
        if (token === undefined || !takes(token, char)) continue;
        next.add(token.kind === 'star' || token.kind === 'deep' ? state : state + 1);
      }
      if (next.size === 0) return false;
      states = this.#reached(next);
    }
    return states.has(this.#tokens.length);
  }

  /** Whether the path or a folder above it matches: Docker takes a folder with everything in it. */
  covers(path: string): boolean {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      if (this.matches(path.slice(0, end))) return true;
    }
    return this.matches(path);
  }

  /** The states and those that follow from them without a character. */
  #reached(states: Set<number>): Set<number> {
    // The loop also visits what is added to the set meanwhile.
    for (const state of states) {
      const kind = this.#tokens[state]?.kind;
      if (kind === 'star' || kind === 'deep' || kind === 'optional') states.add(state + 1);
      if (kind === 'optional') states.add(state + 3);
    }
    return states;
  }
}

function takes(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char;
    case 'any':
    case 'star':
      return char !== '/';
    case 'class':
      return char !== '/' && token.ranges.some(([low, high]) => low <= char && char <= high) !== token.negated;
    case 'deep':
      return true;
    case 'optional':
      return false;
  }
}

function tokensOf(pattern: string): Token[] {
  const chars = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*' && chars[at + 1] === '*') {
      at += chars[at + 2] === '/' ? 2 : 1;
      if (at + 1 >= chars.length) tokens.push({ kind: 'deep' });
      else tokens.push({ kind: 'optional' }, { kind: 'deep' }, { kind: 'char', char: '/' });
    } else if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'any' });
    else if (char === '[') {
      const { token, to } = classAt(chars, at);
      tokens.push(token);
      at = to;
    } else if (char === '\\' && at + 1 < chars.length) tokens.push({ kind: 'char', char: chars[++at] ?? '' });
    else tokens.push({ kind: 'char', char });
  }
  return tokens;
}

/** `[a-z]`, `[^a-z]`; a bracket that is not closed is a plain character. */
function classAt(chars: readonly string[], from: number): { token: Token; to: number } {
  const negated = chars[from + 1] === '^';
  const first = from + (negated ? 2 : 1);
  const ranges: [string, string][] = [];
  let at = first;
  while (at < chars.length && (chars[at] !== ']' || at === first)) {
    const [low, afterLow] = classChar(chars, at);
    if (chars[afterLow] === '-' && chars[afterLow + 1] !== ']' && afterLow + 1 < chars.length) {
      const [high, afterHigh] = classChar(chars, afterLow + 1);
      ranges.push([low, high]);
      at = afterHigh;
    } else {
      ranges.push([low, low]);
      at = afterLow;
    }
  }
  if (at >= chars.length) return { token: { kind: 'char', char: '[' }, to: from };
  return { token: { kind: 'class', ranges, negated }, to: at };
}

/** The character of a class at a position, and the position of the next one. */
function classChar(chars: readonly string[], at: number): [string, number] {
  return chars[at] === '\\' ? [chars[at + 1] ?? '\\', at + 2] : [chars[at] ?? '', at + 1];
}
