import { z } from 'zod';
import { parseObject } from '../../../model/json.ts';
import { readName } from '../../../scan/verdict/name-words.ts';
import type { CheckContext } from '../check.ts';
import { type ValueKind, worstKind } from '../value-kind.ts';
import { judgeLiteral, judgeText } from './literals.ts';

/** Judges a value of a Secret. Everything there is secret, so under a name that says nothing it is judged as a token. */
export function judgeSecretValue(context: CheckContext, name: string, text: string): ValueKind {
  if (/dockerconfigjson$|dockercfg$/.test(name)) return judgeRegistryLogins(context, text);
  const kind = judgeText(context, name, text.trim());
  if (kind !== 'nothing' || readName(name).kind !== 'other') return kind;
  return judgeLiteral(context, 'token', text.trim()) === 'key' ? 'key' : 'nothing';
}

/** The same for one in base64. */
export function judgeEncoded(context: CheckContext, name: string, written: string): ValueKind {
  const text = decoded(written);
  // Random bytes: their base64 looks random too.
  return text === undefined ? judgeLiteral(context, name, written.trim()) : judgeSecretValue(context, name, text);
}

/** Undefined if the bytes are not UTF-8. */
function decoded(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) && !text.includes('\0') ? text : undefined;
}

const registryConfig = z.object({
  auths: z.record(z.string(), z.object({ auth: z.string().optional(), password: z.string().optional() })),
});

/** Judges logins for registries (kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry). */
function judgeRegistryLogins(context: CheckContext, text: string): ValueKind {
  const logins = Object.values(registryConfig.safeParse(parseObject(text)).data?.auths ?? {});
  const kinds = logins.map(({ auth = '', password }) => {
    const login = Buffer.from(auth, 'base64').toString('latin1');
    return judgeLiteral(context, 'password', password ?? login.slice(login.indexOf(':') + 1));
  });
  return worstKind(kinds);
}
