// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of files in many languages
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../../../src/audit/checks/code/lexer.ts';
import { LOG_STATEMENTS } from '../../../../src/audit/checks/code/log-statements.ts';
import { type Language, SYNTAXES } from '../../../../src/audit/checks/code/syntaxes.ts';
import { ifReadable } from '../../../../src/syntax/shell/read.ts';
import { runs } from '../../../helpers/runs.ts';
import { problemsIn } from './context.ts';

const weightOf = (path: string, text: string) => problemsIn(LOG_STATEMENTS, path, text).map(({ weight }) => weight);

/** By file: each statement prints a secret. */
const LEAKS: Record<string, readonly string[]> = {
  'src/solver.ts': [
    'console.log(apiKey)',
    "console.log('key:', config.apiKey);",
    'console.error(`solving with ${this.#apiKey}`)',
    'console.log("key " + process.env.CAPTCHAAI_API_KEY)',
    "console.debug(process.env['API_KEY'] ?? 'none')",
    'logger.info({ apiKey }, "starting")',
    'logger.info({ apiKey: options.clientSecret })',
    'this.logger.debug("x", { auth: { password: user.password } })',
    'log.warn(JSON.stringify({ accessToken }))',
    'req.log.error(`failed for ${encodeURIComponent(api_key)}`)',
    'winston.log("info", "key is %s", apiKey)',
    'console.log(\n  "starting",\n  port,\n  // the key\n  apiKey,\n)',
    'process.stdout.write(`${accessToken}\\n`)',
    'console.log(verbose ? apiKey : "hidden")',
    'console.log("headers", request.headers.authorization)',
    'console.log(`a ${`b ${apiKey}`}`)',
    'const re = /["\'`]/; console.log(apiKey)',
    'console.log(String(apiKey).trim())',
    'console.log("twocaptcha", twocaptchaKey)',
    'console.table([{ name, password }])',
    "const page = <p>Don't</p>;\nconsole.log(apiKey)",
    'pino().info(apiKey)',
    'console.info(config["api_key"])',
    'console?.log(apiKey)',
    'async function createTask() {\n  console.log(apiKey)\n}',
    'function setup() {\n  console.log(password)\n}',
    'this.value = random();\nconsole.log(this.apiKey)',
  ],
  'src/App.vue': ['<template><p>"</p></template>\n<script setup>\nconsole.log(apiKey)\n</script>'],
  'src/solver.py': [
    'print(api_key)',
    'print("key:", self.api_key)',
    'print(f"solving with {api_key}")',
    'print(f\'{config["api_key"]!r}\')',
    'print(f"{api_key=}")',
    'print("key %s" % api_key)',
    'print("user %s, password %s" % (user, password))',
    'print("key {}".format(api_key))',
    'print("key: " + str(api_key))',
    'logging.info("Using key %s", API_KEY)',
    'logger.debug(f"""\nkey\n{client_secret}\n""")',
    '_LOGGER.error("failed for %s", entry.data["access_token"])',
    "print(os.environ['CAPTCHAAI_API_KEY'])",
    'print(os.environ.get("API_KEY"))',
    'print(os.getenv("API_KEY", ""))',
    'log.info("start", api_key=key)',
    'sys.stderr.write(password + "\\n")',
    'print("a", api_key, file=sys.stderr)',
    'print "key", api_key',
    'print("key", api_key if verbose else "-")',
    "logger.info({'api_key': api_key})",
    'click.echo(f"token {auth_token}")',
    "pprint({'password': password})",
    'print("it\'s", api_key)',
    '"""Doc\'s "string" """\nprint(api_key)',
  ],
  'src/Solver.php': [
    '<?php echo $apiKey;',
    '<?php echo "key: $apiKey\\n";',
    '<?php echo "key: {$this->apiKey}\\n";',
    "<?php echo 'key: ' . $config['api_key'] . \"\\n\";",
    '<?php print($password);',
    '<?php var_dump($apiKey);',
    "<?php print_r(['password' => $password]);",
    '<?php error_log("key " . getenv("CAPTCHAAI_API_KEY"));',
    '<?php $logger->info("key", ["api_key" => $apiKey]);',
    '<?php Log::debug("token {$accessToken}");',
    '<?php $this->logger->error(sprintf("key %s", $this->config->apiKey));',
    "<?php echo $_ENV['API_KEY'];",
    '<?php printf("%s", env("CLIENT_SECRET"));',
    '<?php echo <<<EOT\nkey {$apiKey}\nEOT;',
    '<p>it\'s</p>\n<?php error_log($apiKey); ?>\n<p>"</p>',
  ],
  'solver.go': [
    'fmt.Println(apiKey)',
    'fmt.Println("key:", cfg.APIKey)',
    'fmt.Printf("key %s\\n", os.Getenv("CAPTCHAAI_API_KEY"))',
    'fmt.Fprintf(os.Stderr, "key %s\\n", apiKey)',
    'log.Printf("token: %v", accessToken)',
    'log.Fatalf("password %q", *password)',
    'slog.Info("start", "api_key", apiKey)',
    'slog.Info("start", slog.String("api_key", apiKey))',
    'logger.Info("start", zap.String("token", c.AuthToken))',
    'log.Info().Str("api_key", apiKey).Msg("start")',
    'logrus.WithField("key", apiKey).Info("start")',
    'log.Debugf("key "+\n\tapiKey)',
    'fmt.Println(fmt.Sprintf("%s", clientSecret))',
    'fmt.Println(`raw`, apiKey)',
    "r := '\"'; fmt.Println(apiKey)",
    'println(string(privateKey))',
    'logger.V(2).Info("x", "password", password)',
    'log.With("a", b).Errorf("key %s", apiKey)',
  ],
  'src/Solver.java': [
    'System.out.println(apiKey);',
    'System.out.println("key: " + this.apiKey);',
    'System.err.printf("key %s", System.getenv("API_KEY"));',
    'logger.info("key {}", apiKey);',
    'LOG.debug("password is {}", user.getPassword());',
    'log.info(String.format("key %s", config.getApiKey()));',
    'logger.debug(() -> "key " + apiKey);',
    'Log.d(TAG, "token " + accessToken);',
    'logger.atInfo().addKeyValue("api_key", apiKey).log("start");',
    "char c = '\"'; System.out.println(apiKey);",
  ],
  'src/Solver.kt': [
    'println(apiKey)',
    'println("key: $apiKey")',
    'println("key: ${config.apiKey}")',
    'Log.d(TAG, "token=$accessToken")',
    'Timber.d("password %s", password)',
    'logger.debug { "key $apiKey" }',
    'logger.info("""\n  key ${settings.apiKey!!}\n""")',
  ],
  'src/Solver.cs': [
    'Console.WriteLine(apiKey);',
    'Console.WriteLine($"key: {apiKey}");',
    'Console.WriteLine($"key: {_options.ApiKey,10}");',
    'Console.Write("key: " + settings.ApiKey);',
    '_logger.LogInformation("key {ApiKey}", apiKey);',
    'Log.Information("key {Key}", config["ApiKey"]);',
    'Debug.WriteLine(@"path\\" + password);',
    'Debug.Log("token " + accessToken);',
    'Console.WriteLine(Environment.GetEnvironmentVariable("CAPTCHAAI_API_KEY"));',
    'Console.WriteLine($@"a ""b"" {apiKey}");',
    'logger.Error(ex, "failed for {0}", options.ClientSecret);',
    'Console.Error.WriteLine(string.Format("{0}", apiKey));',
  ],
  'lib/solver.rb': [
    'puts api_key',
    'puts "key: #{api_key}"',
    'puts("key: " + @api_key)',
    "p ENV['CAPTCHAAI_API_KEY']",
    'puts ENV.fetch("API_KEY")',
    'logger.info "key #{config[:api_key]}"',
    'Rails.logger.debug("token: #{user.access_token}")',
    'Rails.logger.debug { "token: #{access_token}" }',
    '$stderr.puts password if verbose',
    'puts <<~TEXT\n  key: #{api_key}\nTEXT\n',
    'print "key ", api_key, "\\n"',
    'puts "key %s" % api_key',
  ],
  'src/main.rs': [
    'println!("{}", api_key);',
    'println!("key: {api_key}");',
    'println!("key: {api_key:?}");',
    'eprintln!("key {}", self.config.api_key);',
    'dbg!(&api_key);',
    'info!("key {}", api_key);',
    'tracing::debug!(api_key = %api_key, "start");',
    'log::warn!("token {:?}", access_token.as_str());',
    'println!("{}", format!("{}", client_secret));',
    'println!("{}", std::env::var("API_KEY").unwrap());',
    'fn f<\'a>(x: &\'a str) { println!("{}", api_key); }',
  ],
  'Sources/Solver.swift': [
    'print(apiKey)',
    'print("key: \\(apiKey)")',
    'debugPrint("key", self.apiKey)',
    'NSLog("key %@", apiKey)',
    'logger.info("key \\(config.apiKey)")',
    'print("""\n  key \\(accessToken)\n""")',
    'import OSLog\nlogger.info("key \\(apiKey, privacy: .public)")',
  ],
  'lib/solver.dart': [
    'print(apiKey);',
    "print('key: $apiKey');",
    "debugPrint('key: ${config.apiKey}');",
    "log('token ${accessToken}');",
    'stdout.writeln(password);',
  ],
  'src/Solver.scala': ['println(apiKey)', 'println(s"key $apiKey")', 'logger.info(s"key ${config.apiKey}")'],
  'lib/solver.ex': [
    'IO.puts(api_key)',
    'IO.puts "key: #{api_key}"',
    'Logger.info("key: #{config.api_key}")',
    'IO.inspect(api_key, label: "key")',
    'Logger.debug "token #{access_token}"',
  ],
  'deploy.sh': [
    'echo $API_KEY',
    'echo "key: $API_KEY"',
    'echo "key: ${API_KEY}"',
    'printf "key %s\\n" "$API_KEY"',
    'echo "password is $DB_PASSWORD" >&2',
    'if [ -n "$API_KEY" ]; then echo "using $API_KEY"; fi',
    'echo "key $API_KEY" | tee -a log.txt',
    'log "token=$AUTH_TOKEN"',
    'run() {\n  echo "Using key $API_KEY"\n}',
    'echo \'it\' "$API_KEY"',
    'echo "${OTHER:-$API_KEY}"',
    'function run {\n  echo "Using key $API_KEY"\n}',
    'cat <<EOF\n"\'\nEOF\necho "$API_KEY"',
  ],
  'deploy.ps1': [
    'Write-Host $ApiKey',
    'Write-Host "key: $ApiKey"',
    'Write-Host "key: $($config.ApiKey)" -ForegroundColor Red',
    'Write-Output "token $env:API_KEY"',
    'Write-Host "a" $password',
    'write-verbose ("key {0}" -f $apiKey)',
  ],
};

