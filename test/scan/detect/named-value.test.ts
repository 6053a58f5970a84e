import { expect, test } from 'vitest';
import { findNamedValues } from '../../../src/scan/detect/named-value.ts';
import { alnumKey } from '../../helpers/keys.ts';

const VALUE = alnumKey('named value', 18);

/** What is found behind the first `word` of a text. */
function valuesIn(text: string, word = 'password'): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const start = text.toLowerCase().indexOf(word);
  const { values, offset } = findNamedValues(bytes, start, start + word.length);
  return values.map(({ start, end }) => bytes.toString('latin1', offset + start, offset + end));
}

function valueIn(text: string, word?: string): string | undefined {
  return valuesIn(text, word)[0];
}

test.each([
  `password = "${VALUE}"`,
  `password: '${VALUE}',`,
  `DB_PASSWORD=${VALUE}`,
  `password_for_tests := \`${VALUE}\``,
  `"password": "${VALUE}"`,
  `{\\"password\\": \\"${VALUE}\\"}`,
  `{"name": "password", "value": "${VALUE}"}`,
  `setPassword("${VALUE}")`,
  `<password>${VALUE}</password>`,
  `--password ${VALUE} --host db`,
  `https://api.acme.io/?password=${VALUE}&page=1`,
  `ENV DB_PASSWORD ${VALUE}`,
  `password =\n    "${VALUE}"`,
])('%s', (text) => {
  expect(valueIn(text)).toBe(VALUE);
});

test.each(['Bearer', 'Basic', 'Token'])('the scheme of a header is no part of it: %s', (scheme) => {
  expect(valueIn(`Authorization: ${scheme} ${VALUE}\n`, 'authorization')).toBe(VALUE);
});

test.each([
  `variable "db_password" {\n  type    = string\n  default = "${VALUE}"\n}`,
  `variable "db_password" { default = "${VALUE}" }`,
  `  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: ${VALUE}\n`,
  `{"adminPassword": {"type": "securestring", "defaultValue": "${VALUE}"}}`,
  `password(name: 'DEPLOY_PASSWORD', defaultValue: '${VALUE}', description: 'pw')`,
  `<setting name="Password" serializeAs="String">\n  <value>${VALUE}</value>`,
  `<name>password</name>\n  <value>${VALUE}</value>`,
  `<property name="password" value="${VALUE}"/>`,
  `parser.add_argument("--db-password", type=str, required=False, default="${VALUE}")`,
  `[{"ParameterKey": "DBPassword", "ParameterValue": "${VALUE}"}]`,
  `- name: DB_PASSWORD\n  value: ${VALUE}\n`,
])('in a field beside its name: %s', (text) => {
  expect(valueIn(text)).toBe(VALUE);
});

test.each([
  `if (password == '${VALUE}') ok();`,
  `if (req.body.password !== "${VALUE}") throw 1;`,
  `if (password.equals("${VALUE}")) {}`,
  `if ($_POST["password"] == "${VALUE}") {}`,
  `if [ "$password" -eq "${VALUE}" ]`,
  `assert(conf.password ~= "${VALUE}")`,
])('compared: %s', (text) => {
  expect(valueIn(text)).toBe(VALUE);
});

test('in a column of a table', () => {
  expect(valuesIn(`user,password,host\nann,${VALUE},db\nbob,"secretly",db\n`)).toEqual([VALUE, 'secretly']);
  expect(valuesIn(`| user | password |\n|---|---|\n| ann | ${VALUE} |\n`)).toEqual([VALUE]);
  expect(valuesIn(`INSERT INTO users (name, password) VALUES ('ann', '${VALUE}'), ('bob', 'it''s');`)).toEqual([
    VALUE,
    "it''s",
  ]);
  // Scopes in OpenAPI.
  expect(valuesIn('security:\n  - clientPassword:\n    - nudm-sdm\n')).toEqual([]);
  expect(valuesIn(`settings:\n  - clientPassword:\n    - ${VALUE}\n`)).toEqual([VALUE]);
  // A rule of a blocker of advertisements.
  expect(valuesIn(`||acme.io/download?id=1&password=${VALUE}`)).toEqual([]);
  // The list of an INSERT whose values stand elsewhere.
  expect(valuesIn('INSERT INTO users (name,\n password, disabledtext)\n VALUES (?,?,?)')).toEqual([]);
});

