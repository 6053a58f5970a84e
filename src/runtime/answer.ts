import { parseObject } from '../model/json.ts';
import { readNumber } from '../model/service-answer.ts';
import type { Exchange } from './transport.ts';

/** A success with its fields, a failure with the service's code, or why the answer is neither. */
export type Answer =
  | { readonly request: unknown; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly code: string }
  | { readonly unreadable: string };

export type Success = Extract<Answer, { readonly fields: unknown }>;

/** Bare text that is a code, not a sentence. */
const CODE = /^[A-Z_]{3,64}$/;

/**
 * Reads what in.php and res.php answer: `{"status":1,"request":"..."}`, `{"status":0,"request":"ERROR_..."}`, and
 * without `json=1` `OK|...` and `ERROR_...`. A code counts with HTTP 4xx too. With 5xx the body is ignored.
 *
 * @param bareNumber a number alone counts as a success, as `getbalance` answers it
 */
export function readAnswer({ status, body }: Exchange, bareNumber = false): Answer {
  if (status >= 500) return { unreadable: `HTTP ${status}: the service is out of order` };
  const answer = read(body.trim(), bareNumber);
  if ('code' in answer) return answer;
  if (status === 429) return { unreadable: 'HTTP 429: too many calls' };
  if ('unreadable' in answer) return { unreadable: `HTTP ${status}: ${answer.unreadable}` };
  return status >= 200 && status < 300
    ? answer
    : { unreadable: `HTTP ${status}: the answer says success, but its HTTP status does not` };
}

function read(body: string, bareNumber: boolean): Answer {
  if (body === '') return { unreadable: 'an empty answer' };
  if (body.startsWith('<')) return { unreadable: 'a web page instead of an answer' };
  if (body.startsWith('OK|')) return { request: body.slice('OK|'.length).trim(), fields: {} };
  if (CODE.test(body)) return { code: body };
  if (bareNumber && readNumber(body) !== undefined) return { request: body, fields: {} };
  const fields = parseObject(body);
  if (fields === undefined) return { unreadable: 'an answer that is not in the documented form' };
  const { status, request } = fields;
  if (status === 1 || status === '1') return { request, fields };
  return typeof request === 'string' && request.trim() !== ''
    ? { code: request.trim() }
    : { unreadable: 'neither a success nor a code' };
}
