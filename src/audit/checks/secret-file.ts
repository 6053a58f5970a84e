import { baseName } from '../../files/path-parts.ts';
import { inspectDotenv } from '../../scan/file-rules/dotenv.ts';
import { dotenvKind } from '../../scan/file-rules/dotenv-path.ts';
import { holdingOf } from '../../scan/file-rules/dotenv-value.ts';
import { readDotenv } from '../../syntax/dotenv.ts';

/** A file that exists to hold secrets. */
export interface SecretFile {
  /** For a note: `an environment file with secrets`. */
  readonly what: string;
  /** Its text leaves no doubt. */
  readonly certain: boolean;
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/;

/** Kinds of secret files: their names, and how to tell from the text that one does hold a secret. */
const KINDS: readonly { readonly name: RegExp; readonly what: string; holds(text: string): boolean }[] = [
  {
    name: /(?:\.(?:pem|key|p8|pk8|ppk|gpg|asc)|^id_(?:rsa|dsa|ecdsa|ed25519)(?:_[\w-]+)?)$/,
    what: 'a private key',
    holds: (text) => PRIVATE_KEY.test(text) || text.startsWith('PuTTY-User-Key-File-'),
  },
  {
    name: /^\.(?:npmrc|yarnrc|yarnrc\.yml)$/,
    what: 'registry settings with a token',
    holds: (text) =>
      text.split('\n').some((line) => {
        const [, value = ''] =
          /(?:_authToken|npmAuthToken|_auth|_password)["']?\s*[=:]\s*["']?([^\s"']+)/.exec(line.slice(0, 2000)) ?? [];
        return holdingOf('token', value) !== 'nothing';
      }),
  },
  {
    name: /^\.git-credentials$/,
    what: 'credentials of git',
    holds: (text) => /^https?:\/\/[^:@/\s]*:[^@/\s]+@/m.test(text),
  },
  {
    name: /^[._]netrc$/,
    what: 'credentials for hosts',
    holds: (text) => holdingOf('password', /\bpassword\s+(\S+)/.exec(text)?.[1] ?? '') !== 'nothing',
  },
  {
    name: /^\.pypirc$/,
    what: 'credentials for a package index',
    holds: (text) => holdingOf('password', /^\s*password\s*[=:]\s*(\S+)/m.exec(text)?.[1] ?? '') !== 'nothing',
  },
  {
    name: /^credentials$/,
    what: 'credentials of AWS',
    holds: (text) =>
      holdingOf('secret_access_key', /^\s*aws_secret_access_key\s*=\s*(\S+)/m.exec(text)?.[1] ?? '') !== 'nothing',
  },
  {
    name: /(?:^|[-_.])(?:credentials?|service[-_]?account|gcp|firebase|google|secrets?|client_secret|keyfile|key|sa|adminsdk|auth)[^/]*\.json$/,
    what: 'credentials in JSON',
    holds: (text) =>
      PRIVATE_KEY.test(text) || [...stringFields(text)].some(([name, value]) => holdingOf(name, value) === 'random'),
  },
];

/** Whether a file holds secrets according to its name. Cheap. */
export function hasSecretName(path: string): boolean {
  const name = baseName(path).toLowerCase();
  return dotenvKind(path) === 'real' || KINDS.some((kind) => kind.name.test(name));
}

/**
 * What kind of secret file a file is, by its name and text.
 * @param text undefined if the file does not exist or is not readable as text
 * @returns undefined for other files and for files without a secret
 */
export function secretFile(path: string, text: string | undefined): SecretFile | undefined {
  if (text === undefined) return undefined;
  if (dotenvKind(path) === 'real') return secretDotenv(path, text);
  const name = baseName(path).toLowerCase();
  const kind = KINDS.find((each) => each.name.test(name) && each.holds(text));
  return kind && { what: kind.what, certain: true };
}

function secretDotenv(path: string, text: string): SecretFile | undefined {
  const { variables = [] } = inspectDotenv(path, Buffer.from(text)) ?? {};
  if (variables.length > 0) {
    const certain = variables.some(({ holding }) => holding === 'random');
    return { what: 'an environment file with secrets', certain };
  }
  const isFilled = readDotenv(text).some(({ value }) => value !== '');
  return isFilled ? { what: 'an environment file', certain: false } : undefined;
}

/** Whether it is an environment file in which nothing looks like a secret. */
export function isHarmless({ what }: SecretFile): boolean {
  return what === 'an environment file';
}

/** The names and texts of string fields in JSON that are on one line. */
function* stringFields(text: string): Generator<[string, string]> {
  for (const match of text.matchAll(/"([\w.-]{1,100})"\s{0,10}:\s{0,10}"([^"\\\n]{1,4000})"/g)) {
    yield [match[1] ?? '', match[2] ?? ''];
  }
}
