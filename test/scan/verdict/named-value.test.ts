import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fill } from '../../../src/rules/generate.ts';
import { readNamedValue, type ValueFeature } from '../../../src/scan/verdict/named-value.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

function kindOf(value: string, quoted = true): ValueFeature | undefined {
  return readNamedValue(Buffer.from(value, 'utf8').toString('latin1'), quoted)[0];
}

const D = '$';

test.each<[ValueFeature, readonly string[]]>([
  [
    'value.template',
    [
      ...[
        '<password>',
        '$TOKEN',
        '%(password)s',
        '{{ .Values.password | b64enc }}',
        '<%= token %>',
        `${D}{DB_PASSWORD}`,
      ],
      ...[
        '%s/%s',
        '%lld\\r\\n',
        '#{secret}',
        `${D}(cat key)`,
        `${D}{secretOf(`,
        '__UNSET__',
        '~~db1pass~~',
        'Bearer {token}',
        "$ENV{'KEY'}",
      ],
      ...[
        '$first$second',
        '%env(APP_SECRET)%',
        'cygpath -m $pwd',
        '%SFTP_PWD',
        ':py:data:',
        '123456:<token>',
        'scope="{scope}"',
      ],
      ...['client=%s&token=%s', 'oauth2:%s', '$value[0]:$value[1]', '[DB_SECRET]:latest', '[YOUR PASSWORD *REQUIRED*]'],
      ...[
        '{% $states.context.Token %}',
        '!GetAtt',
        'jjwt-impl:$jjwt',
        'key_type=0x%x',
        '?err',
        '@Html.Raw(Model.Token)',
        '{0}; {1}',
        "$t('secret')",
        '{{ blade_escape_js(trans(',
        '%4$s',
      ],
      ...['{this.props.account?.accessToken}', 'json:"syncKerberosPasswords,omitempty"'],
    ],
  ],
  [
    'value.template',
    [
      `IQoJb3JpZ2luX2Vj{{b64:400}}==`,
      `AIza${D}{key(35)}`,
      `sk_live_#{token}`,
      'dG9rOnY5<%= rest %>',
      'glpat-{token:>20}',
      'eyJhbGciOi%s',
      '[% cgi.param(',
      '<opaquelocktoken:',
      'echo $x |cut -f2',
    ],
  ],
  ['value.dull', ['AQIDBAUGBwg=', 'aaabbbcccdddeeefff111222333', 'xoxb-123123123']],
  ['value.code', ['dumpMessages=&quot;true&quot;']],
  ['value.type', ['PLen/binary']],
  ['value.words', ["it''s", "don't"]],
  ['value.reference', ['pkcs11:object=acme;type=private', 'LXEJRKJRKIFVNY-UHFFFAOYSA-N', 'display_data_0_pin']],
  [
    'value.placeholder',
    ['changeme', 'your-token-here', 'xxxxxxxx', '********', 'p4ssw0rd', 'qwerty123', '1234567890abcdef'],
  ],
  ['value.placeholder', ['fPk/Gya[...]4/j5bSuhDQ', 'abc123', 'test-token', '\\x00\\x00', 'password1']],
  ['value.placeholder', ['xoxb-your-bot-token', 'gsk_your_groq_key', '00000000-0000-0000-0000-000000000000']],
  [
    'value.placeholder',
    ['change-for-production!', 'my-fixed-2fa-password', 'rt_yyy', 'new_jwt', 'plain_or_$p$user_for_acme'],
  ],
  [
    'value.placeholder',
    [
      'ChooseYourOwnPasswordHere1234',
      'additional_password_1',
      'abc_123',
      `${alnumKey('x', 30)}...${alnumKey('y', 30)}`,
      'value two',
      `sample-${alnumKey('s', 30)}`,
    ],
  ],
  ['value.placeholder', ['PassWordMustBeAtLeast6Chars.', `${alnumKey('a', 40)}REDACTED${alnumKey('b', 40)}`]],
  ['value.placeholder', ['48E92789-57A3-466A-9959-1A1A1A1A1A1A']],
  ['value.placeholder', ['ch4n63m31fy0uc4n', 'ChangeMe-please!', `REDACTED-${hexKey('purge', 12)}`]],
  [
    'value.placeholder',
    ['ACMEIOSFODNN7EXAMPLE', 'acme/K7MDENG/bPxRfiCYEXAMPLEKEY', 'abcdefghijklmnopqrstuvwxyz0123456789._-~'],
  ],
  ['value.default', ['anon@', 'tiger', 'postgres', 'minioadmin', 'admin1', 'letmein', 'hello']],
  ['value.type', ['undefined', 'required', 'String!', 'string | null', 'uuid:redact', 'SecretStr', 'bool']],
  ['value.algorithm', ['sha256', 'HS256', 'base64url', 'aes-256-gcm', 'NTLM', 'scram-sha-256']],
  ['value.reference', ['./certs/server.pem', '/run/secrets/db', 'https://acme.io/login', 'os.environ.items']],
  [
    'value.reference',
    ['arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db', 'Foo::Bar', 'op://vault/item/field'],
  ],
  ['value.reference', ['LWM2M_CLIENT_KEY', 'service_user_password', 'com.acme:jose-jwt:10.9.1', 'uid=admin,ou=system']],
  ['value.template', ['#{@user.token}', '#{config[:password]}', "{params['password']};", '{password:.*}']],
  ['value.type', ['[]byte', '[][32]byte', 'always', 'on_create']],
  [
    'value.template',
    [
      '$bot:slack-token',
      `${D}{TOKEN:-`,
      '{1}',
      '%{dotcom_secret}',
      'SECRET[backend.name]',
      'x!{f.g()}',
      "[parameters('pw')]",
    ],
  ],
  [
    'value.reference',
    [
      'my-host:8080',
      'eu-central-1',
      'cn-hangzhou',
      '#/components/x',
      'org/repo/dev/vpc',
      '/?route=/users/me/',
      'role::web:passwd',
      '{5261497C-587C-4EC4-84DC-8D05B279ABA1}',
      'ep:key',
      'icon-icon_succeed_colorful',
      '$env://CLIENT_SECRET',
      'field_5fd248dcb8119',
      'data:image/svg+xml',
      'layout_65eae8c43a78c-update',
      'id=github',
      'aliyunSecretKey',
      '$secret://vault/jwt/jack/secret',
      'GPIO13',
      'WIFI_AUTH_WPA2_WPA3_PSK',
      'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ',
    ],
  ],
  ['value.placeholder', ['base64encodedkey', `${alnumKey('cut', 20)}...`, 'tester1', 'lookup..@TODO']],
  [
    'value.code',
    ['confirmed|min:6|required', 'realm="acme",error="x"', '.*/PASSWORD=acme/', 'get_secret!(', '/^[a-z]+$/'],
  ],
  ['value.algorithm', ['oidc', 'webauthn', 'pbkdf2:']],
  ['value.words', ['etcd-cluster-k8s', 'k8s_etcd', 'setup_e2e']],
  ['value.hashed', ['$$argon2id$$v=19$$m=19456', '$p-sha256$310000$abcdef']],
  ['value.hashed', ['{"value":"aGFzaA==","salt":"x"}']],
  ['value.hashed', ['{scrypt@acme_v5}$e0801$8bWJ', `{salt}${'0123456789abcdef'.repeat(2)}`]],
  ['value.code', ['#/:*(<+=> )&$%@?;~-', ',"kind": "ACCESS",', ').append(f()).append(', 'repeatlast=0']],
  ['value.reference', ['id=npm_token', 'id=npmrc,src=/home/node/.npmrc', 'type=file,id=aws,src=credentials']],
  ['value.reference', ['ssh-ed25519 AAAA', '-----BEGIN CERTIFICATE-----', '@acme.io/index.html?key=value']],
  ['value.number', ['0x4000000D', '1.2.3', '~2.0.1', '-0x7', '127.0.0.1:80', '+12065550100']],
  ['value.hashed', ['$2y$10$abcdefghij', 'sha1$salt$0a1b2c', '{SSHA}abcdefgh', 'phpass:x']],
  [
    'value.encrypted',
    ['ENC[AES256_GCM,data:abc]', '{cipher}abcdef', '2.QmFzZTY0UGFydA==|QmFzZTY0UGFydA==', 'vault:v1:abcdef'],
  ],
  ['value.prose', ['several words in a row', 'Wachtwoord:', 'Enter it, please.']],
  ['value.words', ['isVisible', 'correct-horse-battery', 'regcred', 'AccountProvider', 'Lösenord', '登录房间']],
  ['value.words', ['passwd:shell', 'ready|waiting', 'shippo_live_', 'debug2:', '#bygroup', 'verschlu\\u0308sselt']],
  ['value.typed', ['Winter2024!', 'Hacker@pass#1234', 'Tr0ub4dor&3']],
  ['value.dull', ['kqxvwkqxvwkqxvwkqxvw', '1a2b3c4d5e6faabb', '00010203040506070809']],
  [
    'value.code',
    ['(?i)token', '^[a-z]+$', 'sk_[0-9a-zA-Z]{24}', '\\b([a-f0-9]{40})\\b', '(?:%25|%)(?:[', '[k|K][e|E][y|Y].*'],
  ],
  ['value.code', ['<b>token</b>', '["a", "b"]', '[1,4,7]', 'json:"token"', 'ENV NPM_TOKEN=', 'ann:one\\njoe:two\\n']],
  ['value.code', ['#AB0909', '#fff', '+string(match)+', '+url.Escape(values[', ')) && bytes.Contains(', '\0\0keyword']],
  [
    'value.code',
    [
      'Key::from_pem()',
      'found [/usr/include]',
      'Arg.Any<Token>())',
      '[]*v1.Secret{',
      ' + account.load + ',
      '" . $this->db->escape(hash($data[',
      '<?php',
      'add,view,reuse,expire',
      'MS:BUG:SYNC:ERROR',
      'POST /api/v3/hooks/:hook_id',
      '&rscc=',
      'confirmed|',
      '/(\\[[^\\[]*\\])|(LTS|LT)/g',
      '&resetPasswordOpts{}',
      'required_with:ntfy_user,ntfy_auth',
      'meta[name="csrf-token"]',
      '.signup-confirm{}',
      '/\\A[!#$%&0-9a-zA-Z]+\\z/',
      '" | safeHTML }}',
      Buffer.from('{"session_id": "default"}').toString('base64').replace(/=+$/, ''),
      'Zone_Password="acme"',
      '{"challenge":"c","validate":"v","seccode":"s"}',
      '\\*{4}\\w{4}',
    ],
  ],
  // Maps of Elixir, PHC strings, paths in Vault, numbers of Bluetooth.
  ['value.template', ['{@grant_access_secret}', 'group={}']],
  ['value.code', ['"SESSION" => session_secret', '` + strings.Repeat(', ',t.a({href:', '{nu:["latn"]},"en-RW":']],
  ['value.hashed', ['$acme1$SHA-256$500000$qvBT48YD2nz', `md5${hexKey('postgres')}`]],
  ['value.reference', ['secret/foo?version=1', 'kvv1/secret', 'pref_hybridhr_widget_width']],
  ['value.reference', ['0000ff02-0000-1000-8000-00805f9b34fb']],
  ['value.placeholder', ['eyJ0eXAiO-----------------------ed8mj0NP8']],
  // Templates and what a shell or a page fills in.
  ['value.template', ['[\\(index)]', '?Error: it is required', '===VERY-UNIQUE===', '{@link', 'keyD=$keyB,keyC=$keyA']],
  ['value.template', ['cd "$DIR";pwd', '\\(path).\\(name)']],
  // What somebody writes where a token would stand, and tokens whose signature is none.
  ['value.placeholder', ['existing-token', 'layer1-value', 'sk-instance1-key', 'value=with=equals', 'YourSSIDpwd']],
  [
    'value.placeholder',
    ['eyJhbGciOiJSUzI1NiJ9.test.signature', 'eyJhbGciOiJSUzI1NiJ9.oidcpayload', 'hdr.payload.', 'b2xk'],
  ],
  [
    'value.placeholder',
    [
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.c2ln',
      'my%20secret%20key',
      'a%20token%20value',
      'secure%20password',
      '12345678-1234-1234-1234-1',
    ],
  ],
  ['value.algorithm', ['bcrypt', 'sha2crypt:']],
  ['value.reference', ['tests-00f516729f57d48f36ded55244cfbe358ada6b00-macos', 'jiraToken', 'another_pw']],
  ['value.reference', ['yyjson_8h.html#a38be7a9df2511df7d72b678379d7ca01', 'amzn1.account.AF6RHO7KZU5XRVQJGXK6']],
  ['value.reference', ['1:jmJ2ORP31di4mtsQPIKzyoEb3yo=']],
  ['value.number', ['%%1842']],
  ['value.code', ['(-[ELG]|--(pcre|list|grain))', '{}token[0]', 'length:0-64', 'text/*', 'prog,link']],
  ['value.code', ["expand: ['customers']", '[1519233660.000000, {"log"', "%20!%22$%&'()*%3A"]],
  ['value.words', ['L"DhcpDomain"', '%F0%9F%92%A9', '\\U1F9F7', 'Nonce\\u5E94\\u8BE5\\u7531\\u4E24{0']],
  ['value.dull', [`AAAACQAAAAACAAAACgAAAABmAEMAKgAgAFAAbABhAHQAZQAyAHgAMgAg`]],
])('%s: %j', (kind, values) => {
  expect(values.map((value) => [value, kindOf(value)])).toEqual(values.map((value) => [value, kind]));
});

