import { Anchors, type Kind } from './anchors.ts';
import {
  bearer,
  FORMAT_REACH,
  HOOK_STARTS,
  hook,
  JWT_REACH,
  jwt,
  pem,
  prefixMatchers,
  URL_REACH,
  userinfo,
} from './formats.ts';
import type { KnownKey } from './known.ts';
import { NAME_STARTS, NAMED_REACH, namedValues } from './named.ts';

/** What a mask is made for. There is nothing in it of the secret but `shown`. */
export interface Masked {
  readonly kind: Kind;
  /** Its last four characters, where it is long enough for them to say nothing; else empty. */
  readonly shown: string;
}

/** Everything that is looked for. */
export interface Plan {
  readonly anchors: Anchors;
  /** Those of `anchors` that known keys begin with. */
  readonly known: Anchors;
  /** Most characters from the beginning of an anchor on that a matcher looks at. */
  readonly reach: number;
  /** Where a key of several lines may begin that is not over at the end of the text. */
  readonly unfinished: readonly ((text: string, from: number) => number | undefined)[];
  readonly mask: (what: Masked) => string;
}

/** @param patterns also look for what looks like a secret, or is called one */
export function planFor(keys: readonly KnownKey[], patterns: boolean, keepHashes: boolean, mask: Plan['mask']): Plan {
  const anchors = new Anchors();
  const known = new Anchors();
  for (const { starts, matcher } of keys.flatMap(({ forms }) => forms)) {
    for (const start of starts) {
      anchors.add(start, matcher);
      known.add(start, matcher);
    }
  }
  const longestKey = Math.max(0, ...keys.map(({ reach }) => reach));
  const unfinished = keys.flatMap((key) => key.unfinished ?? []);
  if (!patterns) return { anchors, known, reach: 2 * longestKey + 1, unfinished, mask };

  const named = namedValues(keepHashes);
  for (const start of NAME_STARTS) anchors.add(start, named);
  for (const [start, matcher] of prefixMatchers()) anchors.add(start, matcher);
  for (const start of HOOK_STARTS) anchors.add(start, hook);
  anchors.add('eyj', jwt);
  anchors.add('bear', bearer);
  anchors.add('begi', pem);
  for (const start of ['://', ':\\/', ':\\\\']) anchors.add(start, userinfo);
  // A key that overlaps with a second thing is looked at together with it.
  const reach = longestKey + Math.max(longestKey, NAMED_REACH, FORMAT_REACH, JWT_REACH, URL_REACH) + 1;
  return { anchors, known, reach, unfinished, mask };
}

const MASK = /^[^\s"'`\\]*$/;

/** @throws TypeError for a mask that would break what it is written in */
export function maskOf(mask: string | Plan['mask'] | undefined): Plan['mask'] {
  if (mask === undefined) return ({ shown }) => `****${shown}`;
  if (typeof mask === 'function') {
    return (what) => {
      const text = mask(what);
      return typeof text === 'string' && MASK.test(text) ? text : '****';
    };
  }
  if (!MASK.test(mask)) throw new TypeError('a mask must have no white space, quotation marks or backslashes');
  return () => mask;
}
