import { Glob } from '../../../syntax/glob.ts';

/**
 * A pattern of COPY or `.dockerignore` as Docker matches it: Go's filepath.Match with `**`
 * (github.com/moby/patternmatcher). A pattern that is too long or too complex matches nothing.
 */
export class DockerPattern {
  readonly #glob: Glob | undefined;

  constructor(pattern: string) {
    this.#glob = globOf(pattern);
  }

  /** @param path relative, POSIX separators */
  matches(path: string): boolean {
    return this.#glob?.matches(path) === true;
  }

  /** Whether the path or a folder above it matches: Docker takes a folder with everything in it. */
  covers(path: string): boolean {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      if (this.matches(path.slice(0, end))) return true;
    }
    return this.matches(path);
  }
}

/** What a pattern of Docker writes in another way than a glob. */
const SPECIAL = /\\.|\*\*\/?|[{},()]|\[!/gs;

function globOf(pattern: string): Glob | undefined {
  const written = pattern.replace(SPECIAL, (special, at: number) => {
    if (special.startsWith('\\')) return special;
    if (special === '[!') return '[\\!';
    if (!special.startsWith('**')) return `\\${special}`;
    const isPart = at === 0 || pattern[at - 1] === '/';
    if (at + special.length === pattern.length) return isPart ? '**/*' : '*';
    // With or without a slash after it, it matches nothing or a path that ends with a slash.
    return isPart ? '**/' : '{,*/**/}';
  });
  try {
    return new Glob(written);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
