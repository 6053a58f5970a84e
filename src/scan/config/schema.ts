import { z } from 'zod';
import { isDate } from '../../syntax/date.ts';
import { matcherOf, problemOf } from './path-filter.ts';

/**
 * The form of hexhound.yaml. Its types, the messages about mistakes in it, and the JSON Schema for editors all come from
 * here. It is data only; no key may make hexhound call a network or run a program.
 */

/** Shorter patterns would match, and so hide, nearly everything. */
const LEAST_LETTERS = 4;
const LONGEST_PATTERN = 1024;

const text = z.string().trim().min(1, 'must not be empty');
const path = text.max(LONGEST_PATTERN, `must be at most ${LONGEST_PATTERN} characters`);
const ruleId = text
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be the id of a rule, such as captchaai-api-key')
  .meta({ description: 'The id of a rule.', examples: ['generic-secret'] });
const level = z.enum(['critical', 'high', 'medium', 'low']);

/** Patterns that match no path, as no path has such parts. */
const VOID_GLOBS: readonly (readonly [form: RegExp, message: string])[] = [
  [/(?:^|\/)\.\.(?:\/|$)/, 'matches nothing: a path with .. leads out of the folder'],
  [/^(?:\.\/*|\/+)$|\/\.(?:\/|$)/, 'matches nothing: ** stands for every file'],
  [/^(?:[A-Za-z]:|~)[\\/]/, 'matches nothing: write the path as it is from the folder of this file'],
  [/\/\//, 'matches nothing: there is an empty name between two slashes'],
  [/\\\w/, 'matches nothing: between folders there is a / on every system'],
  [/^!/, 'matches nothing: exceptions cannot be written here'],
];

const glob = path
  .superRefine((pattern, context) => {
    const message = problemOf(pattern) ?? VOID_GLOBS.find(([form]) => form.test(pattern))?.[1];
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ description: 'As in .gitignore: *.snap, docs/, test/**/fixtures.', examples: ['test/**/fixtures'] });

/** Whatever matches all of these matches everything. */
const ANY_PATHS = ['a', '.b', 'c/d.e', 'F/.g/h'];

/** Whether nothing would be left to scan. */
function isEverything(pattern: string): boolean {
  return problemOf(pattern) === undefined && ANY_PATHS.every(matcherOf([pattern]));
}

const NOTHING_LEFT = 'leaves out every file, and a scan of nothing finds nothing';

const value = path
  .refine(
    (pattern) => pattern.replaceAll('*', '').length >= LEAST_LETTERS,
    `needs at least ${LEAST_LETTERS} characters besides *`,
  )
  .meta({
    description: 'A whole value that is not a secret, such as a documented test key; * stands for any characters.',
    examples: ['made-up-*'],
  });

const expires = z
  .string()
  .refine(isDate, 'must be a date such as 2027-01-31')
  .exactOptional()
  .meta({ description: 'Last day on which the entry counts: YYYY-MM-DD.', examples: ['2027-06-30'] });

const reason = text.exactOptional().meta({ description: 'Why, for later readers.', examples: ['the manual has them'] });

const commit = z
  .string()
  .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'must be the whole id of a commit: 40 hexadecimal digits');

const fingerprint = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be a fingerprint: 32 hexadecimal digits, as reports show it')
    .meta({ description: 'The fingerprint that reports show.' }),
  reason: text.meta({ description: 'Why it is accepted, for later readers.' }),
  expires,
});

const scoped = z
  .strictObject({
    paths: z
      .array(glob)
      .min(1, 'must not be empty')
      .exactOptional()
      .meta({ description: 'In one of these paths.', examples: [['docs/']] }),
    rules: z
      .array(ruleId)
      .min(1, 'must not be empty')
      .exactOptional()
      .meta({ description: 'Found by one of these rules.', examples: [['generic-secret']] }),
    values: z
      .array(value)
      .min(1, 'must not be empty')
      .exactOptional()
      .meta({ description: 'One of these values.', examples: [['made-up-*']] }),
    commits: z
      .array(commit)
      .min(1, 'must not be empty')
      .exactOptional()
      .meta({ description: 'Brought in by one of these commits: whole ids.' }),
    reason,
    expires,
  })
  .refine(
    ({ paths, rules, values, commits }) => [paths, rules, values, commits].some((part) => part !== undefined),
    'needs one of paths, rules, values and commits',
  )
  .refine(
    ({ paths = [], rules, values, commits }) => (rules ?? values ?? commits) !== undefined || !paths.some(isEverything),
    NOTHING_LEFT,
  );

/** An entry as text, or as a mapping with a reason and a last day. */
const withReason = <K extends string, T extends z.ZodType<string>>(key: K, form: T) =>
  z.array(z.union([form, z.strictObject({ [key]: form, reason, expires } as Record<K, T> & Dated)]));
type Dated = { readonly reason: typeof reason; readonly expires: typeof expires };

