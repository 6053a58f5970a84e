import type { Finding } from '../model/finding.ts';
import { fromBase32 } from './checksum.ts';
import { fromBase64, jwtPayload, readJson } from './encoded.ts';
import { readPrivateKey } from './private-key.ts';

/** As in `Finding`. Dates are ISO 8601, in UTC. */
type Details = NonNullable<Finding['details']>;

/** Details before they are checked: numbers become text, empty and undefined values are left out. */
type RawDetails = Readonly<Record<string, unknown>>;

/** The most characters of a detail: somebody else wrote it. */
const LONGEST = 200;

/**
 * Readers of what a key contains besides its secret: its owner, where it is valid, until when. A rule names one of them
 * (`details:`). Sources are those of the checks, or given here.
 */
export const DETAILS: Readonly<Record<string, (secret: string) => RawDetails | undefined>> = {
  jwt: (secret) => claimsOf(jwtPayload(secret.slice(secret.startsWith('ghs_') ? secret.indexOf('_', 4) + 1 : 0))),
  'aws-key-id': (secret) => ({ account: awsAccountOf(secret) }),
  // BedrockAPIKey-NAME-at-ACCOUNT:SECRET.
  'bedrock-key': (secret) => {
    const [, user, account] = /^(BedrockAPIKey-[\w+=,.@-]+)-at-(\d{12}):/.exec(fromBase64(secret.slice(4))) ?? [];
    return { user, account };
  },
  'bedrock-session': (secret) => presigned(fromBase64(secret.slice('bedrock-api-key-'.length))),
  'azure-key': azureKey,
  'gitlab-routable': gitlabRouting,
  'sentry-org': (secret) => {
    const data = readJson(secret.split('_')[1]);
    return { organisation: data?.org, address: data?.url, region: data?.region_url, issued: dateOf(data?.iat) };
  },
  'grafana-cloud': (secret) => {
    const data = readJson(secret.slice(4));
    return { organisation: data?.o, name: data?.n };
  },
  'grafana-api-key': (secret) => {
    const data = readJson(secret);
    return { organisation: data?.id, name: data?.n };
  },
  '1password': (secret) => {
    const data = readJson(secret.slice(4));
    return { address: data?.signInAddress, account: data?.email };
  },
  'cloudflare-tunnel': (secret) => {
    const data = readJson(secret);
    return { account: data?.a, tunnel: data?.t };
  },
  // sk. or tk., base64 of {"u": ..., "a": ...}, a signature.
  mapbox: (secret) => ({ account: readJson(secret.split('.')[1])?.u }),
  // p., base64 of {"u": ..., "id": ..., "host": ...}, a signature.
  tinybird: (secret) => {
    const data = readJson(secret.split('.')[1]);
    return { workspace: data?.u, region: data?.host };
  },
  'discord-bot': (secret) => ({ bot: fromBase64(secret.split('.', 1)[0] ?? '') }),
  'telegram-bot': (secret) => ({ bot: secret.split(':', 1)[0] }),
  pypi: pypiCaveats,
  'private-key': (secret) => readPrivateKey(secret),
};

/**
 * The details of a secret. The date of its end is `expires`, or `expired` if that is in the past.
 * @param name a key of DETAILS
 * @param now in milliseconds since 1970
 * @returns undefined if there are none
 */
export function detailsOf(name: string, secret: string, now: number): Details | undefined {
  const { expires, ...others } = DETAILS[name]?.(secret) ?? {};
  const isPast = typeof expires === 'string' && Date.parse(expires) < now;
  const all = Object.entries({ ...others, ...(isPast ? { expired: expires } : { expires }) });
  const details = all.flatMap(([key, value]) => {
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && text !== '' ? [[key, text.slice(0, LONGEST)] as const] : [];
  });
  return details.length === 0 ? undefined : Object.fromEntries(details);
}

/** Registered claims (RFC 7519), and those that name an application, a tenant (Microsoft Entra ID) or a role (Supabase). */
function claimsOf(claims: Record<string, unknown> | undefined): RawDetails | undefined {
  if (claims === undefined) return undefined;
  const audience: unknown = Array.isArray(claims.aud) ? claims.aud[0] : claims.aud;
  return {
    issuer: claims.iss,
    subject: claims.sub,
    audience,
    client: claims.azp ?? claims.appid ?? claims.client_id,
    tenant: claims.tid,
    project: claims.ref,
    role: claims.role,
    issued: dateOf(claims.iat),
    expires: dateOf(claims.exp),
  };
}

/** Bits of an account's number in a key's id, behind one bit. */
const ACCOUNT_MASK = 0x7fffffffff80n;

