import { baseName, extensionOf } from '../../../files/path-parts.ts';
import { isOwnCode } from '../../../files/paths.ts';
import { RULE_SET } from '../../../rules/rule-set.ts';
import { isMinified, LineIndex, lineBefore } from '../../../syntax/text.ts';
import type { FileCheck } from '../check.ts';
import type { Problem } from '../problem.ts';
import { codeOf } from './embedded.ts';
import { lex, type Token } from './lexer.ts';
import { readGroup } from './nodes.ts';
import { secrecyOfName } from './secret-name.ts';
import { languageOf, SYNTAXES } from './syntaxes.ts';

const RULE = 'plain-http-key';

/** Keys that are sent without encryption. */
export const PLAIN_HTTP: FileCheck = {
  rules: [RULE],
  concerns: (path) => isOwnCode(path) && (languageOf(path) !== undefined || isSettings(path)),
  *check({ path, text }) {
    if (!text.includes('http://') || isMinified(text)) return;
    const lines = new LineIndex(text);
    const reported = new Set<number>();
    for (const { url, from, isListed } of addressesIn(path, text)) {
      const line = lines.lineOf(from);
      const judged = reported.has(line) ? undefined : (judge(url) ?? judgeHeader(url, text, from));
      if (judged === undefined) continue;
      reported.add(line);
      yield { rule: RULE, path, line, ...judged, ...(isListed === true ? { weight: 'advice' } : {}) };
    }
  },
};

function isSettings(path: string): boolean {
  const name = baseName(path);
  if (/^(?:dockerfile|makefile)/i.test(name)) return true;
  return /^(?:sh|bash|zsh|ya?ml|toml|ini|conf|cfg|env|properties|json|xml|tf|lua|pl|r|vb|c|cc|cpp|h)$/.test(
    extensionOf(path),
  );
}

/** Stands before and after the name of a value that is interpolated into an address. */
const VALUE = '\u0001';

interface Address {
  /** Interpolated values are given by their names, between two {@link VALUE}s. */
  readonly url: string;
  readonly from: number;
  /** An item of a YAML list, without a name: more often data than a setting. */
  readonly isListed?: boolean;
}

/** Characters of an address that are read. */
const LONGEST = 400;

function addressesIn(path: string, text: string): Address[] {
  const language = languageOf(path);
  if (language === undefined) return inLines(text);
  const tokens = lex(codeOf(path, text), SYNTAXES[language]);
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'string') return [];
    return starts(token.text).map((start) => {
      const isWhole = start + LONGEST >= token.text.length;
      const begun = token.text.slice(start, start + LONGEST);
      return { url: urlAt(isWhole ? begun + appended(tokens, at + 1) : begun, 0), from: token.from + start };
    });
  });
}