test('a key as a list of bytes', () => {
  const bytes = hexKey('bytes').replace(/../g, '\\x$&');
  expect(readNamedValue(bytes, true)).toEqual(['value.drawn', 'value.long']);
  expect(kindOf('\\x00'.repeat(16))).not.toBe('value.drawn');
});

test('what only begins, or ends, as one of those may be a secret', () => {
  const key = alnumKey('beside', 24);
  const drawn = [
    `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.${key}`,
    `tok-${key}`,
    `L"${key}"`,
    `${key}%20${key}`,
    `${key}\\(id)`,
  ];
  drawn.push(
    `maestro-${hexKey('no commit')}`,
    fill('AAAA{{base62:40}}AAAA', 'zeros'),
    `value_${key}`,
    `text/${key}`,
    `${key}.html#`,
  );
  expect(drawn.map((value) => [value, kindOf(value)])).toEqual(drawn.map((value) => [value, 'value.drawn']));
  const typed = ['Winter-2024', 'k9Zw2x4v', 'hunter2,'];
  expect(
    typed
      .map((value) => kindOf(value))
      .filter((kind) => kind !== 'value.typed' && kind !== 'value.unclear' && kind !== 'value.drawn'),
  ).toEqual([]);
});

test('without quotes, names and calls are code', () => {
  const code = ['getAccount(id)', 'x => y', '!!ready', '/^a+$/i', 'Password!.ToData()', 'Load<Policy>(json)'];
  code.push("InputMaybe<Scalars['String']['input']>", 'exit_code=$?');
  expect(code.map((value) => kindOf(value, false))).toEqual(code.map(() => 'value.code'));
  expect(kindOf('TOKEN_NAME', false)).toBe('value.reference');
  expect(kindOf('type1msg', false)).toBe('value.words');
});

