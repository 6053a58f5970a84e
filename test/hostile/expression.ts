/** A piece of an expression that matches one character at a time. */
export interface Atom {
  /** The shortest text that the expression matches before it, as far as that is easy to tell: assertions are left out. */
  readonly lead: string;
  /** A few characters that it matches. */
  readonly samples: readonly string[];
  /** How often it is repeated at most. */
  readonly most: number;
}

/**
 * The atoms of an expression, each with what leads to it: what an attacker needs to make the search go on as far as it can and
 * fail there. Reads what `measurePattern` allows, and `*` and `+`.
 */
export function atomsOf(source: string): Atom[] {
  const atoms: Atom[] = [];
  let at = 0;
  alternatives('');
  return atoms;

  function take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = at;
    const match = expression.exec(source);
    if (match !== null) at += match[0].length;
    return match;
  }

  /** @returns the shortest text of the first alternative */
  function alternatives(lead: string): string {
    const first = sequence(lead);
    while (take(/\|/y)) sequence(lead);
    return first;
  }

  function sequence(lead: string): string {
    let text = '';
    while (at < source.length && !/[|)]/.test(source.charAt(at))) text += quantified(lead + text);
    return text;
  }

  function quantified(lead: string): string {
    const first = atoms.length;
    const isAssertion = /^(?:\(\?<?[=!]|\\[bB]|[$^])/.test(source.slice(at));
    const text = item(lead);
    const [, sign, low = '1', comma, high] = take(/(?:([*+?])|\{(\d+)(,?)(\d*)\})[?]?/y) ?? [];
    const [min, max] =
      sign === undefined
        ? [Number(low), comma ? Number(high || 1000) : Number(low)]
        : [sign === '+' ? 1 : 0, sign === '?' ? 1 : 1000];
    for (const [index, atom] of atoms.entries()) {
      if (index >= first) atoms[index] = { ...atom, most: atom.most * max };
    }
    return isAssertion ? '' : text.repeat(min);
  }

  /** A group, or an atom. */
  function item(lead: string): string {
    if (take(/\((?:\?(?:<?[=!]|:|<\w+>))?/y)) {
      const text = alternatives(lead);
      take(/\)/y);
      return text;
    }
    if (take(/\\[bB]|[$^]/y)) return '';
    const [written = ''] = take(/\[(?:\\[\s\S]|[^\]\\])*\]|\\x[\da-fA-F]{2}|\\[\s\S]|[\s\S]/y) ?? [];
    const samples = samplesOf(written);
    atoms.push({ lead, samples, most: 1 });
    return samples[0] ?? '';
  }
}

const CHARACTERS = [...'a1A_ "\'=-/.,:({[\n\\<&+@'];

/** One of each kind of character that an atom matches. */
function samplesOf(written: string): string[] {
  const one = new RegExp(`^${written}$`);
  const found = CHARACTERS.filter((character) => one.test(character));
  const others = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((each) => one.test(each));
  return [...found, ...others].slice(0, 3);
}
