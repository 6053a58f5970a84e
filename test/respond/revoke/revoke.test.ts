import { expect, test } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { BARE_KEY_FAMILY, fingerprintOf } from '../../../src/model/fingerprint.ts';
import { Secret } from '../../../src/model/secret.ts';
import { matchFingerprint, toRevocable } from '../../../src/respond/revoke/revocable.ts';
import { type RevokedStatus, revokeKey } from '../../../src/respond/revoke/revoke.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import { call } from '../../../src/scan/verify/call.ts';
import { endpointOf } from '../../../src/scan/verify/endpoint.ts';
import { revocationOf } from '../../../src/scan/verify/revocation.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { DOCUMENTED } from '../../rules/verifiers/documented.ts';
import { verifierNamed } from '../../scan/verify/named.ts';
import { saying, serve } from '../../scan/verify/server.ts';

/** What a service documents about its call that revokes. */
interface Documented {
  /** Instead of the key of the check. */
  readonly key?: string;
  readonly request: string;
  /** Everything of the headers and the body that has the key. */
  readonly sent: readonly string[];
  readonly answers: readonly (readonly [httpStatus: number, body: string, status: RevokedStatus])[];
}

const BEARER = ['authorization: Bearer {key}'];
const TOKENS_BEARER = [
  [401, '{"message":"Bad credentials"}', 'dead already'],
  [403, '{"message":"Forbidden"}', 'alive'],
  [429, '{}', 'unknown'],
  [404, '{}', 'unknown'],
  [500, '{}', 'unknown'],
] as const;

const REVOCATIONS: Readonly<Record<string, Documented>> = {
  'buildkite-key': {
    request: 'DELETE /v2/access-token',
    sent: BEARER,
    answers: [[204, '', 'revoked'], ...TOKENS_BEARER],
  },
  'digitalocean-key': {
    key: `doo_v1_${hexKey('revoke', 64)}`,
    request: 'POST /v1/oauth/revoke',
    sent: [...BEARER, 'token={key}'],
    answers: [[200, '{}', 'revoked'], ...TOKENS_BEARER],
  },
  'discord-webhook': {
    request: 'DELETE /api/v10/webhooks/{key}',
    sent: [],
    answers: [
      [204, '', 'revoked'],
      [404, '{"message":"Unknown Webhook","code":10015}', 'dead already'],
      [429, '{"retry_after":0.6}', 'unknown'],
    ],
  },
  'doppler-key': {
    request: 'POST /v3/auth/revoke',
    sent: ['{"token":"{key}"}'],
    answers: [[200, '', 'revoked'], ...TOKENS_BEARER],
  },
  'dropbox-key': {
    request: 'POST /2/auth/token/revoke',
    sent: BEARER,
    answers: [[200, 'null', 'revoked'], ...TOKENS_BEARER],
  },
  'fastly-key': {
    request: 'DELETE /tokens/self',
    sent: ['fastly-key: {key}'],
    answers: [[204, '', 'revoked'], ...TOKENS_BEARER],
  },
  'github-key': {
    request: 'POST /credentials/revoke',
    sent: ['{"credentials":["{key}"]}'],
    answers: [
      [202, '', 'revoked'],
      [422, '{"message":"Validation failed, or the endpoint has been spammed."}', 'alive'],
      [403, '{"message":"Forbidden"}', 'alive'],
      [429, '{}', 'unknown'],
    ],
  },
  'gitlab-key': {
    request: 'DELETE /api/v4/personal_access_tokens/self',
    sent: ['private-token: {key}'],
    answers: [
      [204, '', 'revoked'],
      [401, '{"error":"invalid_token","error_description":"Token was revoked."}', 'dead already'],
      [401, '{"message":"401 Unauthorized"}', 'unknown'],
      [403, '{"error":"insufficient_scope"}', 'alive'],
    ],
  },
  'google-oauth-token': {
    key: `1//0${alnumKey('refresh', 60)}`,
    request: 'POST /revoke',
    sent: ['token={key}'],
    answers: [
      [200, '{}', 'revoked'],
      [400, '{"error":"invalid_token"}', 'dead already'],
      [400, '{"error":"invalid_request"}', 'unknown'],
    ],
  },
  'linear-key': {
    key: `lin_oauth_${hexKey('revoke', 64)}`,
    request: 'POST /oauth/revoke',
    sent: BEARER,
    answers: [[200, '{}', 'revoked'], ...TOKENS_BEARER],
  },
  'npm-key': {
    request: 'DELETE /-/user/token/{key}',
    sent: BEARER,
    answers: [[200, '{"ok":true}', 'revoked'], [204, '', 'revoked'], ...TOKENS_BEARER],
  },
  'perplexity-key': {
    request: 'POST /revoke_auth_token',
    sent: [...BEARER, '{"auth_token":"{key}"}'],
    answers: [[200, '', 'revoked'], ...TOKENS_BEARER],
  },
  'slack-key': {
    request: 'POST /api/auth.revoke',
    sent: BEARER,
    answers: [
      [200, '{"ok":true,"revoked":true}', 'revoked'],
      [200, '{"ok":true,"revoked":false}', 'unknown'],
      [200, '{"ok":false,"error":"token_revoked"}', 'dead already'],
      [200, '{"ok":false,"error":"missing_scope"}', 'alive'],
      [200, '{"ok":false,"error":"ratelimited"}', 'unknown'],
      [200, '{"ok":false,"error":"something_new"}', 'unknown'],
    ],
  },
  'vercel-key': {
    request: 'DELETE /v3/user/tokens/current',
    sent: BEARER,
    answers: [[200, '{"tokenId":"1"}', 'revoked'], ...TOKENS_BEARER],
  },
};

