import { expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { judgeMatch } from '../../../src/scan/verdict/judge-match.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
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
  'db_pass <- "<K>"',
  'const db_pass: []const u8 = "<K>";',
  'dbPass := []byte("<K>")',
  '<login :password="\'<K>\'"/>',
  'val m = mapOf("db_pass" to "<K>")',
  'Map("db_pass" -> "<K>")',
  'env::var("DB_PASS").unwrap_or("<K>".to_string())',
  "const dbPass = prod ? process.env.X1 : '<K>';",
  ['@Value("$', '{db.password:<K>}")'].join(''),
  'email,pwd,active\nann@acme.io,<K>,true',
  '| Name | Value |\n| --- | --- |\n| db_pass | <K> |',
  'Environment=db_pass=<K>',
  'Log in with ann / <K>',
  // The value stands before its name.
  '{"value": "<K>", "key": "API_TOKEN", "enabled": true}',
  '{"id":"1","value":"<K>","key":"client_secret","type":"text"}',
  '{"value": "Bearer <K>", "name": "Authorization"}',
  '- value: <K>\n  name: DB_PASSWORD\n- value: b\n  name: C',
  '<property value="<K>" name="db.password"/>',
  '<env-var><value><K></value><name>DB_PASSWORD</name></env-var>',
  '[["<K>", "API_TOKEN"], ["x", "y"]]',
  'value,name\n<K>,DB_PASSWORD',
  '<string name="api_secret" translatable="false"><K></string>',
  '<meta name="api-token" content="<K>">',
  '<li>Password: <code><K></code></li>',
  '<tr><td>Password:</td><td><b><K></b></td></tr>',
  'Password:: `<K>`',
  'Password\n    ``<K>``',
  'password: !!str <K>',
  '? password\n: <K>',
  'args:\n- --token\n- <K>',
  'id;login;password;role\n1;bob;<K>;admin',
  "const secret = new TextEncoder().encode('<K>');",
  "masterUserPassword: SecretValue.unsafePlainText('<K>'),",
  'static SIGNING_SECRET: &[u8] = b"<K>";',
  'set --export DB_PASSWORD <K>',
  'curl -H \'Authorization: Token token="<K>"\' https://acme.io',
  'helm install a b --set db.password=<K>,replicas=2',
  'private static final String SENHA_EMAIL = "<K>";',
  '$clave = "<K>";',
  'const apiSchluessel = "<K>";',
  // Quotes of few languages.
  'my $db_pass = q{<K>};',
  'db_pass = %q(<K>)',
  'local db_pass = [[<K>]]',
  'db_pass = """<K>"""',
  'std::string password{"<K>"};',
  '{db_pass, <<"<K>">>},',
  '@"{""db_pass"": ""<K>""}"',
  'buildConfigField("String", "DB_PASS", "\\"<K>\\"")',
  "resValue 'string', 'db_pass', '\"<K>\"'",
  'let db_pass = String::from("<K>");',
  'let secret = env::var("SECRET").unwrap_or_else(|_| "<K>".to_string());',
  'var jwtKey = Encoding.UTF8.GetBytes("<K>");',
  'Auth::new().password(Some("<K>".to_string()))',
  'var signingKey = []byte("<K>")',
  "ENV['DB_PASS'] ||= '<K>'",
  // Documents and tables.
  '- **Password**: `<K>`',
  '- **Password:** <K>',
  '> Client secret: ``<K>``',
  '<dl><dt>Password</dt><dd><K></dd></dl>',
  'When I fill in "Password" with "<K>"',
  '#define DB_PASS          "<K>"',
  ['$', '{PASSWORD}    <K>'].join(''),
  'name,password,created,active\nann,<K>,2024-01-01,yes',
  '| User | Password |\n|------|----------|\n| ann | `<K>` |',
  "INSERT INTO users (id, name, password) VALUES (1, 'ann', '<K>');",
  "INSERT INTO users (name, password, mail) VALUES ('ann', '<K>', 'ann@acme.io');",
  '"Account";"Password";"Web Site"\n"mail";"<K>";"https://acme.io"',
  'The admin password is <K>.',
  'COPY public.users (id, password, at) FROM stdin;\n1\t<K>\tx',
  '# client\tserver\tsecret\t\t\tIP addresses\nann\tpptpd\t<K>\t*',
  "UPDATE settings SET value = '<K>' WHERE name = 'api_token';",
  'service,key\nacme,<K>\nother,x',
  'login: root\npw: <K>',
  'The API key is ``<K>``.',
  'your new password is: <K>',
  "* '''Password''': <K>",
  // XML.
  '<stringProp name="Argument.name">password</stringProp><stringProp name="Argument.value"><K></stringProp>',
  '<meta-data android:name="com.acme.API_SECRET" android:value="<K>" />',
  '<ns:password xmlns:ns="urn:a">\u{3c}/ns:password><ns:password type="text"><K></ns:password>',
  '<Password><Value><K></Value></Password>',
  '<password><![CDATA[<K>]]></password>',
  '<param-name>password</param-name><param-value><K></param-value>',
  // Flags and options.
  'cmd.Flags().StringVarP(&token, "token", "t", "<K>", "API token")',
  "@click.option('--password', '-p', default='<K>', help='of the user')",
  'password = getpass() or "<K>"',
  '(defparameter *password* "<K>")',
  '{:headers {"X-Api-Key" "<K>"}}',
  'url = x\nkey = <K>',
  "params.append('key', '<K>')",
  'curl_setopt($ch, CURLOPT_POSTFIELDS, "key=<K>&method=post");',
  'const QString token = QStringLiteral("<K>");',
  // What a literal has around its value.
  'req.Header.Set("Authorization", "Bearer <K>")',
  'request["Authorization"] = \'Token token=<K>\'',
  '.withUser("ann").password("{noop}<K>").roles("USER")',
  'char *token = "<K>\\n";',
  'token: [<K>]',
  'token: **<K>**',
  'url = "https://acme.io/?token=<K>#top"',
  's.send(b"PASS <K>\\r\\n")',
  'Credentials: admin/<K>',
  // Fields of forms.
  "cy.get('#password').clear().type('<K>{enter}')",
  "page.getByRole('textbox', { name: 'Password' }).fill('<K>')",
  "userEvent.type(screen.getByLabelText(/password/i), '<K>')",
  'onView(withId(R.id.password)).perform(typeText("<K>"))',
  'await page.FillAsync("#password", "<K>");',
  "find_field('Password').set '<K>'",
  "$('#password').val('<K>')",
  "document.getElementById('password').value = '<K>'",
  'password_field.send_keys("<K>")',
  // Comparisons.
  'if (txtPassword.getText().equals("<K>")) {',
  'if (request.getParameter("password").equals("<K>")) {',
  'if passwordField.text == "<K>" {',
  "unless params[:token].eql?('<K>')",
  'if "%PASSWORD%"=="<K>" goto ok',
  "if ($token -cne '<K>') {",
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

test.each([
  'en: Using the command net user to list accounts',
  'awk: seed=int(rand()*4+1);printf "%s%s:%s:%s",substr($1,0,1),b[seed],$2}\')"',
  'login: POST /api/v3/hooks/:hook_id.',
  'sizeof(u16) * token_list->free_ids_2b;',
  'st.text_input("of the user", type="password")\nst.write("value 11:", v11)',
  'headers.set("x-token", "r3:e2e-token")',
  '{"key": "web3caff", "title": "a"}',
  'key: I18nKeysForAi',
  '<li v-for="a in list" :key="\'ti0:\'+idx+\':\'+a.id"></li>',
  "__('The new password.', 'wp-graphql')",
  "__('Your password', 'wp-graphql')",
  'Config: r.basic(data, "B1"),',
])('a command or code in a text has no password: %s', (form) => {
  const matches = detector.detect({ bytes: Buffer.from(`${form}\n`), origin: START });
  const verdicts = matches.map((match) => judgeMatch(match, 'a.yml', RULE_SET)?.confidence);
  expect(verdicts.filter((confidence) => confidence === 'high' || confidence === 'medium')).toEqual([]);
});

test('the id of a key of a database', () => {
  const bytes = Buffer.from(`<link key="primaryKey">${fill('{{uuid}}', 'primary')}</link>`);
  const verdicts = detector.detect({ bytes, origin: START }).map((match) => judgeMatch(match, 'a.xml', RULE_SET));
  expect(verdicts.filter((verdict) => verdict !== undefined && verdict.confidence !== 'low')).toEqual([]);
});

/** What somebody might make up. */
const MADE_UP = ['Maple', 'harbor7!'].join('-');

test.each([
  ['medium', 'src/app.py', 'os.environ.get("DB_PASSWORD", "<K>")'],
  ['medium', 'src/App.java', 'props.put("db.password", "<K>");'],
  ['medium', 'wp-config.php', "define('DB_PASSWORD', '<K>');"],
  ['medium', 'build.gradle', 'buildConfigField "String", "DB_PASSWORD", "<K>"'],
  ['medium', 'src/auth.js', 'if (password === "<K>") return true;'],
  ['medium', 'seed.sql', "INSERT INTO users (email, password) VALUES ('ann@acme.io', '<K>');"],
  ['medium', 'seed.sql', "CREATE USER app IDENTIFIED BY '<K>';"],
  ['medium', 'users.csv', 'email,password\nann@acme.io,<K>\n'],
  ['medium', 'src/App.vb', 'Dim password As String = "<K>"'],
  ['medium', 'server.conf', 'port 80\nmasterauth <K>'],
  ['medium', 'config.el', '(setq smtp-password "<K>")'],
  ['low', 'README.md', 'User: ann\nPassword: <K>'],
  ['low', 'README.md', '| db_pass | <K> |'],
  ['low', 'test/app.test.js', 'if (password === "<K>") return true;'],
])('what people make up is %s in %s: %s', (confidence, path, form) => {
  const matches = detector.detect({ bytes: Buffer.from(`${form.replace('<K>', MADE_UP)}\n`), origin: START });
  const match = matches.find(({ secret }) => secret.reveal() === MADE_UP);
  expect(match && judgeMatch(match, path, RULE_SET)?.confidence).toBe(confidence);
});

test('all keys of a wp-config.php are found', () => {
  const names = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [`${name}_KEY`, `${name}_SALT`]);
  const marks = '!@#$%^&*()-_[]{}<>~`+=,.;:/?| ';
  const keyOf = (name: string) =>
    [...alnumKey(name, 48)].map((c, at) => (at % 3 === 1 ? c + marks[at % 30] : c)).join('');
  const text = `<?php\n${names.map((name) => `define('${name}',${' '.repeat(17 - name.length)}'${keyOf(name)}');\n`).join('')}`;
  const found = detector.detect({ bytes: Buffer.from(text), origin: START }).filter((match) => {
    return judgeMatch(match, 'wp-config.php', RULE_SET)?.confidence !== 'low';
  });
  expect(found.map(({ secret }) => secret.reveal())).toEqual(names.map(keyOf));
});

