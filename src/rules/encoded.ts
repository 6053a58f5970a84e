import { parseObject } from '../model/json.ts';
/** Encodings inside keys: base64, JSON in base64, JSON Web Tokens. */

/** The claims of a JSON Web Token (RFC 7519) whose header names an algorithm. */
export function jwtPayload(token: string): Readonly<Record<string, unknown>> | undefined {
  const [header, payload] = token.split('.', 2);
  return typeof readJson(header)?.alg === 'string' ? readJson(payload) : undefined;
}

/** The JSON object in a base64 or base64url text. */
export function readJson(base64: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const data = parseObject(fromBase64(base64 ?? ''));
  return Array.isArray(data) ? undefined : data;
}

/** Node's decoder accepts both base64 and base64url, with or without padding. */
export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