test.each([
  [`--property="password=${VALUE}:user=app:databaseName=a"`, VALUE],
  [`--property user=app:password=${VALUE}:timeout=5 pool`, VALUE],
  [`<a password="&quot;${VALUE}&quot;"/>`, VALUE],
  ['password = "a(b{c}d;e"', 'a(b{c}d;e'],
  ['password = "your \\" secret"', 'your \\" secret'],
  ["password = 'several words in a row'", 'several words in a row'],
  ['PASSWORD=a(b)c;d&e\n', 'a(b)c;d&e'],
  ['- "PASSWORD=a(b)c;d"\n', 'a(b)c;d'],
  [`{user: ann, password: ${VALUE}}`, VALUE],
  [`password = u"${VALUE}"`, VALUE],
  [`db.connect(password=rb'${VALUE}')`, VALUE],
  [`char password[] = "${VALUE}";`, VALUE],
  [`next=https%3A%2F%2Facme.io%2F%3Fpassword%3D${VALUE}%26a%3D1`, VALUE],
  [`?password=${VALUE}&user=ann`, VALUE],
  [`?user=ann&password=${VALUE}#top`, VALUE],
  ['password: simple9 # why\n', 'simple9'],
])('all of the value: %s', (text, value) => {
  expect(valueIn(text)).toBe(value);
});

test.each([
  'input[type="password"]:focus,input[type="text"]:focus,a',
  'arn:aws:secretsmanager:*:*:secret:events!connection/*',
  'Password: !Ref BrokerPassword\n',
  '{"Key": "APIGW1URL",\n "Value": "https://acme.io"}',
  '/a.png?token=1#preview',
  `"password":"","items":[${'"item",'.repeat(30)}"end"]`,
])('not what stands behind an empty string or outside it: %s', (text) => {
  expect(valueIn(text)).toBeUndefined();
});

test.each([
  ['      - "PASSWORD=a b&c[d"\n', 'a b&c[d'],
  ['connect("host=db user=app password=a[b]c;d connect_timeout=3")', 'a[b]c;d'],
  ["dsn = 'user=app password=a[b]c;d'", 'a[b]c;d'],
  ['  DBPassword:\n    Type: String\n    Default: 7P|Ppq6Kdt$2nO(I^P\n', '7P|Ppq6Kdt$2nO(I^P'],
  ['- name: DB_PASSWORD\n  value: 8Tcy}wlk(e$S0YilN4Qb\n', '8Tcy}wlk(e$S0YilN4Qb'],
  ['- password: nu{uPBxY=B!5ZbjtySdL\n', 'nu{uPBxY=B!5ZbjtySdL'],
])('with marks, where no code can stand: %s', (text, value) => {
  expect(valueIn(text)).toBe(value);
});

test('in a sentence', () => {
  expect(valuesIn(`Hi, my key is ${VALUE} and`, 'key is ')).toEqual([VALUE]);
});

test('what is compared by a method of the name', () => {
  expect(valuesIn(`if (pwd.equals("${VALUE}")) {`, 'pwd.equals')).toEqual([VALUE]);
});

test.each(['password', 'passwords are secret', `password = "${VALUE}`, 'password = "abc"', 'password: #'])(
  'nothing in %s',
  (text) => {
    expect(valueIn(text)).toBeUndefined();
  },
);

test('long values, and where there is no more text to look at', () => {
  const rest = `\n${'x = 1\n'.repeat(400)}`;
  const long = alnumKey('long', 400);
  expect(valueIn(`password = "${long}"${rest}`)).toBe(long);
  expect(valueIn(`password=${long}${rest}`)).toBe(long);
  expect(valueIn(`password=${long}`)).toBe(long);
  const longer = alnumKey('longer', 2000);
  for (const text of [`password = "${longer}"${rest}`, `password=${longer}${rest}`]) {
    expect(longer.startsWith(valueIn(text) ?? 'nothing')).toBe(true);
  }
  expect(valueIn(`password = "${'a sentence '.repeat(90)}"${rest}`)).toBeUndefined();
  expect(valuesIn(`user,password\n${`ann,${VALUE}\n`.repeat(40)}`)).toHaveLength(16);
});

test('the end of the content ends a value too', () => {
  expect(valueIn(`password=${VALUE}`)).toBe(VALUE);
  expect(valueIn('password=')).toBeUndefined();
});