/** By file: statements that print no secret, or where somebody else reads them. */
const HARMLESS: Record<string, readonly string[]> = {
  'src/solver.ts': [
    'console.log("apiKey")',
    'console.log("set your password first")',
    'console.log(token, tokens, key, keys)',
    'console.log(!!apiKey, !password)',
    'console.log(apiKey ? "set" : "not set")',
    'console.log(`key is ${apiKey ? "set" : "missing"}`)',
    'console.log(apiKey !== undefined, typeof apiKey)',
    'console.log(apiKey.length, apiKey?.length)',
    'console.log(hasPassword, apiKeyName, passwordField, secretName, tokenType, keyId, publicKey, passwordPrompt)',
    'console.log(mask(apiKey), redact(apiKey), hash(password), createHash("sha256").update(apiKey).digest("hex"))',
    'console.log(apiKey.slice(0, 4), apiKey.substring(0, 4) + "...", "*".repeat(apiKey.length))',
    'console.log(`${apiKey.slice(-4)}`)',
    '// console.log(apiKey)',
    '/* console.log(apiKey) */',
    "const text = 'console.log(apiKey)'",
    'const text = `console.log(${"apiKey"})`',
    'console.log(t.password, errors.password, FieldType.Password, i18n.apiKey)',
    'console.log(isValid(apiKey), await check(apiKey))',
    'console.log(maskedApiKey, encryptedPassword, passwordHash)',
    'console.log({ apiKey: "***", password: mask(password) })',
    'console.log({ password: Boolean(password) })',
    'dialog.info(apiKey); blog.log(apiKey); Math.log(apiKey)',
    "const API_KEY = 'api_key';\nconsole.log(API_KEY)",
    'logger.setPassword(apiKey)',
    'console.log("a"); use(apiKey)',
    'console.log(users.map((user) => { const apiKey = user.key; return user.name; }))',
    'console.log(csrfToken, pageToken, siteKey, recaptchaSiteKey)',
    'logger.info(config)',
  ],
  'src/solver.py': [
    'print("api_key")',
    'print("api_key is", bool(api_key), len(api_key), api_key is not None)',
    'print(f"{len(api_key)} {api_key[:4]}... {bool(password)}")',
    'print("set" if api_key else "not set")',
    'print(not api_key)',
    'print(tokens, token, key)',
    'print(api_key, file=handle)',
    '# print(api_key)',
    '"""\nprint(api_key)\n"""',
    'print(mask(api_key))',
    'logger.info("%s", hashlib.sha256(api_key.encode()).hexdigest())',
    'print(password_policy, token_count, api_key_name)',
    'fingerprint(api_key)',
    'print(f"{{api_key}}")',
    'self.print(api_key)',
  ],
  'src/Solver.php': [
    'echo $apiKey;',
    '<?php // echo $apiKey;',
    '<?php # echo $apiKey;',
    "<?php echo '$apiKey';",
    '<?php echo isset($apiKey), !empty($password), strlen($apiKey);',
    '<?php $text = print_r($password, true);',
    '<?php echo $passwordLabel, $tokenType;',
    '<?php echo password_hash($password, PASSWORD_DEFAULT);',
    "<?php echo <<<'EOT'\n$apiKey\nEOT;",
    '<?php echo substr($apiKey, 0, 4);',
  ],
  'solver.go': [
    'p := SolverPassword.GetString()\nlog.Warningf("%q is deprecated", SolverPassword)',
    'fmt.Println("apiKey")',
    'fmt.Println(apiKey == "", apiKey != "", len(apiKey))',
    'fmt.Fprintf(w, "key %s", apiKey)',
    'fmt.Errorf("key %s", apiKey)',
    '// fmt.Println(apiKey)',
    'fmt.Println(`apiKey`)',
    'fmt.Println(token, key, tokens)',
    'fmt.Println(apiKey[:4])',
    'log.Println(ErrInvalidPassword, errMissingAPIKey)',
    'slog.Info("start", "api_key", mask(apiKey))',
    'fmt.Sprintf("%s", apiKey)',
  ],
  'src/Solver.java': [
    'System.out.println("apiKey");',
    'logger.info("set: {}", apiKey != null);',
    'logger.info("length {}", apiKey.length());',
    'logger.info(Messages.PASSWORD + InputType.PASSWORD + R.string.password);',
    'String.format("%s", apiKey);',
    '/* System.out.println(apiKey); */',
    'logger.info("{}", PARAM_API_KEY);',
  ],
  'src/Solver.kt': [
    'println("apiKey")',
    'println("\\$apiKey")',
    'println(apiKey != null)',
    'println("${apiKey.length}")',
  ],
  'src/Solver.cs': [
    'Console.WriteLine("apiKey {apiKey}");',
    'Console.WriteLine($"{apiKey.Length} {{apiKey}} {apiKey != null}");',
    'Console.WriteLine(nameof(apiKey));',
    '_logger.LogInformation("{Set}", string.IsNullOrEmpty(apiKey));',
    '// Console.WriteLine(apiKey);',
    'logger.Info(AuthenticationMethod.ApiKey);',
  ],
  'lib/solver.rb': [
    'puts "api_key"',
    "puts '#{api_key}'",
    'puts api_key.nil?, api_key.size, api_key.empty?',
    '# puts api_key',
    'puts api_key ? "set" : "not set"',
    'puts "api key: #{api_key[0, 4]}"',
    'puts :api_key',
    'foo.puts_key(api_key)',
    'warn "no key" if api_key.nil?',
    '=begin\nputs api_key\n=end',
  ],
  'src/main.rs': [
    'println!("api_key");',
    'println!("{}", api_key.is_some());',
    'println!("{}", api_key.len());',
    'println!("{{api_key}}");',
    '// println!("{}", api_key);',
    'println!("{}", &api_key[..4]);',
    'println!("{}", token);',
    'writeln!(file, "{}", api_key);',
    'format!("{}", api_key);',
  ],
  'Sources/Solver.swift': [
    'print("apiKey")',
    'print(apiKey.isEmpty)',
    'print(apiKey == nil)',
    'print("\\(apiKey.count)")',
  ],
  'lib/solver.dart': ["print('apiKey');", "print('\\$apiKey');", 'print(apiKey.length);', 'print(apiKey == null);'],
  'src/Solver.scala': ['println("apiKey")', 'println(apiKey.isDefined)', 'println(apiKey.length)'],
  'lib/solver.ex': [
    'IO.puts("api_key")',
    'IO.puts(byte_size(api_key))',
    '# IO.puts(api_key)',
    'IO.inspect(is_nil(api_key))',
  ],
  'deploy.sh': [
    "echo '$API_KEY'",
    'echo "\\$API_KEY"',
    'echo "$API_KEY" | docker login --password-stdin',
    'echo "API_KEY=$API_KEY" >> .env',
    'echo "API_KEY=$API_KEY" > "$FILE"',
    '{\n  echo "API_KEY=$API_KEY"\n} > .env',
    '( echo "$API_KEY" ) | sha256sum',
    'for x in a; do\n  echo "$API_KEY"\ndone | sort',
    'hash=$(echo "$API_KEY" | wc -c)',
    'hash=`echo "$API_KEY" | wc -c`',
    'echo "::add-mask::$API_KEY"',
    'echo "${#API_KEY} ${API_KEY:0:4} ${API_KEY:+set} ${API_KEY//?/*}"',
    '# echo $API_KEY',
    'cat <<EOF\necho $API_KEY\nEOF',
    'get_key() {\n  echo "$API_KEY"\n}',
    'key_of() {\n  echo "$API_KEY"\n}',
    'function key_of {\n  echo "${API_KEY:-none}"\n}',
    'echo "$API_KEY" | tee key.txt > /dev/null',
    'echo "$TOKEN_TYPE $API_KEY_NAME $PASSWORD_FILE"',
    'printf -v copy "%s" "$API_KEY"',
    '[ -z "$API_KEY" ] && echo "API_KEY is missing"',
  ],
  'deploy.ps1': [
    "Write-Host '$ApiKey'",
    'Write-Host "`$ApiKey"',
    'Write-Output $ApiKey | Set-Content key.txt',
    '# Write-Host $ApiKey',
    '<# Write-Host $ApiKey #>',
    'Write-Host "length $($ApiKey.Length)"',
  ],
};

