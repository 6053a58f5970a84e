import { Anchors, type Kind } from './anchors.ts';
import {
  bearer,
  CODED_USERINFO_STARTS,
  codedUserinfo,
  FORMAT_REACH,
  JWT_REACH,
  jwt,
  pem,
  prefixMatchers,
  URL_REACH,
  USER_FLAG_STARTS,
  userFlag,
  userinfo,
  WEBHOOK_STARTS,
  webhook,
} from './formats.ts';
import type { KnownKey } from './known.ts';
import { NAME_STARTS, NAMED_REACH, namedValues } from './named.ts';

/** The input of a function that makes masks. It has no more of the secret than `shown`. */
export interface Masked {
  readonly kind: Kind;
  /** The last four characters of the secret when it is long enough; else empty. */
  readonly shown: string;
}

/** Everything that a scan looks for. */
export interface Plan {
  readonly anchors: Anchors;
  /** The anchors of known keys alone. */
  readonly known: Anchors;
  /** Runs of 32 characters, without a name too. */
  readonly runs?: { readonly keepHashes: boolean };
  /** How far a matcher looks, in characters from the beginning of its anchor. */
  readonly reach: number;
  /** Each gives the position where a known key of several lines may begin that the text cuts off. */
  readonly unfinished: readonly ((text: string, from: number) => number | undefined)[];
  readonly mask: (what: Masked) => string;
}

/** @param patterns look for secrets by their format and name too, not only for known keys */
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
  for (const start of WEBHOOK_STARTS) anchors.add(start, webhook);
  for (const start of CODED_USERINFO_STARTS) anchors.add(start, codedUserinfo);
  for (const start of USER_FLAG_STARTS) anchors.add(start, userFlag);
  anchors.add('eyj', jwt);
  anchors.add('bear', bearer);
  anchors.add('begi', pem);
  for (const start of ['://', ':\\/', ':\\\\']) anchors.add(start, userinfo);
  // A known key and a second match that overlaps with it are masked together.
  const reach = longestKey + Math.max(longestKey, NAMED_REACH, FORMAT_REACH, JWT_REACH, URL_REACH) + 1;
  return { anchors, known, runs: { keepHashes }, reach, unfinished, mask };
}

const MASK = /^[^\s"'`\\]*$/;

/** @throws TypeError for a mask that would break the text that it is written into */
export function maskOf(mask: string | Plan['mask'] | undefined): Plan['mask'] {
  if (mask === undefined) return ({ shown }) => `****${shown}`;
  if (typeof mask === 'function') {
    return (what) => {
      const text = mask(what);
      return typeof text === 'string' && MASK.test(text) ? text : '****';
    };
  }
  if (!MASK.test(mask)) throw new TypeError('a mask must not contain white space, quotation marks or backslashes');
  return () => mask;
}
