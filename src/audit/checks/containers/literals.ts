import { isForShow } from '../../../files/paths.ts';
import { readDotenv } from '../../../syntax/dotenv.ts';
import type { YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext } from '../check.ts';
import type { Problem } from '../problem.ts';
import { type ValueKind, worstKind } from '../value-kind.ts';

/** A variable with a default is judged by its default: `${API_KEY:-abc}`. */
const WITH_DEFAULT = /^\$\{\w+:?-([^{}]*)\}$/;

/** Fingerprints of signing keys, with which images check packages: 40 digits each. */
const FINGERPRINT = /^(?:0x)?[0-9A-F]{40}(?:\s+(?:0x)?[0-9A-F]{40})*$/;

/** Parts of an identifier that somebody made up: `1234-abcd`. */
const TYPED = /(?:^|-)(?:1234|5678|abcd)(?:-|$)/;

/** Password hashes such as bcrypt, as htpasswd writes them. */
const DIGEST = /(?:^|:)(?:\$(?:2[abxy]|apr1|argon2\w*|[156]|y)\$|\{SHA\})/;

/** Names of public keys and of servers for them. */
const PUBLIC_NAME = /recv-?key|keyserver|fingerprint/i;

/** A word and a number, `devstore123`: a person made it up. */
const WORD_AND_NUMBER = /^(?=.{0,20}$)[A-Za-z]+[-_.@]?\d{0,4}[!@#]?$/;

/** The password and the host of an address with a login. */
const LOGIN = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^/?#@:\s]*:([^/?#@\s]+)@([^/?#\s]*)/i;

/** A host that only the machine itself or its container network can reach. */
const OWN_HOST = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|[a-z0-9_-]+(?::\d+)?$)/i;

/** Judges a value under a name in a settings file. */
export function judgeLiteral(context: CheckContext, name: string, value: string): ValueKind {
  const text = WITH_DEFAULT.exec(value)?.[1] ?? value;
  if (
    text.length < SHORTEST ||
    FINGERPRINT.test(text) ||
    DIGEST.test(text) ||
    TYPED.test(text) ||
    PUBLIC_NAME.test(name)
  )
    return 'nothing';
  if (/gpg|pgp/i.test(name) && /^[0-9a-fA-F\s]+$/.test(text)) return 'nothing';
  const [, password, host = ''] = LOGIN.exec(text) ?? [];
  if (password !== undefined && OWN_HOST.test(host)) return judgeLiteral(context, 'password', password);
  const kind = context.judgeValue(name, text);
  return kind === 'key' && WORD_AND_NUMBER.test(text) ? 'chosen' : kind;
}

/** Shorter values are not judged. */
const SHORTEST = 6;

/** Lines of a settings file within a file that are read. */
const MOST_LINES = 500;

/** Judges a text that may be a whole settings file: its most secret line decides. */
export function judgeText(context: CheckContext, name: string, text: string): ValueKind {
  const whole = judgeLiteral(context, name, text);
  if (whole === 'key' || !text.includes('\n')) return whole;
  const lines = readDotenv(text)
    .slice(0, MOST_LINES)
    .map((line) => judgeLiteral(context, line.name, line.value));
  return worstKind([whole, ...lines]);
}

/** The weight of a problem with a literal; undefined if the literal is not a secret, or made up for a test or example. */
export function literalWeight(kind: ValueKind, path: string): Problem['weight'] | undefined {
  const forShow = isForShow(path);
  if (kind === 'key') return forShow ? 'advice' : 'failure';
  return kind === 'chosen' && !forShow ? 'advice' : undefined;
}

/** A literal in words for a note: `a literal key`. */
export function describeLiteral(kind: ValueKind): string {
  return kind === 'key' ? 'a literal key' : 'a literal password or key that somebody made up';
}

/** A value with a name in a YAML file. */
export interface YamlValue {
  /** The part of the file, for people: `environment`, `Secret stringData`. */
  readonly part: string;
  readonly name: string;
  readonly text: string;
  /** Where it stands. */
  readonly node: YamlNode;
  /** {@link judgeText} unless given. */
  readonly judge?: (context: CheckContext, name: string, text: string) => ValueKind;
  /** The end of the note, half a sentence. */
  readonly comment?: string;
}

/** The problems with literals among some values. A value that several aliases refer to is one problem. */
export function* yamlProblems(
  rule: string,
  path: string,
  values: Iterable<YamlValue>,
  context: CheckContext,
): Generator<Problem> {
  const seen = new Set<string>();
  for (const { part, name, text, node, judge = judgeText, comment } of values) {
    const key = `${node.from} ${name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const kind = judge(context, name, text);
    const weight = literalWeight(kind, path);
    if (weight === undefined) continue;
    const note = `${part} gives ${name} ${describeLiteral(kind)}${comment === undefined ? '' : `; ${comment}`}`;
    yield { rule, path, line: node.line, note, weight };
  }
}

/** `NAME=value` as name and value; empty if a text is not an assignment. */
export function assignmentIn(text = ''): { readonly name: string; readonly text: string }[] {
  const sign = text.indexOf('=');
  return sign <= 0 ? [] : [{ name: text.slice(0, sign), text: text.slice(sign + 1) }];
}
