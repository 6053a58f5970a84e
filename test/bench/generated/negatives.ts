// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of other languages
import { fill } from '../../../src/rules/generate.ts';
import { KEY_NAMES, PASSWORD_NAMES } from './generators.ts';

/** Values that are no secrets under these names, in whichever form. */
export interface NegativeValues {
  readonly kind: string;
  readonly names: readonly string[];
  /** With generators as in the examples of rules: `{{hex:32}}`. */
  readonly values: readonly string[];
  /** A template stands also where a real value would have to be quoted. */
  readonly anywhere?: boolean;
}

/** A file without a secret. */
export interface NegativeText {
  readonly kind: string;
  readonly path: string;
  readonly text: string;
}

const ALL_NAMES = [...KEY_NAMES, ...PASSWORD_NAMES];
const words = (text: string) => text.split(' ');

/** Fills in only what negatives use: they hold templates of their own. */
export function fillNegative(text: string, seed: string): string {
  return text.replace(/\{\{(?:hex|alnum|base62|b64|digits|x):\d+\}\}|\{\{uuid\}\}/g, (generator, at: number) =>
    fill(generator, `${seed}/${at}`),
  );
}

export const NEGATIVE_VALUES: readonly NegativeValues[] = [
  {
    kind: 'password hashes',
    names: ['password', 'passwd', 'password_hash', 'DB_PASSWORD', 'admin_pass', 'user_password'],
    values: [
      '$2y$10${{base62:53}}',
      '$2b$12${{base62:53}}',
      '$argon2id$v=19$m=65536,t=3,p=4${{base62:22}}${{base62:43}}',
      '$6${{base62:16}}${{base62:86}}',
      '$5${{base62:16}}${{base62:43}}',
      '$1${{base62:8}}${{base62:22}}',
      '$apr1${{base62:8}}${{base62:22}}',
      '$P$B{{base62:30}}',
      'sha1${{base62:12}}${{hex:40}}',
      'pbkdf2_sha256$260000${{base62:22}}${{b64:43}}=',
      '{SSHA}{{b64:38}}==',
      '{SHA}{{b64:27}}=',
      '*{{hex:40}}',
    ],
  },
  {
    kind: 'templates',
    names: ALL_NAMES,
    anywhere: true,
    values: [
      '{{ .Values.password | b64enc | quote }}',
      '{{ password }}',
      '{{password}}',
      '{{{ dbPassword }}}',
      '${VAR}',
      '${DB_PASSWORD}',
      '${DB_PASSWORD:-changeme}',
      '${env:API_TOKEN_V2}',
      '${{ secrets.API_TOKEN2 }}',
      '#{${secrets.key1}}',
      '#{db_password}#',
      '$DB_PASSWORD2',
      '$(cat /run/secrets/db2)',
      '$(DB_PASSWORD)',
      '`cat /run/secrets/db2`',
      '%(db_password1)s',
      '%DB_PASSWORD%',
      '%s',
      '<%= password %>',
      '<%= ENV.fetch(:PASSWORD1) %>',
      '@db.password1@',
      '@@PASSWORD@@',
      '__DB_PASSWORD1__',
      '{0}',
      '{db_password1}',
      '[[ .Password1 ]]',
      '!!DB_PASSWORD1!!',
      '(( password1 ))',
    ],
  },
  {
    kind: 'names of secrets',
    names: words(
      'existingSecret secretName secret_name password_secret_name token_secret_ref secret_key_ref credentials_id',
    ),
    values: words(
      'app-tls-7k2m9x db-credentials-v2 prod/app1/db-password acme-registry-k8s2 github-token-2024 s3-backup-9f4c2',
    ),
  },
  {
    kind: 'secret stores',
    names: [...ALL_NAMES, 'secret_arn', 'secret_id', 'password_ref'],
    values: [
      'arn:aws:secretsmanager:us-east-1:{{digits:12}}:secret:prod/db-{{base62:6}}',
      'arn:aws:kms:eu-west-1:{{digits:12}}:key/{{uuid}}',
      'secret/data/prod/db2#password',
      'vault:secret/data/app2#token',
      'projects/acme-prod1/secrets/db-password/versions/2',
      'op://production/database1/password',
      'ssm:///prod/db2/password',
      'https://acme2.vault.azure.net/secrets/db-password',
      '/run/secrets/db_password2',
      '{{resolve:secretsmanager:prod-db2:SecretString:password}}',
    ],
  },
  {
    kind: 'placeholders',
    names: ALL_NAMES,
    anywhere: true,
    values: [
      ...words('your-api-key-here changeme CHANGE_ME changeme123 ChangeMe2024! xxx xxxxxxxx XXXX-XXXX-XXXX'),
      ...words(
        '<password> <YOUR_KEY_1> <your-api-key> __UNSET__ ~~x~~ TBD2025 TODO FIXME_1 YOUR_API_KEY your_password1',
      ),
      ...words('INSERT_TOKEN_HERE replace-me REPLACE_WITH_KEY_1 password secret none null undefined N/A not-set unset'),
      ...words(
        'example example-key-123 dummy dummy-key-1 fake-key-for-tests2 not-a-real-key-1 test-token-1 my-secret-key',
      ),
      ...words(
        '******** ****1234 ... [REDACTED] [hidden] <redacted> (none) -- sk-xxxxxxxxxxxxxxxx sk-... placeholder1',
      ),
      ...words(
        'replace_this_with_32_chars_min your-256-bit-secret put-your-key-here-2 PASTE_YOUR_KEY_HERE_1 API_KEY_GOES_HERE1',
      ),
      ...['{{x:32}}', '0'.repeat(32), '1234567890'.repeat(3), 'your api key', 'enter password', 'a'.repeat(40)],
    ],
  },
  {
    kind: 'digests',
    names: words(
      'md5 sha256 checksum integrity etag commit git_sha digest fingerprint content_hash revision file_hash',
    ),
    values: [
      '{{hex:32}}',
      '{{hex:40}}',
      '{{hex:64}}',
      'sha256:{{hex:64}}',
      'sha256-{{b64:43}}=',
      'sha512-{{b64:86}}==',
    ],
  },
  {
    kind: 'lookups',
    names: words(
      'cache_key primary_key sort_key foreign_key partition_key i18n_key translation_key label_key hotkey object_key',
    ),
    values: [
      ...words(
        'user_profile_v2 settings.password.title2 order-created-2024 createdAt2 PK#USER user:profile:42 tenant#id1',
      ),
      ...words('idx_users_2 app/v2/index.html ctrl+shift+p2 errors.token_expired1 ASSET_CACHE_V3'),
      ...['cache-{{hex:32}}', 'node-modules-{{hex:16}}'],
    ],
  },
  {
    kind: 'public keys',
    names: words(
      'recaptcha_site_key sitekey data_sitekey publishable_key STRIPE_PUBLISHABLE_KEY public_key vapid_public_key',
    ),
    values: ['{{base62:40}}', '{{hex:32}}', 'pk_live_{{base62:24}}', '{{uuid}}'],
  },
  {
    kind: 'algorithms',
    names: words(
      'algorithm key_algorithm key_type cipher secret_type token_type password_encryption auth_method jwt_algorithm',
    ),
    values: [
      ...words(
        'aes-256-gcm HS256 RS256 ECDSA_P256_SHA256 scram-sha-256 bcrypt Bearer ssh-ed25519 RSA-OAEP-256 AES256-SHA',
      ),
      ...words(
        'TLS_AES_128_GCM_SHA256 client_secret_post PBKDF2WithHmacSHA256 caching_sha2_password chacha20-poly1305',
      ),
    ],
  },
  {
    kind: 'paths',
    names: words(
      'key ssl_key private_key key_file password_file token_path credentials secret_file api_key_path keystore',
    ),
    values: [
      ...words(
        '/etc/ssl/app1.key ./certs/server-key2.pem ~/.ssh/id_ed25519 config/master2.key keys/prod-2024.p12 db1.txt',
      ),
      ...words(
        '/var/run/secrets/kubernetes.io/serviceaccount/token file:///etc/app2/token C:/certs/app1.pfx classpath:jwt1.key',
      ),
    ],
  },
  {
    kind: 'ids',
    names: words(
      'user_id tenant_id client_id key_id kid trace_id request_id account_id project_id secret_version_id token_id',
    ),
    values: ['{{uuid}}', '{{hex:24}}', '{{hex:32}}', '{{base62:20}}', '{{digits:12}}', 'app-{{alnum:12}}'],
  },
  {
    kind: 'urls',
    names: words(
      'token_url token_endpoint access_token auth_token password_reset_url api_key_url secret_url reset_password',
    ),
    values: [
      'https://login.acme.io/oauth2/v2.0/token',
      'https://acme.io/reset-password?step=2',
      'https://docs.acme.io/api/v2/keys#create',
      '/api/v1/auth/token2',
      'http://localhost:8080/oauth2/token',
    ],
  },
  {
    kind: 'ciphertexts',
    names: ALL_NAMES,
    values: [
      'ENC[AES256_GCM,data:{{b64:24}},iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]',
      'ENC({{b64:43}}=)',
      '{cipher}{{hex:96}}',
      'DEC::PKCS7[{{b64:24}}]!',
    ],
  },
];

