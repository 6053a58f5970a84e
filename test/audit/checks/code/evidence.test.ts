// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of files in many languages
import { expect, test } from 'vitest';
import { environmentReads } from '../../../../src/audit/checks/code/environment.ts';
import { redactionIn } from '../../../../src/audit/checks/code/redaction.ts';
import { contextOf } from './context.ts';

test.each<[string, string]>([
  ['a.ts', "import { createRedactor } from 'hexhound/runtime';"],
  ['a.ts', "pino({ redact: ['apiKey'] })"],
  [
    'a.ts',
    'import winston from "winston";\nwinston.format((info) => { info.message = redact(info.message); return info; })',
  ],
  [
    'a.py',
    'class Hide(logging.Filter):\n    def filter(self, record):\n        record.msg = mask(record.msg)\n        return True',
  ],
  ['a.ts', 'Sentry.init({ beforeSend(event) { delete event.request.headers; return event; } })'],
  ['a.py', 'sentry_sdk.init(before_send=scrub)\n'],
  ['config/initializers/filter.rb', 'Rails.application.config.filter_parameters += [:api_key]'],
  ['a.go', 'func (k Key) LogValue() slog.Value { return slog.StringValue("***") }'],
  ['a.rs', 'use secrecy::SecretString;'],
  ['a.py', 'from pydantic import BaseModel, SecretStr'],
  ['a.php', '<?php function f(#[\\SensitiveParameter] $key) {}'],
  ['a.kt', 'logging.redactHeader("Authorization")'],
  ['log/logback.xml', '<pattern>%replace(%m){"key=\\S+", "key=***"}</pattern>'],
  ['a.yml', 'run: echo "::add-mask::$KEY"'],
  ['a.go', 'func maskAPIKey(key string) string {'],
])('%s redacts: %s', async (path, text) => {
  const [first] = redactionIn(await contextOf({ [path]: `${text}\n` }));
  expect(first?.path).toBe(path);
});

test.each<[string, string]>([
  ['a.ts', '// pino({ redact: [] })'],
  ['a.ts', 'const redacted = "hexhound";'],
  ['test/a.ts', "pino({ redact: ['apiKey'] })"],
  ['README.md', "pino({ redact: ['apiKey'] })"],
  ['a.ts', 'Sentry.init({ beforeSend(event) { return event; } })'],
  ['a.py', 'def sanitize_url(url):\n    return url'],
])('%s does not: %s', async (path, text) => {
  expect(redactionIn(await contextOf({ [path]: `${text}\n` }))).toEqual([]);
});

test.each<[string, string]>([
  ['a.ts', 'process.env.API_KEY'],
  ['a.ts', "process.env['API_KEY']"],
  ['a.ts', "Deno.env.get('API_KEY')"],
  ['a.ts', 'import.meta.env.API_KEY'],
  ['a.py', "os.environ['API_KEY']"],
  ['a.py', 'os.environ.get("API_KEY", "")'],
  ['a.py', "os.getenv('API_KEY')"],
  ['a.php', "<?php getenv('API_KEY');"],
  ['a.php', "<?php $_ENV['API_KEY'];"],
  ['a.php', "<?php env('API_KEY');"],
  ['a.rb', "ENV['API_KEY']"],
  ['a.rb', "ENV.fetch('API_KEY')"],
  ['A.java', 'System.getenv("API_KEY")'],
  ['A.cs', 'Environment.GetEnvironmentVariable("API_KEY")'],
  ['a.rs', 'std::env::var("API_KEY")'],
  ['a.go', 'os.Getenv("API_KEY")'],
  ['a.swift', 'ProcessInfo.processInfo.environment["API_KEY"]'],
  ['a.dart', "Platform.environment['API_KEY']"],
  ['a.ex', 'System.fetch_env!("API_KEY")'],
  ['a.scala', 'sys.env("API_KEY")'],
  ['a.ps1', '$env:API_KEY'],
  ['a.sh', 'curl -H "x: ${API_KEY}"'],
])('%s reads the environment: %s', async (path, text) => {
  expect(environmentReads(await contextOf({ [path]: `\n${text}\n` }))).toEqual([{ path, line: 2, name: 'API_KEY' }]);
});

test.each<[string, string]>([
  ['a.ts', 'process.env.NODE_ENV'],
  ['a.ts', '// process.env.API_KEY'],
  ['a.ts', 'import.meta.env.VITE_API_KEY'],
  ['test/a.ts', 'process.env.API_KEY'],
  ['a.sh', 'API_KEY=x\necho ${API_KEY}'],
  ['a.sh', 'cd $PWD'],
  ['README.md', 'process.env.API_KEY'],
])('%s reads no secret: %s', async (path, text) => {
  expect(environmentReads(await contextOf({ [path]: `${text}\n` }))).toEqual([]);
});