/** Prints that may be meant so, or give only a part or perhaps a secret. */
const ADVICE: Record<string, readonly string[]> = {
  'src/solver.ts': [
    'console.log(process.env)',
    'console.log(JSON.stringify(import.meta.env))',
    'console.log(secret)',
    'console.log(credentials)',
    'const apiKey = generateKey();\nconsole.log(`your key: ${apiKey}`)',
    'console.log(`asking https://api.site.net/in.php?key=${k}`)',
    'console.log("asking https://api.site.net/in.php?key=" + k)',
    'function createApiKey() {\n  console.log(apiKey)\n}',
    'function printToken() {\n  console.log(accessToken)\n}',
    'console.log(`Generated password: ${user.password}`)',
  ],
  'scripts/generate-token.js': ['console.log(accessToken)'],
  'src/solver.py': [
    'print(os.environ)',
    'print(dict(os.environ))',
    'print(api_key[:20])',
    'password = secrets.token_hex()\nprint(password)',
  ],
  'src/Solver.php': ['<?php var_dump($_ENV);'],
  'solver.go': ['fmt.Println(os.Environ())'],
  'src/Solver.java': ['System.out.println(System.getenv());'],
  'lib/solver.rb': ['puts ENV', 'p ENV.to_h'],
  'Sources/Solver.swift': ['import OSLog\nlogger.info("key \\(apiKey)")'],
  'install.sh': ['echo "password: $DB_PASSWORD"'],
  'deploy.sh': ['DB_PASSWORD=$(openssl rand -hex 16)\necho "password: $DB_PASSWORD"'],
};