/** The offsets at which addresses begin. */
function starts(text: string): number[] {
  return Array.from(text.matchAll(/http:\/\//g), ({ index }) => index);
}

function urlAt(text: string, start: number): string {
  return /^[^\s"'<>`|\\]*/.exec(text.slice(start, start + LONGEST))?.[0] ?? '';
}

/** Texts and values that are joined to an address. */
const MOST_JOINED = 40;

/** What operators append to a string: texts, interpolated values, and at the end perhaps a variable. */
function appended(tokens: readonly Token[], at: number, joined = 0): string {
  const [operator, operand, next, member] = tokens.slice(at, at + 4);
  if (operator?.kind !== 'mark' || operand === undefined || joined > MOST_JOINED) return '';
  if (!/^(?:\+|\.|%|,|<>)$/.test(operator.text)) return '';
  if (operator.text === '+' && operand.kind === 'string') return operand.text + appended(tokens, at + 2, joined + 1);
  const end = operand.text === '(' ? readGroup(tokens, at + 1)?.end : undefined;
  if (end !== undefined) return nameIn(tokens.slice(at + 2, end)) + appended(tokens, end + 1, joined + 1);
  if (operand.kind !== 'word') return '';
  const isMember = next?.kind === 'mark' && /^(?:\.|->|\?\.)$/.test(next.text);
  return nameIn(isMember && member !== undefined ? [operand, member] : [operand]);
}

/** The last name in an expression, between two {@link VALUE}s. */
function nameIn(tokens: readonly Token[]): string {
  const words = tokens.filter(({ kind, text }) => (kind === 'word' || kind === 'string') && !ENCODES.test(text));
  return VALUE + (words.at(-1)?.text.replace(/^\$/, '') ?? '') + VALUE;
}

const ENCODES = /^(?:encodeURIComponent|quote|quote_plus|url_encode|String|str)$/;

/** Addresses in settings and scripts, outside of comments. */
function inLines(text: string): Address[] {
  return starts(text).flatMap((from) => {
    const before = lineBefore(text, from);
    if (/^\s*(?:#|\/\/|;|\*|\/\*|<!--|--|%|")|\s#\s/.test(before)) return [];
    return [{ url: urlAt(text, from), from, isListed: /^\s*-\s+["']?$/.test(before) }];
  });
}

type Judged = Pick<Problem, 'note' | 'weight'>;

const PARTS = /^http:\/\/(?:([^/?#@]*)@)?([^/?#:]*)(?::[^/?#]*)?([^?#]*)(\?[^#]*)?/;

function judge(url: string): Judged | undefined {
  const [, login, host = '', path = '', query = ''] = PARTS.exec(url) ?? [];
  const name = host.toLowerCase();
  if (!isPublicHost(name)) return undefined;
  const service = serviceAt(name, path);
  if (service !== undefined && (query !== '' || !isWebsite(name) || path.length > 1)) {
    const weight = PAID_FOR_TLS.has(service.id) ? 'advice' : 'failure';
    return {
      note: `the API of ${service.name} is asked over plain http, which shows the key to everybody on the way`,
      weight,
    };
  }
  // Clients speak plain http to a proxy.
  if (login !== undefined && !/prox(?:y|ies)/.test(name)) {
    const password = login.split(':')[1] ?? '';
    if (isGivenValue(password)) return { note: `a password is sent to ${host} over plain http`, weight: 'failure' };
  }
  return judgeQuery(host, query);
}

function judgeQuery(host: string, query: string): Judged | undefined {
  for (const pair of query.slice(1).split(/&amp;|&/)) {
    const [parameter = '', value = ''] = pair.split(/=(.*)/s);
    if (!KEY_PARAMETER.test(parameter) || !isGivenValue(value)) continue;
    const isSure = SURE_PARAMETER.test(parameter) || secrecyOfName(nameOfValue(value)) === 'sure';
    return { note: `${parameter} is sent to ${host} over plain http`, weight: isSure ? 'failure' : 'advice' };
  }
  return undefined;
}

const KEY_PARAMETER =
  /^(?:api_?-?key|key|access_?key|access_?token|auth_?token|token|api_?token|secret|client_?secret|password|passwd|client_?key|app_?key)$/i;
const SURE_PARAMETER = /^(?:api_?-?key|access_?token|auth_?token|api_?token|client_?secret|password|passwd)$/i;

/** Characters after an address in which the headers of the same call stand. */
const CALL_LENGTH = 400;

/** The value is a variable, or has one in it. */
const HEADER =
  /(?<![\w-])(authorization|(?:x-)?api-?key|x-auth-token|x-access-token|private-token)["'`]?\s{0,4}[:,=]>?\s{0,4}(?:f?["'`](?:(?:bearer|basic|token|bot)\s{1,2})?)?(?:\$\{?|\{|"\s{0,4}\+\s{0,4}|'\s{0,4}\+\s{0,4}|["'`]\s{0,4}\.\s{0,4}\$)?[A-Za-z_]\w*/i;

/** A key in a header of the call, or of the shell command, that has the address. */
function judgeHeader(url: string, text: string, from: number): Judged | undefined {
  const host = PARTS.exec(url)?.[2] ?? '';
  if (!isPublicHost(host.toLowerCase())) return undefined;
  const call = restOfCall(text, from);
  const before = /\b(?:curl|wget|http)\b/.test(lineBefore(text, from)) ? lineBefore(text, from) : '';
  const [, header] = HEADER.exec(before) ?? HEADER.exec(call) ?? [];
  if (header === undefined) return undefined;
  return { note: `${header} is sent to ${host} over plain http`, weight: 'failure' };
}

/** What follows an address in its statement, by the indentation: deeper lines, or as deep ones between the same brackets. */
function restOfCall(text: string, from: number): string {
  const [first = '', ...lines] = text.slice(from, from + CALL_LENGTH).split('\n');
  const indent = /^\s*/.exec(lineBefore(text, from))?.[0].length ?? 0;
  const isArgument = /,\s*$/.test(first);
  const end = lines.findIndex((line) => {
    const own = /^\s*/.exec(line)?.[0].length ?? 0;
    return own < indent || (own === indent && !isArgument && !/^\s*[)\]}]/.test(line));
  });
  return [first, ...lines.slice(0, end < 0 ? lines.length : end)].join('\n').split(';')[0] ?? '';
}

/** Whether it is a variable, a template's expression, or a literal that is not a placeholder. */
function isGivenValue(value: string): boolean {
  if (value.startsWith(VALUE)) return true;
  if (/^(?:\$\{?\w|\$\(|%s|%v|%@|\{\w*\}|\{\{|#\{|<%=|%[A-Z_]+%)/.test(value)) return true;
  return (
    /^[A-Za-z0-9_-]{16,}$/.test(value) &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !/your|example|xxxx/i.test(value)
  );
}

function nameOfValue(value: string): string {
  return /^[${#<%= (]*([A-Za-z_]\w*)/.exec(value.replaceAll(VALUE, ''))?.[1] ?? '';
}

/** Not a host of this machine, of a private network or of an example. */
function isPublicHost(host: string): boolean {
  if (!/^[a-z0-9.-]+\.[a-z0-9-]{2,}$/.test(host) || /(?:^|\.)example\.(?:com|org|net)$/.test(host)) return false;
  if (
    /\.(?:local|localhost|internal|intranet|test|invalid|example|lan|home|corp|localdomain|svc|cluster|consul|docker)$/.test(
      host,
    )
  )
    return false;
  return !/^(?:127|10|0|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|192\.0\.2|198\.51\.100|203\.0\.113)\./.test(host);
}

/** Services whose free plans have plain http only. */
const PAID_FOR_TLS = new Set(['ipstack', 'weatherstack']);

function serviceAt(host: string, path: string) {
  return RULE_SET.providers.find(({ hosts }) =>
    hosts.some((each) => {
      if (each.startsWith('proxy')) return false;
      if (host !== each && !host.endsWith(`.${each}`)) return false;
      return !isWebsite(host) || CALL.test(path);
    }),
  );
}

/** The host also has the service's web pages. */
function isWebsite(host: string): boolean {
  return host.split('.').length === 2 || host.startsWith('www.');
}

/** Paths of a service's API, if the API has no host of its own. */
const CALL =
  /\/(?:in|res|load|getbalance|index)\.(?:php|cgi|ashx|aspx)|\/api\b|createTask|getTaskResult|getBalance|\/v\d|\/Forms\//i;
