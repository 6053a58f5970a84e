import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { BEARER, type Documented, rest } from './documented-form.ts';

const key = (length: number) => alnumKey('documented', length);
const uuid = [8, 4, 4, 4, 12].map((length, at) => hexKey(`uuid ${at}`, length)).join('-');
const webhook = [`${'1234567890'.repeat(2).slice(0, 18)}`, key(68)] as const;

const NOT_FOUND = '{"error":"not found"}';

/** What services document whose keys spend no balance of a captcha solver. */
export const DOCUMENTED_SERVICES: Readonly<Record<string, Documented>> = {
  'apify-key': {
    key: `apify_api_${key(36)}`,
    request: 'GET /v2/users/me',
    sent: BEARER,
    yes: '{"data":{"id":"1","username":"somebody"}}',
    answers: rest('{"error":{"type":"user-or-token-not-found","message":"..."}}'),
  },
  'asana-key': {
    key: `1/${'9'.repeat(16)}:${hexKey('asana')}`,
    request: 'GET /api/1.0/users/me',
    sent: BEARER,
    yes: '{"data":{"gid":"1","resource_type":"user"}}',
    answers: rest('{"errors":[{"message":"Not Authorized"}]}'),
  },
  'brevo-key': {
    key: `xkeysib-${hexKey('brevo', 64)}-${key(16)}`,
    request: 'GET /v3/account',
    sent: 'api-key: {key}',
    yes: '{"email":"somebody@example.com","plan":[]}',
    answers: rest('{"message":"Key not found","code":"unauthorized"}'),
  },
  'capzy-balance': {
    key: `capzy_${key(32)}`,
    request: 'POST /getBalance',
    sent: '{"clientKey":"{key}"}',
    yes: '{"errorId":0,"balance":3.25}',
    balance: 3.25,
    answers: [
      [200, '{"errorId":1,"errorCode":"ERROR_KEY_DOES_NOT_EXIST"}', 'inactive'],
      [200, '{"errorId":1,"errorCode":"ERROR_KEY_DISABLED"}', 'inactive'],
      [200, '{"errorId":1,"errorCode":"ERROR_NO_FUNDS"}', 'active'],
      [200, '{"errorId":1,"errorCode":"ERROR_RATE_LIMIT"}', 'unknown'],
    ],
  },
  'captchasonic-balance': {
    key: `sonic_${key(32)}`,
    request: 'GET /balance?apiKey={key}',
    yes: '{"status":"ok","balance":99.99,"username":"user","plan":{}}',
    balance: 99.99,
    answers: rest('{"error":"Invalid API key"}'),
  },
  'cerebras-key': {
    key: `csk-${key(48)}`,
    request: 'GET /v1/models',
    sent: BEARER,
    yes: '{"object":"list","data":[]}',
    answers: rest('{"message":"Wrong API Key","code":"wrong_api_key"}'),
  },
  'clickup-key': {
    key: `pk_12345678_${key(32).toUpperCase()}`,
    request: 'GET /api/v2/user',
    sent: 'authorization: {key}',
    yes: '{"user":{"id":1,"username":"somebody"}}',
    answers: rest('{"err":"Token invalid","ECODE":"OAUTH_025"}'),
  },
  'close-key': {
    key: `api_${key(22)}.${alnumKey('close', 22)}`,
    request: 'GET /api/v1/me/',
    sent: 'authorization: Basic {{key}:}',
    yes: '{"id":"user_1","email":"somebody@example.com"}',
    answers: rest('{"error":"The API key is invalid"}'),
  },
  'contentful-key': {
    key: `CFPAT-${key(43)}`,
    request: 'GET /users/me',
    sent: BEARER,
    yes: '{"sys":{"type":"User","id":"1"}}',
    answers: rest('{"sys":{"type":"Error","id":"AccessTokenInvalid"}}'),
  },
  'cursor-key': {
    key: `crsr_${hexKey('cursor', 64)}`,
    request: 'GET /v1/me',
    sent: 'authorization: Basic {{key}:}',
    yes: '{"apiKeyName":"CI","createdAt":"...","userEmail":"somebody@example.com"}',
    answers: rest('{"error":"Invalid API key"}'),
  },
  'discord-webhook': {
    key: `https://discord.com/api/webhooks/${webhook.join('/')}`,
    written: webhook.join('/'),
    request: 'GET /api/v10/webhooks/{key}',
    yes: '{"type":1,"id":"1","name":"Captain Hook"}',
    answers: [
      [404, '{"message":"Unknown Webhook","code":10015}', 'inactive'],
      [401, '{"message":"Invalid Webhook Token","code":50027}', 'inactive'],
      [429, '{"message":"You are being rate limited.","retry_after":0.6}', 'unknown'],
    ],
  },
  'dropbox-key': {
    key: `sl.${key(140)}`,
    request: 'POST /2/check/user',
    sent: BEARER,
    yes: '{"result":"hexhound"}',
    answers: rest('{"error_summary":"invalid_access_token/..","error":{".tag":"invalid_access_token"}}', 'restricted'),
  },
  'firecrawl-key': {
    key: `fc-${hexKey('firecrawl')}`,
    request: 'GET /v2/team/credit-usage',
    sent: BEARER,
    yes: '{"success":true,"data":{"remainingCredits":1000}}',
    answers: rest('{"success":false,"error":"Unauthorized: Invalid token"}'),
  },
  'google-api-key': {
    key: `AIza${key(35)}`,
    request: 'GET /v1beta/models',
    sent: 'x-goog-api-key: {key}',
    yes: '{"models":[{"name":"models/m"}]}',
    answers: [
      [400, googleError('API_KEY_INVALID'), 'inactive'],
      [403, googleError('API_KEY_SERVICE_BLOCKED'), 'restricted'],
      [403, googleError('SERVICE_DISABLED'), 'restricted'],
      [403, googleError('API_KEY_IP_ADDRESS_BLOCKED'), 'restricted'],
      [403, googleError('CONSUMER_SUSPENDED'), 'inactive'],
      [403, googleError('SOMETHING_NEW'), 'unknown'],
      [429, googleError('RATE_LIMIT_EXCEEDED'), 'unknown'],
    ],
  },
  'google-oauth-token': {
    key: `ya29.${key(120)}`,
    request: 'GET /tokeninfo?access_token={key}',
    yes: '{"azp":"1","scope":"openid","expires_in":"3599"}',
    answers: [
      [400, '{"error":"invalid_token","error_description":"Invalid Value"}', 'inactive'],
      [400, '{"error":"invalid_request"}', 'unknown'],
    ],
  },
  'hubspot-key': {
    key: `pat-eu1-${uuid}`,
    request: 'POST /oauth/v2/private-apps/get/access-token-info',
    sent: '{"tokenKey":"{key}"}',
    yes: '{"userId":1,"hubId":2,"appId":3,"scopes":[]}',
    answers: [
      [400, '{"status":"error","category":"VALIDATION_ERROR"}', 'unknown'],
      [404, '{"status":"error"}', 'unknown'],
    ],
  },
  'intercom-key': {
    key: `dG9rO${key(54)}=`,
    request: 'GET /me',
    sent: BEARER,
    yes: '{"type":"admin","id":"1"}',
    answers: rest('{"type":"error.list","errors":[{"code":"unauthorized","message":"Access Token Invalid"}]}'),
  },
  'klaviyo-key': {
    key: `pk_${hexKey('klaviyo', 34)}`,
    request: 'GET /api/accounts',
    sent: 'authorization: Klaviyo-API-Key {key}',
    yes: '{"data":[{"type":"account","id":"1"}]}',
    answers: rest('{"errors":[{"status":401,"code":"authentication_failed"}]}', 'restricted'),
  },
  'launchdarkly-key': {
    key: `api-${uuid}`,
    request: 'GET /api/v2/caller-identity',
    sent: 'authorization: {key}',
    yes: '{"accountId":"1","tokenKind":"auth"}',
    answers: rest('{"code":"unauthorized","message":"Invalid access token"}'),
  },
  'mapbox-key': {
    key: `sk.eyJ${key(60)}.${alnumKey('mapbox', 22)}`,
    request: 'GET /tokens/v2?access_token={key}',
    yes: '{"code":"TokenValid","token":{"usage":"sk","user":"somebody"}}',
    answers: [
      [200, '{"code":"TokenRevoked"}', 'inactive'],
      [200, '{"code":"TokenExpired"}', 'inactive'],
      [200, '{"code":"TokenMalformed"}', 'inactive'],
      [200, '{"code":"TokenTomorrow"}', 'unknown'],
    ],
  },
  'mollie-key': {
    key: `live_${key(30)}`,
    request: 'GET /v2/profiles/me',
    sent: BEARER,
    yes: '{"resource":"profile","id":"pfl_1"}',
    answers: rest('{"status":401,"title":"Unauthorized Request"}'),
  },
  'neon-key': {
    key: `napi_${key(64)}`,
    request: 'GET /api/v2/auth',
    sent: BEARER,
    yes: '{"account_id":"1","auth_method":"api_key_org"}',
    answers: rest('{"code":"","message":"supplied credentials do not pass authentication"}'),
  },
  'netlify-key': {
    key: `nfp_${key(36)}`,
    request: 'GET /api/v1/user',
    sent: BEARER,
    yes: '{"id":"1","email":"somebody@example.com"}',
    answers: rest('{"code":401,"message":"Access Denied: Bad credentials"}'),
  },
  'newrelic-key': {
    key: `NRAK-${key(27).toUpperCase()}`,
    request: 'POST /graphql',
    sent: 'api-key: {key}',
    yes: '{"data":{"actor":{"user":{"id":1}}}}',
    answers: [
      [401, '{"error":{"title":"Invalid Api-Key"}}', 'unknown'],
      [200, '{"errors":[{"extensions":{"errorClass":"NOT_FOUND"}}]}', 'unknown'],
      [429, '{}', 'unknown'],
    ],
  },
  'nocaptchaai-balance': {
    key: `somebody-${uuid}`,
    request: 'GET /balance',
    sent: 'apikey: {key}',
    yes: '{"Balance":3.25,"planName":"daily","remaining":10}',
    balance: 3.25,
    answers: [
      [401, '{"error":"apikey not found"}', 'unknown'],
      [200, '{"error":"apikey not found"}', 'unknown'],
    ],
  },
  'openexchangerates-app-id': {
    key: hexKey('openexchangerates'),
    request: 'GET /api/usage.json?app_id={key}',
    yes: '{"status":200,"data":{"status":"active","usage":{"requests":54}}}',
    answers: [[401, '{"error":true,"status":401,"message":"invalid_app_id"}', 'inactive'], ...rest(NOT_FOUND)],
  },
  'paystack-key': {
    key: `sk_live_${hexKey('paystack', 40)}`,
    request: 'GET /balance',
    sent: BEARER,
    yes: '{"status":true,"data":[{"currency":"NGN","balance":1}]}',
    answers: rest('{"status":false,"message":"Invalid key"}'),
  },
  'perplexity-key': {
    key: `pplx-${key(48)}`,
    request: 'GET /async/chat/completions',
    sent: BEARER,
    yes: '{"requests":[]}',
    answers: rest('{"error":{"message":"Invalid API key provided","type":"invalid_api_key","code":401}}'),
  },
  'pinecone-key': {
    key: `pcsk_${key(6)}_${alnumKey('pinecone', 63)}`,
    request: 'GET /indexes',
    sent: 'api-key: {key}',
    yes: '{"indexes":[]}',
    answers: rest('{"error":{"code":"UNAUTHENTICATED","message":"Invalid API key"},"status":401}'),
  },
  'posthog-key': {
    key: `phx_${key(43)}`,
    request: 'GET /api/users/@me/',
    sent: BEARER,
    yes: '{"uuid":"1","email":"somebody@example.com"}',
    answers: [
      [401, '{"type":"authentication_error","code":"authentication_failed"}', 'unknown'],
      [403, '{"type":"authentication_error","code":"permission_denied"}', 'restricted'],
    ],
  },
  'render-key': {
    key: `rnd_${key(28)}`,
    request: 'GET /v1/users',
    sent: BEARER,
    yes: '{"email":"somebody@example.com","name":"Somebody"}',
    answers: rest('{"message":"Unauthorized"}'),
  },
  'resend-key': {
    key: `re_${key(8)}_${alnumKey('resend', 24)}`,
    request: 'GET /domains',
    sent: BEARER,
    yes: '{"object":"list","data":[]}',
    answers: [
      [401, '{"statusCode":401,"name":"restricted_api_key"}', 'restricted'],
      [403, '{"statusCode":403,"name":"invalid_api_key"}', 'inactive'],
      [400, '{"statusCode":400,"name":"validation_error","message":"API key is invalid"}', 'unknown'],
    ],
  },
  'scraperapi-key': {
    key: hexKey('scraperapi'),
    request: 'GET /account?api_key={key}',
    yes: '{"concurrencyLimit":5,"concurrentRequests":0,"requestCount":6,"requestLimit":1000}',
    answers: [[403, '{"error":"Unauthorized"}', 'unknown']],
  },
  'scrapingant-key': {
    key: hexKey('scrapingant'),
    request: 'GET /v2/usage?x-api-key={key}',
    yes: '{"plan_name":"Free","plan_total_credits":10000,"remained_credits":9000}',
    answers: [[403, '{"detail":"API token is wrong"}', 'unknown']],
  },
  'snyk-key': {
    key: uuid,
    request: 'GET /rest/self?version=2024-06-10',
    sent: 'authorization: token {key}',
    yes: '{"data":{"id":"1","type":"user"}}',
    answers: [
      [401, '{"errors":[{"status":"401","code":"SNYK-0001"}]}', 'unknown'],
      [403, '{"errors":[{"status":"403"}]}', 'restricted'],
    ],
  },
  'tavily-key': {
    key: `tvly-dev-${key(32)}`,
    request: 'GET /usage',
    sent: BEARER,
    yes: '{"key":{"usage":150,"limit":1000},"account":{"current_plan":"Bootstrap"}}',
    answers: rest('{"detail":{"error":"Unauthorized: missing or invalid API key."}}'),
  },
  'telnyx-key': {
    key: `KEY0${hexKey('telnyx', 31).toUpperCase()}_${key(22)}`,
    request: 'GET /v2/balance',
    sent: BEARER,
    yes: '{"data":{"record_type":"balance","balance":"300.00"}}',
    answers: rest('{"errors":[{"code":"10009","title":"Authentication failed"}]}'),
  },
  'terraform-key': {
    key: `${key(14)}.atlasv1.${alnumKey('terraform', 67)}`,
    request: 'GET /api/v2/account/details',
    sent: BEARER,
    yes: '{"data":{"id":"user-1","type":"users"}}',
    answers: rest('{"errors":[{"status":"401","title":"unauthorized"}]}'),
  },
  'together-key': {
    key: `tgp_v1_${key(43)}`,
    request: 'GET /v1/models',
    sent: BEARER,
    yes: '[{"id":"model","object":"model"}]',
    answers: rest('{"error":{"message":"Invalid API key provided","code":"invalid_api_key"}}'),
  },
  'twilio-key': {
    key: hexKey('twilio'),
    account: 'TWILIO_ACCOUNT_SID',
    request: 'GET /2010-04-01/Accounts/somebody.json',
    sent: 'authorization: Basic {somebody:{key}}',
    yes: '{"sid":"1","status":"active"}',
    answers: [
      [401, '{"code":20003,"message":"Authenticate","status":401}', 'unknown'],
      [404, '{"code":20404,"status":404}', 'unknown'],
    ],
  },
  'typeform-key': {
    key: `tfp_${key(44)}`,
    request: 'GET /me',
    sent: BEARER,
    yes: '{"user_id":"1","alias":"Somebody"}',
    answers: rest('{"code":"AUTHENTICATION_FAILED"}', 'restricted'),
  },
  'xendit-key': {
    key: `xnd_production_${key(50)}`,
    request: 'GET /balance',
    sent: 'authorization: Basic {{key}:}',
    yes: '{"balance":1241231}',
    answers: rest('{"error_code":"INVALID_API_KEY"}', 'restricted'),
  },
};

/** A failure as Google's interfaces give it, with its reason (google.rpc.ErrorInfo). */
function googleError(reason: string): string {
  return JSON.stringify({ error: { code: 400, status: 'X', details: [{ reason, domain: 'googleapis.com' }] } });
}