const rows = (table: Record<string, readonly string[]>) =>
  Object.entries(table).flatMap(([path, texts]) => texts.map((text) => [path, text] as const));

test.each(rows(LEAKS))('%s leaks: %s', (path, text) => {
  expect(weightOf(path, `${text}\n`)).toEqual(['failure']);
});

test.each(rows(HARMLESS))('%s is harmless: %s', (path, text) => {
  expect(weightOf(path, `${text}\n`)).toEqual([]);
});

test.each(rows(ADVICE))('%s may be meant so: %s', (path, text) => {
  expect(weightOf(path, `${text}\n`)).toEqual(['advice']);
});

test.each([
  'test/solver.ts',
  'src/solver.test.ts',
  'examples/solver.ts',
  'docs/solver.ts',
  'node_modules/a/solver.ts',
  'dist/solver.js',
  'src/solver.min.js',
  'README.md',
])("%s is nobody's program", (path) => {
  expect(weightOf(path, 'console.log(apiKey)')).toEqual([]);
});

test('a problem has a place and a name, but no value', () => {
  const text = '\n\nlogger.info(\n  `key ${config.captchaai.apiKey}`)\n';
  expect(problemsIn(LOG_STATEMENTS, 'a.js', text)).toEqual([
    {
      rule: 'log-statement-key',
      path: 'a.js',
      line: 3,
      note: 'logger.info prints config.captchaai.apiKey',
      weight: 'failure',
    },
  ]);
});

