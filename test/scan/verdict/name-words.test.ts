import { expect, test } from 'vitest';
import {
  isEcho,
  isOtherWord,
  isPinOfChip,
  isSpecific,
  readName,
  splitName,
} from '../../../src/scan/verdict/name-words.ts';

test.each([
  ['captchaAIApiKey', 'captcha ai api key'],
  ['CAPTCHA_AI_API-KEY', 'captcha ai api key'],
  ['setAPIKey', 'set api key'],
  ['X-Api-Key', 'x api key'],
  ['clientkey', 'client key'],
  ['accesstoken', 'access token'],
  ['myapikey', 'my api key'],
  ['usertoken12', 'user token'],
  ['md5x2y', 'md5 x2 y'],
  ['APPSECRET', 'app secret'],
  ['API_KEY2', 'api key'],
  ['MD5Hash', 'md5 hash'],
  ['oauth2Token', 'oauth2 token'],
  ['keyframes', 'keyframes'],
  ['monkey', 'monkey'],
  ['2captcha', '2 captcha'],
  ['s_s_c_web_server_sign', 's s c web server sign'],
  ['$this->key', 'this key'],
  ['', ''],
])('%s is %s', (name, words) => {
  expect(splitName(name).join(' ')).toBe(words);
});

const KINDS: Readonly<Record<string, string>> = {
  secret:
    'apiKey API_KEY api-key apikey secret clientSecret password DB_PASSWORD passwd authToken bearer Authorization secretKey signing_key key_value_secret api_hash password_confirmation db_pass NEXT_PUBLIC_API_KEY',
  'secret-part': 'API_KEY_2CAPTCHA secretAgent tokenSource',
  key: 'adminPasswordKey key KEY my_key myKey keyData key1 CAPTCHAAI_KEY',
  hint: 'auth salt oauth_verifier',
  hash: 'md5 hash etag checksum password_hash hashedToken rev commit nonce tokenMd5 sign paySign passwordEncoded',
  id: 'allowed_credentials id clientId uuid guid trace_id userId avatar key_id token_id key_name token_type url',
  public:
    'publicKey public_api_key cacheKey spreadsheet_key order_key cache.key partition_key csrf_token PublicKeyToken site_map_key publishable_key MY_NEXT_PUBLIC_API_KEY setKeyValue send-key lock_key sender_key accept_key selectByPrimaryKey releaseManagerKey username_key Basenames_key resume_token',
  captcha:
    'gt challenge captcha_id captchaId sitekey data-sitekey s_s_c_session_id validateId lot_number pass_token set_challenge_key',
  meta: 'existingSecretPasswordKey secret_mode password_characters token_expiry password_field secret_store reset_password key_expiry TokenTypeAccessToken --nopassword no_password',
  path: 'lib/apt_key.rb token.js',
  other: 'x value solver keyframes monkey keyboard firstPass fastcgi_pass uart_tx_pin vsel1_pin',
};

test.each(Object.entries(KINDS))('kind %s', (kind, names) => {
  const read = names.split(' ').map((name) => `${name}: ${readName(name).kind}`);
  expect(read).toEqual(names.split(' ').map((name) => `${name}: ${kind}`));
});

test('words before the last qualify it', () => {
  expect([readName('Client Secret').kind, readName('Client ID').kind, readName('public key').kind]).toEqual([
    'secret',
    'id',
    'public',
  ]);
});

test('a name can call itself an example', () => {
  expect([readName('fakeToken').dummy, readName('EXAMPLE_API_KEY').dummy, readName('API_KEY').dummy]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a name is specific if it is more than vocabulary', () => {
  expect(['DD_API_KEY', 'CAPTCHAI_KEY', 'API_TOKEN', 'CLIENT_SECRET'].map(isSpecific)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each(['monkey', 'compass', 'compat', 'basalt', 'turkeys.donkey'])(
  '%s only ends as the name of a secret',
  (name) => {
    expect([readName(name).kind, isOtherWord(name)]).toEqual(['other', true]);
  },
);

test.each(['dbpass', 'rootpw', 'githubPat', 'encrypted_key_passphrase', 'smbpass', 'wgDBpassword', 'clave_api'])(
  '%s is the name of a secret',
  (name) => {
    expect(readName(name).kind).toBe('secret');
  },
);

test.each(['encryptedPrivateKey', 'wrapped_key'])('%s is a ciphertext', (name) => {
  expect(readName(name).kind).toBe('hash');
});

test.each([
  ['existingSecretPostgresPasswordKey', 'postgres-password', true],
  ['passwordsSecretTruststoreKey', 'truststore-password', true],
  ['Routes.MvcJarUriJwt', 'mvc-jar-uri-jwt', true],
  ['METADATA_SERVICE_PORT_KEY', 'metadata-service-port', true],
  ['LOOKUP_PASSWD', 'yes%LOOKUP_PASSWD=2%', true],
  ['vcc5v0_host_en_pin', 'vcc5v0-host-en-pin', true],
  ['CONF_I2S_DOUT_PIN', 'i2s_dout_pin', true],
  ['openstack_ssh_signing_key', 'OpenStack-Ansible-SSH-Signing-Key', true],
  ['LAST_LOGIN_ATTEMPTED_SESSION_KEY', 'auth-login-last-attempted', true],
  ['kafkaPassword', 'kafka', false],
  ['kafkaPassword', 'kafka-secret', false],
  ['MAPLE_HARBOR_PASSWORD', 'maple-harbor', false],
  ['DB_PASSWORD', 'dbPassword1', false],
])('a value repeats its name: %s, %s', (name, value, is) => {
  expect(isEcho(name, value)).toBe(is);
});

test.each([
  ['LED0R_PIN', 'PH10', true],
  ['.rdx_pin', 'LCD_PARAM_RDX', true],
  ['LORA_BUSY_PIN', 'P0.07', true],
  ['DEBUG_TIMER_PIN', 'PORTF4', true],
  ['user_pin', '493017', false],
  ['user_pin', 'kX4n93', false],
  ['password', 'PH10', false],
])('%s = %s is a pin of a chip: %s', (name, value, is) => {
  expect(isPinOfChip(name, value)).toBe(is);
});
