import type { Liveness, Verification } from '../findings/finding.ts';

/** What one answer of a service says about the key. */
export interface Meaning {
  readonly status: Liveness;
  /** In our words; the service's code is put before it. */
  readonly means: string;
  /** Set where the code itself tells the balance. */
  readonly balance?: number;
  /** What the owner of the key can do, a sentence. */
  readonly advice?: string;
  /** Set when asking on would make it worse: why the other keys of this service are not asked about. */
  readonly stop?: string;
}

/** How the key is sent. A field whose value is `{key}` gets the key. `query` is a GET, the other two are POSTs. */
export interface Call {
  readonly path: string;
  readonly send: 'form' | 'json' | 'query';
  readonly fields: Readonly<Record<string, string>>;
}

/** How an answer is read: names of the top-level fields of its JSON object. */
export interface AnswerForm {
  /** The call succeeded when this field has this value; compared as text, since services quote numbers at will. */
  readonly success: { readonly field: string; readonly value: string };
  /** Holds the balance of a success, a number or a decimal in a string. */
  readonly balance: string;
  /** Holds the code of a failure. */
  readonly code: string;
  /** Whether the answer may also be bare text: a decimal, `OK|` and a decimal, or a code. */
  readonly text: boolean;
}

/** What a key of the service looks like. A value that does not fit is never sent: it is a secret of something else. */
export interface KeyForm {
  readonly pattern: RegExp;
  /** Such as `32 letters and digits`. */
  readonly says: string;
  /** The code that the service documents for keys of another length. */
  readonly wrongLength?: string;
}

/** One harmless call of one service that tells whether a key is alive: data for the engine in call.ts and answer.ts. */
export interface Verifier {
  /** What a rule's `verify` names: `captchaai-balance`. */
  readonly id: string;
  /** Short name for the command line: `captchaai`. */
  readonly service: string;
  readonly title: string;
  readonly baseUrl: string;
  /** Environment variable that replaces `baseUrl`. */
  readonly urlVariable?: string;
  /** Environment variables that hold a key, in the order in which they are looked at. */
  readonly keyVariables: readonly string[];
  readonly key: KeyForm;
  readonly call: Call;
  readonly answer: AnswerForm;
  /** By code. A code that is not listed says nothing about the key. */
  readonly meanings: Readonly<Record<string, Meaning>>;
}

/** What came of one key. */
export interface Judgement {
  readonly verification: Verification;
  readonly advice?: string;
  /** Why the service must not be asked again for now. */
  readonly stop?: string;
  /** The service gave no answer of its own: the network or the service is broken, whatever the key. */
  readonly unreachable?: true;
}