/**
 * The account of a key id, in base32 behind the first four characters. Ids made before 2019 do not contain it; their fifth
 * character is I or J.
 * @returns twelve digits
 */
function awsAccountOf(keyId: string): string | undefined {
  if (!/^A[A-Z]{3}[A-HK-Z2-7][A-Z2-7]{15}$/.test(keyId)) return undefined;
  const bits = BigInt(`0x${fromBase32(keyId.slice(4)).subarray(0, 6).toString('hex')}`);
  return String((bits & ACCOUNT_MASK) >> 7n).padStart(12, '0');
}

/** Of an address signed for a time (AWS Signature Version 4): X-Amz-Credential=ID/DATE/REGION/..., X-Amz-Date, X-Amz-Expires. */
function presigned(address: string): RawDetails {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  const [id = '', , region] = (query.get('X-Amz-Credential') ?? '').split('/');
  const date = (query.get('X-Amz-Date') ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const seconds = Date.parse(date) / 1000;
  return {
    account: awsAccountOf(id),
    region,
    issued: dateOf(seconds),
    expires: dateOf(seconds + Number(query.get('X-Amz-Expires') ?? Number.NaN)),
  };
}

/** The four letters that Azure's keys have at a fixed place before their checksum (github.com/microsoft/security-utilities). */
const AZURE_SERVICES: ReadonlyMap<string, string> = new Map([
  ['+ASt', 'Storage'],
  ['ACDb', 'Cosmos DB'],
  ['+ABa', 'Batch'],
  ['+ASb', 'Service Bus'],
  ['+AEh', 'Event Hubs'],
  ['+ARm', 'Relay'],
  ['AIoT', 'IoT'],
  ['+ACR', 'Container Registry'],
  ['AzSe', 'AI Search'],
  ['AzFu', 'Functions'],
  ['AzCa', 'Cache for Redis'],
  ['ACOG', 'AI services'],
  ['AZDO', 'DevOps'],
]);

/** Letters of keys of 84 characters are behind 76, those of others before six characters and the padding. */
function azureKey(secret: string): RawDetails {
  const [, year = '', month = '', letters = ''] = /^.{52}JQQJ99([A-Z])([A-L]).{16}(.{4}).{4}$/.exec(secret) ?? [];
  if (letters !== '') {
    // A is 2024, and January.
    const issued = `${2024 + indexOf(year)}-${String(1 + indexOf(month)).padStart(2, '0')}`;
    return { service: AZURE_SERVICES.get(letters), issued };
  }
  return { service: AZURE_SERVICES.get(secret.replace(/(?:=|%3[Dd])+$/, '').slice(-10, -6)) };
}

function indexOf(letter: string): number {
  return letter.charCodeAt(0) - 'A'.charCodeAt(0);
}

const GITLAB_FIELDS: ReadonlyMap<string, string> = new Map([
  ['c', 'cell'],
  ['o', 'organisation'],
  ['g', 'group'],
  ['p', 'project'],
  ['u', 'user'],
  ['t', 'topology'],
]);

/** Lines such as `o:1` and `u:2s`, numbers in base36, before random bytes (GitLab, routable_token.rb). */
function gitlabRouting(secret: string): RawDetails {
  const payload = secret.replace(/^[a-z]+-(?:t\d_)?/, '').split('.', 1)[0] ?? '';
  const lines = /^(?:[a-z]:[0-9a-z]{1,13}(?:\n|(?=[^0-9a-z])))+/.exec(
    Buffer.from(payload, 'base64url').toString('latin1'),
  );
  const pairs = (lines?.[0] ?? '').matchAll(/([a-z]):([0-9a-z]+)/g);
  return Object.fromEntries(
    [...pairs].flatMap(([, field = '', digits = '']) => {
      const name = GITLAB_FIELDS.get(field);
      return name === undefined ? [] : [[name, Number.parseInt(digits, 36)] as const];
    }),
  );
}

/** The caveats of a macaroon: [0, end, beginning], [1, [projects]], [3, user], or {"exp": ...} (github.com/pypi/warehouse, macaroons). */
function pypiCaveats(secret: string): RawDetails {
  const text = Buffer.from(secret.slice('pypi-'.length), 'base64url').toString('latin1');
  const address = /^[\0-\xff]{3}((?:test\.)?pypi\.org)/.exec(text)?.[1];
  const end = /(?<=\[0, ?|"exp": ?)\d{9,11}/.exec(text)?.[0];
  const project = /(?<=\[1, ?\["|"projects": ?\[")[\w.-]{1,100}/.exec(text)?.[0];
  return { address, project, expires: dateOf(Number(end)) };
}

/** Seconds since 1970 as ISO 8601; undefined for anything else. */
function dateOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds < 1e11)) return undefined;
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000', '');
}
