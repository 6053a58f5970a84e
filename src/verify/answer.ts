import type { Liveness } from '../findings/finding.ts';
import type { AnswerForm, Judgement, Verifier } from './verifier.ts';

/** A decimal as services write balances. */
const DECIMAL = /^-?\d{1,12}(?:\.\d{1,15})?$/;

/** No account holds as much; a key of digits that was echoed would. */
const TOO_MUCH = 1e12;

/** Bare text that is a code and no sentence. */
const CODE = /^[A-Z_]{3,64}$/;

/** A code that may be shown though it is in no table: nothing that echoes a key looks like this. */
const HARMLESS_CODE = /^(?:ERROR|CAPCHA|CAPTCHA)_[A-Z_]{2,56}$/;

/** What the body says, before it is known what that means. */
type Said = { readonly balance: number } | { readonly code: string } | { readonly unreadable: string };

/**
 * What an answer says about the key. Only the balance and the code are taken from it: a body can hold anything, the
 * key itself and further tokens included.
 *
 * A balance counts with HTTP 2xx only. A documented code counts with 4xx too, since some services send theirs so
 * (CapSolver: 401); a service that fails (5xx) is not believed.
 */
export function readAnswer(verifier: Verifier, httpStatus: number, body: string): Judgement {
  if (httpStatus >= 500) {
    return {
      ...judgement('unknown', `HTTP ${httpStatus}: the service is out of order`),
      advice: 'Ask again in some minutes.',
      unreachable: true,
    };
  }
  const said = read(verifier.answer, body.trim());
  if ('code' in said) {
    const meaning = Object.hasOwn(verifier.meanings, said.code) ? verifier.meanings[said.code] : undefined;
    if (meaning !== undefined) {
      return {
        ...judgement(meaning.status, `${said.code}: ${meaning.means}`, meaning.balance),
        ...(meaning.advice === undefined ? {} : { advice: meaning.advice }),
        ...(meaning.stop === undefined ? {} : { stop: meaning.stop }),
      };
    }
  }
  if (httpStatus === 429) {
    return { ...judgement('unknown', 'HTTP 429: too many calls'), advice: 'Ask again later.', stop: 'too many calls' };
  }
  if ('balance' in said && httpStatus >= 200 && httpStatus < 300) {
    return judgement('active', 'the service gave the balance', said.balance);
  }
  return judgement('unknown', `HTTP ${httpStatus}: ${describe(said)}`);
}

/** A judgement without advice. */
export function judgement(status: Liveness, reason: string, balance?: number): Judgement {
  return { verification: { status, reason, ...(balance === undefined ? {} : { balance }) } };
}

function describe(said: Said): string {
  if ('unreadable' in said) return said.unreadable;
  if ('balance' in said) return 'a balance, but not with a success';
  if (HARMLESS_CODE.test(said.code)) return `${said.code}, which says nothing certain about the key`;
  return 'a failure with a code that is not documented';
}

/** `{"status":1,"request":"0.5"}`, `{"errorId":1,"errorCode":"ERROR_..."}`, `0.5`, `OK|0.5`, `ERROR_...`. */
function read(form: AnswerForm, body: string): Said {
  if (body === '') return { unreadable: 'an empty answer' };
  if (body.startsWith('<')) return { unreadable: 'a web page instead of an answer' };
  if (form.text) {
    const balance = decimal(body.replace(/^OK\|/, ''));
    if (balance !== undefined) return { balance };
    if (CODE.test(body)) return { code: body };
  }
  const fields = parseObject(body);
  if (fields === undefined) return { unreadable: 'an answer that is not in the documented form' };
  const success = fields[form.success.field];
  if (success === form.success.value || (typeof success === 'number' && `${success}` === form.success.value)) {
    const balance = decimal(fields[form.balance]);
    return balance === undefined ? { unreadable: 'a success without a balance' } : { balance };
  }
  const code = fields[form.code];
  return typeof code === 'string' ? { code: code.trim() } : { unreadable: 'neither a success nor a code' };
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function decimal(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) < TOO_MUCH ? value : undefined;
  return typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : undefined;
}