const ignore = z.strictObject({
  paths: withReason(
    'path',
    glob.refine((pattern) => !isEverything(pattern), NOTHING_LEFT),
  )
    .exactOptional()
    .meta({ description: 'Files that are not scanned, relative to this file.', examples: [['*.snap', 'docs/']] }),
  rules: withReason('rule', ruleId)
    .exactOptional()
    .meta({ description: 'Rules that are switched off.', examples: [['generic-secret']] }),
  values: withReason('value', value)
    .exactOptional()
    .meta({ description: 'Values that are not secrets, in any file.', examples: [['made-up-*']] }),
  fingerprints: z.array(fingerprint).exactOptional().meta({ description: 'Findings that are accepted, one by one.' }),
  scoped: z.array(scoped).exactOptional().meta({
    description:
      'Findings for which all conditions of an entry hold are left out: these rules in these paths, for instance.',
  }),
});

const rulesOfPaths = z.array(ruleId).min(1, 'must not be empty').exactOptional();
const minConfidence = z.enum(['high', 'medium', 'low']).exactOptional();
const severity = z.record(ruleId, level).exactOptional();

const override = z
  .strictObject({
    paths: z
      .array(glob)
      .min(1, 'must not be empty')
      .meta({ description: 'The paths, relative to this file.', examples: [['packages/legacy/']] }),
    ignore: z
      .strictObject({
        rules: rulesOfPaths.meta({ description: 'Rules that are switched off here.', examples: [['generic-secret']] }),
        values: z
          .array(value)
          .min(1, 'must not be empty')
          .exactOptional()
          .meta({ description: 'Values that are not secrets here.', examples: [['made-up-*']] }),
      })
      .exactOptional()
      .meta({ description: 'What is not reported here.' }),
    enable: rulesOfPaths.meta({
      description: 'Rules that count here, though ignore.rules switches them off.',
      examples: [['generic-secret']],
    }),
    minConfidence: minConfidence.meta({ description: 'Least confidence that is reported here.', examples: ['high'] }),
    severity: severity.meta({
      description: 'Severity of rules here, by their id.',
      examples: [{ 'generic-secret': 'critical' }],
    }),
  })
  .refine(
    ({ paths: _, ...settings }) => Object.keys(settings).length > 0,
    'needs one of ignore, enable, minConfidence and severity',
  );

export const configForm = z.strictObject({
  $schema: z
    .string()
    .exactOptional()
    .meta({
      description: 'The JSON Schema of this file, for editors.',
      examples: ['./node_modules/hexhound/dist/schemas/config.json'],
    }),
  extends: z
    .array(path)
    .exactOptional()
    .meta({
      description:
        'Other configuration files, relative to this one, and npm packages in node_modules. They are read first: lists add up, everything else is overridden here.',
      examples: [['@acme/hexhound-config']],
    }),
  ignore: ignore.exactOptional().meta({ description: 'What is not reported.', examples: [{ paths: ['docs/'] }] }),
  minConfidence: minConfidence.meta({
    description: 'Least confidence that is reported.',
    default: 'medium',
    examples: ['low'],
  }),
  exitCode: z
    .int()
    .min(0, 'must be a number from 0 to 255')
    .max(255, 'must be a number from 0 to 255')
    .exactOptional()
    .meta({ description: 'Exit code when there are findings.', default: 1, examples: [42] }),
  baseline: path.exactOptional().meta({
    description: 'File that lists accepted findings, relative to this one.',
    default: '.hexhound-baseline.jsonl',
    examples: ['ci/accepted.jsonl'],
  }),
  rules: z
    .array(path)
    .exactOptional()
    .meta({
      description: 'Files with rules of your own, relative to this one, in the format of the built-in ones.',
      examples: [['own-rules.yaml', '.gitleaks.toml']],
    }),
  ownRulesOnly: z
    .boolean()
    .exactOptional()
    .meta({
      description: 'Only the rules of these files count; otherwise they come on top of the built-in ones.',
      default: false,
      examples: [true],
    }),
  severity: severity.meta({ description: 'Severity of rules, by their id.', examples: [{ 'github-pat': 'critical' }] }),
  overrides: z
    .array(override)
    .exactOptional()
    .meta({
      description:
        'Other settings for some paths, as for the packages of a monorepo. Of several for a path the last counts.',
      examples: [[{ paths: ['packages/legacy/'], minConfidence: 'high' }]],
    }),
  requireReason: z
    .boolean()
    .exactOptional()
    .meta({
      description: 'Comments such as hexhound-ignore count only with a reason: hexhound-ignore -- why.',
      default: false,
      examples: [true],
    }),
});

export type ConfigForm = z.infer<typeof configForm>;

/** The JSON Schema of hexhound.yaml. */
export function configSchema(): object {
  return { title: 'hexhound configuration', ...z.toJSONSchema(configForm, { io: 'input', unrepresentable: 'any' }) };
}
