import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRuleFiles } from '../../../src/rules/build.ts';
import { createRedactor } from '../../../src/runtime/redaction/index.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { someExamples } from '../../helpers/runs.ts';

const redactor = createRedactor();
const hex = hexKey('patterns');
const mixed = alnumKey('patterns');

test.each([
  `key=${hex}`,
  `https://2captcha.com/in.php?key=${mixed}&method=post`,
  `GET /res.php?key=${hex}&action=get`,
  `{"api_key":"${hex}"}`,
  `{\\"clientKey\\":\\"${hex}\\"}`,
  `clientKey: ${mixed},`,
  `CAPTCHAAI_API_KEY=${hex}`,
  `TWOCAPTCHA_KEY = '${hex}'`,
  `X-Api-Key: ${mixed}`,
  `authorization: Bearer ${mixed}`,
  `api_key%3D${hex}%26a%3D1`,
  `<apiKey>${hex}</apiKey>`,
  `--api-key ${mixed} --verbose`,
  `[api_key] => ${hex}`,
  `{"name":"API_KEY","value":"${hex}"}`,
  `postgres://app:${mixed}@db/app`,
  `smtps://me@acme.io:${mixed}@smtp.acme.io`,
  `APIKEY_2CAPTCHA=${hex}`,
  `https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/${mixed}`,
  `https://discord.com/api/webhooks/${'1'.repeat(18)}/${mixed}`,
  `https://api.telegram.org/bot123456789:${mixed}abc/getMe`,
])('masked: %s', (text) => {
  const redacted = redactor.redact(text);
  expect(redacted).toContain('****');
  expect(redacted).not.toMatch(new RegExp(`${hex}|${mixed}`));
});

/** Nothing but its name gives it away: it is no run of 32 of one case. */
const cased = `${mixed.slice(0, 30).replace(/[a-m]/g, (letter) => letter.toUpperCase())}A7b`;

test.each([
  `%257B%2522api_key%2522%253A%2522${cased}%2522%257D`,
  `next=https%3A%2F%2Fa.io%2F%3Fn%3Dhttps%253A%252F%252Fb.io%252F%253Fapi_key%253D${cased}`,
  `curl -u me:${cased} https://a.io`,
  `curl --user 'me:${cased}' https://a.io`,
  `Set-Cookie: session=${cased}; HttpOnly`,
  `"auth":"${cased}"`,
  `bearer: ${cased}`,
  `api_key ${cased}`,
  `apiKey -> ${cased}`,
  `| apiKey | ${cased} |`,
  `the api key is ${cased}`,
  `apiKey,${cased}`,
  `accept,*/*,X-Api-Key,${cased}`,
  `<ns:password type="text">${cased}</ns:password>`,
  `&lt;apiKey&gt;${cased}&lt;/apiKey&gt;`,
  `{&#34;apiKey&#34;:&#34;${cased}&#34;}`,
  `(b'x-api-key', b'${cased}')`,
  `amqp%3A%2F%2Fu%3A${cased}%40h%2F`,
  `url=https%253A%252F%252Fu%253A${cased}%2540h`,
  JSON.stringify(JSON.stringify({ a: JSON.stringify({ api_key: cased }) })),
  JSON.stringify({ query: 'mutation($k: String!){login(key:$k)}', variables: { input: { token: cased } } }),
])('masked by its name alone: %s', (text) => {
  expect(redactor.redact(text)).not.toContain(cased.slice(0, 20));
});

test.each([
  `submitting task with ${hex}`,
  `{"level":30,"msg":"solving ${mixed} now"}`,
  hex.toUpperCase(),
  `md5=${hex}`,
  `GET /assets/app.${hex}.js`,
  `sortKey: ${hex}`,
  ...[
    '\x1b[31m',
    '\\u001b[1;31m',
    '\\x1b[38;5;208m',
    '\\033[0m',
    '\\e[2K',
    '^[[31m',
    '[31m',
    '\\n',
    '\\u0022',
    '%253D',
    '=3D',
  ].flatMap((before) => [`x ${before}${hex}`, `x ${before}ghp_${alnumKey('coloured', 36)}`]),
  `password: \x1b[33m${mixed}\x1b[0m`,
  `"apiKey"\\u001b[0m: \\u001b[32m"${mixed}"\\u001b[0m`,
])('masked without a name, and in colour: %j', (text) => {
  const redacted = redactor.redact(text);
  expect(redacted).toContain('****');
  expect(redacted).not.toMatch(
    new RegExp(`${hex.slice(0, 20)}|${mixed.slice(0, 20)}|${alnumKey('coloured', 20)}`, 'i'),
  );
});

