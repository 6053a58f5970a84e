// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of our own behind the $ of variables
import type { Generator } from './generators.ts';

/** A notation: how a file of one kind writes a value. */
export interface Form {
  readonly name: string;
  readonly path: string;
  /**
   * `{{value}}` once; `{{name}}` as it is, `{{NAME}}` in capitals, `{{camel}}` in camel case, `{{flag}}` with hyphens. All
   * but `{{name}}` are for names in ASCII.
   */
  readonly text: string;
  /** Matches values that cannot be written there as they are: they would be escaped, or mean something else. */
  readonly not: RegExp;
  /** What a form without a name takes. */
  readonly takes?: 'key' | 'password';
}

const DOUBLE = /["\\]/;
const SINGLE = /['\\]/;
const EITHER = /["'\\]/;
/** Double quotes in which variables are replaced. */
const EXPANDED = /["\\$`]|#\{/;
const TEMPLATE_LITERAL = /[`\\]|\$\{/;
/** Plain scalars: YAML 1.2.2, 7.3.3. A value of digits only would be a number. */
const YAML = /^[-?:,[\]{}#&*!|>'"%@`\s]|: | #|[:\s]$|^[\d._]+$/;
/** As above where `$` begins a variable (Docker Compose). */
const COMPOSE = new RegExp(`${YAML.source}|\\$`);
/** Values of .env files without quotes: `#` begins a comment in some readers. */
const DOTENV = /[\s#"'`$\\]/;
const INI = /^["';#[=:]|\s/;
const PROPERTIES = /^[=:!#\s]|\\/;
/** A word of a shell that needs no quotes. */
const WORD = /[^\w.,:/+=@%-]|^[-=]/;
const MAKE = /[$#\\]|^\s/;
const XML = /[<>&"]/;
const HCL = /["\\]|[$%]\{/;
/** The unreserved characters of RFC 3986. */
const URL = /[^\w.~-]/;
const QUERY = URL;
const CONNECTION = /[;"'\\{}\s]/;
const CSV = /[",\s]/;
const MARKDOWN = /[|`\\<*]|\s/;
const PROSE = /[\s"'`\\]|[.,;:!?)]$/;

type Row = readonly [name: string, path: string, text: string];

const GROUPS: readonly (readonly [not: RegExp, takes: Form['takes'], rows: readonly Row[]])[] = [
  [
    DOUBLE,
    undefined,
    [
      ['python', 'app/settings.py', 'import os\n\nDEBUG = False\n{{name}} = "{{value}}"\n'],
      ['python annotated', 'app/config.py', 'class Config:\n    {{name}}: str = "{{value}}"\n'],
      ['python argument', 'app/client.py', 'client = Client(host="api.acme.io", {{name}}="{{value}}", timeout=5)\n'],
      ['python attribute', 'app/client.py', '    def __init__(self):\n        self.{{name}} = "{{value}}"\n'],
      ['python dict', 'app/config.py', 'config = {\n    "host": "db",\n    "{{name}}": "{{value}}",\n}\n'],
      ['python getenv default', 'app/config.py', 'value = os.environ.get("{{NAME}}", "{{value}}")\n'],
      ['python environ index', 'app/run.py', 'os.environ["{{NAME}}"] = "{{value}}"\n'],
      ['python argparse', 'app/cli.py', 'parser.add_argument("--{{flag}}", type=str, default="{{value}}")\n'],
      [
        'python comparison',
        'app/auth.py',
        'def check({{name}}):\n    if {{name}} == "{{value}}":\n        return True\n',
      ],
      [
        'js comparison',
        'src/auth.js',
        'function check({{camel}}) {\n  if ({{camel}} === "{{value}}") return true;\n}\n',
      ],
      ['jsx attribute', 'src/App.jsx', 'export const App = () => <Client host="acme" {{camel}}="{{value}}" />;\n'],
      [
        'java',
        'src/main/java/App.java',
        'public class App {\n  private static final String {{NAME}} = "{{value}}";\n}\n',
      ],
      ['java equals', 'src/main/java/Auth.java', '    if ({{camel}}.equals("{{value}}")) {\n      grant();\n    }\n'],
      ['java put', 'src/main/java/App.java', '    props.put("{{name}}", "{{value}}");\n'],
      ['java setter', 'src/main/java/App.java', '    options.{{camel}}("{{value}}");\n'],
      ['c#', 'src/App.cs', 'class App {\n    private readonly string _{{camel}} = "{{value}}";\n}\n'],
      ['visual basic', 'src/App.vb', '    Dim {{camel}} As String = "{{value}}"\n'],
      ['go const', 'main.go', 'package main\n\nconst {{camel}} = "{{value}}"\n'],
      ['go :=', 'main.go', 'func main() {\n\t{{camel}} := "{{value}}"\n}\n'],
      ['go map', 'main.go', 'var config = map[string]string{\n\t"{{name}}": "{{value}}",\n}\n'],
      ['rust const', 'src/main.rs', 'const {{NAME}}: &str = "{{value}}";\n'],
      ['rust let', 'src/main.rs', '    let {{name}} = "{{value}}".to_string();\n'],
      ['swift', 'Sources/App.swift', 'struct App {\n    let {{camel}}: String = "{{value}}"\n}\n'],
      ['c define', 'include/config.h', '#pragma once\n#define {{NAME}} "{{value}}"\n'],
      ['c char[]', 'src/main.c', 'static const char {{name}}[] = "{{value}}";\n'],
      ['c++', 'src/main.cpp', '    std::string {{name}} = "{{value}}";\n'],
      ['objective-c', 'App/App.m', 'static NSString *const {{camel}} = @"{{value}}";\n'],
      ['elixir config', 'config/prod.exs', 'config :acme, Acme.Repo,\n  {{name}}: "{{value}}"\n'],
      ['lua', 'config.lua', 'local {{name}} = "{{value}}"\n'],
      ['json', 'config/settings.json', '{\n  "host": "db",\n  "{{name}}": "{{value}}",\n  "port": 80\n}\n'],
      ['json one line', 'config/settings.json', '{"host":"db","{{name}}":"{{value}}","port":80}'],
      ['json name and value', 'task.json', '{ "name": "{{NAME}}", "value": "{{value}}" }\n'],
      ['toml', 'config.toml', '[service]\nhost = "db"\n{{name}} = "{{value}}"\n'],
      ['yaml double-quoted', 'config/app.yaml', 'service:\n  host: db\n  {{name}}: "{{value}}"\n'],
      ['k8s env pair', 'deploy/pod.yaml', '        env:\n          - name: {{NAME}}\n            value: "{{value}}"\n'],
      ['helm values', 'chart/values.yaml', 'auth:\n  {{camel}}: "{{value}}"\n  existing: ""\n'],
      ['cloudformation json', 'stack.json', '"{{camel}}": {\n  "Type": "String",\n  "Default": "{{value}}"\n}\n'],
      [
        'parameter pair json',
        'params.json',
        '[{\n  "ParameterKey": "{{camel}}",\n  "ParameterValue": "{{value}}"\n}]\n',
      ],
      [
        'arm defaultValue',
        'azuredeploy.json',
        '"{{camel}}": {\n  "type": "securestring",\n  "defaultValue": "{{value}}"\n}\n',
      ],
      [
        'arm parameters',
        'azure.parameters.json',
        '"parameters": {\n  "{{camel}}": {\n    "value": "{{value}}"\n  }\n}\n',
      ],
      ['python print', 'app/run.py', 'print("{{name}}: {{value}}")\n'],
    ],
  ],
  [
    SINGLE,
    undefined,
    [
      ['js const', 'src/config.js', "const {{camel}} = '{{value}}';\n"],
      ['js object', 'src/config.mjs', "export default {\n  host: 'db',\n  {{camel}}: '{{value}}',\n  port: 80,\n};\n"],
      ['js property', 'src/client.js', "    this.{{camel}} = '{{value}}';\n"],
      ['js env default', 'src/config.js', "const value = process.env.{{NAME}} || '{{value}}';\n"],
      ['ts typed', 'src/config.ts', "export const {{NAME}}: string = '{{value}}';\n"],
      ['ts class field', 'src/app.service.ts', "export class App {\n  private readonly {{camel}} = '{{value}}';\n}\n"],
      ['js setItem', 'src/app.js', "localStorage.setItem('{{name}}', '{{value}}');\n"],
      ['ruby', 'lib/app.rb', "{{NAME}} = '{{value}}'.freeze\n"],
      ['ruby hash', 'lib/app.rb', "client = Client.new({{name}}: '{{value}}', timeout: 5)\n"],
      ['ruby rocket', 'lib/app.rb', "options = { :{{name}} => '{{value}}' }\n"],
      ['php variable', 'config.php', "<?php\n${{name}} = '{{value}}';\n"],
      ['php array', 'config/app.php', "<?php\nreturn [\n    'host' => 'db',\n    '{{name}}' => '{{value}}',\n];\n"],
      ['php define', 'wp-config.php', "<?php\ndefine('{{NAME}}', '{{value}}');\n"],
      ['php .=', 'lib/app.php', "<?php\n${{name}} .= '{{value}}';\n"],
      ['php env default', 'config/app.php', "    '{{name}}' => env('{{NAME}}', '{{value}}'),\n"],
      ['perl', 'app.pl', "my ${{name}} = '{{value}}';\n"],
      ['yaml single-quoted', 'config/app.yml', "service:\n  host: db\n  {{name}}: '{{value}}'\n"],
      ['.env single-quoted', '.env.local', "DEBUG=1\n{{NAME}}='{{value}}'\n"],
      ['shell single-quoted', 'run.sh', "#!/bin/sh\n{{NAME}}='{{value}}'\n"],
      ['shell export', 'run.sh', "#!/bin/sh\nexport {{NAME}}='{{value}}'\n"],
      ['powershell', 'run.ps1', "$env:{{NAME}} = '{{value}}'\n"],
      ['sql insert', 'seed.sql', "INSERT INTO settings (name, value) VALUES ('{{name}}', '{{value}}');\n"],
      ['sql insert columns', 'seed.sql', "INSERT INTO users (email, {{name}}) VALUES ('ann@acme.io', '{{value}}');\n"],
      ['sql update', 'seed.sql', "UPDATE users SET {{name}} = '{{value}}' WHERE id = 1;\n"],
      ['toml literal', 'config.toml', "[service]\n{{name}} = '{{value}}'\n"],
    ],
  ],
  [
    EXPANDED,
    undefined,
    [
      ['kotlin', 'src/App.kt', 'object Config {\n    const val {{NAME}} = "{{value}}"\n}\n'],
      ['scala', 'src/App.scala', '  val {{camel}} = "{{value}}"\n'],
      ['dart', 'lib/app.dart', 'const String {{camel}} = "{{value}}";\n'],
      ['gradle', 'build.gradle', 'android {\n    buildConfigField "String", "{{NAME}}", "{{value}}"\n}\n'],
      ['.env double-quoted', '.env', 'DEBUG=1\n{{NAME}}="{{value}}"\nPORT=80\n'],
      ['shell double-quoted', 'run.sh', '#!/bin/bash\n{{NAME}}="{{value}}"\n'],
      ['shell comparison', 'run.sh', 'if [[ "${{NAME}}" == "{{value}}" ]]; then\n  run\nfi\n'],
      ['dockerfile ENV', 'Dockerfile', 'FROM node:20\nENV {{NAME}}="{{value}}"\n'],
      ['compose list quoted', 'docker-compose.yml', '    environment:\n      - "{{NAME}}={{value}}"\n'],
    ],
  ],
  [
    EITHER,
    undefined,
    [
      ['json in a string', 'src/run.js', 'send("{\\"host\\":\\"db\\",\\"{{name}}\\":\\"{{value}}\\"}");\n'],
      ['json in single quotes', 'run.sh', 'curl -d \'{"{{name}}":"{{value}}"}\' https://api.acme.io/v1/login\n'],
    ],
  ],
  [TEMPLATE_LITERAL, undefined, [['js template', 'src/config.js', 'const {{camel}} = `{{value}}`;\n']]],
  [
    YAML,
    undefined,
    [
      ['yaml plain', 'config/app.yaml', 'service:\n  host: db\n  {{name}}: {{value}}\n  port: 80\n'],
      ['ansible vars', 'group_vars/all.yml', '---\n{{name}}: {{value}}\n'],
      ['k8s stringData', 'deploy/secret.yaml', 'kind: Secret\ntype: Opaque\nstringData:\n  {{flag}}: {{value}}\n'],
      [
        'k8s ConfigMap',
        'deploy/config.yaml',
        'kind: ConfigMap\nmetadata:\n  name: app\ndata:\n  {{NAME}}: {{value}}\n',
      ],
      [
        'k8s env pair plain',
        'deploy/pod.yaml',
        '        env:\n          - name: {{NAME}}\n            value: {{value}}\n',
      ],
      ['github workflow env', '.github/workflows/ci.yml', 'jobs:\n  test:\n    env:\n      {{NAME}}: {{value}}\n'],
      ['cloudformation yaml', 'stack.yaml', 'Parameters:\n  {{camel}}:\n    Type: String\n    Default: {{value}}\n'],
      ['parameter pair yaml', 'params.yaml', '- ParameterKey: {{camel}}\n  ParameterValue: {{value}}\n'],
      ['openapi example', 'api.yaml', '      {{camel}}:\n        type: string\n        default: {{value}}\n'],
    ],
  ],
  [
    COMPOSE,
    undefined,
    [
      ['compose list', 'docker-compose.yml', 'services:\n  db:\n    environment:\n      - {{NAME}}={{value}}\n'],
      ['compose map', 'compose.yaml', 'services:\n  db:\n    environment:\n      {{NAME}}: {{value}}\n'],
    ],
  ],
  [
    DOTENV,
    undefined,
    [
      ['.env', '.env', 'DEBUG=1\n{{NAME}}={{value}}\nPORT=80\n'],
      ['.env export', '.env', 'export DEBUG=1\nexport {{NAME}}={{value}}\n'],
      ['.env commented out', '.env', 'DEBUG=1\n# {{NAME}}={{value}}\n'],
    ],
  ],
  [
    INI,
    undefined,
    [
      ['ini', 'settings.ini', '[service]\nhost = db\n{{name}} = {{value}}\n'],
      ['cnf', 'my.cnf', '[client]\nuser=app\n{{name}}={{value}}\n'],
      ['conf, blank', 'server.conf', 'port 6379\n{{name}} {{value}}\n'],
    ],
  ],
  [
    PROPERTIES,
    undefined,
    [
      ['properties', 'application.properties', 'spring.profiles=prod\napp.{{flag}}={{value}}\n'],
      ['properties :', 'app.properties', 'host: db\n{{name}}: {{value}}\n'],
    ],
  ],
  [
    WORD,
    undefined,
    [
      ['dockerfile ENV plain', 'Dockerfile', 'FROM node:20\nENV {{NAME}}={{value}}\n'],
      ['dockerfile ENV, blank', 'Dockerfile', 'FROM node:20\nENV {{NAME}} {{value}}\n'],
      ['dockerfile ARG', 'Dockerfile', 'FROM node:20\nARG {{NAME}}={{value}}\n'],
      ['shell word', 'run.sh', '#!/bin/sh\n{{NAME}}={{value}} ./run\n'],
      ['shell comparison word', 'run.sh', '[[ ${{NAME}} == {{value}} ]] && run\n'],
      ['flag', 'deploy.sh', './deploy --{{flag}} {{value}} prod\n'],
      ['flag with =', 'deploy.sh', './deploy --{{flag}}={{value}} prod\n'],
      ['docker run -e', 'run.sh', 'docker run -d -e {{NAME}}={{value}} acme/app\n'],
      ['heroku config:set', 'README.md', '```\nheroku config:set {{NAME}}={{value}}\n```\n'],
      ['kubectl literal', 'deploy.sh', 'kubectl create secret generic app --from-literal={{flag}}={{value}}\n'],
      ['batch set', 'run.bat', '@echo off\r\nset {{NAME}}={{value}}\r\n'],
    ],
  ],
  [
    MAKE,
    undefined,
    [
      ['make :=', 'Makefile', '{{NAME}} := {{value}}\n\nall:\n\t./build\n'],
      ['make ::=', 'Makefile', '{{NAME}} ::= {{value}}\n\nall:\n\t./build\n'],
      ['make ?=', 'Makefile', '{{NAME}} ?= {{value}}\n\nall:\n\t./build\n'],
    ],
  ],
  [
    XML,
    undefined,
    [
      ['xml element', 'settings.xml', '<settings>\n  <{{camel}}>{{value}}</{{camel}}>\n</settings>\n'],
      ['xml attribute', 'settings.xml', '<service host="db" {{camel}}="{{value}}" />\n'],
      [
        'xml setting',
        'App.config',
        '<setting name="{{camel}}" serializeAs="String">\n  <value>{{value}}</value>\n</setting>\n',
      ],
      ['xml add key', 'Web.config', '<appSettings>\n  <add key="{{camel}}" value="{{value}}" />\n</appSettings>\n'],
      ['xml property', 'beans.xml', '<bean id="db">\n  <property name="{{camel}}" value="{{value}}"/>\n</bean>\n'],
      [
        'android string',
        'res/values/strings.xml',
        '<resources>\n  <string name="{{name}}">{{value}}</string>\n</resources>\n',
      ],
      ['plist', 'Info.plist', '<dict>\n\t<key>{{camel}}</key>\n\t<string>{{value}}</string>\n</dict>\n'],
      ['html input', 'index.html', '<input type="hidden" name="{{name}}" value="{{value}}">\n'],
    ],
  ],
  [
    HCL,
    undefined,
    [
      ['hcl', 'main.tf', 'resource "aws_db_instance" "db" {\n  {{name}} = "{{value}}"\n}\n'],
      ['tfvars', 'prod.tfvars', 'region = "eu-west-1"\n{{name}} = "{{value}}"\n'],
      ['terraform default', 'variables.tf', 'variable "{{name}}" {\n  type    = string\n  default = "{{value}}"\n}\n'],
    ],
  ],
  [
    CSV,
    undefined,
    [
      ['csv', 'users.csv', 'email,{{name}},active\nann@acme.io,{{value}},true\n'],
      ['csv name and value', 'settings.csv', 'name,value\nhost,db\n{{name}},{{value}}\n'],
    ],
  ],
  [
    MARKDOWN,
    undefined,
    [
      ['markdown table', 'README.md', '| Name | Value |\n| --- | --- |\n| {{name}} | {{value}} |\n'],
      ['markdown code', 'README.md', 'Set `{{NAME}}` to `{{value}}` first.\n'],
      ['markdown list', 'docs/setup.md', '- Host: db\n- {{name}}: {{value}}\n'],
    ],
  ],
  [
    QUERY,
    undefined,
    [['query parameter', 'src/api.js', "fetch('https://api.acme.io/v1/items?limit=5&{{name}}={{value}}');\n"]],
  ],
  // Forms without a name.
  [
    SINGLE,
    'key',
    [
      ['curl bearer', 'run.sh', "curl -H 'Authorization: Bearer {{value}}' https://api.acme.io/v1/items\n"],
      ['curl x-api-key', 'run.sh', "curl -H 'X-Api-Key: {{value}}' https://api.acme.io/v1/items\n"],
      ['bearer in code', 'src/api.js', "const headers = { Authorization: 'Bearer {{value}}' };\n"],
      ['x-api-key in code', 'src/api.js', "const headers = { 'X-Api-Key': '{{value}}' };\n"],
      ['jwt.sign', 'src/auth.js', "const token = jwt.sign({ id: user.id }, '{{value}}', { expiresIn: '1h' });\n"],
      ['createHmac', 'src/auth.js', "const mac = crypto.createHmac('sha256', '{{value}}').update(body);\n"],
    ],
  ],
  [
    SINGLE,
    'password',
    [
      ['page.type', 'src/login.js', "await page.type('#password', '{{value}}');\n"],
      ['cypress type', 'src/login.js', "cy.get('input[name=password]').type('{{value}}');\n"],
      ['auth pair', 'app/api.py', "r = requests.get(URL, auth=('admin', '{{value}}'))\n"],
      ['basic auth call', 'app/api.py', "session.auth = HTTPBasicAuth('admin', '{{value}}')\n"],
      ['login call', 'app/mail.py', "server.login('ann@acme.io', '{{value}}')\n"],
      ['create user', 'init.sql', "CREATE USER 'app'@'%' IDENTIFIED BY '{{value}}';\n"],
      ['grant', 'init.sql', "GRANT ALL ON app.* TO 'app'@'localhost' IDENTIFIED BY '{{value}}';\n"],
      ['create role', 'init.sql', "CREATE ROLE app LOGIN PASSWORD '{{value}}';\n"],
      ['mysql -p quoted', 'run.sh', "mysql -u root -p'{{value}}' app < dump.sql\n"],
      ['sshpass -p quoted', 'run.sh', "sshpass -p '{{value}}' ssh root@10.0.0.5\n"],
      ['curl -u quoted', 'run.sh', "curl -u 'admin:{{value}}' https://acme.io/api\n"],
      ['password-stdin', 'run.sh', "echo '{{value}}' | docker login -u ci --password-stdin\n"],
    ],
  ],
  [
    DOUBLE,
    'password',
    [['getConnection', 'src/Db.java', 'DriverManager.getConnection("jdbc:mysql://db/app", "root", "{{value}}");\n']],
  ],
  [
    WORD,
    'password',
    [
      ['mysql -p', 'run.sh', 'mysql -u root -p{{value}} app < dump.sql\n'],
      ['sshpass -p', 'run.sh', 'sshpass -p {{value}} ssh root@10.0.0.5\n'],
      ['docker login -p', 'run.sh', 'docker login -u ci -p {{value}} registry.acme.io\n'],
      ['redis-cli -a', 'run.sh', 'redis-cli -h cache -a {{value}} ping\n'],
      ['curl -u', 'run.sh', 'curl -u admin:{{value}} https://acme.io/api\n'],
      ['mongo -p', 'run.sh', 'mongosh -u admin -p {{value}} --host db\n'],
      ['PGPASSWORD', 'run.sh', 'PGPASSWORD={{value}} psql -U app -h db\n'],
      ['netrc', '.netrc', 'machine api.acme.io\n  login ann\n  password {{value}}\n'],
      ['pgpass', '.pgpass', 'db.acme.io:5432:app:ann:{{value}}\n'],
    ],
  ],
  [WORD, 'key', [['npmrc', '.npmrc', '//npm.acme.io/:_authToken={{value}}\n']]],
  [
    URL,
    'password',
    [
      ['https url', 'run.sh', 'git clone https://ci:{{value}}@git.acme.io/app.git\n'],
      ['postgres url', 'config.py', 'DATABASE_URL = "postgres://app:{{value}}@db.acme.io:5432/app"\n'],
      ['mongodb url', 'src/db.js', "mongoose.connect('mongodb+srv://app:{{value}}@cluster0.abcde.mongodb.net/app');\n"],
      ['redis url', '.env', 'REDIS_URL=redis://:{{value}}@cache.acme.io:6379/0\n'],
      ['jdbc url', 'app.properties', 'jdbc.url=jdbc:mysql://db.acme.io/app?user=app&password={{value}}\n'],
      ['go dsn', 'main.go', '\tdb, err := sql.Open("mysql", "app:{{value}}@tcp(db.acme.io:3306)/app")\n'],
    ],
  ],
  [
    CONNECTION,
    'password',
    [
      [
        'connection string',
        'appsettings.json',
        '"Default": "Server=db.acme.io;Database=app;User Id=app;Password={{value}};"\n',
      ],
      [
        'connection string pwd',
        'Web.config',
        '<add name="db" connectionString="server=db;uid=app;pwd={{value}};" />\n',
      ],
      ['libpq dsn', 'app/db.py', 'conn = psycopg2.connect("host=db dbname=app user=app password={{value}}")\n'],
    ],
  ],
  [
    CONNECTION,
    'key',
    [['account key', 'app.py', 'CONN = "AccountName=acme;AccountKey={{value}};EndpointSuffix=core.windows.net"\n']],
  ],
  [
    PROSE,
    'key',
    [
      ['prose, my key is', 'notes.txt', 'Hi, my key is {{value}} and it still works.\n'],
      ['prose, api key:', 'notes.md', 'Staging server. API key: {{value}}\n'],
      ['log, using key', 'app.log', '2024-05-02 10:11:12 INFO Using key: {{value}}\n'],
      ['log, token=', 'app.log', '2024-05-02 10:11:12 DEBUG request user=ann token={{value}} status=200\n'],
    ],
  ],
  [
    PROSE,
    'password',
    [
      ['prose, password is', 'notes.txt', 'Log in as admin, the password is {{value}} for now.\n'],
      ['prose, password:', 'README.md', 'User: admin\nPassword: {{value}}\n'],
      ['prose, user / password', 'README.md', 'Login with admin / {{value}}\n'],
    ],
  ],
];

export const FORMS: readonly Form[] = GROUPS.flatMap(([not, takes, rows]) =>
  rows.map(([name, path, text]) => ({ name, path, text, not, ...(takes === undefined ? {} : { takes }) })),
);

/** Whether values of the generator would stand in the form. Those of one framework stand only under its own names. */
export function takes({ takes: kind }: Form, generator: Generator): boolean {
  return kind === undefined || generator.kind === 'any' || generator.kind === kind;
}

/** The names that the form can write. */
export function namesFor({ text }: Form, names: readonly string[]): readonly string[] {
  return /\{\{(?:NAME|camel|flag)\}\}/.test(text) ? names.filter((name) => /^\w+$/.test(name)) : names;
}

/** The file's text. */
export function write({ text }: Form, name: string, value: string): string {
  const words = name.toLowerCase().split('_');
  const spelled: Readonly<Record<string, string>> = {
    name,
    NAME: name.toUpperCase(),
    camel: words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join(''),
    flag: words.join('-'),
    value,
  };
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => spelled[key] ?? '');
}
