/**
 * The compiled form of rules/*.yaml: plain data, so that the build can write it into one module and start-up parses
 * nothing. `schema.ts` describes the YAML; this file describes what the rest of the program works with.
 */

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export type Confidence = 'high' | 'medium' | 'low';

/**
 * What a bare key looks like: a run of exactly so many characters that is not glued to other word characters.
 * `hex32` is 32 hexadecimal digits of one case; `alnum32` is 32 of [a-z0-9] and so contains lower-case hex32;
 * `mixed32` is 32 of [A-Za-z0-9] and contains both.
 */
export type RunShape = 'hex32' | 'alnum32' | 'mixed32';

/** `value` is whatever is given to a name that means a secret: it is found by the name. */
export type Shape = RunShape | 'value';

export interface Fix {
  /** Where the key is rotated or revoked. */
  readonly rotate?: string;
  /** What to do, in order, each an imperative sentence. */
  readonly steps: readonly string[];
}

interface RuleBase {
  /** Unique, kebab-case: `captchaai-api-key`. */
  readonly id: string;
  readonly title: string;
  /** `Provider.id` of the file that the rule stands in. */
  readonly provider: string;
  readonly severity: Severity;
  /** What somebody who holds the secret can do. */
  readonly risk: string;
  readonly fix: Fix;
  /** Id of the verifier in src/verify, where the service has a call that says whether a key is alive. */
  readonly verify?: string;
}

/** A key that says what it is by how it begins. */
export interface PrefixRule extends RuleBase {
  readonly kind: 'prefix';
  /** ASCII, case-sensitive, at least three bytes, found where a word begins. */
  readonly prefixes: readonly string[];
  /**
   * What must follow the prefix, as a regular expression over bytes (latin1), for use with the flag `y` at the prefix's
   * end. The whole, prefix included, is the secret. The compiler has put the right boundary at its end: no letter,
   * digit or underscore follows a match, so nobody who runs it needs to look at what comes behind.
   */
  readonly pattern: string;
  /** Most bytes that prefix and pattern can match together, and one for the boundary: how far the pattern looks. */
  readonly reach: number;
  /** Offline check in checks.ts, of the whole secret: a key that fails it is not reported, one that passes is certain. */
  readonly check?: string;
  /** Least Shannon entropy (bits per character) of what the pattern matched, the prefix left out; drops `xxxx` and the like. */
  readonly entropy: number;
}

/** A secret found by a word near it: PEM blocks, connection strings, prefixed values within base64. */
export interface KeywordRule extends RuleBase {
  readonly kind: 'keyword';
  /** ASCII, any case, at least five bytes each. */
  readonly keywords: readonly string[];
  /** The keywords are schemes of URLs, and count only where `user:password@` follows, in 64 bytes. */
  readonly userinfo?: true;
  /**
   * Searched in the window around the keyword; must cover the keyword. The group named `secret` is the secret, else the
   * whole match is. Its boundaries, left and right, are written out in it.
   */
  readonly pattern: string;
  /** Any of `i`, `m`, `s`. */
  readonly flags: string;
  /** Bytes looked at before and after the keyword; enough for the longest match. */
  readonly window: { readonly before: number; readonly after: number };
  /** As in {@link PrefixRule}. */
  readonly check?: string;
  /** Least Shannon entropy (bits per character) of the secret. */
  readonly entropy: number;
}

/** A key of a known shape and nothing else, judged by what stands around it (src/verdict). */
export interface BareRule extends RuleBase {
  readonly kind: 'bare';
  readonly shape: Shape;
  /** Of the shape `value`, what its names have in them: ASCII, any case, at least five bytes each. */
  readonly nameWords?: readonly string[];
  /** Names that the service's own documents and SDKs give the key: CAPTCHAAI_API_KEY. */
  readonly names: readonly string[];
}

/** A file that should not be where it is, or an entry that is missing; found by src/hygiene under the same id. */
export interface FileRule extends RuleBase {
  readonly kind: 'file';
}

export type Rule = PrefixRule | KeywordRule | BareRule | FileRule;

/** A service whose keys the rules find. */
export interface Provider {
  /** Name of its file under rules/ without `.yaml`. */
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  /** Host names that only code of this service mentions, lower case; a sub-domain of one counts too. */
  readonly hosts: readonly string[];
  /** Words that name the service in code: SDK packages, classes, prefixes of variables. Any case; `captcha_ai`, `captcha-ai` and `captchaai` are listed each. */
  readonly words: readonly string[];
  /** Words that contain one of `words` and mean another service: `nocaptchaai`. */
  readonly notWords: readonly string[];
}

/** Everything the build made of rules/. */
export interface RuleSet {
  readonly providers: readonly Provider[];
  readonly rules: readonly Rule[];
  /** SHA-256 (hex) of the data, for caches. */
  readonly digest: string;
}
