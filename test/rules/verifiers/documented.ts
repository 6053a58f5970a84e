import { alnumKey, hexKey } from '../../helpers/keys.ts';

type Answer = readonly [httpStatus: number, body: string, status: 'active' | 'restricted' | 'inactive' | 'unknown'];

/** What a service documents: a key as it is seen, the request, and its answers. */
export interface Documented {
  readonly key: string;
  /** Method and path, the latter with `{key}` where the key stands. */
  readonly request: string;
  /** What else of the request has the key: a header as `name: value`, a form or a JSON body. */
  readonly sent?: string;
  /** The variable that says whose key it is, where the service asks for that too: it is `somebody`. */
  readonly account?: string;
  readonly yes: string;
  readonly balance?: number;
  readonly answers: readonly Answer[];
}

const hex = hexKey('services');
const alnum = alnumKey('services');
const word = alnumKey('service', 40);

const NO_KEY = '{"errorId":1,"errorCode":"ERROR_KEY_DOES_NOT_EXIST","errorDescription":"..."}';
const GET_BALANCE = {
  request: 'POST /getBalance',
  sent: '{"clientKey":"{key}"}',
  yes: '{"errorId":0,"balance":3.25}',
  balance: 3.25,
} as const;
const GET_BALANCE_ANSWERS: readonly Answer[] = [
  [200, NO_KEY, 'inactive'],
  [200, '{"errorId":10,"errorCode":"ERROR_ZERO_BALANCE"}', 'active'],
  [200, '{"errorId":11,"errorCode":"ERROR_IP_NOT_ALLOWED"}', 'restricted'],
  [200, '{"errorId":21,"errorCode":"ERROR_IP_BLOCKED"}', 'unknown'],
];
const RES_PHP = {
  request: 'GET /res.php?key={key}&action=getbalance&json=1',
  yes: '{"status":1,"request":"3.25"}',
  balance: 3.25,
  answers: [
    [200, '{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}', 'inactive'],
    [200, 'ERROR_WRONG_USER_KEY', 'inactive'],
    [200, 'ERROR_ZERO_BALANCE', 'active'],
    [200, '{"status":0,"request":"ERROR_IP_NOT_ALLOWED"}', 'restricted'],
    [200, 'IP_BANNED', 'unknown'],
    [200, 'MAX_USER_TURN', 'unknown'],
  ],
} as const;

/** A wrong token, and one without the right, of services that say it by the HTTP status. */
function rest(unauthorized: string, forbidden: 'restricted' | 'unknown' = 'unknown'): readonly Answer[] {
  return [
    [401, unauthorized, 'inactive'],
    [403, unauthorized, forbidden],
    [429, '{}', 'unknown'],
    [404, '{}', 'unknown'],
  ];
}

const BEARER = 'authorization: Bearer {key}';

