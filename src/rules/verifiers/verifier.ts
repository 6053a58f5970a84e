import type { Liveness, Verification } from '../../model/finding.ts';

/** The meaning of a service's answer for the key. */
export interface Meaning {
  readonly status: Liveness;
  /** In our words. Messages put the service's code before it. */
  readonly means: string;
  /** Set if the code implies the balance. */
  readonly balance?: number;
  /** What the owner of the key can do, a sentence. */
  readonly advice?: string;
  /** Set if further calls would make it worse: why the service is not asked about other keys. */
  readonly stop?: string;
  /** The service says "later": the same call may succeed then. */
  readonly later?: true;
  /** Applies also to an answer without JSON, but not to a web page. Other meanings do not: a proxy may have answered. */
  readonly plain?: true;
}

/**
 * How the key is sent: `{key}` stands for it in fields, headers and path, and `{name}` for a named group of the form of the
 * keys. `form` and `json` are POSTs, `query` and `none` a GET unless `method` says otherwise.
 */
export interface Call {
  readonly path: string;
  readonly send: 'form' | 'json' | 'query' | 'none';
  readonly method?: 'POST' | 'DELETE';
  /** A list is for `json` only. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  /** User and password of HTTP's Basic authentication: `{key}:`. */
  readonly basic?: string;
}

/** How an answer is read: names of the fields of its JSON object, with dots where they are nested. */
export interface AnswerForm {
  /** The call succeeded if this field has this value, compared as text; `*` is any value, `+` a number above zero. */
  readonly success: { readonly field: string; readonly value: string };
  /** Field of the balance, a number or a decimal in a string. Without it, the answer is not a success. */
  readonly balance?: string;
  /** Field of a failure's code. */
  readonly code: string;
  /** Whether the answer may also be plain text: a decimal, `OK|` and a decimal, or a code. */
  readonly text: boolean;
}

/** The form of a service's keys. Other values are never sent, as they are other secrets. */
export interface KeyForm {
  readonly pattern: RegExp;
  /** Such as `32 letters and digits`. */
  readonly says: string;
  /** The service's documented code for keys of a wrong length. */
  readonly wrongLength?: string;
}

/** The user name, account or domain that belongs to a key. It is not a secret. */
export interface AccountForm {
  /** What a finding calls it, if it is found beside the key: `account id`. */
  readonly part?: string;
  /** An expression for the whole account. Required if the account is a part of the service's address. */
  readonly pattern?: string;
  /** Environment variables that can hold it; the first one set counts. */
  readonly variables: readonly string[];
  /** Such as `user name`. */
  readonly says: string;
}

/** A second question, for answers that leave it open whether the key is alive. */
export interface Settling {
  /** Codes of such answers. */
  readonly codes: readonly string[];
  /** Fields in place of the first call's. */
  readonly fields: Readonly<Record<string, string>>;
  /** A success with a number in this field means that the key is alive. */
  readonly field: string;
  /** In our words; `{count}` stands for the number. */
  readonly means: string;
}

/**
 * The call with which the holder of a key revokes it. In the meanings of its answers, `active` means "done", and `inactive` a key
 * that was dead before.
 */
export interface Revocation {
  /** The vendor's page that documents it. */
  readonly docs: string;
  /** If it is another one than the verifier's. */
  readonly baseUrl?: string;
  /** The form of the keys that can be revoked, if it is another one than the verifier's. */
  readonly key?: KeyForm;
  readonly call: Call;
  readonly answer?: AnswerForm;
  readonly codes: Readonly<Record<string, Meaning>>;
  readonly statuses: Readonly<Record<string, Meaning>>;
}

/** A harmless call that tells whether a service's key is alive: a file under rules/verifiers. */
export interface Verifier {
  /** As in a rule's `verify`: `captchaai-balance`. */
  readonly id: string;
  /** Short name for the command line: `captchaai`. */
  readonly service: string;
  readonly title: string;
  readonly baseUrl: string;
  /** Environment variable that replaces `baseUrl`. */
  readonly urlVariable?: string;
  /** Environment variables that can hold a key, in order of precedence. */
  readonly keyVariables: readonly string[];
  /** For services that ask for a user name, too; `{account}` stands for it in the call and in `baseUrl`. */
  readonly account?: AccountForm;
  readonly key: KeyForm;
  readonly call: Call;
  /** Absent if the HTTP status alone decides. */
  readonly answer?: AnswerForm;
  /** By code. A code that is not listed says nothing about the key. */
  readonly codes: Readonly<Record<string, Meaning>>;
  /** By HTTP status. One that is not listed says nothing about the key. */
  readonly statuses: Readonly<Record<string, Meaning>>;
  /** Least pause between two calls, for services that ban or limit faster clients. */
  readonly spacingMs?: number;
  /** Field that an answer's JSON must have for its status to count as a success. */
  readonly proof?: string;
  /** Field of the balance, for verifiers without an answer form. */
  readonly balance?: string;
  readonly settle?: Settling;
  /** Absent if the service documents no such call. */
  readonly revoke?: Revocation;
}

/** The form of keys as the build writes it: the pattern is text. */
export type CompiledKeyForm = Omit<KeyForm, 'pattern'> & { readonly pattern: string };

export type CompiledRevocation = Omit<Revocation, 'key'> & { readonly key?: CompiledKeyForm };

/** A verifier as the build writes it (build.ts). */
export type CompiledVerifier = Omit<Verifier, 'key' | 'revoke'> & {
  readonly key: CompiledKeyForm;
  readonly revoke?: CompiledRevocation;
};

/** The result for one key. */
export interface Judgement {
  readonly verification: Verification;
  readonly advice?: string;
  /** Why the service must not be asked again now. */
  readonly stop?: string;
  /** No answer of the service: the network or the service fails, for any key. */
  readonly unreachable?: true;
  /** The service says "later". */
  readonly later?: true;
  /** The code that the judgement was made from. */
  readonly code?: string;
}
