import { z } from 'zod';
import { isDate } from '../syntax/date.ts';

/** The form of a file under rules/. Its types, the messages about mistakes in it and the JSON Schema for editors come from here. */

const text = z.string().trim().min(1);
const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case: lower-case letters, digits and single hyphens');
const list = (item: z.ZodString, description: string) => z.array(item).default([]).meta({ description });

const common = {
  id: id.meta({ description: 'Unique among all rules: captchaai-api-key.' }),
  title: text.meta({ description: 'What was found, as a noun: CaptchaAI API key.' }),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  risk: text.meta({ description: 'One sentence: what somebody who has it can do.' }),
  fix: z
    .strictObject({
      rotate: z
        .url({ protocol: /^https$/ })
        .optional()
        .meta({ description: 'Page where the key is rotated or revoked.' }),
      steps: z.array(text).min(1).meta({ description: 'What to do, in order, each an imperative sentence.' }),
    })
    .meta({ description: 'What to do about it.' }),
};

const verify = {
  verify: id.optional().meta({ description: 'Verifier that asks the service whether a key is alive.' }),
};

const examples = {
  matches: z.array(text).min(2).meta({
    description:
      'Texts in which it must be found. {{hex:32}} and the like are replaced by generated values; NAME = "value" is tested in every notation.',
  }),
  ignores: z.array(text).min(1).meta({ description: 'Texts that look alike and in which nothing may be found.' }),
};

const expression = {
  pattern: text.meta({
    description:
      'JavaScript regular expression over bytes: bounded, no nested repetition. {{assign}} stands for what code puts between a name and its value, {{real}} refuses placeholders.',
  }),
  check: id.optional().meta({ description: 'Offline check of the whole secret, such as its checksum.' }),
  public: text.optional().meta({
    description: 'Why it is public by design, half a sentence: it is listed with --all only.',
  }),
  part: z
    .strictObject({
      of: z.array(id).min(1).meta({ description: 'The rules of the secrets that it belongs to.' }),
      as: text.meta({ description: 'What it is to them: key id.' }),
      shown: z
        .literal(true)
        .optional()
        .meta({ description: 'It is no secret by itself, and is not masked as a part.' }),
    })
    .optional()
    .meta({ description: 'What it is beside a secret that needs it: then both are one finding.' }),
  details: id.optional().meta({
    description: 'How to read what the secret tells of itself, such as its account and its end: jwt.',
  }),
  entropy: z
    .number()
    .min(0)
    .max(8)
    .optional()
    .meta({ description: 'Least Shannon entropy, bits per character. 2.8 by default.' }),
};

const bytes = z.int().min(0).max(65536);

/** An expression in the syntax of RE2, translated when it is compiled. */
const re2 = text.max(65_536);
const allow = {
  all: z.literal(true).optional().meta({ description: 'All conditions must hold, not just one.' }),
  paths: z.array(re2).optional().meta({ description: 'Expressions; the path matches one.' }),
  commits: z.array(text).optional().meta({ description: 'Whole ids of commits.' }),
  patterns: z.array(re2).optional().meta({ description: 'Expressions; what "of" says matches one.' }),
  of: z
    .enum(['secret', 'match', 'line'])
    .default('secret')
    .meta({ description: 'What the patterns are for: the secret, the whole match, or its line.' }),
  words: z.array(text).optional().meta({ description: 'Words in the secret, any case.' }),
  reason: text.optional().meta({ description: 'Why, for later readers.' }),
  expires: z
    .string()
    .refine(isDate, 'must be a date such as 2027-01-31')
    .optional()
    .meta({ description: 'Last day on which the entry counts: YYYY-MM-DD.' }),
};
const CONDITIONS = ['paths', 'commits', 'patterns', 'words'] as const;
const allowList = z
  .strictObject(allow)
  .refine((list) => CONDITIONS.some((key) => (list[key]?.length ?? 0) > 0), `needs one of ${CONDITIONS.join(', ')}`);

const ruleAllow = {
  allow: z.array(allowList).default([]).meta({ description: 'What this rule finds and should not.' }),
};

const bareForm = z.strictObject({
  ...common,
  ...verify,
  shape: z
    .enum(['hex32', 'alnum32', 'mixed32', 'value'])
    .meta({ description: 'Found by its shape, or value: by its name, and judged by its surroundings.' }),
  nameWords: list(
    z.string(),
    'For the shape value: what names of secrets have in them, 5 to 15 bytes, any case of ASCII letters. {any} at the beginning stands for a letter, an underscore or a dash.',
  ),
  nameEnds: list(
    z.string(),
    'The same, 4 to 15 bytes, of words that count at the end of a name only: before an operator, a quote or a bracket.',
  ),
  names: list(text, 'Names that documents and SDKs of the service give the key: CAPTCHAAI_API_KEY.'),
  ...examples,
});

const prefixForm = z.strictObject({
  ...common,
  ...verify,
  prefixes: z
    .array(z.string())
    .min(1)
    .meta({ description: 'How the key begins: 3 to 32 ASCII characters, case-sensitive.' }),
  ...expression,
  ...examples,
});

