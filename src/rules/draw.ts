import type { ServiceKey } from '../model/rule.ts';
import { fill } from './generate.ts';
import { ALPHABETS, Random } from './random.ts';
import { JWT } from './service-rows.ts';
import { TextReader } from './text-reader.ts';

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at));

/** A class, an escape, the beginning of a group, or any other character. */
const ATOM = /\[(?:\\.|[^\]\\])*\]|\\.|\((?:\?:)?|[^)|]/y;
const COUNT = /\{(\d+)(?:,(\d+))?\}|[?+]/y;
/** Repetitions of `+`, at most. */
const UNBOUNDED = 8;

/** A key of a service, as it could have issued it; the same for the same seed. */
export function drawKey({ pattern }: Pick<ServiceKey, 'pattern'>, seed: string): string {
  return pattern === JWT ? fill('{{jwt}}', seed) : drawText(pattern, new Random(seed));
}

/**
 * A text that an expression matches as a whole. It knows the syntax that forms of keys need: classes, escapes, groups, `|`
 * and bounded repetition.
 * @throws Error for other syntax
 */
export function drawText(pattern: string, random: Random): string {
  const drawer = new Drawer(pattern, random);
  const text = drawer.alternatives();
  if (!drawer.isAtEnd) throw new Error(`cannot draw a text of ${pattern}`);
  return text;
}

class Drawer extends TextReader {
  readonly #random: Random;

  constructor(pattern: string, random: Random) {
    super(pattern);
    this.#random = random;
  }

  alternatives(): string {
    const texts = [this.#sequence()];
    while (this.take('|')) texts.push(this.#sequence());
    return texts[this.#random.below(texts.length)] ?? '';
  }

  #sequence(): string {
    let text = '';
    for (let atom = this.match(ATOM); atom !== undefined; atom = this.match(ATOM)) text += this.#repeated(atom[0]);
    return text;
  }

  #repeated(atom: string): string {
    const start = this.at;
    const inner = atom.startsWith('(') ? this.#group() : '';
    const [sign, low = '1', high = low] = this.match(COUNT) ?? [];
    const [least, most] = sign === '?' ? [0, 1] : sign === '+' ? [1, UNBOUNDED] : [Number(low), Number(high)];
    const times = least + this.#random.below(Math.min(most - least + 1, 256));
    if (!atom.startsWith('(')) return this.#random.text(charactersOf(atom), times);
    const after = this.at;
    let text = times > 0 ? inner : '';
    for (let n = 1; n < times; n++) {
      this.at = start;
      text += this.#group();
    }
    this.at = after;
    return text;
  }

  #group(): string {
    const text = this.alternatives();
    this.at++;
    return text;
  }
}

/** Characters by atom: all forms of keys consist of the same few. */
const CHARACTERS = new Map<string, string>();

function charactersOf(atom: string): string {
  const characters = CHARACTERS.get(atom) ?? readCharacters(atom);
  CHARACTERS.set(atom, characters);
  return characters;
}

/** The characters that an atom matches; hexadecimal digits in one case only, and of large classes only letters and digits. */
function readCharacters(atom: string): string {
  const expression = new RegExp(`^${atom.length === 1 && /[.*+?^$]/.test(atom) ? `\\${atom}` : atom}$`);
  const all = PRINTABLE.filter((character) => expression.test(character)).join('');
  if (all === '') throw new Error(`cannot draw a text of ${atom}`);
  if (/^[0-9A-Fa-f]{22}$/.test(all)) return ALPHABETS.hex;
  return all.length > ALPHABETS.base62.length ? ALPHABETS.base62 : all;
}
