import { readName } from '../../../scan/verdict/name-words.ts';
import type { CiSystem, Held, Scope } from './model.ts';

/** Where the value of an expression comes from, if that is a secret. */
export interface SecretRef {
  /** What it is called. */
  readonly name: string;
  /** `secret`: it was declared as one, or its name leaves no doubt. `likely`: an identifier kept among secrets, a value made on the way. */
  readonly sure: 'secret' | 'likely';
}

/** Names that the shell or a service's tools give to what is no secret. */
const NOT_SECRET =
  /^(?:OLDPWD|PWD|GOOGLE_APPLICATION_CREDENTIALS|.*_CREDENTIALS?_ID|.*_(?:KEY|TOKEN|SECRET|PASSWORD)_?(?:FILE|PATH|NAME|ID))$/i;

/** A name that only a secret has. */
export function isSecretName(name: string): boolean {
  const { kind, dummy } = readName(name);
  return kind === 'secret' && !dummy && !NOT_SECRET.test(name);
}

/** A secret of the store by its name: stores hold user names, hosts and identifiers too. */
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
  return { name, sure: harmless || NOT_ONE.test(name) ? 'likely' : 'secret' };
}

const NOT_ONE =
  /(?:user|username|login|email|host|hostname|url|uri|domain|port|ip|bucket|region|channel|org|organization|team|project|registry|server|namespace|cluster|app|env|environment|account|address|dir|path|image|subscription|tenant|arn|role)$/i;

/** A variable that a script reads: `$NAME`. */
export function variableSecret(name: string, system: CiSystem, env: Scope): SecretRef | undefined {
  const held = env.get(name);
  if (held !== undefined) return held.kind === 'secret' ? storedSecret(held.name) : undefined;
  return system.allInEnvironment && isSecretName(name) ? { name, sure: 'secret' } : undefined;
}

/** The secret that `${{ text }}` gives; undefined if it gives none, or only says whether there is one. */
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
    const held = env.get(name);
    if (held !== undefined) return held.kind === 'secret' ? storedSecret(held.name) : undefined;
    return root !== 'env' && isSecretName(name) ? { name, sure: 'secret' } : undefined;
  }
  return GIVEN.has(root) && isSecretName(name) ? { name, sure: 'secret' } : undefined;
}

/** What comes from somebody else, and is a secret if its name says so. */
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

/** What a variable holds that is set to `value` within `env`. */
export function heldBy(value: string, system: CiSystem, env: Scope): Held {
  let dynamic = false;
  for (const [, text = ''] of value.matchAll(/\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/g)) {
    dynamic = true;
    const found = expressionSecret(text.trim(), env);
    if (found !== undefined) return { kind: 'secret', name: found.name };
  }
  for (const [, name = ''] of value.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    dynamic = true;
    const found = variableSecret(name, system, env);
    if (found !== undefined) return { kind: 'secret', name: found.name };
  }
  return { kind: dynamic ? 'other' : 'literal' };
}