test('several problems in one file, one for each line', () => {
  const text = 'console.log(apiKey, apiKey)\nuse(apiKey)\nconsole.log({ a: password })\n';
  expect(problemsIn(LOG_STATEMENTS, 'a.js', text).map(({ line }) => line)).toEqual([1, 3]);
});

test('a script without an extension is known by its first line', () => {
  expect(weightOf('bin/deploy', '#!/usr/bin/env bash\necho "$API_KEY"\n')).toEqual(['failure']);
  expect(weightOf('bin/deploy', 'echo "$API_KEY"\n')).toEqual([]);
});

describe('hostile files', () => {
  const size = 300_000;
  test.each([
    '"\\',
    '`${',
    '"\\(',
    "'''",
    '(',
    '[(',
    '/[',
    '<<<A\n',
    '<<~A ',
    '$(',
    '`',
    '@"',
    'console.log(',
    'a.',
    'echo "$(',
    '/*',
    '{"',
    'f"{',
  ])('%j over and over', (piece) => {
    const text = `apiKey ${piece.repeat(size / piece.length)}`;
    for (const extension of ['ts', 'py', 'php', 'rb', 'cs', 'swift', 'kt', 'ps1', 'sh', 'rs']) {
      const problems = ifReadable(() => problemsIn(LOG_STATEMENTS, `a.${extension}`, `console.log; print ${text}`));
      expect(problems?.length ?? 0).toBeLessThan(9);
    }
  });
});

test('tokens are in order and do not overlap, in any text', () => {
  const languages = Object.keys(SYNTAXES) as Language[];
  const piece = fc.constantFrom(
    '"',
    "'",
    '`',
    '${',
    '}',
    '{',
    '#{',
    '\\',
    '\n',
    '<<~A',
    '/*',
    '*/',
    '#',
    'apiKey',
    '(',
    ')',
    '$',
    ' ',
  );
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.array(piece, { maxLength: 60 }), (language, pieces) => {
      const text = pieces.join('');
      let end = 0;
      for (const token of lex(text, SYNTAXES[language])) {
        expect(token.to).toBeGreaterThanOrEqual(token.from);
        expect(token.to).toBeLessThanOrEqual(text.length);
        expect(token.to).toBeGreaterThanOrEqual(end);
        end = token.to;
      }
    }),
    runs(400),
  );
});
