import type { Liveness, Verification } from '../../model/finding.ts';

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
  /** The service says "later": the same question may have an answer then. */
  readonly later?: true;
  /** Counts though the answer has no JSON in it. Otherwise a page that stands between us and the service would speak for it. */
  readonly plain?: true;
}

/**
 * How the key is sent: `{key}` stands for it in fields, headers and path. `query` and `none` are a GET unless `method` says
 * otherwise, the other two are POSTs.
 */
export interface Call {
  readonly path: string;
  readonly send: 'form' | 'json' | 'query' | 'none';
  readonly method?: 'POST';
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** User and password of HTTP's own authentication: `{key}:`. */
  readonly basic?: string;
}

/** How an answer is read: names of the fields of its JSON object, with dots where they are nested. */
export interface AnswerForm {
  /** The call succeeded when this field has this value; compared as text, since services quote numbers at will; `*` for any, `+` for a number above zero. */
  readonly success: { readonly field: string; readonly value: string };
  /** Holds the balance of a success, a number or a decimal in a string; a success without it is none. */
  readonly balance?: string;
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

/** The other half of a credential: a user name, which is no secret. */
export interface AccountForm {
  /** Environment variables that hold it, in the order in which they are looked at. */
  readonly variables: readonly string[];
  /** Such as `user name`. */
  readonly says: string;
}

/** A second, different question for answers that leave it open whether the key is alive. */
export interface Settling {
  /** Codes that leave it open. */
  readonly codes: readonly string[];
  /** In place of the first call's. */
  readonly fields: Readonly<Record<string, string>>;
  /** A success that has this number says that the key is alive. */
  readonly field: string;
  /** In our words. */
  readonly means: string;
}

/** One harmless call of one service that tells whether a key is alive: a file under rules/verifiers, for the engine in call.ts and answer.ts. */
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
  /** Whose key it is, for services that ask for both; `{account}` stands for it in the fields of a call. */
  readonly account?: AccountForm;
  readonly key: KeyForm;
  readonly call: Call;
  /** Absent where the HTTP status says it all. */
  readonly answer?: AnswerForm;
  /** By code. A code that is not listed says nothing about the key. */
  readonly codes: Readonly<Record<string, Meaning>>;
  /** By HTTP status. One that is not listed says nothing about the key. */
  readonly statuses: Readonly<Record<string, Meaning>>;
  /** Least pause between two calls, where the service bans or limits those who call more often. */
  readonly spacingMs?: number;
  /** Field of the JSON that an answer must have for its status to count as success. */
  readonly proof?: string;
  /** Where a success tells how much is left, for verifiers without an answer form. */
  readonly balance?: string;
  readonly settle?: Settling;
}

/** A verifier as the build writes it (build.ts): its key's pattern as text. */
export type CompiledVerifier = Omit<Verifier, 'key'> & {
  readonly key: Omit<KeyForm, 'pattern'> & { readonly pattern: string };
};

/** What came of one key. */
export interface Judgement {
  readonly verification: Verification;
  readonly advice?: string;
  /** Why the service must not be asked again for now. */
  readonly stop?: string;
  /** The service gave no answer of its own: the network or the service is broken, whatever the key. */
  readonly unreachable?: true;
  /** The service says "later". */
  readonly later?: true;
  /** The code that the judgement was made from. */
  readonly code?: string;
}
