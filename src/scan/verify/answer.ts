import { defined } from '../../model/defined.ts';
import type { Liveness } from '../../model/finding.ts';
import { parseObject, valueAt } from '../../model/json.ts';
import { isHarmlessCode, readNumber } from '../../model/service-answer.ts';
import type { AnswerForm, Judgement, Meaning, Verifier } from '../../rules/verifiers/verifier.ts';

/** Plain text that is a code, or begins with a number as its code. */
const CODE = /^(?:([A-Z_]{3,64})$|(\d{4})(?: |$))/;

/** In place of a value: any value; a number above zero. */
const ANY = '*';
const ABOVE_ZERO = '+';

/** A parsed body. */
type ParsedBody =
  | { readonly balance: number }
  | { readonly success: true }
  | { readonly code: string }
  | { readonly unreadable: string };

/**
 * Judges a key by an answer. Only the balance and the code are taken from the body, which can hold anything else, even the
 * key and other tokens.
 *
 * A success counts only with HTTP 2xx. A documented code counts also with 4xx, as some services send it so (CapSolver: 401),
 * but not with 5xx. The meaning of a status counts only if the body is JSON, as those of the service are: HTML comes from
 * proxies and portals.
 */
export function readAnswer(verifier: Verifier, httpStatus: number, body: string): Judgement {
  if (httpStatus >= 500) {
    return {
      ...judgement('unknown', `HTTP ${httpStatus}: the service is out of order`),
      advice: 'Ask again in some minutes.',
      unreachable: true,
    };
  }
  const parsed = parseBody(verifier.answer, body.trim());
  if ('code' in parsed) {
    const meaning = lookUp(verifier.codes, parsed.code);
    if (meaning !== undefined) return { ...judgementOf(meaning, parsed.code), code: parsed.code };
  }
  const byStatus = lookUp(verifier.statuses, String(httpStatus));
  if (byStatus !== undefined) return readStatus(verifier, byStatus, httpStatus, body);
  if (httpStatus === 429) {
    return { ...judgement('unknown', 'HTTP 429: too many calls'), advice: 'Ask again later.', stop: 'too many calls' };
  }
  if (httpStatus >= 200 && httpStatus < 300) {
    if ('balance' in parsed) return judgement('active', 'the service gave the balance', parsed.balance);
    if ('success' in parsed) return judgement('active', 'the service accepts the key');
  }
  return judgement('unknown', `HTTP ${httpStatus}: ${describe(parsed)}`);
}

/** Judges by the answer to the second question: the key is alive, or no more keys may be asked about. Undefined if it stays open. */
export function readSettling(verifier: Verifier, httpStatus: number, body: string): Judgement | undefined {
  const { answer, settle } = verifier;
  const { stop } = readAnswer(verifier, httpStatus, body);
  if (stop !== undefined) return { ...judgement('unknown', stop), stop };
  if (settle === undefined || answer === undefined || httpStatus < 200 || httpStatus >= 300) return undefined;
  const fields = parseObject(body);
  if (fields === undefined || !isSuccess(answer, fields)) return undefined;
  const count = readNumber(fieldOf(fields, settle.field));
  return count === undefined ? undefined : judgement('active', settle.means.replace('{count}', String(count)));
}

function readStatus(verifier: Verifier, meaning: Meaning, httpStatus: number, body: string): Judgement {
  const fields = parseObject(body);
  const isPage = body.trim().startsWith('<');
  if (isPage || (fields === undefined && meaning.plain !== true)) {
    const what = isPage ? 'a web page' : 'no answer of the documented form';
    return judgement('unknown', `HTTP ${httpStatus}: ${what}, which says nothing about the key`);
  }
  if (meaning.status !== 'active') return judgementOf(meaning, `HTTP ${httpStatus}`);
  if (verifier.proof !== undefined && fieldOf(fields ?? {}, verifier.proof) === undefined)
    return judgement('unknown', `HTTP ${httpStatus}: a success that does not say whose`);
  const balance = verifier.balance === undefined ? undefined : readNumber(fieldOf(fields ?? {}, verifier.balance));
  return judgement('active', meaning.means, balance);
}

/** @param origin the code or status, for the reason */
function judgementOf({ status, means, balance, advice, stop, later }: Meaning, origin: string): Judgement {
  return { ...judgement(status, `${origin}: ${means}`, balance), ...defined({ advice, stop, later }) };
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A judgement without advice. */
export function judgement(status: Liveness, reason: string, balance?: number): Judgement {
  return { verification: defined({ status, reason, balance }) };
}

function describe(body: ParsedBody): string {
  if ('unreadable' in body) return body.unreadable;
  if ('balance' in body) return 'a balance, but not with a success';
  if ('success' in body) return 'a success, but not with HTTP 2xx';
  if (isHarmlessCode(body.code)) return `${body.code}, which says nothing certain about the key`;
  return 'a failure with a code that is not documented';
}

/** Parses `{"status":1,"request":"0.5"}`, `{"errorId":1,"errorCode":"ERROR_..."}`, `0.5`, `OK|0.5`, `ERROR_...`. */
function parseBody(form: AnswerForm | undefined, body: string): ParsedBody {
  if (body === '') return { unreadable: 'an empty answer' };
  if (body.startsWith('<')) return { unreadable: 'a web page instead of an answer' };
  if (form === undefined) return { unreadable: 'an answer that is not documented' };
  if (form.text) {
    const balance = readNumber(body.replace(/^OK\|/, ''));
    if (balance !== undefined) return { balance };
    const [, word, number] = CODE.exec(body) ?? [];
    const code = word ?? number;
    if (code !== undefined) return { code };
  }
  const fields = parseObject(body);
  if (fields === undefined) return { unreadable: 'an answer that is not in the documented form' };
  if (isSuccess(form, fields)) {
    if (form.balance === undefined) return { success: true };
    const balance = readNumber(fieldOf(fields, form.balance));
    return balance === undefined ? { unreadable: 'a success without a balance' } : { balance };
  }
  const field = fieldOf(fields, form.code);
  const code = typeof field === 'number' ? String(field) : field;
  return typeof code === 'string'
    ? { code: /^\d{4}(?= )/.exec(code)?.[0] ?? code.trim() }
    : { unreadable: 'neither a success nor a code' };
}

function isSuccess({ success }: AnswerForm, fields: Fields): boolean {
  const value = fieldOf(fields, success.field);
  if (success.value === ANY) return value !== undefined;
  if (success.value === ABOVE_ZERO) return typeof value === 'number' && value > 0;
  return value === success.value || (/^(?:number|boolean)$/.test(typeof value) && String(value) === success.value);
}

type Fields = Readonly<Record<string, unknown>>;

/** @param path names with dots between them; numbers for items of lists */
function fieldOf(fields: Fields, path: string): unknown {
  return valueAt(fields, path.split('.'));
}
