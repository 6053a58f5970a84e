import { readName, splitName } from '../../../scan/verdict/name-words.ts';
import { type Command, headOf, plainText } from '../../../syntax/shell/command.ts';
import type { CheckContext } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { commandLiterals, type ShellLiteral } from '../shell-literals.ts';
import { isSecretName } from './expression.ts';
import type { CiSystem, CiValue } from './model.ts';
import { problemAt } from './problem.ts';
import type { CiContent } from './read.ts';
import type { ReadScript } from './uses.ts';

const RULE = 'ci-literal-key';

/** Literal keys in CI files. */
export function findLiteralKeys(
  file: CheckedFile,
  ci: CiContent,
  scripts: readonly ReadScript[],
  context: CheckContext,
): Problem[] {
  const local = new Set(ci.values.filter(({ service }) => service).map(({ text }) => text));
  const testing = ci.values.some(({ name, text }) => /_ENV$/.test(name) && /^(?:test|testing|ci)$/i.test(text));
  const problems = ci.values.flatMap((value) => fromValue(file, ci.system, value, local, testing, context));
  for (const { script, uses } of scripts) {
    for (const { command } of uses) {
      for (const { name, value: text, line } of givenIn(command)) {
        const weight = local.has(text) ? undefined : weightOf(name, text, isStarting(command), context);
        if (weight === undefined) continue;
        const note = `${shortName(name)} is a literal in a script${where(ci.system)}`;
        problems.push(problemAt(RULE, file.path, script, line, note, weight));
      }
    }
  }
  return [
    ...new Map([...scanned(file, scripts, context), ...problems].map((problem) => [problem.line, problem])).values(),
  ];
}

function fromValue(
  { path }: CheckedFile,
  system: CiSystem,
  value: CiValue,
  local: ReadonlySet<string>,
  testing: boolean,
  context: CheckContext,
): Problem[] {
  const { name, text, line, service, literal } = value;
  if (!service && local.has(text)) return [];
  const weight = weightOf(name, text, service || (testing && OWN_MADE.test(name)), context);
  if (weight === undefined) return [];
  const note = `${shortName(name)} has a literal ${weight === 'failure' ? 'key' : 'value'}${where(system)}`;
  return [
    { rule: RULE, path, line, note, weight, ...(literal === undefined ? {} : { literal: { name, ...literal } }) },
  ];
}

/** Values that give no access, whatever they look like. */
const FOR_TESTS = /^(?:pk_|sk_test_|rk_test_|pk\.|sandbox|test[-_])/i;
/** Parts of the well-known keys of the emulators of Cosmos DB and Azure Storage. */
const EMULATOR = /C2y6yDjf5\/R\+|Eby8vdM02xNO/;
/** Secrets that an application needs for itself and that do not matter in a test. */
const OWN_MADE =
  /^(?:.*_)?(?:SECRET_KEY|SECRET_KEY_BASE|APP_KEY|APP_SECRET|JWT_SECRET|AUTH_SECRET|NEXTAUTH_SECRET|SESSION_SECRET|COOKIE_SECRET|ENCRYPTION_KEY|UTILS_SECRET|CRON_SECRET)$/;
/** Words in the names of values that give no access. */
const TEST_NAME = new Set(['sandbox', 'public', 'publishable', 'dummy', 'fake', 'mock', 'example', 'anon']);
/** Passwords of databases and the like, which a CI job starts for itself. */
const OWN_SERVICE =
  /^(?:PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB|MSSQL|SA|MONGO|RABBITMQ|REDIS|MINIO|ELASTIC|NEO4J|ORACLE|CLICKHOUSE|DB|DATABASE|COUCHDB|LDAP|KEYCLOAK)[_A-Z]*PASS(?:WORD)?$|^PGPASSWORD$/i;

function weightOf(name: string, text: string, service: boolean, context: CheckContext): Problem['weight'] | undefined {
  if (name === 'secure' || FOR_TESTS.test(text) || EMULATOR.test(text) || isReference(text)) return undefined;
  const words = splitName(name);
  if (words.some((word) => TEST_NAME.has(word)) || readName(name).dummy) return undefined;
  const kind = context.judgeValue(name, text);
  if (kind === 'nothing') return undefined;
  const own = service || OWN_SERVICE.test(name);
  const test = words.some((word) => word === 'test' || word === 'testing');
  if (kind === 'chosen') return own || test || !isPassword(name) ? undefined : 'advice';
  return own || test ? 'advice' : 'failure';
}

/** Names of passwords. `key` often is the key of a cache, and `credentials` the id of an entry in a store. */
function isPassword(name: string): boolean {
  return (isSecretName(name) && !/credentials?$|^keys?$/i.test(name)) || /(?:pass|_pat|_pw)$/i.test(name);
}

/** Whether it refers to a value from elsewhere. */
function isReference(text: string): boolean {
  return /\$\{?\w|\$[([]|%\w+%|<<|\{\{/.test(text);
}

function where({ remedy }: CiSystem): string {
  return remedy === undefined ? '' : `, where ${remedy} belongs`;
}

/** Names in scanned files can be very long. */
function shortName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}...` : name;
}

/** `docker run -e NAME=value`: a service that the job starts for itself. */
function isStarting(command: Command): boolean {
  const { name = '', words } = headOf(command);
  return /^(?:docker|podman)$/.test(name) && words.slice(1, 4).some((word) => /^(?:run|create)$/.test(plainText(word)));
}

/** Their arguments are names of public keys. */
const NAMES_KEYS = /^(?:gpg2?|apt-key|rpm)$/;

function givenIn(command: Command): ShellLiteral[] {
  return NAMES_KEYS.test(headOf(command).name ?? '') ? [] : commandLiterals(command);
}

/** What the scan found in a script. */
function scanned({ path }: CheckedFile, scripts: readonly ReadScript[], context: CheckContext): Problem[] {
  const lines = new Set(scripts.flatMap(({ script }) => script.lines));
  return context.findingsIn(path).flatMap(({ rule, confidence, occurrences }) => {
    const line = occurrences[0]?.line ?? 1;
    if (!lines.has(line)) return [];
    const weight = confidence === 'high' ? 'failure' : 'advice';
    return [{ rule: RULE, path, line, note: `a script has a literal key (${rule.title})`, weight }];
  });
}