const TEXTS: Readonly<Record<string, readonly (readonly [path: string, text: string])[]>> = {
  'other variables': [
    ['app.py', 'client = Client(password=settings.DB_PASSWORD_V2, api_key=config.api_key2)\n'],
    ['app.py', 'self.password = password1 or self.default_password2\n'],
    ['app.js', 'const apiKey = config.keys.primaryApiKey2;\nconst token = user.accessToken || legacyToken2;\n'],
    ['App.java', 'this.clientSecret = properties.getClientSecret2();\nString token = TOKEN_PREFIX_2 + session;\n'],
    ['main.go', '\tpassword := cfg.Database.Password2\n\ttoken := c.Tokens[0]\n'],
    [
      'main.tf',
      '  password = var.db_password2\n  secret_key = random_password.db2.result\n  token = data.vault_generic_secret.app2.data["token"]\n',
    ],
    ['a.rb', 'password = params[:user][:password2]\nsecret_key = Rails.application.credentials.secret_key2\n'],
    ['a.php', "<?php\n$password = $_POST['password2'];\n$token = $this->token2;\n"],
    ['a.ts', 'return { password: this.form.value.password2, apiKey, token: props.token2 };\n'],
    ['a.kt', 'val token = tokenProvider.token2\nval password = binding.password2.text.toString()\n'],
  ],
  'environment look-ups': [
    [
      'app.py',
      'API_KEY = os.environ["ACME_API_KEY_V2"]\nSECRET = os.getenv("APP_SECRET_2")\nTOKEN = config("TOKEN_2", default="")\n',
    ],
    ['app.js', "const apiKey = process.env.ACME_API_KEY_2;\nconst secret = process.env['APP_SECRET_2'];\n"],
    ['a.ts', "const key = import.meta.env.VITE_API_KEY_2;\nconst token = this.config.get<string>('AUTH_TOKEN_2');\n"],
    ['main.go', '\tapiKey := os.Getenv("ACME_API_KEY_2")\n\tpassword := viper.GetString("db.password2")\n'],
    ['a.rb', "api_key = ENV['ACME_API_KEY_2']\nsecret = ENV.fetch('APP_SECRET_2')\n"],
    ['a.php', "<?php\nreturn ['secret' => env('APP_SECRET_2'), 'key' => getenv('ACME_KEY_2')];\n"],
    [
      'App.java',
      'String password = System.getenv("DB_PASSWORD_2");\n@Value("${app.jwt.secret2}")\nprivate String jwtSecret;\n',
    ],
    ['a.rs', 'let token = env::var("GITHUB_TOKEN_2").expect("no token");\nlet key = dotenv!("API_KEY_2");\n'],
    ['A.cs', 'var password = Environment.GetEnvironmentVariable("DB_PASSWORD_2");\nvar key = config["Jwt:Key2"];\n'],
    ['run.sh', 'export TOKEN="$(gcloud auth print-access-token)"\nPASSWORD=$(openssl rand -hex 32)\nAPI_KEY=${1:?}\n'],
  ],
  'function calls': [
    [
      'app.py',
      'password = generate_password(length=16)\ntoken = secrets.token_urlsafe(32)\nkey = Fernet.generate_key()\n',
    ],
    [
      'app.js',
      "const password = await bcrypt.hash(plain2, 10);\nconst token = crypto.randomBytes(32).toString('hex');\n",
    ],
    ['a.php', '<?php\n$password = password_hash($plain, PASSWORD_BCRYPT);\n$token = bin2hex(random_bytes(32));\n'],
    [
      'App.java',
      'String password = passwordEncoder.encode(user.getPassword2());\nString key = KeyGenerators.string16().generateKey();\n',
    ],
    ['a.rb', 'token = SecureRandom.hex(32)\npassword = Devise.friendly_token.first(20)\n'],
    ['main.go', '\ttoken, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key2)\n'],
    ['a.ts', 'const [password, setPassword] = useState2("");\nconst token = useSelector(selectToken2);\n'],
    ['main.tf', 'password = random_password.db.result\nsecret = base64encode(file("${path.module}/key2.txt"))\n'],
  ],
  types: [
    ['schema.graphql', 'input Login {\n  password: String!\n  token: ID!\n  apiKey: String\n}\n'],
    ['app.py', 'def login(user: str, password: str, token: str | None = None) -> str:\n    secret: SecretStr\n'],
    [
      'a.ts',
      'interface Config {\n  secret?: string;\n  apiKey: string | undefined;\n  token: AccessTokenV2;\n  password!: string;\n}\n',
    ],
    [
      'a.rs',
      'struct Config {\n    password: Option<String>,\n    token: Arc<Secret<String>>,\n    key: [u8; 32],\n}\n',
    ],
    [
      'main.go',
      'type Config struct {\n\tPassword string `json:"password" env:"DB_PASSWORD2"`\n\tToken    *string `yaml:"token2"`\n}\n',
    ],
    ['a.proto', 'message Login {\n  string password = 2;\n  string api_key = 12345678;\n}\n'],
    [
      'schema.sql',
      'CREATE TABLE users (\n  password VARCHAR(255) NOT NULL,\n  token CHAR(64),\n  secret_key VARBINARY(32)\n);\n',
    ],
    [
      'api.yaml',
      'properties:\n  password:\n    type: string\n    format: password\n    minLength: 12\n  token:\n    $ref: "#/components/Token2"\n',
    ],
    ['schema.prisma', 'model User {\n  password String @db.VarChar(255)\n  token    String @default(uuid())\n}\n'],
    ['migration.rb', "add_column :users, :password_digest2, :string\nt.string 'token', limit: 64\n"],
    ['App.kt', 'data class Login(val password: String, val token: JwtToken2? = null)\n'],
    [
      'a.zod.ts',
      'const schema = z.object({ password: z.string().min(8), apiKey: z.string().regex(/^[a-f0-9]{32}$/) });\n',
    ],
  ],
  'prose and comments': [
    ['passwd.5', `Each line has the form ${words('name password UID GID GECOS directory shell').join(':')}\n`],
    ['README.md', 'The password must have 8 characters, at least 1 digit and 1 mark.\n'],
    ['README.md', 'Set the `API_KEY` environment variable to the API key of your account at https://acme.io/keys2.\n'],
    [
      'README.md',
      '| Name | Description |\n| --- | --- |\n| api_key | 32-character key from the dashboard |\n| password | Password of user1 |\n',
    ],
    [
      'app.py',
      '# The secret key is read from /etc/app2/secret; rotate it every 90d.\n# token: a JWT (RFC7519) signed with HS256\n',
    ],
    ['a.js', "// password: at least 12 characters\nthrow new Error('Invalid password: expected 8-64 characters');\n"],
    ['a.php', "/**\n * @param string $password The user's password2.\n * @return string token: see RFC6750\n */\n"],
    ['usage.txt', 'Usage: app [--password PASS1] [--token TOKEN_FILE2] [--api-key KEY]\n'],
    [
      'CHANGELOG.md',
      '- Token: renamed from access-token-v1 to access-token-v2 (#1234)\n- password: SHA256 instead of MD5\n',
    ],
    [
      'app.log',
      '2024-05-02 INFO token expired: user42 must log in again\n2024-05-02 WARN password: wrong for user-123\n',
    ],
    ['app.log', 'password authentication failed for user "app2"\nKey: user:42:profile was evicted\n'],
    ['a.py', 'parser.add_argument("--api-key", help="API key, see https://docs.acme.io/v2/keys")\n'],
  ],
  translations: [
    [
      'locales/en.json',
      '{\n  "password": "Password",\n  "csrf_token": "The CSRF token is invalid. Please resubmit the form.",\n  "token_expired": "Token expired"\n}\n',
    ],
    [
      'locales/de.yml',
      'de:\n  password: Passwort\n  api_key: API-Schlüssel\n  secret: Geheimnis\n  new_password: Neues Passwort festlegen\n',
    ],
    [
      'locales/fr.json',
      '{ "forgotPassword": "Mot de passe oublié ?", "apiKey": "Clé API", "token": "Jeton d\'accès" }\n',
    ],
    ['locales/ja.json', '{ "password": "パスワード", "confirmPassword": "パスワード(確認)", "token": "トークン" }\n'],
    [
      'messages.properties',
      'login.password=Kennwort:\nlogin.password.error=Kennwort1 und Kennwort2 sind verschieden\nuser.token.title=Zugangstoken\n',
    ],
    ['translations/security.xlf', '<source>Invalid CSRF token.</source>\n<target>Ungültiges CSRF-Token.</target>\n'],
    ['a.vue', '<input type="password" placeholder="Password123!" :label="$t(\'form.password2\')" />\n'],
    [
      'strings.xml',
      '<string name="password_hint">Password (8+ characters)</string>\n<string name="token_title">Token</string>\n',
    ],
  ],
  ciphertexts: [
    [
      'sealed.yaml',
      'kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{{b64:300}}==\n    token: AgA{{b64:300}}==\n',
    ],
    ['vault.yml', 'db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {{hex:80}}\n  {{hex:80}}\n'],
    [
      'secrets.enc.yaml',
      'password: ENC[AES256_GCM,data:{{b64:24}},iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]\nsops:\n  version: 3.8.1\n  mac: ENC[AES256_GCM,data:{{b64:120}},iv:{{b64:43}}=,tag:{{b64:22}}==,type:str]\n',
    ],
    ['.travis.yml', 'env:\n  global:\n    - secure: "{{b64:342}}=="\n'],
    [
      'Pulumi.prod.yaml',
      'encryptionsalt: v1:{{b64:11}}=:v1:{{b64:16}}:{{b64:40}}==\nconfig:\n  app:password:\n    secure: AAABA{{b64:64}}\n',
    ],
  ],
  digests: [
    ['package-lock.json', '"node_modules/a": {\n  "version": "1.2.3",\n  "integrity": "sha512-{{b64:86}}=="\n}\n'],
    ['poetry.lock', 'files = [\n  {file = "token-1.0.tar.gz", hash = "sha256:{{hex:64}}"},\n]\n'],
    ['go.sum', 'github.com/acme/secret v1.2.3 h1:{{b64:43}}=\n'],
    ['SHA256SUMS', '{{hex:64}}  password-manager-1.2.tar.gz\n{{hex:64}}  token-tool.zip\n'],
    ['compose.yaml', 'image: acme/token-service@sha256:{{hex:64}}\n'],
    ['index.html', '<script src="/token.{{hex:20}}.js" integrity="sha384-{{b64:64}}"></script>\n'],
    ['.secrets.baseline', '"type": "Secret Keyword",\n"hashed_secret": "{{hex:40}}",\n"line_number": 12\n'],
  ],
  'references in manifests': [
    [
      'pod.yaml',
      'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: app-db-{{alnum:6}}\n      key: db-password2\n',
    ],
    ['ingress.yaml', 'tls:\n- hosts: [acme.io]\n  secretName: app-tls-{{alnum:6}}\n'],
    [
      'values.yaml',
      'auth:\n  existingSecret: app-db-{{alnum:6}}\n  secretKeys:\n    adminPasswordKey: postgres-password2\n',
    ],
    ['ci.yml', 'with:\n  token: ${{ secrets.GITHUB_TOKEN }}\n  password: ${{ steps.login1.outputs.password }}\n'],
    [
      'stack.yaml',
      "Password: !Sub '{{resolve:secretsmanager:${Stack2}:SecretString:password}}'\nToken: !Ref ApiToken2\nKey: !GetAtt Key2.Arn\n",
    ],
    [
      'compose.yaml',
      'secrets:\n  db_password:\n    file: ./secrets/db_password2.txt\nservices:\n  db:\n    environment:\n      PASSWORD_FILE: /run/secrets/db_password2\n',
    ],
    ['Jenkinsfile', "withCredentials([string(credentialsId: 'acme-token-2', variable: 'TOKEN_2')]) { sh 'deploy' }\n"],
    ['azure.yml', 'variables:\n- group: secrets2\nsteps:\n- script: run\n  env:\n    PASSWORD: $(dbPassword2)\n'],
  ],
};

export const NEGATIVE_TEXTS: readonly NegativeText[] = Object.entries(TEXTS).flatMap(([kind, texts]) =>
  texts.map(([path, text]) => ({ kind, path, text })),
);