const keyOf = (id: string) => REVOCATIONS[id]?.key ?? DOCUMENTED[id]?.key ?? '';
const optionsFor = (id: string, url: string) => ({ baseUrls: { [id]: url }, env: {}, timeoutMs: 20_000 });

/** A verifier whose check and revocation both go to a server on loopback. */
function local(id: string) {
  const verifier = verifierNamed(id);
  const revocation = revocationOf(verifier);
  if (revocation === undefined) throw new Error(`${id} cannot be revoked`);
  return { verifier, revocation, secret: new Secret(keyOf(id)) };
}

test('every service that can revoke is here, names its page, and is asked over https', () => {
  const revocable = VERIFIERS.filter(({ revoke }) => revoke !== undefined);
  expect(revocable.map(({ id }) => id).sort()).toEqual(Object.keys(REVOCATIONS).sort());
  for (const { revoke, baseUrl } of revocable) {
    expect(new URL(revoke?.docs ?? '').protocol).toBe('https:');
    expect(new URL(revoke?.baseUrl ?? baseUrl).protocol).toBe('https:');
  }
});

test.each(Object.entries(REVOCATIONS))('%s: the request', async (id, { request, sent }) => {
  const { revocation, secret } = local(id);
  const key = secret.reveal();
  const { url, received } = await serve(saying('{}', 200));
  await call(revocation, secret, endpointOf(revocation, url, id), { timeoutMs: 20_000 });
  const [{ method, path, headers, body } = { headers: '', body: '' }, another] = received;
  expect(another).toBeUndefined();
  expect(`${method} ${path}`).toBe(request.replace('{key}', DOCUMENTED[id]?.written ?? key));
  const holding = [...headers.split('\n'), body].filter((line) => decodeURIComponent(line).includes(key));
  expect(holding.map(decodeURIComponent).sort()).toEqual(sent.map((line) => line.replace('{key}', key)).sort());
});

test.each(Object.entries(REVOCATIONS))('%s: the answers, each from one call', async (id, { answers }) => {
  const { revocation, secret, verifier } = local(id);
  const revokeTo = revocation.call.path.split('{')[0] ?? '';
  for (const [httpStatus, body, status] of answers) {
    // The check says that the key is dead.
    const { url, received } = await serve((response, { method, path }) => {
      const isRevocation = method === (revocation.call.method ?? 'POST') && path?.startsWith(revokeTo);
      response.writeHead(isRevocation ? httpStatus : 401).end(isRevocation ? body : '{"message":"dead"}');
    });
    const revoked = await revokeKey({ verifier, revocation, secret }, optionsFor(id, url));
    expect([httpStatus, body, revoked.status]).toEqual([httpStatus, body, status]);
    const revocations = received.filter(({ method }) => method === (revocation.call.method ?? 'POST'));
    expect(revocations.filter(({ path }) => path?.startsWith(revokeTo))).toHaveLength(1);
    expect(JSON.stringify(revoked)).not.toContain(secret.reveal());
  }
});