test.each([
  `md5=${hex}`,
  `etag: W/\\"${hex}\\"`,
  `{"checksum":"${hex}"}`,
  `sha: '${hex}', commit ${hex}`,
  `GET /assets/app.${hex}.js`,
  `trace_id=${hex}`,
])('left by keepHashes: %s', (text) => {
  expect(createRedactor({ keepHashes: true }).redact(text)).toBe(text);
  expect(redactor.redact(text)).not.toContain(hex);
});

test.each([
  `00-${hex}-${hexKey('span', 16)}-01`,
  `x${hex}, _${hex}, ${hex}_, ${hex}0, ö-${hex.slice(1)}`,
  `commit ${hexKey('commit', 40)}`,
  `sha256:${hexKey('sha', 64)}`,
  'max_tokens: 4096, Unexpected token: punc, keyboard: us',
  'const token = this.getToken(x); password=e.password; {key:e.key}',
  'mentions -----BEGIN RSA PRIVATE KEY----- in prose',
  '{"password":null,"token":"","secret":"[redacted]"}',
  'docker run -u 1000:1000 -u app:app image, ls -user x',
  'auth: none, session: closed, the bearer of news, a key, a token, the password is wrong',
  'if (password > 3 && token -> next) session.key',
])('left as it is: %s', (text) => {
  expect(redactor.redact(text)).toBe(text);
});

test('keepHashes leaves what says that it is one', () => {
  const text = `token_sha256=${hexKey('sha', 64)} key=${hexKey('sha', 40)} key=${hex}`;
  expect(createRedactor({ keepHashes: true }).redact(text)).toBe(text.replace(hex, `****${hex.slice(-4)}`));
  expect(redactor.redact(text)).not.toContain(hexKey('sha', 40));
});

const PREFIXED = readRuleFiles('rules').flatMap(({ form }) =>
  form.rules.filter((rule) => 'prefixes' in rule && rule.public === undefined),
);

test('what rules with prefixes find is masked', () => {
  const wrong = someExamples(PREFIXED).filter(({ expected, text, secret }) => {
    const redacted = redactor.redact(text);
    // As written, the example does not say where the secret is.
    return expected && (!redacted.includes('****') || (secret !== undefined && redacted.includes(secret)));
  });
  expect(wrong).toEqual([]);
});

/** Characters that regular expressions and the scanner go over cannot be counted, so sizes are compared: twice the text, about twice the time. */
test.each([
  ['quotes', `"password":"`],
  ['names', 'password'],
  ['backslashes', '\\\\'],
  ['slashes', '://a:'],
  ['tokens', 'eyJa.'],
  ['PEM', '-----BEGIN RSA PRIVATE KEY-----MII'],
  ['blanks', 'key =       '],
  ['bearer', 'bearer '],
])('time grows with the text alone: %s', (_, part) => {
  const time = (repeats: number) => {
    const text = part.repeat(repeats);
    const samples = Array.from({ length: 5 }, () => {
      // Not by the clock, which goes on while others have the processor.
      const begun = process.cpuUsage();
      redactor.redact(text);
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1000;
    });
    return Math.min(...samples);
  };
  time(2000);
  const [small, large] = [time(4000), time(32_000)];
  // Eight times the text; quadratic would be sixty-four times.
  expect(large / Math.max(small, 0.5)).toBeLessThan(32);
});

test('the redactor imports nothing but itself and the forms of secrets', () => {
  const importsOf = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
  const folder = 'src/runtime/redaction';
  const files = readdirSync(folder).map((name) => `${folder}/${name}`);
  const outside = new Set(files.flatMap(importsOf).filter((from) => !from.startsWith('./')));
  const forms = ['byte-strings', 'escapes', 'secret-forms'];
  expect([...outside].sort()).toEqual(forms.map((name) => `../../model/${name}.ts`));
  const inside = new Set(forms.flatMap((name) => importsOf(`src/model/${name}.ts`)));
  expect([...inside].sort()).toEqual(['./byte-strings.ts', './escapes.ts']);
});
