/**
 * The compiled form of rules/*.yaml: plain data that the build writes into a module, so that nothing is parsed at start.
 * `schema.ts` describes the YAML.
 */

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export type Confidence = 'high' | 'medium' | 'low';

/**
 * What a bare key looks like: a run of exactly 32 characters without other word characters next to it.
 * `hex32` is 32 hexadecimal digits of one case; `alnum32` is 32 of [a-z0-9] and so contains lower-case hex32;
 * `mixed32` is 32 of [A-Za-z0-9] and contains both.
 */
export type RunShape = 'hex32' | 'alnum32' | 'mixed32';

/** `value` is any value under a name that means a secret: it is found by the name. */
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
  /** `Provider.id` of the rule's file. */
  readonly provider: string;
  readonly severity: Severity;
  /** What somebody who holds the secret can do. */
  readonly risk: string;
  readonly fix: Fix;
  /** The page of docs/rules that describes it, if not that of its provider; rules of users have none. */
  readonly page?: 'services' | 'none';
  /** Id of the verifier (rules/verifiers/), if the service has a call that tells whether a key is alive. */
  readonly verify?: string;
}

/** The secrets that need this value beside them. What a public rule finds is reported as a part only. */
export interface PartForm {
  /** Ids of the rules for the secrets that it belongs to. */
  readonly of: readonly string[];
  /** What it is to them: `key id`. */
  readonly as: string;
  /** It is not secret by itself, and is not masked as a part. */
  readonly shown?: true;
}

/** A key that is recognised by its prefix. */
export interface PrefixRule extends RuleBase {
  readonly kind: 'prefix';
  /** ASCII, case-sensitive, at least three bytes, found where a word begins. */
  readonly prefixes: readonly string[];
  /**
   * What must follow the prefix: a regular expression over bytes (latin1), for use with the flag `y` at the prefix's end.
   * Prefix and match together are the secret. The compiler has added the right boundary: no letter, digit or underscore
   * follows a match.
   */
  readonly pattern: string;
  /** The most bytes that prefix and pattern can match together, and one for the boundary. */
  readonly reach: number;
  /** Offline check of the whole secret. If it passes, the match is certain. A wrong checksum lowers the confidence; with a wrong structure there is no match. */
  readonly check?: string;
  /** How to read its details from the secret: a key of `DETAILS`. */
  readonly details?: string;
  /** Why it is public by design, half a sentence: it is not a secret, and this rule precedes others that would match it. */
  readonly public?: string;
  /** What it is beside a secret that needs it. */
  readonly part?: PartForm;
  /** Least Shannon entropy (bits per character) of the match without the prefix. Excludes `xxxx` and the like. */
  readonly entropy: number;
}

/** What keys are made of, base64 and its alphabet for URLs among them. */
export const KEY_CHARACTER = /[A-Za-z0-9+/=_-]/;

/** A secret found by a word near it: PEM blocks, connection strings, prefixed values within base64. */
export interface KeywordRule extends RuleBase {
  readonly kind: 'keyword';
  /** ASCII, any case, at least five bytes each. */
  readonly keywords: readonly string[];
  /** The keywords are URL schemes that count only if `user:password@` follows within 64 bytes. */
  readonly userinfo?: true;
  /**
   * Searched in the window around the keyword; the match must cover the keyword. The group named `secret`, or else the
   * whole match, is the secret. The pattern has its boundaries, left and right, written out. There may be one for each
   * keyword.
   */
  readonly pattern: string | readonly KeywordPattern[];
  /** Any of `i`, `m`, `s`. */
  readonly flags: string;
  /** Bytes of the window before and after the keyword; enough for the longest match. */
  readonly window: { readonly before: number; readonly after: number };
  /** So many characters of keys (`KEY_CHARACTER`) at least stand in a row in every match. Absent: fewer than 16, or unknown. */
  readonly run?: number;
  /**
   * The name that the secret is the value of. Then the match is only a candidate: it is judged by its evidence, as what
   * is given to such a name.
   */
  readonly named?: string;
  /** As in {@link PrefixRule}. */
  readonly check?: string;
  readonly details?: string;
  readonly public?: string;
  readonly part?: PartForm;
  /** Least Shannon entropy (bits per character) of the secret. */
  readonly entropy: number;
}

/** The pattern at some of a rule's keywords. */
export interface KeywordPattern {
  /** Lower case. */
  readonly keywords: readonly string[];
  readonly pattern: string;
}