test('the value of a field is its own, not that of the field before', () => {
  const [first, own] = [alnumKey('first', 24), alnumKey('own', 24)];
  const text = `- name: A\n  value: ${first}\n- name: DB_PASSWORD\n  value: ${own}\n`;
  const matches = detector.detect({ bytes: Buffer.from(text), origin: START });
  expect(matches.map(({ secret }) => secret.reveal())).toEqual([own]);
});

test('a command can have two secrets', () => {
  const [old, next] = [alnumKey('old', 14), alnumKey('new', 14)];
  for (const command of [
    `ldappasswd -x -D cn=admin -w ${old} -s ${next} uid=ann`,
    `ssh-keygen -p -P ${old} -N ${next} -f key`,
    `snmpget -v3 -u ann -a SHA -A ${old} -x AES -X ${next} host`,
    `qpdf --encrypt ${old} ${next} 256 -- a.pdf b.pdf`,
  ]) {
    const matches = detector.detect({ bytes: Buffer.from(`${command}\n`), origin: START });
    expect(matches.map(({ secret }) => secret.reveal())).toEqual([old, next]);
  }
});

test.each([
  `logged in with (key='${alnumKey('beside', 24)}')`,
  `if password == "${alnumKey('beside', 12)}" {`,
  `  data "${alnumKey('beside', 12)}"\n  password "${alnumKey('block', 12)}" {`,
])('a secret beside such a form: %s', (form) => {
  const matches = detector.detect({ bytes: Buffer.from(`x\n${form}\n`), origin: START });
  const verdicts = matches.map((match) => judgeMatch(match, 'src/app.txt', RULE_SET)?.confidence);
  expect(verdicts.some((confidence) => confidence === 'high' || confidence === 'medium')).toBe(true);
});

test.each([
  'command "$TOKEN" "{ t: 1 }"',
  'assert_equal 56, a.test_key\nassert_equal 56, a["test_key"]',
  '//\t    reuse_private_keys\n//\t    force_automate\nfunc parseTLS(h Helper) ([]ConfigValue, error) {',
  'To get hooks, you now pass `:remote => true` to it.',
  'name,key\nfirst,second\n',
  'key = compute(other2)\n',
  'params.append("key", "sort-by-name2")',
  `code cache lookup (key='by_lua_${hexKey('cache')}', ref=-1)`,
  `code cache miss (key='${hexKey('miss')}_x', ref=-1)`,
  `limit key: ${alnumKey('limit', 10)}:remote_addr`,
  'resource "acme_backend_key" "test_p256" {\n}',
])('no secret: %s', (form) => {
  const matches = detector.detect({ bytes: Buffer.from(`x\n${form}\n`), origin: START });
  const verdicts = matches.map((match) => judgeMatch(match, 'src/app.txt', RULE_SET)?.confidence);
  expect(verdicts.filter((confidence) => confidence === 'high' || confidence === 'medium')).toEqual([]);
});
