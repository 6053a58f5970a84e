import { readName } from '../../../scan/verdict/name-words.ts';
import type { CiSystem, Scope } from './model.ts';

/** A secret that an expression or a variable refers to. */
export interface SecretRef {
  readonly name: string;
  /** `secret`: declared as one, or certain by its name. `likely`: an identifier in a store of secrets, a computed value. */
  readonly sure: 'secret' | 'likely';
}

/** Names of the shell and of tools that look like those of secrets. */
const NOT_SECRET =
  /^(?:OLDPWD|PWD|GOOGLE_APPLICATION_CREDENTIALS|.*_CREDENTIALS?_ID|.*_(?:KEY|TOKEN|SECRET|PASSWORD)_?(?:FILE|PATH|NAME|ID))$/i;

/** Whether only a secret has such a name. */
export function isSecretName(name: string): boolean {
  const { kind, dummy } = readName(name);
  return kind === 'secret' && !dummy && !NOT_SECRET.test(name);
}

/** An entry of a store of secrets. Stores also hold user names, hosts and identifiers. */
function storedSecret(name: string): SecretRef {
  const { kind, dummy } = readName(name);
  const harmless =
    dummy ||
    kind === 'id' ||
    kind === 'public' ||
    kind === 'hash' ||
    kind === 'meta' ||
    kind === 'path' ||
    kind === 'captcha';
  return { name, sure: harmless || IDENTIFIER_NAME.test(name) ? 'likely' : 'secret' };
}

const IDENTIFIER_NAME =
  /(?:user|username|login|email|host|hostname|url|uri|domain|port|ip|bucket|region|channel|org|organization|team|project|registry|server|namespace|cluster|app|env|environment|account|address|dir|path|image|subscription|tenant|arn|role)$/i;

/** The secret in a variable that a script reads: `$NAME`. */
export function variableSecret(name: string, system: CiSystem, env: Scope): SecretRef | undefined {
  if (env.has(name)) return heldIn(env, name);
  return system.allInEnvironment && isSecretName(name) ? { name, sure: 'secret' } : undefined;
}

function heldIn(env: Scope, variable: string): SecretRef | undefined {
  const secret = env.get(variable);
  return secret === undefined ? undefined : storedSecret(secret);
}

/** The secret that `${{ text }}` evaluates to. Undefined if it evaluates to something else, such as a comparison. */
export function expressionSecret(text: string, env: Scope): SecretRef | undefined {
  for (const alternative of splitAt(text, '||')) {
    const value = splitAt(alternative, '&&').at(-1)?.trim() ?? '';
    if (/[=<>]=|!|<|>|^\s*(?:contains|startsWith|endsWith|hashFiles|eq|ne|not|and|or)\s*\(/i.test(value)) continue;
    const inner = /^\((.*)\)$/s.exec(value)?.[1];
    const found =
      inner !== undefined && inner.length < text.length ? expressionSecret(inner, env) : valueSecret(value, env);
    if (found !== undefined) return found;
  }
  return undefined;
}

const REFERENCE = /([A-Za-z_][\w-]*)((?:\s{0,8}\.\s{0,8}[\w*-]+|\[\s{0,8}'[^'\n]{0,200}'\s{0,8}\])*)/g;

function valueSecret(value: string, env: Scope): SecretRef | undefined {
  const text = value.replace(/(^|[\s(,])'(?:[^']|'')*'/g, '$1');
  for (const [, root = '', rest = ''] of text.matchAll(REFERENCE)) {
    const path = [...rest.matchAll(/[\w*-]+/g)].map(([segment]) => segment);
    const found = referenceSecret(root.toLowerCase(), path, env);
    if (found !== undefined) return found;
  }
  return undefined;
}

function referenceSecret(root: string, path: readonly string[], env: Scope): SecretRef | undefined {
  const name = path.at(-1) ?? '';
  if (root === 'secrets') return name === '' ? { name: 'all secrets', sure: 'secret' } : storedSecret(name);
  if (root === 'github') return name === 'token' ? { name: 'GITHUB_TOKEN', sure: 'secret' } : undefined;
  if (root === 'env' || root === 'variables') {
    if (env.has(name)) return heldIn(env, name);
    return root !== 'env' && isSecretName(name) ? { name, sure: 'secret' } : undefined;
  }
  return GIVEN.has(root) && isSecretName(name) ? { name, sure: 'secret' } : undefined;
}

/** Contexts whose values come from outside. They are secrets if their names say so. */
const GIVEN = new Set(['inputs', 'parameters', 'params', 'steps', 'needs', 'jobs', 'dependencies']);

/** Splits at an operator outside of parentheses and quotation marks. */
function splitAt(text: string, operator: '||' | '&&'): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0 && text.startsWith(operator, at)) {
      pieces.push(text.slice(from, at));
      from = at + 2;
    }
  }
  return [...pieces, text.slice(from)];
}

/** The secret that a variable holds that is set to `value`, and whether the value is nothing but text. */
export function heldBy(
  value: string,
  system: CiSystem,
  env: Scope,
): { secret: string | undefined; isLiteral: boolean } {
  const expressions = [...value.matchAll(/\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/g)];
  const variables = [...value.matchAll(/\$\{?([A-Za-z_]\w*)/g)];
  const found = [
    ...expressions.map(([, text = '']) => expressionSecret(text.trim(), env)),
    ...variables.map(([, name = '']) => variableSecret(name, system, env)),
  ];
  return { secret: found.find((each) => each !== undefined)?.name, isLiteral: found.length === 0 };
}
