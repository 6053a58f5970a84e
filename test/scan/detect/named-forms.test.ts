import { expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import { RULE_SET } from '../../../src/rules/generated.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { judgeMatch } from '../../../src/scan/verdict/judge-match.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { KEY_FORMS } from '../verdict/key-forms.ts';

/** Forms in which only a run of 32 gives itself away: no word of a secret close before the value, or another host. */
const OF_RUNS = new Set([
  'let key: &\'static str = "<K>"; // api key',
  'api_key:\n  <K>',
  'passwords:\n  - <k>\n  - <K>\n',
  'password = ["<k>", "<K>"]',
  '<add value="<K>" key="ApiKey"/>',
  '<tr><td>API token</td><td><code><K></code></td></tr>',
  'curl -u "<K>:" https://example.com/',
  'curl -u <K>:<k> https://example.com/',
  'redis://default:<K>@cache.example.com:6379',
  'redis://:<K>@cache.example.com:6379',
  'https://<K>@example.com/repo.git',
  'url = "https://api.example.com/v1/items?apikey=" + "<K>"',
  'body = "grant=x&client_secret%3D<K>"',
  'secretData, _ := hex.DecodeString("<K>")',
  "$password = pack('H*', '<K>');",
  'func apiKey() string {\n\treturn "<K>"\n}',
  'const KEY = "<K>"',
  "bot_token = '78298:<K>'",
]);

const FORMS = [
  ...KEY_FORMS.filter((form) => !OF_RUNS.has(form)),
  'password: <K>',
  'db_pass=<K>',
  '-e MYSQL_PASSWORD=<K> \\',
  'server=db;uid=app;pwd=<K>;',
  'tool --password <K> run',
  'credentials = new Credentials({ secret: decode("<K>") })',
  '"api_keys": ["<K>"]',
  'https://ci:<K>@git.acme.io/app.git',
  'password_confirmation: "<K>"',
];

const VALUE = alnumKey('a value with a name', 22);
const detector = new Detector(RULE_SET);

test.each(FORMS)('a secret of another length: %s', (form) => {
  const [before = '', behind = ''] = form.replaceAll('<k>', alnumKey('another', 22)).split('<K>');
  const lines = before.split('\n');
  const [line, column] = [lines.length, (lines.at(-1) ?? '').length + 1];
  const matches = detector.detect({ bytes: Buffer.from(`${before}${VALUE}${behind}\n`, 'utf8'), origin: START });
  const match = matches.find(({ span }) => span.line === line && span.column === column);
  expect(match && judgeMatch(match, 'src/app.txt', RULE_SET)?.confidence).toMatch(/^(?:high|medium)$/);
});

test.each([
  ['a.yml', 'db:\n  user: app\n  password: <K>\n'],
  ['a.properties', 'db.password=<K>\n'],
  ['a.toml', 'password = "<K>"\n'],
  ['.env', 'DB_PASSWORD=<K>\n'],
  ['compose.yml', 'environment:\n  - MYSQL_ROOT_PASSWORD=<K>\n'],
])('a password of four characters in %s', (path, form) => {
  const [word, digits] = ['xq' + 'rw', '48' + '26'];
  for (const value of [word, digits]) {
    const bytes = Buffer.from(form.replace('<K>', value));
    const verdicts = detector.detect({ bytes, origin: START }).map((match) => judgeMatch(match, path, RULE_SET));
    expect(verdicts.map((verdict) => verdict?.confidence)).toEqual([expect.stringMatching(/^(?:high|medium)$/)]);
  }
});

test.each([
  'max_tokens: 4096',
  'token: 3600',
  'tokens: 1024',
  'token: null',
  'password: true',
  'id-token: read',
  '"Password"=dword:00000001',
  'docker build --secret id=APP_PASSWORD --sbom=true .',
  '- APP_PASSWORD\n- VAR=YYY',
])('no password of four characters: %s', (form) => {
  const matches = detector.detect({ bytes: Buffer.from(`${form}\n`), origin: START });
  const verdicts = matches.map((match) => judgeMatch(match, 'a.yml', RULE_SET)?.confidence);
  expect(verdicts.filter((confidence) => confidence === 'high' || confidence === 'medium')).toEqual([]);
});
