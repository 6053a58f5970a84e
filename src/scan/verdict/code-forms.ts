import { lastOf } from './find-name.ts';
import type { FeatureName } from './generated.ts';
import type { Link } from './name-chain.ts';
import { type NameKind, splitName } from './name-words.ts';
import type { Operator } from './operator.ts';
import { ASSERT, CAPTCHA_TASK, DECODER, HASH_FUNCTION, READER, WRITER } from './words.ts';

/** What a call says about a value that is its argument. */
export type CallFeature = Extract<FeatureName, `call.${string}`>;

/** The function that the value is an argument of: the first name with an open parenthesis behind it, or as in `assert_equal "K"`. */
export function readCallee(links: readonly Link[], quoted: boolean): string | undefined {
  const [first] = links;
  if (quoted && first?.gap === ' ' && /^(?:assert|expect|should)/i.test(first.name)) return first.name;
  let closed = 0;
  for (const { name, gap, quoted: isText } of links) {
    for (let at = gap.length - 1; at >= 0; at--) {
      const mark = gap.charAt(at);
      if (mark === ';' || mark === '}') return undefined;
      if (mark === ')') closed++;
      if (mark === '(' && closed-- === 0) return isText ? undefined : name;
    }
  }
  return undefined;
}

/**
 * How a value hangs on the argument before it, where the function stores values under names, or reads them:
 * `put("NAME", "K")`, `getenv("NAME", "K")`, SQL's `VALUES ('NAME', 'K')`, Groovy's `buildConfigField "String", "NAME", "K"`.
 */
export function readSettingCall(links: readonly Link[], quoted: boolean): Operator | undefined {
  if (!quoted || links[0]?.quoted !== true || !/^\s*,\s*$/.test(links[0].gap)) return undefined;
  const command = links.find(({ gap }) => !/^\s*,\s*$/.test(gap));
  const callee = command?.gap === ' ' && !command.quoted ? command.name : readCallee(links, quoted);
  const words = splitName(lastOf(callee ?? ''));
  if (words.some((word) => WRITER.has(word))) return 'assign';
  return words.some((word) => READER.has(word)) ? 'default' : undefined;
}

/** @param kind meaning of the value's name: a captcha client takes other arguments than its key, too */
export function readCall(callee: string, kind: NameKind): CallFeature | undefined {
  const words = splitName(lastOf(callee));
  if (words.length > 0 && callee !== 'Value' && words.every((word) => ASSERT.has(word))) return 'call.assert';
  if (words.some((word) => HASH_FUNCTION.has(word))) return 'call.hash';
  if (words.some((word) => CAPTCHA_TASK.has(word)) || isTask(words)) return 'call.captcha-task';
  const isClient = splitName(callee).some((word) => /captcha|^(?:solver|antigate)$/.test(word));
  if (isClient && /^(?:secret|secret-part|key|hint|other)$/.test(kind)) return 'call.solver';
  return words[0] === 'set' && words.length > 1 ? 'call.setter' : undefined;
}

/** `SolveTextCaptchaAsync`, `solver.atb_captcha`: a function that is given a task, not the client that is given the key. */
function isTask(words: readonly string[]): boolean {
  if (words.length < 2 || words.some((word) => word === 'client' || word === 'solver' || word === 'api')) return false;
  // `Encoding.UTF8.GetBytes`, `getEnvOrDefault`.
  if (words.every((word) => DECODER.has(word) || READER.has(word))) return false;
  return /^(?:solve|atb|get|submit)$/.test(words[0] ?? '');
}

/** `scheme://user:K@host` and `scheme://K@host`. */
export function isUserinfo(left: string, right: string): boolean {
  return right.startsWith('@') && /[a-z]:\/\/(?:[^\s"'`<>/?#]*:)?$/i.test(left);
}

/** Host of the URL that the value stands in, lower case; empty if there is no URL. */
export function readHost(left: string, right: string): string {
  const scheme = left.lastIndexOf('://');
  if (scheme < 0) return '';
  const before = left.slice(scheme + 3);
  if (/[\s"'`<>|]/.test(before)) return '';
  const userinfo = /^(?::[^\s"'`<>|/]*)?@([\w.-]+)/.exec(right)?.[1];
  const host = userinfo ?? /^(?:[^/?#@]*@)?([\w.-]+)/.exec(before)?.[1] ?? '';
  return host.includes('.') ? host.toLowerCase() : '';
}

/** `in.php?key=K` and `res.php?key=K`: the protocol of 2captcha, which most other solvers speak too. */
export function isSolverUrl(left: string): boolean {
  return /\/(?:in|res)\.php\?(?:[\w%=&.-]*&(?:amp;)?)?key=$/i.test(left);
}

/** Algolia's search-only key, which DocSearch puts into every page: only its scraper has another. */
export function readSearchKey(left: string, right: string, name: string): FeatureName | undefined {
  if (!/key/i.test(name) || /admin|write|secret|crawler/i.test(name)) return undefined;
  const around = `${left}\n${right}`;
  if (/docsearch(?![-_ ]?(?:scraper|crawler))/i.test(around) || /search[- ]only/i.test(right)) return 'form.docsearch';
  return /docsearch|index_?name|algolia/i.test(around) ? 'form.search-key' : undefined;
}

/** `{ key: "K", value: ... }`: an entry of a map, where the key is for looking up. */
export function isEntry(right: string): boolean {
  return /^["'`]?\s*,\s*["'`]?(?:value|val|data|metadata)["'`]?\s*[:=]/i.test(right);
}

/** The public half of a Sentry DSN: `https://K@host/project`. */
export function isPublicDsn(left: string, host: string): boolean {
  return left.endsWith('://') && host.includes('sentry');
}

/** The token of a badge, which shows the badge and nothing else: `badge.svg?token=K`, `badge.svg?badge_key=K`, shields.io's. */
export function isBadge(left: string): boolean {
  return /(?:\.svg|img\.shields\.io\/[\w/.%@+-]*)\?(?:[\w=%&;-]*[&;])?(?:\w*token|badge_?key)=$/i.test(left);
}