export const DOCUMENTED: Readonly<Record<string, Documented>> = {
  'captchaai-balance': { key: alnum, ...RES_PHP, request: 'POST /res.php', sent: 'key={key}&action=getbalance&json=1' },
  '2captcha-balance': { key: hex, ...GET_BALANCE, answers: GET_BALANCE_ANSWERS },
  '9kw-balance': {
    key: alnumKey('9kw', 18).toUpperCase(),
    request: 'GET /index.cgi?action=usercaptchaguthaben&apikey={key}&json=1',
    yes: '{"credits":"1200"}',
    balance: 1200,
    answers: [
      [200, '0002 API key not found', 'inactive'],
      [200, '{"error":"0004 API key deactivated"}', 'inactive'],
      [200, '{"error":"0001 No API key"}', 'unknown'],
      [200, '0011 Balance insufficient', 'active'],
    ],
  },
  'airtable-key': {
    key: `pat${alnumKey('airtable', 14)}.${hexKey('airtable', 64)}`,
    request: 'GET /v0/meta/whoami',
    sent: BEARER,
    yes: '{"id":"usr1","scopes":[]}',
    answers: rest('{"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}}'),
  },
  'anthropic-key': {
    key: `sk-ant-${word}`,
    request: 'GET /v1/models',
    sent: 'x-api-key: {key}',
    yes: '{"data":[],"has_more":false}',
    answers: rest(
      '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
      'restricted',
    ),
  },
  'anticaptcha-balance': { key: hex, ...GET_BALANCE, answers: GET_BALANCE_ANSWERS },
  'azcaptcha-balance': { key: alnum, ...RES_PHP, yes: '3.25' },
  'bestcaptchasolver-balance': {
    key: word,
    request: 'GET /api/user/balance?access_token={key}',
    yes: '{"balance":"3.25"}',
    balance: 3.25,
    answers: [
      [200, '{"error":"invalid access token"}', 'unknown'],
      [401, '{"error":"invalid access token"}', 'unknown'],
    ],
  },
  'buildkite-key': {
    key: `bkua_${hexKey('buildkite', 40)}`,
    request: 'GET /v2/access-token',
    sent: BEARER,
    yes: '{"uuid":"1","scopes":["read_builds"]}',
    answers: rest('{"message":"Authentication required. Please supply a valid API Access Token"}'),
  },
  'capguru-balance': { key: hex, ...RES_PHP },
  'capmonster-balance': {
    key: hex,
    ...GET_BALANCE,
    answers: [...GET_BALANCE_ANSWERS, [200, '{"errorId":1,"errorCode":"ERROR_TOO_MUCH_REQUESTS"}', 'unknown']],
  },
  'capsolver-balance': {
    key: `CAP-${hex.toUpperCase()}`,
    ...GET_BALANCE,
    yes: `{"errorId":0,"balance":3.25,"packages":[{"token":"CAP-${hexKey('package').toUpperCase()}"}]}`,
    answers: [
      [401, '{"errorId":1,"errorCode":"ERROR_KEY_DENIED_ACCESS"}', 'inactive'],
      [200, '{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE"}', 'active'],
      [200, '{"errorId":1,"errorCode":"ERROR_SETTLEMENT_FAILED"}', 'active'],
      [200, '{"errorId":1,"errorCode":"ERROR_KEY_TEMP_BLOCKED"}', 'unknown'],
      [200, '{"errorId":1,"errorCode":"ERROR_RATE_LIMIT"}', 'unknown'],
    ],
  },
  'captcharun-wallet': {
    key: word,
    request: 'GET /v2/users/self/wallet',
    sent: BEARER,
    yes: '{"balance":3}',
    answers: rest('{"message":"Unauthorized"}'),
  },
  'circleci-key': {
    key: `CCIPAT_${word}`,
    request: 'GET /api/v2/me',
    sent: 'circle-token: {key}',
    yes: '{"id":"1","login":"somebody"}',
    answers: rest('{"message":"You must log in first."}'),
  },
  'cloudflare-key': {
    key: alnumKey('cloudflare', 40),
    request: 'GET /client/v4/user/tokens/verify',
    sent: BEARER,
    yes: '{"success":true,"errors":[],"result":{"id":"1","status":"active"}}',
    answers: [
      [401, '{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}]}', 'inactive'],
      [400, '{"success":false,"errors":[{"code":6003,"message":"Invalid request headers"}]}', 'inactive'],
      [200, '{"success":true,"errors":[]}', 'unknown'],
    ],
  },
  'datadog-key': {
    key: hex,
    request: 'GET /api/v1/validate',
    sent: 'dd-api-key: {key}',
    yes: '{"valid":true}',
    answers: [
      [403, '{"status":"error","errors":["Forbidden"]}', 'unknown'],
      [429, '{}', 'unknown'],
    ],
  },
  'deathbycaptcha-login': {
    key: word,
    account: 'DBC_USERNAME',
    request: 'POST /api/user',
    sent: 'username=somebody&password={key}',
    yes: '{"user":7,"rate":0.139,"balance":325,"is_banned":false}',
    balance: 325,
    answers: [
      [200, '{"user":0,"rate":0,"balance":0,"is_banned":false}', 'inactive'],
      [403, '{"status":255}', 'unknown'],
    ],
  },
  'deathbycaptcha-user': {
    key: word,
    request: 'POST /api/user',
    sent: 'authtoken={key}',
    yes: '{"user":7,"rate":0.139,"balance":325,"is_banned":false}',
    balance: 325,
    answers: [
      [200, '{"user":0,"rate":0,"balance":0,"is_banned":false}', 'inactive'],
      [403, '{"status":255}', 'unknown'],
    ],
  },
  'deepseek-key': {
    key: `sk-${hex}`,
    request: 'GET /user/balance',
    sent: BEARER,
    yes: '{"is_available":true,"balance_infos":[{"currency":"USD","total_balance":"3.25"}]}',
    balance: 3.25,
    answers: rest('{"error":{"message":"Authentication Fails","type":"authentication_error"}}'),
  },
  'digitalocean-key': {
    key: `dop_v1_${hexKey('ocean', 64)}`,
    request: 'GET /v2/account',
    sent: BEARER,
    yes: '{"account":{"status":"active"}}',
    answers: rest('{"id":"Unauthorized","message":"Unable to authenticate you"}', 'restricted'),
  },
  'discord-key': {
    key: `${alnumKey('a', 24)}.${alnumKey('b', 6)}.${alnumKey('c', 38)}`,
    request: 'GET /api/v10/users/@me',
    sent: 'authorization: Bot {key}',
    yes: '{"id":"1","bot":true}',
    answers: rest('{"message":"401: Unauthorized","code":0}'),
  },
  'doppler-key': {
    key: `dp.pt.${word}`,
    request: 'GET /v3/me',
    sent: BEARER,
    yes: '{"workplace":{"name":"x"},"type":"personal"}',
    answers: rest('{"messages":["Invalid Auth token"],"success":false}'),
  },
  'elevenlabs-key': {
    key: hex,
    request: 'GET /v1/user',
    sent: 'xi-api-key: {key}',
    yes: '{"user_id":"1","subscription":{}}',
    answers: [
      [401, '{"detail":{"status":"invalid_api_key","message":"Invalid API key"}}', 'inactive'],
      [401, '{"detail":{"status":"missing_permissions","message":"..."}}', 'restricted'],
      [401, '{"detail":{"status":"detected_unusual_activity"}}', 'unknown'],
    ],
  },
  'endcaptcha-balance': {
    key: word,
    account: 'ENDCAPTCHA_USERNAME',
    request: 'POST /balance',
    sent: 'username=somebody&password={key}',
    yes: '3.25',
    balance: 3.25,
    answers: [
      [200, 'ERROR: NOT AUTHENTICATED', 'unknown'],
      [403, 'ERROR: NOT AUTHENTICATED', 'unknown'],
    ],
  },
  'ezcaptcha-balance': { key: `${hex}123456`, ...GET_BALANCE, answers: [[200, NO_KEY, 'unknown']] },
  'figma-key': {
    key: `figd_${word}`,
    request: 'GET /v1/me',
    sent: 'x-figma-token: {key}',
    yes: '{"id":"1","handle":"x"}',
    answers: [[403, '{"status":403,"err":"Invalid token"}', 'unknown']],
  },
  'github-key': {
    key: `ghp_${alnumKey('github', 36)}`,
    request: 'GET /rate_limit',
    sent: BEARER,
    yes: '{"resources":{},"rate":{}}',
    answers: rest('{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}'),
  },
  'gitlab-key': {
    key: `glpat-${alnumKey('gitlab', 20)}`,
    request: 'GET /api/v4/personal_access_tokens/self',
    sent: 'private-token: {key}',
    yes: '{"id":1,"active":true}',
    answers: rest('{"message":"401 Unauthorized"}', 'restricted'),
  },
  'groq-key': {
    key: `gsk_${alnumKey('groq', 52)}`,
    request: 'GET /openai/v1/models',
    sent: BEARER,
    yes: '{"object":"list","data":[]}',
    answers: rest('{"error":{"message":"Invalid API Key","code":"invalid_api_key"}}'),
  },
  'heroku-key': {
    key: `HRKU-${word}`,
    request: 'GET /account',
    sent: BEARER,
    yes: '{"id":"1","email":"x@example.com"}',
    answers: rest('{"id":"unauthorized","message":"Invalid credentials provided."}', 'restricted'),
  },
  'honeycomb-key': {
    key: hex,
    request: 'GET /1/auth',
    sent: 'x-honeycomb-team: {key}',
    yes: '{"id":"1","team":{"slug":"x"}}',
    answers: rest('{"error":"unknown API key - check your credentials"}'),
  },
  'huggingface-key': {
    key: `hf_${alnumKey('hf', 34)}`,
    request: 'GET /api/whoami-v2',
    sent: BEARER,
    yes: '{"type":"user","name":"x"}',
    answers: rest('{"error":"Invalid credentials in Authorization header"}'),
  },
  'imagetyperz-balance': {
    key: hex,
    request: 'POST /Forms/RequestBalanceToken.ashx',
    sent: 'token={key}&action=REQUESTBALANCE',
    yes: '3.25',
    balance: 3.25,
    answers: [[200, 'ERROR: INVALID_TOKEN', 'unknown']],
  },
  'linear-key': {
    key: `lin_api_${word}`,
    request: 'POST /graphql',
    sent: 'authorization: {key}',
    yes: '{"data":{"viewer":{"id":"1"}}}',
    answers: [
      [401, '{"errors":[{"message":"...","extensions":{"code":"AUTHENTICATION_ERROR"}}]}', 'inactive'],
      [400, '{"errors":[{"message":"...","extensions":{"code":"AUTHENTICATION_ERROR"}}]}', 'inactive'],
      [400, '{"errors":[{"message":"...","extensions":{"code":"RATELIMITED"}}]}', 'unknown'],
    ],
  },
  'mailgun-key': {
    key: `key-${hex}`,
    request: 'GET /v3/domains',
    sent: 'authorization: Basic {api:{key}}',
    yes: '{"total_count":0,"items":[]}',
    answers: [[401, 'Forbidden', 'inactive']],
  },
  'nextcaptcha-balance': {
    key: `next_${hexKey('services', 34)}`,
    ...GET_BALANCE,
    answers: [[200, NO_KEY, 'unknown']],
  },
  'nopecha-status': {
    key: `sub_1${alnumKey('nope', 23)}`,
    request: 'GET /v1/status',
    sent: BEARER,
    yes: '',
    answers: [
      [200, '{"plan":"Free","status":"Active","credit":100}', 'unknown'],
      [401, '{"error":1}', 'inactive'],
    ],
  },
  'notion-key': {
    key: `ntn_${alnumKey('notion', 46)}`,
    request: 'GET /v1/users/me',
    sent: BEARER,
    yes: '{"object":"user","id":"1"}',
    answers: rest('{"object":"error","status":401,"code":"unauthorized"}', 'restricted'),
  },
  'npm-key': {
    key: `npm_${alnumKey('npm', 36)}`,
    request: 'GET /-/whoami',
    sent: BEARER,
    yes: '{"username":"x"}',
    answers: rest('{}'),
  },
  'openai-key': {
    key: `sk-proj-${word}`,
    request: 'GET /v1/models',
    sent: BEARER,
    yes: '{"object":"list","data":[]}',
    answers: rest('{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}', 'restricted'),
  },
  'openrouter-key': {
    key: `sk-or-v1-${hexKey('router', 64)}`,
    request: 'GET /api/v1/key',
    sent: BEARER,
    yes: '{"data":{"label":"x","usage":0}}',
    answers: rest('{"error":{"message":"User not found.","code":401}}'),
  },
  'openweather-key': {
    key: hex,
    request: 'GET /data/2.5/weather?id=524901&appid={key}',
    yes: '{"id":524901,"cod":200}',
    answers: rest('{"cod":401,"message":"Invalid API key."}'),
  },
  'postman-key': {
    key: `PMAK-${hexKey('a', 24)}-${hexKey('b', 34)}`,
    request: 'GET /me',
    sent: 'x-api-key: {key}',
    yes: '{"user":{"id":1}}',
    answers: rest('{"error":{"name":"AuthenticationError","message":"Invalid API Key."}}'),
  },
  'pulumi-key': {
    key: `pul-${hexKey('pulumi', 40)}`,
    request: 'GET /api/user',
    sent: 'authorization: token {key}',
    yes: '{"id":"1","githubLogin":"x"}',
    answers: rest('{"code":401,"message":"Unauthorized: No credentials provided or are invalid."}'),
  },
  'replicate-key': {
    key: `r8_${alnumKey('replicate', 37)}`,
    request: 'GET /v1/account',
    sent: BEARER,
    yes: '{"type":"user","username":"x"}',
    answers: rest('{"title":"Unauthenticated","status":401}'),
  },
  'rucaptcha-balance': { key: hex, ...GET_BALANCE, answers: GET_BALANCE_ANSWERS },
  'sctg-balance': { key: alnum, ...RES_PHP },
  'sendgrid-key': {
    key: `SG.${alnumKey('a', 22)}.${alnumKey('b', 43)}`,
    request: 'GET /v3/scopes',
    sent: BEARER,
    yes: '{"scopes":["mail.send"]}',
    answers: rest('{"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked"}]}'),
  },
  'sentry-key': {
    key: `sntryu_${hexKey('sentry', 64)}`,
    request: 'GET /api/0/',
    sent: BEARER,
    yes: '{"version":"0","auth":{"scopes":[]},"user":null}',
    answers: rest('{"detail":"Invalid token"}'),
  },
  'shodan-key': {
    key: alnum,
    request: 'GET /api-info?key={key}',
    yes: '{"plan":"dev","query_credits":100}',
    answers: rest('{"error":"Access denied"}'),
  },
  'slack-key': {
    key: `xoxb-123456789012-${alnumKey('slack', 24)}`,
    request: 'POST /api/auth.test',
    sent: BEARER,
    yes: '{"ok":true,"team":"x"}',
    answers: [
      [200, '{"ok":false,"error":"invalid_auth"}', 'inactive'],
      [200, '{"ok":false,"error":"token_revoked"}', 'inactive'],
      [200, '{"ok":false,"error":"missing_scope"}', 'restricted'],
      [200, '{"ok":false,"error":"ratelimited"}', 'unknown'],
      [200, '{"ok":false,"error":"fatal_error"}', 'unknown'],
    ],
  },
  'solvecaptcha-balance': { key: hex, ...RES_PHP },
  'square-key': {
    key: `EAAA${alnumKey('square', 60)}`,
    request: 'GET /v2/merchants',
    sent: BEARER,
    yes: '{"merchant":[{"id":"1"}]}',
    answers: rest('{"errors":[{"category":"AUTHENTICATION_ERROR","code":"UNAUTHORIZED"}]}', 'restricted'),
  },
  'stripe-key': {
    key: `sk_live_${alnumKey('stripe', 24)}`,
    request: 'GET /v1/balance',
    sent: 'authorization: Basic {{key}:}',
    yes: '{"object":"balance","available":[]}',
    answers: rest('{"error":{"message":"Invalid API Key provided","type":"invalid_request_error"}}', 'restricted'),
  },
  'supabase-key': {
    key: `sbp_${hexKey('supabase', 40)}`,
    request: 'GET /v1/organizations',
    sent: BEARER,
    yes: '[]',
    answers: rest('{"message":"Unauthorized"}'),
  },
  'tailscale-key': {
    key: `tskey-api-${word}`,
    request: 'GET /api/v2/tailnet/-/devices',
    sent: 'authorization: Basic {{key}:}',
    yes: '{"devices":[]}',
    answers: rest('{"message":"API token invalid"}', 'restricted'),
  },
  'telegram-key': {
    key: `123456789:${alnumKey('telegram', 35)}`,
    request: 'GET /bot{key}/getMe',
    yes: '{"ok":true,"result":{"id":1,"is_bot":true}}',
    answers: [
      [401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', 'inactive'],
      [404, '{"ok":false,"error_code":404,"description":"Not Found"}', 'inactive'],
      [429, '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5"}', 'unknown'],
    ],
  },
  'tmdb-key': {
    key: hex,
    request: 'GET /3/configuration?api_key={key}',
    yes: '{"images":{},"change_keys":[]}',
    answers: rest('{"status_code":7,"status_message":"Invalid API key: You must be granted a valid key."}'),
  },
  'truecaptcha-balance': {
    key: alnumKey('true', 20),
    account: 'TRUECAPTCHA_USERID',
    request: 'GET /one/getbalance?username=somebody&apikey={key}',
    yes: '3.25',
    balance: 3.25,
    answers: [
      [200, '{"error":"wrong apikey"}', 'unknown'],
      [200, '"wrong apikey"', 'unknown'],
    ],
  },
  'vercel-key': {
    key: alnumKey('vercel', 24),
    request: 'GET /v2/user',
    sent: BEARER,
    yes: '{"user":{"id":"1"}}',
    answers: [[403, '{"error":{"code":"forbidden","message":"Not authorized","invalidToken":true}}', 'unknown']],
  },
  'xai-key': {
    key: `xai-${alnumKey('xai', 80)}`,
    request: 'GET /v1/models',
    sent: BEARER,
    yes: '{"data":[],"object":"list"}',
    answers: [[400, '{"code":"Client specified an invalid argument","error":"Incorrect API key provided"}', 'unknown']],
  },
  'yescaptcha-balance': {
    key: `${hexKey('services', 40)}123456`,
    ...GET_BALANCE,
    answers: [
      [200, NO_KEY, 'inactive'],
      [200, '{"errorId":1,"errorCode":"ERROR_ZERO_BALANCE"}', 'active'],
    ],
  },
};
