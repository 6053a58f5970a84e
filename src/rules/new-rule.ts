import { stringify } from 'yaml';
import { UsageError } from '../model/errors.ts';
import { drawText } from './draw.ts';
import { Random } from './random.ts';

/** What a new rule is made of. */
export interface NewRule {
  /** Name of the service: `Acme Corp`. */
  readonly provider: string;
  /** A regular expression that the whole key matches: `acme_live_[A-Za-z0-9]{32}`. */
  readonly pattern: string;
  /** Texts with a key in them. The keys themselves are not kept. */
  readonly examples: readonly string[];
}

/** Of the kernel: prefixes, and keywords. */
const [SHORTEST_PREFIX, LONGEST_PREFIX, SHORTEST_WORD] = [3, 32, 5];

/** Generators by the classes that stand for them. */
const GENERATORS: ReadonlyMap<string, string> = new Map([
  ['0-9a-f', 'hex'],
  ['0-9A-F', 'HEX'],
  ['0-9a-z', 'alnum'],
  ['0-9A-Z', 'ALNUM'],
  ['0-9A-Za-z', 'base62'],
  ['0-9A-Za-z_-', 'b64url'],
  ['+0-9A-Za-z/', 'b64'],
  ['A-Za-z', 'letters'],
  ['A-Z', 'LETTERS'],
  ['a-z', 'lower'],
  ['0-9', 'digits'],
]);

/**
 * The id of a provider: `Acme Corp.` gives `acme-corp`.
 * @throws UsageError for a name without letters or digits of ASCII
 */
export function providerId(name: string): string {
  const id = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (id === '') throw new UsageError('the provider needs a name with letters or digits');
  return id;
}

/**
 * The text of a rules file. Its examples contain generators in place of keys.
 * @throws UsageError for a pattern that is too general or not simple, and for an example without a key
 */
export function newRuleFile({ provider, pattern, examples }: NewRule): string {
  const id = providerId(provider);
  const parts = partsOf(pattern);
  const key = parts.map(({ generator }) => generator).join('');
  const placeholder = parts.map(({ stand }) => stand).join('');
  const name = `${id.replaceAll('-', '_').toUpperCase()}_API_KEY`;
  const given = examples.map((example, at) => withGenerators(example, pattern, key, at));
  const own = [`${name} = "${key}"`, `client = Client(${name.toLowerCase()}="${key}")`];
  const file = {
    provider,
    rules: [
      {
        id: `${id}-api-key`,
        title: `${provider} API key`,
        severity: 'high',
        risk: `Whoever holds it uses ${provider} in your name.`,
        fix: { steps: ['Make another key, and revoke this one.', 'Read the new one from the environment.'] },
        ...finderOf(id, pattern),
        matches: [...new Set([...given, ...own])],
        ignores: [`${name} = "${placeholder}"`],
      },
    ],
  };
  const head = '# yaml-language-server: $schema=node_modules/hexhound/dist/schemas/rules.json\n';
  return head + stringify(file, { lineWidth: 0 });
}

/** Finds a key by its prefix, or by the name of the service before it. */
function finderOf(id: string, pattern: string): object {
  const prefix = /^[\w.:-]*/.exec(pattern)?.[0] ?? '';
  // The last character may belong to what follows: `ab?`, `ab{2}`.
  const whole = /^[?{*+|]/.test(pattern.slice(prefix.length)) ? prefix.slice(0, -1) : prefix;
  const plain = whole.replaceAll('.', '');
  if (plain === whole && whole.length >= SHORTEST_PREFIX && whole.length <= LONGEST_PREFIX) {
    return { prefixes: [whole], pattern: pattern.slice(whole.length) };
  }
  const word = id.replaceAll('-', '');
  if (word.length < SHORTEST_WORD) {
    throw new UsageError(
      `a key needs a beginning of ${SHORTEST_PREFIX} characters that are always the same, or its provider a name of ${SHORTEST_WORD} letters: add a row to rules/services in the place of a rule`,
    );
  }
  const spelled = id.split('-').join('[_.-]?');
  const words = [...new Set([word, id, id.replaceAll('-', '_')])];
  return {
    keywords: words,
    pattern: `${spelled}[A-Za-z0-9_.-]{0,24}{{assign}}(?<secret>${pattern})(?![A-Za-z0-9_-])`,
    flags: 'i',
  };
}

interface Part {
  readonly generator: string;
  /** The same part of a placeholder. */
  readonly stand: string;
}

/** @throws UsageError for anything but characters, and classes with a number of repetitions */
function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  const part =
    /\[((?:\\.|[^\]\\])+)\](?:\{(\d+)(?:,\d+)?\})?|\\(\W)|(\\[dw])(?:\{(\d+)(?:,\d+)?\})?|([\w:/ ~@=&%#!'"<>;-])/y;
  while (part.lastIndex < pattern.length) {
    const at = part.lastIndex;
    const match = part.exec(pattern);
    if (match === null) {
      throw new UsageError(
        `the pattern has more than characters, and classes such as [A-Za-z0-9]{32} (character ${at + 1}): write the file by hand (README, "Adding a rule in five minutes")`,
      );
    }
    const [, characters, times = '1', mark, escaped, count = '1', plain] = match;
    const own = escaped === undefined ? characters : escaped === '\\d' ? '0-9' : '0-9A-Za-z_-';
    if (own === undefined) parts.push({ generator: mark ?? plain ?? '', stand: mark ?? plain ?? '' });
    else parts.push(ofClass(own, Number(escaped === undefined ? times : count)));
  }
  if (!parts.some(({ generator }) => generator.startsWith('{{')))
    throw new UsageError('the pattern matches one text only');
  return parts;
}

function ofClass(characters: string, times: number): Part {
  const generator = GENERATORS.get(sorted(characters));
  if (generator === undefined) {
    throw new UsageError(
      `no generator makes [${characters}]; there are ${[...GENERATORS.keys()].map((one) => `[${one}]`).join(', ')}`,
    );
  }
  // A placeholder must match the pattern, and must not look like a key.
  const stand = drawText(`[${characters}]{1}`, new Random('stand')).repeat(times);
  return { generator: `{{${generator}:${times}}}`, stand };
}

/** `a-f0-9` and `0-9a-f` are the same class. */
function sorted(characters: string): string {
  const ranges =
    characters
      .replaceAll('\\d', '0-9')
      .replaceAll('\\w', '0-9A-Za-z_')
      .match(/.-[^\\]|\\?./g) ?? [];
  const plain = ranges.map((range) => range.replace(/^\\/, '')).sort();
  return [
    ...plain.filter((range) => range !== '_' && range !== '-'),
    ...plain.filter((range) => range === '_'),
    ...plain.filter((range) => range === '-'),
  ].join('');
}

/** @throws UsageError that does not repeat the example */
function withGenerators(example: string, pattern: string, key: string, at: number): string {
  const match = new RegExp(pattern).exec(example);
  if (match === null) throw new UsageError(`example ${at + 1} has no key that the pattern matches`);
  return example.replaceAll(new RegExp(pattern, 'g'), () => key);
}