test.each(['{{env}}-K', `${D}{prefix}:K`, 'K/#{user}', 'K-%s', 'K:{user}'])('a key beside a template: %s', (around) => {
  const texts = Array.from({ length: 100 }, (_, seed) => around.replace('K', hexKey(`beside ${seed}`)));
  // Some keys have hardly any letters.
  expect(texts.filter((text) => kindOf(text) === 'value.drawn').length).toBeGreaterThan(95);
});

test('a long key is drawn, whatever is joined to it', () => {
  for (let seed = 0; seed < 50; seed++) {
    const key = fill(`{{base62:64}}_PF84_{{uuid}}`, `joined ${seed}`);
    expect([key, kindOf(key, true)]).toEqual([key, 'value.drawn']);
  }
});

test('what is drawn at random is known, nearly always', () => {
  const marks = '!@#$%^&*()_+-=[]{}|';
  const withMarks = (seed: number) =>
    [...alnumKey(`marks ${seed}`, 16)].map((char, at) =>
      at % 5 === 2 ? marks.charAt((seed * 7 + at) % marks.length) : char,
    );
  for (const draw of [
    (seed: number) => alnumKey(`drawn ${seed}`, 20),
    (seed: number) => hexKey(`drawn ${seed}`),
    (seed: number) => withMarks(seed).join(''),
  ]) {
    const values = Array.from({ length: 300 }, (_, seed) => draw(seed));
    expect(values.filter((value) => kindOf(value) !== 'value.drawn').length).toBeLessThan(15);
  }
});

test('how long it is', () => {
  expect(readNamedValue('kXq7vT2m', true)).toEqual(['value.drawn']);
  expect(readNamedValue('sd-hls-fmp4', true)).toEqual(['value.unclear']);
  expect(readNamedValue('kqxvtm', true)).toEqual(['value.unclear', 'value.short']);
  expect(readNamedValue('k9xv', true)).toContain('value.tiny');
  expect(readNamedValue(alnumKey('long', 40), true)).toContain('value.long');
});

test('takes any text, and does not take long', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 1000 }), fc.boolean(), (value, quoted) => {
      expect(readNamedValue(value, quoted).length).toBeGreaterThan(0);
    }),
  );
  for (const piece of ['a', '-', '$', '{', 'a.', '%', ' a', '1', 'ab ']) {
    expect(readNamedValue(piece.repeat(1000), false).length).toBeGreaterThan(0);
  }
});