test.each(Object.keys(REVOCATIONS))('%s: pages, redirections and cut answers revoke nothing', async (id) => {
  const key = local(id);
  const status = async (httpStatus: number, body: string) => {
    const { url } = await serve(saying(body, httpStatus, { location: 'https://elsewhere.example/' }));
    return (await revokeKey(key, optionsFor(id, url))).status;
  };
  for (const httpStatus of [200, 202, 401, 403, 404])
    expect(await status(httpStatus, '<html>sign in</html>')).toBe('unknown');
  for (const httpStatus of [301, 307, 500, 503]) expect(await status(httpStatus, '{}')).toBe('unknown');
});

test('a key that is accepted afterwards is alive, whatever was answered', async () => {
  const key = local('gitlab-key');
  const { url, received } = await serve((response, { method }) => {
    response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'DELETE' ? '' : '{"id":1}');
  });
  const revoked = await revokeKey(key, optionsFor('gitlab-key', url));
  expect([revoked.status, revoked.checked?.status]).toEqual(['alive', 'active']);
  expect(received.map(({ method }) => method)).toEqual(['DELETE', 'GET']);
});

test('nothing is sent to an address that a key must not be sent to', async () => {
  await expect(revokeKey(local('gitlab-key'), optionsFor('gitlab-key', 'http://gitlab.example'))).rejects.toMatchObject(
    {
      code: 'E_CONFIG',
    },
  );
});

test('whose key it is: by its prefix, by the variable, and by name; never by a guess', () => {
  const titleOf = (key: string, hints: Parameters<typeof toRevocable>[1] = {}) => {
    try {
      return toRevocable(new Secret(key), hints).title;
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      return thrown.message;
    }
  };
  const gitlab = `glpat-${alnumKey('whose', 20)}`;
  expect(titleOf(gitlab)).toBe('GitLab personal access token');
  expect(titleOf(`ghr_${alnumKey('whose', 76)}`)).toBe('GitHub App refresh token');
  expect(titleOf(alnumKey('whose', 24), { variable: 'VERCEL_TOKEN' })).toBe('Vercel token');
  expect(titleOf(alnumKey('whose', 24), { verifier: verifierNamed('vercel-key') })).toBe('Vercel token');
  expect(titleOf(alnumKey('whose', 24))).toMatch(/^whose key it is does not show: name --service, one of buildkite, /);
  expect(titleOf(`1//0${alnumKey('whose', 60)}`)).toMatch(/^Google /);
  expect(titleOf(DOCUMENTED['discord-webhook']?.key ?? '')).toBe('Discord webhook URL');
  expect(titleOf(gitlab, { verifier: verifierNamed('github-key') })).toMatch(
    /^what GitHub lets its holder revoke is .*not sent/,
  );
  expect(titleOf(`lin_api_${alnumKey('whose', 40)}`)).toMatch(/begins with lin_oauth_.*linear\.app/);
  expect(titleOf(`hf_${'aBcDeFgHiJ'.repeat(4).slice(0, 34)}`)).toMatch(/^Hugging Face documents no call/);
});

test('a fingerprint is that of the key, under a rule or as a bare key', () => {
  const [gitlab, bare] = [`glpat-${alnumKey('whose', 20)}`, alnumKey('bare')];
  const matched = (key: string, fingerprint: string) => {
    const match = matchFingerprint(new Secret(key), fingerprint);
    return match === undefined ? 'no' : (match.rule?.id ?? 'bare');
  };
  expect(matched(gitlab, fingerprintOf('gitlab-pat', gitlab))).toBe('gitlab-pat');
  expect(matched(gitlab, fingerprintOf('gitlab-pat', gitlab).slice(0, 8))).toBe('gitlab-pat');
  expect(matched(bare, fingerprintOf(BARE_KEY_FAMILY, bare))).toBe('bare');
  expect(matched(bare, fingerprintOf('gitlab-pat', gitlab))).toBe('no');
});
