import { parseUrl } from '../model/base-url.ts';
import { suggest } from '../model/suggest.ts';
import { ApiKey, holdsKey } from './api-key.ts';
import type { Problem } from './error.ts';
import { METHOD_NAMES, METHODS, type Method, type MethodFacts, type SolveRequest } from './methods.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Parameters whose values are not text, numbers or switches: each has a check of its own. */
const SPECIAL = new Set(['method', 'extra', 'file', 'images']);

/** Parameters that `solve` adds. */
const RESERVED = /^(?:api_?)?key$|^client_?key$|^json$/i;

const PROXY_TYPES = ['HTTP', 'HTTPS', 'SOCKS4', 'SOCKS5'];

/** `user:password@host:port`; before the last @ anything is allowed. */
const PROXY = /^(?:\S+@)?[^\s@/]+:\d{1,5}$/;

const BASE64 = /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/;

/** Names of URL parameters that hold an API key of this or another service. */
const KEY_NAME = /captcha|^(?:api|client|user)?[_-]?key$/i;
const KEY_FORM = /^[A-Za-z0-9]{32}$/;

/**
 * Checks a request before a key is sent: finds a method that is not supported, missing and malformed parameters, a page
 * that is not http(s), and an API key where it would be logged or passed on. Makes no call.
 *
 * @param key the key or keys to look for; without it, any URL parameter that is named like a key and looks like one is
 *   a problem
 * @returns an empty list when the request can be sent; no message repeats a value
 */
export function checkRequest(request: SolveRequest, key?: ApiKey | string | readonly ApiKey[]): readonly Problem[] {
  const given: unknown = request;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return [{ parameter: 'request', message: 'a request is an object with a method' }];
  }
  const fields: Fields = { ...given };
  const keys = key === undefined ? [] : [typeof key === 'string' ? new ApiKey(key) : key].flat();
  const facts = factsOf(fields.method);
  return withoutRepetitions([
    ...(facts === undefined ? [unsupported(fields.method)] : checkParameters(fields, facts)),
    ...checkNames('request', fields, keys),
    ...checkExtra(fields.extra, keys),
    ...checkProxy(fields, facts?.required ?? []),
    ...Object.entries(texts(fields)).flatMap(([name, text]) => checkSecrecy(name, text, keys)),
  ]);
}

