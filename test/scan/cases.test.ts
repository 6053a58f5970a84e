import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fill } from '../../src/rules/generate.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

/**
 * Situations in files, with generated values. What stands between ⟦ and ⟧ must be reported at medium confidence, and
 * nothing else.
 */
const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the name stands in one field, the value in another': {
    'a.tf': 'variable "db_password" {\n  type    = string\n  default = "⟦{{base62:16}}⟧"\n}\n',
    'b.tf': 'variable "api_token" { default = "⟦{{base62:16}}⟧" }\n',
    'made-up.tf': [
      'variable "sys_password" {\n  type = string\n  default = "⟦Maple@harbor#{{digits:4}}⟧"\n}',
      'variable "sys_username" {\n  type = string\n  default = "root"\n}',
      'variable "password_policy" {\n  type = string\n  default = "excellent"\n}',
    ].join('\n'),
    'cfn.yaml': 'Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: ⟦{{base62:16}}⟧\n',
    'arm.json': '{"parameters": {"adminPassword": {"type": "securestring", "defaultValue": "⟦{{base62:16}}⟧"}}}',
    'parameters.json': '[{"ParameterKey": "DBPassword", "ParameterValue": "⟦{{base62:16}}⟧"}]',
    Jenkinsfile: "password(name: 'DEPLOY_PASSWORD', defaultValue: '⟦{{base62:16}}⟧', description: 'pw')\n",
    'app.config': '<setting name="Password" serializeAs="String">\n  <value>⟦{{base62:16}}⟧</value>\n</setting>\n',
    'a.py': 'parser.add_argument("--db-password", type=str, required=False, default="⟦{{base62:16}}⟧")\n',
  },
  'code compares with a password': {
    'a.js': [
      "if (password == '⟦{{base62:16}}⟧') ok();",
      'if (req.body.password !== "⟦{{base62:8}}!^{{base62:6}}⟧") throw 1;',
    ].join('\n'),
    'b.py': 'if user == "admin" and password == "⟦{{base62:16}}⟧":\n    ok()\n',
    'C.java': 'if (password.equals("⟦{{base62:8}}%?{{base62:6}}⟧")) {}\n',
    'd.php': '<?php if ($_POST["password"] == "⟦{{base62:16}}⟧") {}\n',
    'e.go': 'if r.Header.Get("X-Api-Key") != "⟦{{base62:16}}⟧" {\n',
  },
  'marks stand in a generated password, at its ends too': {
    'a.py': ['({0}', '{{0}', '!{0}', '{0}}', '{0}|.=>', '{0}!:']
      .map((form) => form.replace('{0}', '{{base62:14}}'))
      .concat('$A{{base62:8}}#{{base62:8}}')
      .map((value) => `DB_PASSWORD = "⟦${value}⟧"`)
      .join('\n'),
    's.json': '{\n  "Password": "⟦#{{base62:7}}&{{base62:7}}⟧",\n  "Pass": "⟦{{base62:7}}=>{{base62:7}}⟧"\n}\n',
    'x.env': 'DB_PASSWORD="⟦@{{base62:7}}%{{base62:7}}⟧"\nAPP_PASSWORD="⟦{{base62:14}};⟧"\n',
  },
  'operators other than = stand between name and value, or a value has no quotes': {
    'text.txt': [
      'password:"⟦{{alnum:13}}⟧"',
      'password:⟦{{alnum:15}}⟧',
      'auth_password=>"⟦{{base62:6}}?#{{base62:6}}⟧"',
      'password="⟦{{base62:8}}*\\|.=>⟧"',
    ].join('\n'),
    'kafka.properties': 'sasl_username=svc\nsasl_password=⟦{{b64:14}}+/{{b64:12}}⟧\n',
    'client.properties':
      'sasl.jaas.config=org.acme.PlainLoginModule required username="svc" password="⟦{{b64:14}}+/{{b64:12}}⟧";\n',
  },
  'an AWS secret stands beside its key id, under a short name or none': {
    '1.py': 'my_ak = "⟦AKIA{{base32:16}}⟧"\nmy_sk = "⟦{{b64:40}}⟧"\n',
    '2.py': 'my-ak = "⟦AKIA{{base32:16}}⟧"\nmy-sk = "⟦{{b64:40}}⟧"\n',
    'accessKeys.csv': 'Access key ID,Secret access key\n⟦AKIA{{base32:16}}⟧,⟦{{b64:40}}⟧\n',
    '5.py': 's = boto3.Session("⟦AKIA{{base32:16}}⟧", "⟦{{b64:40}}⟧")\n',
    '7.md': 'AWS Access Key ID [None]: ⟦AKIA{{base32:16}}⟧\nAWS Secret Access Key [None]: ⟦{{b64:40}}⟧\n',
    '11.txt': '⟦AKIA{{base32:16}}⟧\n⟦{{b64:40}}⟧\n',
    'a.js':
      'var AWS_ACCESS_KEY_ID="⟦ASIA{{base32:16}}⟧";\nvar db_password="⟦{{alnum:10}}⟧";\nvar apitoken="⟦{{alnum:18}}⟧";\n',
  },
  'the address of a webhook is the secret': {
    'teams.py':
      'webhook = "⟦https://acme.webhook.office.com/webhookb2/{{uuid}}@{{uuid}}/IncomingWebhook/{{hex:32}}/{{uuid}}⟧"\n',
    'flow.yml':
      'flow: https://prod-12.westeurope.logic.azure.com:443/workflows/{{hex:32}}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=⟦{{base62:43}}⟧\n',
    'slack.sh':
      'curl -d @m.json ⟦https://hooks.slack.com/workflows/T{{ALNUM:8}}/A{{ALNUM:10}}/4{{digits:17}}/{{base62:24}}⟧\n',
    'lark.py': 'lark = "⟦https://open.feishu.cn/open-apis/bot/v2/hook/{{uuid}}⟧"\n',
  },
  'a service calls its key an id': {
    'a.py': 'url = "https://api.openweathermap.org/data/2.5/find?q=Paris&APPID=⟦{{hex:32}}⟧"\n',
    'b.js': 'fetch(`https://api.openweathermap.org/data/2.5/forecast?q=Paris&appid=⟦{{hex:32}}⟧&units=metric`)\n',
    'c.py': 'r = requests.get("https://api.openweathermap.org/data/2.5/weather", params={"appid": "⟦{{hex:32}}⟧"})\n',
  },
  'settings of several services stand together': {
    'values.yaml': [
      'env:',
      '  PASSWORD: ⟦{{base62:5}}^%{{base62:6}}⟧',
      '  OPSGENIE_API_KEY: ⟦{{uuid}}⟧',
      '  OPSGENIE_URL: https://api.opsgenie.com/v1/json/cloudwatch?apiKey=⟦{{uuid}}⟧',
      '  SLACK_WEBHOOK: ⟦https://hooks.slack.com/services/T{{ALNUM:8}}/B{{ALNUM:10}}/{{base62:24}}⟧',
      '  SLACK_API_KEY: ⟦xoxb-{{digits:12}}-{{digits:12}}-{{base62:24}}⟧',
      '  OKTA_CLIENT_ID: {{base62:20}}',
      '  ANODOT_TOKEN: ⟦{{alnum:32}}⟧',
      '  GITHUB_TOKEN: ⟦{{alnum:40}}⟧',
    ].join('\n'),
    'api.ts': "headers: {\n    Authorization: 'Bearer ⟦{{base62:40}}⟧',\n    Accept: 'application/json',\n  },\n",
    'requests.http': 'GET https://api.acme.io/v1/me\nAuthorization: Bearer ⟦{{base62:40}}⟧\n',
    'local.settings.json': '{\n  "Jwt__Issuer": "https://auth.acme.io",\n  "Jwt__Token": "⟦{{letters:24}}⟧"\n}\n',
  },
  'connection strings have made-up passwords': {
    'conn.txt': [
      'Data Source=db1.acme.net;Initial Catalog=InventoryDB;User Id=admin_user;Password=⟦Stone@velvet#{{digits:4}}⟧;',
      'Data Source=node.acme.org,1533;Initial Catalog=AnalyticsDB;Uid=analytics;Pwd=⟦River@stone#{{digits:4}}⟧;',
      'Data Source=prod\\Reporting;Initial Catalog=ReportsDB;Uid=report_user;Pwd=⟦HarborWinter{{digits:4}}@⟧;',
    ].join('\n'),
    'Db.cs': 'String c = "Data Source=ora2:1521/dprod.acme.org;User ID=svcacct;Password=⟦{{alnum:12}}⟧;";\n',
  },
  'people make passwords up': {
    'a.py': "PASSWORD = '⟦Realpassword@{{digits:4}}⟧'\n",
    'a.tf': 'admin_password = "⟦Hacker@pass#{{digits:4}}⟧"\n',
    'terraform.tfvars': 'db_password = "⟦WinterStone{{digits:4}}#⟧"\n',
    's.json': '{"Password": "⟦Acme$ecret{{digits:4}}!⟧"}\n',
    'compose.yml': 'environment:\n  MYSQL_ROOT_PASSWORD: ⟦Sup3rS3cret{{digits:4}}!⟧\n',
    'docker-compose.yml': 'environment:\n  POSTGRES_USER: app\n  POSTGRES_PASSWORD: ⟦RiverCopper{{digits:4}}!⟧\n',
    'server.js': 'const password = "⟦test{{digits:4}}!Kx⟧"\n',
  },
  'a command has a password behind a short option, or at a place': {
    '.gitlab-ci.yml': 'script:\n  - sqlcmd -S localhost -U SA -P "⟦{{base62:16}}⟧" -Q "SELECT 1"\n',
    'a.sh': [
      'mysql -u root -p⟦{{base62:16}}⟧ -e "SELECT 1"',
      'sshpass -p ⟦{{base62:16}}⟧ ssh root@10.0.0.5',
      'docker login -u ci -p ⟦{{base62:16}}⟧ registry.acme.io',
      'redis-cli -h r -a ⟦{{base62:16}}⟧ ping',
      'echo "root:⟦{{base62:16}}⟧" | chpasswd',
      'keytool -genkey -storepass ⟦{{base62:16}}⟧',
      'gpg --batch --passphrase ⟦{{base62:16}}⟧ -d a.gpg',
    ].join('\n'),
    'b.sql': "ALTER USER app WITH PASSWORD '⟦{{base62:16}}⟧';\n",
  },
  'a password is an argument of a call, or typed into a field of a page': {
    'A.java': 'Connection c = DriverManager.getConnection("jdbc:mysql://db/x", "app", "⟦{{base62:16}}⟧");\n',
    'a.py': 'r = requests.get(url, auth=("bob", "⟦{{base62:16}}⟧"))\nserver.login("bob@acme.io", "⟦{{base62:16}}⟧")\n',
    'a.php': '$m = new mysqli("db.acme.io", "app", "⟦{{base62:16}}⟧", "shop");\n',
    'b.py': 'driver.find_element(By.ID, "password").send_keys("⟦{{base62:16}}⟧")\n',
    'b.js': "await page.type('#password', '⟦{{base62:16}}⟧');\n",
    'c.js': "jwt.sign(payload, \"⟦{{base62:32}}⟧\");\ncrypto.createHmac('sha256', '⟦{{base62:40}}⟧')\n",
  },
  'frameworks draw their keys from letters, digits and marks': {
    'settings.py': "SECRET_KEY = '⟦django-insecure-{{alnum:20}}(-_=+){{alnum:22}}&^⟧'\n",
    'settings_prod.py': "SECRET_KEY = '⟦{{alnum:12}}@#$%{{alnum:16}}(*_{{alnum:14}}⟧'\n",
    'wp-config.php':
      "define('AUTH_KEY', '⟦{{base62:20}}<>~+,.;{{base62:20}}:/?|[]{{base62:12}}⟧');\ndefine('DB_PASSWORD', '⟦{{base62:10}}/!({{base62:9}},⟧');\n",
    'db.json': '{"password": "⟦{{base62:8}}#_-@{{base62:8}}⟧"}\n',
    '.env': 'DJANGO_SECRET_KEY="⟦{{alnum:20}}@=&$({{alnum:22}}+*⟧"\n',
    '.env.keys': 'DOTENV_PRIVATE_KEY="⟦{{hex:64}}⟧"\n',
  },

  'nothing: references to a store, and what fills in': {
    'refs.yaml': [
      'db_password_arn: arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-Ab12Cd',
      'resource: "arn:aws:secretsmanager:*:*:secret:team-7/*"',
      'password: __NONE__',
      'password5: ~~db1pass~~',
      'client_secret: "_env:SALESFORCE_CLIENT_SECRET:REDACTED"',
      'salesforce_password: _env:SALESFORCE_PASSWORD:__NONE__',
    ].join('\n'),
    'a.py': [
      'ANTHROPIC_API_KEY_SECRET = "incidentapp/prod/anthropic"',
      'secret_id = "acme/prod/anthropic-api-key-v2"',
      'password = "/parameters/store_of_aws/key"',
    ].join('\n'),
    'index.js': "const c = _.merge({}, defaults, config, {\n  db: { password: '*******' },\n});\n",
    'application.yml': 'spring.datasource.password: /parameter/aws/key/db1\n',
    'c.json': '{"oauth": {"clientId": "{{x:20}}.apps.acme.io", "clientSecret": "{{x:24}}"}}\n',
    'requests.mdx': [
      '```bash',
      "curl -X POST 'https://api.acme.com/graphql' \\",
      `  -H "apiKey: ${'$'}{ACME_API_KEY:?set ACME_API_KEY first}" \\`,
      `  -H "Authorization: Bearer ${'$'}{TOKEN:-$(cat ~/.acme/token)}"`,
      '```',
    ].join('\n'),
    'main.tf': [
      'annotations = {',
      '  "vault.hashicorp.com/agent-inject-secret-ingest.json" : "kv/ops/ingest-prod2"',
      '}',
      'password_policy = "excellent"',
    ].join('\n'),
  },
  'nothing: names of Kubernetes secrets': {
    'values.yaml':
      'imagePullSecret: regcred-1a2b3c\ntlsSecret: app-tls-7k2m9x\nauth:\n  existingSecret: redis-auth-2k3l4\n',
  },
  'nothing: logins that everybody knows': {
    'refs.yaml': [
      'a: ftp://anonymous:anonymous@ftp.acme.org/pub',
      'b: ftp://anonymous:me%40acme.org@ftp.acme.org/pub',
      'c: ftp://ftp:ftp@ftp.acme.org/',
    ].join('\n'),
    'CHANGELOG.md': '## 1.4.0\n\n```sh\nAPP_TEST_DSN=postgresql://app:app@localhost:5433/app \\\n  pytest -q\n```\n',
    sudoers: '%wheel ALL=(ALL) NOPASSWD: ALL\ndeploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart app1.service\n',
    'compose.yml': 'environment:\n  POSTGRES_PASSWORD: postgres\n',
  },
  'nothing: code and lists of names': {
    'A.java':
      'if ((filterMode == FilterMode.OFFLINE_STORAGE && key.isPersistent()) || (filterMode == FilterMode.API_RETURN_VALUE && key.isReturnable()))\n',
    'b.rb': [
      '# A token other than the default GITHUB_TOKEN is needed',
      "name: 'DATABASE_URL',",
      'ENV.delete("DATABASE_URL")',
      'github_token = Annotated[str, typer.Option(envvar="GITHUB_TOKEN")]',
    ].join('\n'),
    'Form1.Designer.cs': [
      'this.txtCfmPassword.Name = "txtCfmPassword";',
      "this.txtCfmPassword.PasswordChar = '*';",
      'this.lblApiKey2.Text = "API key (production):";',
      'this.btnResetPassword.ToolTipText = "Resets-the-password-of-user1";',
    ].join('\n'),
    'tools.json':
      '{"jira_tools":["getPagesInConfluenceSpace","searchConfluenceUsingCql","getTransitionsForJiraIss"]}\n',
    'project.xml': '<entry key="jetbrains.mps.v8_elimination" value="executed" />\n',
    'build.gradle': "implementation 'io.acme:event-bus-message-api:rc0.15.0_20231217_1420-SNAPSHOT'\n",
    'a.yml': 'run: docker build --secret id=npm_token,env=NPM_TOKEN .\n',
    'misc.ini': 'public_key = "{{b64:43}}="\nclient_version = "{{hex:12}}"\napi_version: 2024-05-01-preview\n',
  },
  'nothing: public by design': {
    'client.js': [
      'const stripe = Stripe("pk_live_51{{base62:30}}");',
      'Sentry.init({ dsn: "https://{{hex:32}}@o123456.ingest.sentry.io/1234567" });',
      'const search = algoliasearch("{{HEX:10}}", "{{hex:32}}"); // search-only key',
    ].join('\n'),
    'README.md': [
      'See https://docs.acme.io/guide/{{uuid}}/edit and https://acme.notion.site/Project-plan-{{hex:32}} .',
      'Images: https://cdn.acme.io/i/{{hex:40}}/w_600/a.png, https://img.shields.io/badge/token-expired-red',
      'https://www.figma.com/file/{{base62:22}}/Design?node-id=12%3A34',
    ].join('\n'),
    '.env': 'DOTENV_PUBLIC_KEY="03{{hex:64}}"\nHELLO="encrypted:{{b64:120}}"\n',
  },
  'nothing: digests and ciphertext': {
    'package.json': '{\n  "name": "app",\n  "packageManager": "pnpm@9.12.3+sha512.{{hex:128}}"\n}\n',
    'a.css':
      'src: url("/fonts/webfont-v=4.5.0-{{hex:64}}.ttf");\n.a{background:url(products/token-slide-01-{{hex:64}}.png)}\n',
    'go.sum':
      'github.com/acme/azure/auth v0.5.11 h1:{{b64:43}}=\ngithub.com/acme/azure/auth v0.5.11/go.mod h1:{{b64:43}}=\n',
    'secret.enc.yaml': [
      'password: ENC[AES256_GCM,data:{{b64:24}},iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]',
      'api_key: ENC[AES256_GCM,data:{{b64:40}},iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]',
      'sops:\n    age:\n        - recipient: age1{{alnum:58}}\n          enc: |',
      '            -----BEGIN AGE ENCRYPTED FILE-----\n            {{b64:64}}\n            -----END AGE ENCRYPTED FILE-----',
      '    mac: ENC[AES256_GCM,data:{{b64:86}}==,iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]',
    ].join('\n'),
  },
  'the quote before a value ends the string of its name': {
    'lib.min.js': [
      'if(1)throw"Mac: wrong hex password: "+n.hex;t=n.hex}if(void 0!==n.utf8&&(t=er(n.utf8))){throw"none"}',
      'k.post("v3/leave?accessToken=".concat(n),e).then(function(e){0===e.data.code?o.a(r.s):t.d("x")})',
      'a.setRequestHeader("Authorization","Basic "+btoa(i)),a.send(c)}))},t}()},function(t,e,r){"use strict"',
      'fetch(u,{method:m.toUpperCase(),body:E,duplex:"half",credentials:F?X:void 0});',
    ].join(';\n'),
    'map.json': '{"code": "throw\\"unsupported hex password: \\"+h.hex}g=h.hex}if(h.utf8!==1){throw\\"no\\""}\n',
    'a.js': 'f({a: "", b: ",", password: "⟦+{{base62:9}}.)x{{base62:4}}⟧"}); g("(", password="⟦){{base62:12}}⟧");\n',
  },
  'a name says where a secret is kept, and the value repeats it': {
    'values.yaml': [
      'existingSecretPasswordKey: "kafka-root-password"',
      'existingSecretPostgresPasswordKey: "postgres-password"',
      'metricsPasswordKey: metrics-password',
      'passwordsSecretTruststoreKey: truststore-password',
      'adminPasswordKey: "⟦{{base62:20}}⟧"',
      'kafkaPassword: "⟦{{base62:20}}⟧"',
    ].join('\n'),
    'Routes.cs': 'public const string MvcJarUriJwt = "mvc-jar-uri-jwt";\n',
    'nginx.conf': 'proxy_pass localhost:9000;\nfastcgi_pass phpfpm-server:9000;\n',
    'secrets.tpl':
      '{{ .Values.tls.secretKey }}: {{ include "manage" (dict "key" .Values.tls.passwordKey "providedValues" (list "a")) }}\n',
    'docs.yaml': 'description: Not together with `bearerTokenFile`, `authorization` or `sigv4`.\n',
  },
  'words stand in a list of words': {
    'Cargo.toml':
      'base = ["api", "sinks", "secrets", "vrl/stdlib", "codecs"]\nsecrets = ["secrets-aws-secrets-manager"]\n',
    'lang.js': 'k=["__noop","__pin","__pragma","__ptr32","DECRYPTBYPASSPHRASE","ENCRYPTBYASYMKEY","HASHBYTES"];\n',
    'nsswitch.yml': "passwd: [ 'compat', 'mymachines', 'systemd', 'sss' ]\n",
    'a.sql':
      "INSERT INTO flows (id, kind, request, url) VALUES ('{{uuid}}', 'password', '{{uuid}}', '{\"action\": 1}');\n",
    'args.json': '["run", "--user", "app", "--password", "⟦{{base62:16}}⟧", "--host", "db"]\n',
    'list.py': 'tokens = ["⟦{{base62:20}}⟧", "⟦{{base62:21}}⟧"]\n',
  },
  'references, rules and options stand where a secret could': {
    'a.yaml': [
      'token: $argocd-slackbot:slack-token',
      'password: SECRET[directory_backend.nested/password]',
      'password: "#/components/schemas/updateLoginFlowWithPasswordMethod"',
      'adminPassword: "[parameters(\'vmPassword\')]"',
      "appKey: 'encrypted:secrets-manager!r:us-east-1'",
      "bind_password: 'lookup..@TODO'",
      "secret_mode: 'u=rwX,g=,o='",
      "htpasswd_password_characters: 'ascii_letters,digits,.-_~&()*='",
      '# e.g. "htpasswd -nbBC10 $username $password"',
    ].join('\n'),
    'a.sh': `export CI_TOKEN="$\{CI_TOKEN:-""}"\nsed -i "s/^DB_PASSWORD=.*/DB_PASSWORD=acme/" .env\n`,
    'Request.php': [
      "<?php $rules = ['new_password' => 'confirmed|min:6|required_with:current_password'];",
      "$key = \"{$data['key']}.{$field['name']}\";",
    ].join('\n'),
    'T.java': 'assertEquals("a", GroupKey.parseKey("a+f%2Boo")); put(Keys.SECRET_KEY, "cn-hangzhou");\n',
    'T.cs': 'var passwordText = $"ABcd12!@{Guid.NewGuid()}";\n',
    'a.rs':
      'let s = Sink { credentials: Arc::clone(&self.credentials) };\nlet d = f(r#".secret_value = get_secret!("x")"#);\n',
    'r.spec.js': "const c = { credentials: 'azure-cred1' }; revokeToken('tok-uuid-1').then(() => {});\n",
    'r.ts': "const tokenRegExp = /^[\\^_`a-zA-Z\\-0-9!#$%&'*+.|~]+$/\n",
    'h.ts': '// e.g., "Bearer {{base62:40}}..."\n',
    'p.xml': '<Preference android:key="setup_e2e" />\n',
    'R.md': '[![B](https://b.acme.io/badge.svg?badge_key={{base62:40}})](https://b.acme.io)\n',
    'c.cs': 'var v = """\n  Bearer realm="IdentityServer"\n  """;\n',
  },
};

