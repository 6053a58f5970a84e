import type { Success } from './answer.ts';
import { CaptchaAIError } from './error.ts';
import { METHODS, type SolveRequest } from './methods.ts';

/** The solution of a captcha. It must not be logged: for a while anybody who has it can use it. */
export interface Solution {
  /** The service's task. */
  readonly id: string;
  /** The token or the text; JSON for GeeTest, BLS and grids. */
  readonly token: string;
  /** That JSON, parsed: the object of GeeTest, the numbers of the tiles. */
  readonly data?: unknown;
  /** The user agent that must send the token; for Cloudflare challenges and reCAPTCHA Enterprise. */
  readonly userAgent?: string;
}

/**
 * Reads the solution from an answer: from `result`, which comes with `user_agent` (Cloudflare challenges, reCAPTCHA
 * Enterprise), else from `request`.
 *
 * @throws CaptchaAIError E_UNKNOWN for a success without a solution
 */
export function readSolution({ request, fields }: Success, asked: SolveRequest, id: string): Solution {
  const { result, user_agent: userAgent } = fields;
  const token = textOf(isEmpty(result) ? request : result);
  if (token === undefined) {
    throw new CaptchaAIError('E_UNKNOWN', 'a success without a solution', { taskId: id });
  }
  return {
    id,
    token,
    ...(isJson(asked) ? { data: parse(token) } : {}),
    ...(typeof userAgent === 'string' && userAgent !== '' ? { userAgent } : {}),
  };
}

function isJson(asked: SolveRequest): boolean {
  const { json } = METHODS[asked.method];
  return json === 'always' || (json === 'with grid_size' && 'grid_size' in asked && asked.grid_size !== undefined);
}

/** Some answers hold JSON as an object, some as a string. */
function textOf(value: unknown): string | undefined {
  if (isEmpty(value) || typeof value === 'boolean') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The text itself when it is not JSON: it was paid for, and the caller may know what it means. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
