import type { KeyObject } from 'node:crypto';

/** What a private key tells of itself. */
type PrivateKey = {
  readonly algorithm: string | undefined;
  readonly size: string | undefined;
  readonly curve?: string | undefined;
  /** Of a key with a passphrase. */
  readonly encryption?: string | undefined;
};

/** What a key in PEM (RFC 7468) or its base64 alone is of: its algorithm, its size or curve. */
export function readPrivateKey(secret: string): PrivateKey | undefined {
  const text = secret.replace(/\\[nrt]/g, '\n');
  const [, label = '', block] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----([\s\S]*?)(?:-----END|$)/.exec(text) ?? [];
  const bytes = Buffer.from((block ?? text).replace(/[^A-Za-z0-9+/=]/g, ''), 'base64');
  if (label.startsWith('OPENSSH')) return opensshKey(bytes);
  const { createPrivateKey } = process.getBuiltinModule('node:crypto');
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return describeKey(createPrivateKey({ key: bytes, format: 'der', type }));
    } catch {
      // It has another form, or is none.
    }
  }
  return undefined;
}

function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): PrivateKey {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return {
    algorithm: asymmetricKeyType?.toUpperCase(),
    size: modulusLength === undefined ? undefined : `${modulusLength} bits`,
    curve: namedCurve,
  };
}

const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** Cipher, derivation and its options, the number of keys, the public key: its type and, of RSA, exponent and modulus (OpenSSH, PROTOCOL.key). */
function opensshKey(bytes: Buffer): PrivateKey | undefined {
  if (!bytes.toString('latin1').startsWith(OPENSSH_MAGIC)) return undefined;
  const [cipher, , , rest] = stringsOf(bytes.subarray(OPENSSH_MAGIC.length), 3);
  const [blob] = stringsOf(rest?.subarray(4), 1);
  const [type, , modulus] = stringsOf(blob, 3);
  const isRsa = type?.toString('latin1') === 'ssh-rsa' && modulus !== undefined;
  return {
    algorithm: type?.toString('latin1'),
    size: isRsa ? `${8 * (modulus.length - Number(modulus[0] === 0))} bits` : undefined,
    encryption: cipher?.toString('latin1') === 'none' ? undefined : cipher?.toString('latin1'),
  };
}

/** As many strings, each behind its length (RFC 4251, 5), and what is left behind them; undefined where there is none. */
function stringsOf(bytes: Buffer | undefined, count: number): (Buffer | undefined)[] {
  const found: (Buffer | undefined)[] = [];
  let rest = bytes ?? Buffer.alloc(0);
  for (let at = 0; at < count; at++) {
    const end = rest.length < 4 ? 0 : 4 + rest.readUInt32BE(0);
    found.push(end === 0 || end > rest.length ? undefined : rest.subarray(4, end));
    rest = rest.subarray(end === 0 ? rest.length : end);
  }
  return [...found, rest];
}