const keywordForm = z.strictObject({
  ...common,
  ...verify,
  keywords: z.array(z.string()).min(1).meta({
    description:
      'The pattern runs around these words: 5 to 64 ASCII characters, any case; what it matches must cover the word.',
  }),
  named: text.optional().meta({
    description:
      'The name that the secret is the value of: password. Then what matches is judged by its evidence, as the value of such a name.',
  }),
  userinfo: z.literal(true).optional().meta({
    description:
      'The keywords are schemes of URLs, 15 characters at most, and count only where user:password@ follows, in 64 bytes.',
  }),
  ...expression,
  flags: z
    .string()
    .regex(/^(?!.*(.).*\1)[ims]*$/, 'may hold i, m and s, each once')
    .default(''),
  window: z
    .strictObject({ before: bytes.default(256), after: bytes.default(256) })
    .prefault({})
    .meta({ description: 'Bytes around the keyword that the pattern sees: 256 on each side by default.' }),
  ...examples,
});

const usage = {
  ...common,
  named: text.meta({
    description:
      'The name that the secret is the value of: password. What is found is judged as the value of such a name.',
  }),
  ...examples,
};

const commandForm = z.strictObject({
  ...usage,
  commands: z.array(text).min(1).meta({
    description:
      'Commands and where they have the secret: mysql|mysqldump ... -pSECRET. Other words in capitals are any one word, ... any number of arguments.',
  }),
});

const callForm = z.strictObject({
  ...usage,
  calls: z.array(text).min(1).meta({
    description:
      'Calls and which argument is the secret: getConnection(URL, USER, SECRET). Further arguments may follow.',
  }),
});

/** Rules that others wrote may have no examples, and say little of risk and remedy. */
const foreign = {
  ...common,
  ...ruleAllow,
  severity: common.severity.default('high'),
  risk: common.risk.default('Whoever has it can do what its owner can.'),
  fix: common.fix.default({ steps: ['Revoke it where it was issued, and issue a new one.'] }),
};

const contentForm = z.strictObject({
  ...foreign,
  search: re2.meta({
    description:
      'Regular expression in the syntax of RE2, as gitleaks has it, searched in whole contents. This takes longer than the other kinds, and histories are read whole.',
  }),
  syntax: z
    .enum(['re2', 'rust'])
    .default('re2')
    .meta({ description: 'Syntax of the expression: re2, or rust, which has verbose mode (?x).' }),
  group: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Number of the group that is the secret; else the first that is not empty, or all of it.' }),
  words: list(text, 'The expression is searched only in contents that have one of these words, any case.'),
  path: re2.optional().meta({ description: 'Expression that the path must match.' }),
  entropy: z
    .number()
    .min(0)
    .max(8)
    .default(0)
    .meta({ description: 'The secret must have more Shannon entropy, bits per character.' }),
  matches: z.array(text).default([]).meta({ description: 'Texts in which it must be found.' }),
  ignores: z.array(text).default([]).meta({ description: 'Texts in which nothing may be found.' }),
});

const pathForm = z.strictObject({
  ...foreign,
  filePath: re2.meta({ description: 'A file is a finding if its path matches this expression.' }),
});

const fileForm = z.strictObject({
  ...common,
  file: z.literal(true).meta({
    description:
      'About a file or an entry in it; found by code under the same id, in src/scan/file-rules or src/audit.',
  }),
});

/** The kinds of rules. */
export const ruleForms = [
  bareForm,
  prefixForm,
  keywordForm,
  commandForm,
  callForm,
  contentForm,
  pathForm,
  fileForm,
] as const;

const ruleForm = z.union(ruleForms);

/** For each kind of rule the key that no other kind has, in the order of the union. */
export const KIND_KEYS = ['shape', 'prefixes', 'keywords', 'commands', 'calls', 'search', 'filePath', 'file'] as const;

export const providerForm = z.strictObject({
  provider: text.meta({ description: 'Name of the service.' }),
  url: z.url({ protocol: /^https?$/ }).optional(),
  hosts: list(z.string(), 'Host names that only code of this service mentions, lower case; sub-domains count too.'),
  words: list(
    z.string(),
    'Words that name the service in code, any case: SDK packages, classes, prefixes of variables.',
  ),
  notWords: list(z.string(), 'Words that contain one of the words and mean another service.'),
  override: z.literal(true).optional().meta({ description: 'These rules replace built-in ones of the same id.' }),
  rules: z.array(ruleForm),
  allow: z
    .array(
      z.strictObject({ ...allow, rules: z.array(id).min(1).optional().meta({ description: 'Only these rules.' }) }),
    )
    .default([])
    .meta({ description: 'What is no finding, whichever rule found it.' }),
});

/** @internal exported for tests */
export type BareForm = z.infer<typeof bareForm>;
export type PrefixForm = z.infer<typeof prefixForm>;
export type KeywordForm = z.infer<typeof keywordForm>;
export type UsageForm = z.infer<typeof commandForm> | z.infer<typeof callForm>;
/** @internal exported for tests */
export type FileForm = z.infer<typeof fileForm>;
export type ContentForm = z.infer<typeof contentForm>;
export type PathForm = z.infer<typeof pathForm>;
export type AllowForm = z.infer<typeof providerForm>['allow'][number];
export type RuleForm = z.infer<typeof ruleForm>;
export type ProviderForm = z.infer<typeof providerForm>;

/** The JSON Schema of a file under rules/, for editors and for users' own rules. */
export function rulesSchema(): object {
  return { title: 'hexhound rules', ...z.toJSONSchema(providerForm, { io: 'input', unrepresentable: 'any' }) };
}