/** A parameter and one of the same name in `extra` can have the same problem, and so can two with invalid names. */
function withoutRepetitions(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.parameter}: ${problem.message}`, problem])).values()];
}

function factsOf(method: unknown): MethodFacts | undefined {
  return typeof method === 'string' && Object.hasOwn(METHODS, method) ? METHODS[method as Method] : undefined;
}

function unsupported(method: unknown): Problem {
  const known = METHOD_NAMES.join(', ');
  if (method === undefined) return { parameter: 'method', message: `missing; it is one of ${known}` };
  return { parameter: 'method', message: `not supported${nearTo(method) || `; it is one of ${known}`}` };
}

/** `recaptcha` and `cloudflare` suggest the method with that word in its name. */
function nearTo(method: unknown): string {
  if (typeof method !== 'string') return '';
  const longer = METHOD_NAMES.find((name) => method.length >= 5 && name.includes(method.toLowerCase()));
  return suggest(longer ?? method, METHOD_NAMES);
}

function checkParameters(fields: Fields, { required, optional }: MethodFacts): Problem[] {
  const problems: Problem[] = [];
  const misspelt = new Set<string>();
  const unknown = Object.keys(fields).filter(
    (name) => !SPECIAL.has(name) && !required.includes(name) && !optional.includes(name) && fields[name] !== undefined,
  );
  for (const parameter of required.filter((name) => isMissing(fields[name]))) {
    const near = unknown.find((name) => suggest(name, [parameter]) !== '' && isParameterName(name));
    problems.push({ parameter, message: near === undefined ? 'missing' : `missing; it was given as "${near}"` });
    if (near !== undefined) misspelt.add(near);
  }
  for (const parameter of unknown.filter((name) => isParameterName(name) && !misspelt.has(name))) {
    if (RESERVED.test(parameter)) problems.push(reserved(parameter));
    else {
      const near = suggest(parameter, [...required, ...optional]);
      problems.push({
        parameter,
        message: `not a parameter of this method${near}${near ? '' : '; other parameters go into extra'}`,
      });
    }
  }
  for (const [parameter, value] of Object.entries(fields)) {
    if (value === undefined || isMissing(value) || unknown.includes(parameter)) continue;
    const message = checkValue(parameter, value, fields);
    if (message !== undefined) problems.push({ parameter, message });
  }
  return problems;
}

function checkValue(parameter: string, value: unknown, fields: Fields): string | undefined {
  switch (parameter) {
    case 'method':
    case 'extra':
    case 'proxy':
    case 'proxytype':
      return undefined;
    case 'pageurl':
      return checkPageUrl(value);
    case 'min_score':
      return isPlain(value) && Number(value) > 0 && Number(value) <= 1 ? undefined : 'must be a number from 0.1 to 0.9';
    case 'version':
      return value === 'v2' || value === 'v3' ? undefined : 'must be v2 or v3';
    case 'body':
      return typeof value === 'string' && BASE64.test(stripDataUrl(value)) ? undefined : 'must be an image in base64';
    case 'images':
      return checkImages(value);
    case 'file':
      return checkFile(value, fields.filename);
    default:
      return isPlain(value) ? undefined : 'must be text, a number or a boolean';
  }
}

function checkPageUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  const url = parseUrl(value);
  if (url === undefined) return 'must be a full URL that begins with http:// or https://';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://';
  return undefined;
}

function checkImages(value: unknown): string | undefined {
  const isTile = (image: unknown) =>
    typeof image === 'string' && /^data:image\//i.test(image) && BASE64.test(stripDataUrl(image));
  if (!Array.isArray(value) || value.length !== 9) return 'must be the nine tiles';
  const wrong = value.findIndex((image) => !isTile(image));
  return wrong === -1 ? undefined : `tile ${wrong + 1} must be a data:image/ URL in base64`;
}

function checkFile(value: unknown, filename: unknown): string | undefined {
  const size = value instanceof Blob ? value.size : value instanceof Uint8Array ? value.byteLength : undefined;
  if (size === undefined) return 'must be a File, a Blob or a Uint8Array';
  if (size === 0) return 'is empty';
  if (typeof filename === 'string' && !/\.(?:jpe?g|png|gif)$/i.test(filename)) {
    return 'must have a filename that ends in .jpg, .jpeg, .png or .gif';
  }
  return undefined;
}

function checkNames(parameter: string, fields: Fields, keys: readonly ApiKey[]): Problem[] {
  const invalid = Object.keys(fields).filter((name) => fields[name] !== undefined && !isParameterName(name));
  return invalid.map((name) => {
    const isKey = keys.some((key) => holdsKey(name, key));
    return {
      parameter,
      message: isKey ? 'a parameter has the API key as its name' : 'a parameter has an invalid name',
    };
  });
}

function checkExtra(extra: unknown, keys: readonly ApiKey[]): Problem[] {
  if (extra === undefined) return [];
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) {
    return [{ parameter: 'extra', message: 'must be an object' }];
  }
  const problems = Object.entries(extra).flatMap(([name, value]) => {
    if (!isParameterName(name)) return [];
    if (RESERVED.test(name) || name === 'method') return [reserved(name)];
    return value === undefined || isPlain(value)
      ? []
      : [{ parameter: name, message: 'must be text, a number or a boolean' }];
  });
  return [...problems, ...checkNames('extra', { ...extra }, keys)];
}

/** @param required parameters that `checkParameters` reports when they are missing */
function checkProxy({ proxy, proxytype }: Fields, required: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const hasProxy = !isMissing(proxy);
  const hasType = !isMissing(proxytype);
  if (hasProxy && !(typeof proxy === 'string' && PROXY.test(proxy))) {
    problems.push({ parameter: 'proxy', message: 'must be user:password@host:port or host:port, without a scheme' });
  }
  if (hasType && !(typeof proxytype === 'string' && PROXY_TYPES.includes(proxytype.toUpperCase()))) {
    problems.push({ parameter: 'proxytype', message: `must be one of ${PROXY_TYPES.join(', ')}` });
  }
  if (hasProxy && !hasType && !required.includes('proxytype')) {
    problems.push({ parameter: 'proxytype', message: 'missing beside proxy' });
  }
  if (hasType && !hasProxy && !required.includes('proxy')) {
    problems.push({ parameter: 'proxy', message: 'missing beside proxytype' });
  }
  return problems;
}

function checkSecrecy(name: string, text: string, keys: readonly ApiKey[]): Problem[] {
  // checkNames has reported it.
  if (keys.some((key) => holdsKey(name, key))) return [];
  const parameter = isParameterName(name) ? name : 'request';
  if (keys.some((key) => holdsKey(text, key))) {
    return [{ parameter, message: 'holds the API key, which would be logged and passed on' }];
  }
  const url = parseUrl(text);
  const named = [...(url?.searchParams ?? [])].filter(([, value]) => KEY_FORM.test(value)).map(([name]) => name);
  // A page may have other keys in its URL: when our own key is known, only names with the word captcha are suspicious.
  const suspicious = named.some((name) => (keys.length === 0 ? KEY_NAME : /captcha/i).test(name));
  return suspicious ? [{ parameter, message: 'has what looks like an API key in its query string' }] : [];
}

/** The text of each parameter, without the reserved ones, which are a problem anyway. */
function texts(fields: Fields): Record<string, string> {
  const { extra, images, ...rest } = fields;
  const all = { ...rest, ...(typeof extra === 'object' ? extra : {}) };
  const found = Object.entries(all).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !RESERVED.test(entry[0]),
  );
  if (Array.isArray(images)) found.push(['images', images.filter((image) => typeof image === 'string').join(' ')]);
  return Object.fromEntries(found);
}

/** Removes the beginning of a `data:` URL, so that only its base64 is left. */
export function stripDataUrl(text: string): string {
  return text.trim().replace(/^data:[^,]{0,100},/i, '');
}

function reserved(parameter: string): Problem {
  return { parameter, message: 'is added when the request is sent; leave it out' };
}

/** Other names are not repeated in messages: somebody may have given a key as a name. */
function isParameterName(name: string): boolean {
  return /^\w{1,31}$/.test(name);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
