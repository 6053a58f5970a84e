import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadRuleFile } from '../../../src/rules/load.ts';
import { rulesSchema } from '../../../src/rules/schema.ts';
import { compileUserRules } from '../../../src/rules/user.ts';
import { configForm, configSchema } from '../../../src/scan/config/schema.ts';

const FILE = 'docs/configuration.md';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

/** A row for each key at any depth: `ignore.scoped[].paths`. */
function rowsOf(schema: Schema, path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = `${path}${key}`;
    const mapping = value.items?.anyOf?.find(({ properties }) => properties !== undefined) ?? value.items ?? {};
    const inner = value.type === 'array' ? rowsOf(mapping, `${at}[].`) : rowsOf(value, `${at}.`);
    return [
      `| \`${at}\` | ${formOf(value)} | ${usual(value)} | ${example(value)} | ${value.description ?? ''} |`,
      ...inner,
    ];
  });
}

function formOf({ type, enum: values, const: only, additionalProperties: others }: Schema): string {
  if (values !== undefined) return values.join(', ');
  if (only !== undefined) return String(only);
  if (type === 'array') return 'list';
  if (type === 'object')
    return typeof others === 'object' && others.enum !== undefined ? `mapping to ${others.enum.join(', ')}` : 'mapping';
  return type === 'integer' ? 'whole number' : type === 'string' ? 'text' : (type ?? '');
}

function usual({ default: value }: Schema): string {
  return value === undefined ? '' : `\`${String(value)}\``;
}

/** In YAML of one line. */
function example({ examples: [value] = [] }: Schema): string {
  return value === undefined ? '' : `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\``;
}

function ruleRows(): string[] {
  const schema = rulesSchema() as Schema;
  const kinds = schema.properties?.rules?.items?.anyOf ?? [];
  const rows = kinds
    .filter(({ properties = {} }) => 'search' in properties || 'filePath' in properties)
    .flatMap((kind) => rowsOf(kind));
  const about = new Set(['id', 'title', 'severity', 'risk', 'fix', 'matches', 'ignores']);
  return [...new Set(rows)].filter((row) => !about.has(/`(\w+)/.exec(row)?.[1] ?? ''));
}

test.each([
  ['configuration', () => rowsOf(configSchema() as Schema)],
  ['rules', ruleRows],
] as const)('the reference has every key of the schema: %s', (part, rows) => {
  const text = readFileSync(FILE, 'utf8');
  const pattern = new RegExp(`(<!-- ${part}: .* -->\n)[^]*?(<!-- /${part} -->)`);
  const table = `\n| key | is | default | example | means |\n| --- | --- | --- | --- | --- |\n${rows()
    .map((row) => `${row}\n`)
    .join('')}\n`;
  const expected = text.replace(pattern, (_all, begin: string, end: string) => `${begin}${table}${end}`);
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, expected);
  else expect(text).toBe(expected);
});

test('every key has an example that counts', () => {
  for (const [key, { examples = [] }] of Object.entries((configSchema() as Schema).properties ?? {})) {
    expect(examples.length, key).toBeGreaterThan(0);
    for (const value of examples) expect(configForm.safeParse({ [key]: value }).success, key).toBe(true);
  }
});

test('its example of rules is one', () => {
  const [, yaml = ''] = /```yaml\n(provider: Acme\n[\s\S]*?)```/.exec(readFileSync(FILE, 'utf8')) ?? [];
  const loaded = loadRuleFile(yaml, 'rules/acme.yaml');
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  expect(compileUserRules([loaded.file])).toMatchObject({
    rules: [
      { kind: 'content', id: 'acme-token' },
      { kind: 'file', id: 'acme-store' },
    ],
    allow: [{ rules: ['acme-token'] }, { of: 'line' }],
  });
});
