import { CaptchaAIError } from './error.ts';

/** Which of an application's two keys it is. */
export type KeyName = 'primary' | 'backup';

/** CaptchaAI's documentation asks for 32 characters and gives no other rule. */
const LENGTH = 32;
const FORM = /^[A-Za-z0-9]{32}$/;

/** `util.inspect.custom`, without importing `node:util`. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A CaptchaAI key that cannot be printed by accident: `String()`, JSON, template strings and `util.inspect` all give
 * `****` and its last four characters. Only `reveal()` gives the key.
 */
export class ApiKey {
  readonly name: KeyName;
  readonly #value: string;

  /**
   * @param value the key; white space around it is removed
   * @param source where it came from, for error messages: the name of a variable
   * @throws CaptchaAIError E_NO_KEY for an empty value, E_BAD_KEY for a value that cannot be a key
   */
  constructor(value: string, name: KeyName = 'primary', source = `the ${name} key`) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '') throw new CaptchaAIError('E_NO_KEY', `no CaptchaAI key: ${source} is empty`);
    if (!FORM.test(text)) throw badKey(text, source);
    this.name = name;
    this.#value = text;
  }

  /** The key itself: for the body of a request, never for anything that is written or logged. */
  reveal(): string {
    return this.#value;
  }

  equals(other: ApiKey): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return `****${this.#value.slice(-4)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [INSPECT](): string {
    return `ApiKey(${this.name} ${this.toString()})`;
  }
}

/** Whether a text holds a key, in upper or lower case, also percent-encoded. */
export function holdsKey(text: string, key: ApiKey): boolean {
  const wanted = key.reveal().toLowerCase();
  return [text, unescapeUrl(text)].some((form) => form.toLowerCase().includes(wanted));
}

/** The text with every occurrence of the keys masked. */
export function maskKeys(text: string, keys: readonly ApiKey[]): string {
  return keys.reduce((masked, key) => masked.replaceAll(new RegExp(key.reveal(), 'gi'), String(key)), text);
}

function badKey(text: string, source: string): CaptchaAIError {
  return new CaptchaAIError('E_BAD_KEY', `${source} does not hold a CaptchaAI key: ${whatIsWrong(text)}`, {
    advice: 'Copy the whole key from the account again, without quotation marks and spaces.',
  });
}

function whatIsWrong(text: string): string {
  if (/^(["'`]).*\1$/s.test(text)) return 'there are quotation marks around it';
  if (/[\r\n]/.test(text)) return 'it has more than one line';
  if (/\s/.test(text)) return 'there is white space in it';
  if (text.length !== LENGTH) return `it has ${text.length} characters, and a key has ${LENGTH}`;
  return 'it has other characters than letters and digits';
}

/** Percent-decodes. `decodeURIComponent` throws for a percent sign without two digits. */
function unescapeUrl(text: string): string {
  return text.replaceAll(/%([0-7][0-9a-f])/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
