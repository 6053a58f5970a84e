import { z } from 'zod';
import type { Service, ServiceKey } from '../model/rule.ts';
import type { DataPath } from '../syntax/yaml.ts';
import type { Problem } from './problem.ts';

/*
 * rules/services: services whose keys have no prefix, one row each. The rules for the keys are made from the rows.
 */

const text = z.string().trim().min(1);
const page = z.url({ protocol: /^https?$/ });
const severity = z.enum(['critical', 'high', 'medium', 'low']);
/** The kernel looks for these bytes: `cypress_record` where `cypress` alone means something else. */
const joined = z.string().regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'must be lower-case letters and digits, with _ at most');
const word = z.string().regex(/^[a-z0-9]{2,15}$/, 'must be lower-case letters and digits, without - and _');

const key = z.union([
  text,
  z.strictObject({
    form: text,
    kind: text.optional().meta({ description: 'What the key is called: client secret. "API key" by default.' }),
    severity: severity.optional(),
    verify: text.optional().meta({ description: 'The check of its liveness: a file of rules/verifiers.' }),
  }),
]);

const row = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case'),
  name: text.meta({ description: 'As the vendor writes it.' }),
  words: z.array(joined.max(15)).default([]).meta({
    description:
      'Words of five letters and more that nothing but this service is called by: cloudconvert, cypress_record.',
  }),
  inNames: z
    .array(word)
    .default([])
    .meta({ description: 'Other words, which count inside the names of secrets only.' }),
  hosts: z.array(z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be a host name')).default([]),
  keys: z.array(key).min(1).meta({
    description:
      'Forms of its secrets: hex 32, lower 40, base62 20-40, base64 44, base64url 43, digits 9, uuid, jwt, any 20-64, or /an expression/.',
  }),
  severity: severity.default('medium'),
  public: z.array(word).default([]).meta({
    description: 'How names beside it end that are public by design: sitekey, or the last words as one, searchapikey.',
  }),
  docs: page.meta({ description: "The vendor's page that tells about the key." }),
  revoke: page.optional().meta({ description: 'Where it is revoked.' }),
});

export const servicesForm = z.array(row);
export type ServiceRow = z.infer<typeof row>;

/** The JSON Schema of a file under rules/services, for editors. */
export function servicesSchema(): object {
  return { title: 'hexhound services', ...z.toJSONSchema(servicesForm, { io: 'input', unrepresentable: 'any' }) };
}

/** A file of rows of the right form. */
export interface ServiceFile {
  readonly rows: readonly ServiceRow[];
  problem(path: DataPath, message: string): Problem;
}

/** Characters of the alphabets that forms name, as a class of an expression. */
const ALPHABETS: Readonly<Record<string, string>> = {
  hex: '[0-9a-f]',
  HEX: '[0-9A-F]',
  lower: '[a-z0-9]',
  base62: '[A-Za-z0-9]',
  base64: '[A-Za-z0-9+/]',
  base64url: '[\\w-]',
  digits: '\\d',
  any: '[!#-&(-;=?-~]',
};
/** RFC 9562, 4. */
const UUID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';
/** RFC 7519, 3.1: a header, which begins with `{"`, claims and a signature. */
export const JWT = 'ey[\\w-]{10,}\\.ey[\\w-]{10,}\\.[\\w-]{20,}';

/** Alphabets that tell nothing: the value needs the name of a secret. */
const LOOSE: ReadonlySet<string> = new Set(['any', 'digits']);
/** With fewer characters, many other values have the form. */
const TELLING = 16;

/**
 * The expression of a form: `base62 20-40`. @internal exported for tests
 * @returns undefined if there is no such form; `isStrict`: with a word for the service, the form alone identifies a key
 */
export function parseForm(form: string): { readonly pattern: string; readonly isStrict: boolean } | undefined {
  if (form === 'uuid') return { pattern: UUID, isStrict: true };
  if (form === 'jwt') return { pattern: JWT, isStrict: true };
  const [, own] = /^\/(.+)\/$/.exec(form) ?? [];
  if (own !== undefined) return isExpression(own) ? { pattern: own, isStrict: true } : undefined;
  const [, alphabet = '', least = '', most = least] = /^(\w+) (\d{1,4})(?:-(\d{1,4}))?$/.exec(form) ?? [];
  const characters = Object.hasOwn(ALPHABETS, alphabet) ? ALPHABETS[alphabet] : undefined;
  if (characters === undefined || Number(most) < Number(least) || Number(least) < 4) return undefined;
  // The length of base64 includes its padding.
  const [padding, fewest] = alphabet.startsWith('base64') ? ['={0,2}', Number(least) - 2] : ['', least];
  const size = `${fewest}` === most ? most : `${fewest},${most}`;
  return {
    pattern: `${characters}{${size}}${padding}`,
    isStrict: !LOOSE.has(alphabet) && Number(least) >= TELLING,
  };
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source).source !== '';
  } catch {
    return false;
  }
}

/**
 * Compiles rows to services. If there are problems, do not use the rest of the result.
 * @param taken ids of rules and of providers that exist
 */
export function compileServices(
  files: readonly ServiceFile[],
  taken: Iterable<string>,
): { services: Service[]; problems: Problem[] } {
  const ids = new Set(taken);
  const owners = new Map<string, string>();
  const services: Service[] = [];
  const problems: Problem[] = [];
  for (const { rows, problem } of files) {
    for (const [index, row] of rows.entries()) {
      const complain = (field: string, message: string) => problems.push(problem([index, field], message));
      const claim = (id: string) => {
        if (ids.has(id)) complain('id', `there is another "${id}"`);
        ids.add(id);
      };
      claim(row.id);
      for (const name of [...row.words, ...row.inNames]) {
        const owner = owners.get(name);
        if (owner !== undefined) complain('words', `"${name}" is a word of ${owner} too`);
        owners.set(name, row.id);
      }
      for (const short of row.words.filter((name) => name.length < 5)) {
        complain('words', `"${short}": must be five characters or more; shorter ones belong to inNames`);
      }
      const keys = row.keys.flatMap((given) => keyOf(row, given) ?? complainOf(given, complain));
      for (const rule of new Set(keys.map((each) => each.rule))) claim(rule);
      const { id, name, words, inNames, hosts, public: published, docs, revoke } = row;
      services.push({ id, name, docs, ...(revoke && { revoke }), words, inNames, hosts, public: published, keys });
    }
  }
  return { services, problems };
}

type KeyForm = ServiceRow['keys'][number];

function keyOf({ id, severity }: ServiceRow, given: KeyForm): ServiceKey | undefined {
  const {
    form,
    kind = 'API key',
    severity: own = severity,
    verify,
  }: Exclude<KeyForm, string> = typeof given === 'string' ? { form: given } : given;
  const parsed = parseForm(form);
  const rule = `${id}-${kind.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return parsed && { rule, kind, severity: own, ...(verify && { verify }), ...parsed };
}

function complainOf(given: KeyForm, complain: (field: string, message: string) => void): [] {
  complain('keys', `there is no form "${typeof given === 'string' ? given : given.form}"`);
  return [];
}