test.each(Object.entries(CASES))('%s', async (situation, files) => {
  const folder = temporaryFolder();
  const wanted: string[] = [];
  for (const [path, form] of Object.entries(files)) {
    const text = fill(form, `${situation} ${path}`);
    wanted.push(...Array.from(text.matchAll(/⟦(.*?)⟧/gs), ([, value = '']) => `${path}: ${value}`));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text.replace(/[⟦⟧]/g, ''));
  }
  const { report } = await scanWith('scan', folder);
  const found = report.findings.flatMap(({ secret, occurrences }) =>
    occurrences.map(({ path }) => `${path}: ${secret}`),
  );
  expect(found.sort()).toEqual(wanted.sort());
});

/** As the README says, under "How sure a finding is". */
const CONFIDENCE: readonly (readonly [value: string, settings: string, code: string, test: string, docs: string])[] = [
  ['{{base62:16}}', 'high', 'high', 'high', 'high'],
  ['Maple-harbor{{digits:1}}!', 'medium', 'medium', 'low', 'low'],
  ['maple-harbor', 'medium', 'low', 'low', 'low'],
  ['postgres', 'low', '-', '-', '-'],
  ['your-password', '-', '-', '-', '-'],
];

test.each(CONFIDENCE)('how sure it is of %s', async (value, settings, ...others) => {
  const [code, tests, docs] = others;
  const password = fill(value, 'confidence');
  const forms: readonly (readonly [path: string, text: string, confidence: string | undefined])[] = [
    ['app.yml', `db_password: ${password}\n`, settings],
    ['prod.env', `DB_PASSWORD=${password}\n`, settings],
    ['app.js', `const dbPassword = '${password}';\n`, code],
    ['app.cs', `var c = "Server=db.acme.io;User Id=app;Password=${password};Encrypt=True";\n`, code],
    ['test/app.test.js', `const dbPassword = '${password}';\n`, tests],
    ['docs/app.md', `    db_password = "${password}"\n`, docs],
  ];
  for (const [path, text, confidence] of forms) {
    const folder = temporaryFolder();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const { report } = await scanWith('scan', folder, ['--all']);
    expect(report.findings.map((finding) => `${path} ${finding.confidence}`)).toEqual(
      confidence === '-' ? [] : [`${path} ${confidence}`],
    );
  }
});