/** A key that only has a known shape. What is around it decides (src/scan/verdict). */
export interface BareRule extends RuleBase {
  readonly kind: 'bare';
  readonly shape: Shape;
  /** For the shape `value`: words in its names, as the kernel's keywords are. */
  readonly nameWords?: readonly string[];
  /** Words that count at the end of a name only. */
  readonly nameEnds?: readonly string[];
  /** Names that the service's own documents and SDKs give the key: CAPTCHAAI_API_KEY. */
  readonly names: readonly string[];
}

/** A rule that others wrote and that no anchor gives away: its expression is searched in whole contents. */
export interface ContentRule extends RuleBase {
  readonly kind: 'content';
  /** For the flags `g` and `u`, over text. */
  readonly pattern: string;
  /**
   * Number of the group that is the secret; the groups are named `g1`, `g2`, ... Absent: the first that is not empty, else
   * the whole match.
   */
  readonly group?: number;
  /** Lower case; the expression is searched only in contents that have one. None: in all. */
  readonly words: readonly string[];
  /** The path must match, flag `u`. */
  readonly path?: string;
  /** The secret must have more Shannon entropy (bits per character); 0: any. */
  readonly entropy: number;
}

/** A problem with a file itself: src/scan/file-rules and the checks of the audit find it under the same id. */
export interface FileRule extends RuleBase {
  readonly kind: 'file';
  /** A file is reported if its path matches this expression, flag `u`. Absent: code finds it. */
  readonly path?: string;
}

export type Rule = PrefixRule | KeywordRule | ContentRule | BareRule | FileRule;

/** Matches that are not reported, as in gitleaks. Expressions are for the flag `u`. */
export interface AllowList {
  /** Ids of rules. Absent: all. */
  readonly rules?: readonly string[];
  /** All conditions must hold, not just one. */
  readonly all?: true;
  readonly paths?: readonly string[];
  /** Lower case. */
  readonly commits?: readonly string[];
  /** Searched in what `of` says. */
  readonly patterns?: readonly string[];
  /** The secret, if absent. */
  readonly of?: 'match' | 'line';
  /** Lower case; in the secret. */
  readonly words?: readonly string[];
}

/** A service whose keys the rules find. */
export interface Provider {
  /** Name of its file under rules/ without `.yaml`. */
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  /** Host names that only code of this service mentions, lower case; a sub-domain of one counts too. */
  readonly hosts: readonly string[];
  /** Words for the service in code: SDK packages, classes, prefixes of variables. Any case; spellings such as `captcha_ai` and `captchaai` are listed each. */
  readonly words: readonly string[];
  /** Words that contain one of `words` and mean another service: `nocaptchaai`. */
  readonly notWords: readonly string[];
}

/** A service whose keys have no prefix, but a form: a row of rules/services. */
export interface Service {
  /** The provider of its rules. */
  readonly id: string;
  /** As the vendor writes it. */
  readonly name: string;
  /** The vendor's page about the key, and that where it is revoked. */
  readonly docs: string;
  readonly revoke?: string;
  /** Words for it in code that mean nothing else: the kernel looks for them. Lower case, joined or as they stand: `cloudconvert`, `cypress_record`. */
  readonly words: readonly string[];
  /** Words that count inside the names of secrets only. */
  readonly inNames: readonly string[];
  /** As in {@link Provider}. */
  readonly hosts: readonly string[];
  /** Ends of names beside its keys that are public by design, of one to three words that are joined. */
  readonly public: readonly string[];
  readonly keys: readonly ServiceKey[];
}

export interface ServiceKey {
  /** Id of the rule: `trello-api-key`. Several forms of one kind have one rule. */
  readonly rule: string;
  /** What it is called: `API key`. */
  readonly kind: string;
  readonly severity: Severity;
  /** Id of the verifier that asks the service about it. */
  readonly verify?: string;
  /** A regular expression that the whole key matches. */
  readonly pattern: string;
  /** A value of this form that is given to a word for the service is its key, whatever else the name says. */
  readonly isStrict: boolean;
}

/** rules/services, not parsed: most runs need the words only. `src/rules/services.ts` reads it. */
export interface ServiceTable {
  /** Of all services. */
  readonly words: readonly string[];
  /** JSON of all `Service`s. */
  readonly rows: string;
}

/** All compiled rules. */
export interface RuleSet {
  readonly providers: readonly Provider[];
  /** Each has rules of its own, which are not among `rules` (`allRules` in `src/rules/services.ts`). */
  readonly services: ServiceTable;
  readonly rules: readonly Rule[];
  readonly allow?: readonly AllowList[];
  /** By keywords and words of names: how many bytes of their beginnings the kernel need not look for. */
  readonly cuts?: Readonly<Record<string, number>>;
  /** SHA-256 (hex) of the data, for caches. */
  readonly digest: string;
}
