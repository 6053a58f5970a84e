/**
 * The shape of `--format json` and of the lines of `--format jsonl`. Stable within a major version: fields are added,
 * none changes its meaning or goes. Loaded by the build and by tests only; reporters use the types.
 */
import { z } from 'zod';

const count = z.int().nonnegative();
const position = z.int().positive();

export const occurrenceSchema = z
  .object({
    kind: z
      .enum([
        ...(['file', 'git-file', 'stdin', 'commit-message', 'commit-header', 'tag-message', 'tag-header'] as const),
        ...(['note', 'path', 'link-target', 'ref', 'reflog'] as const),
      ])
      .describe(
        'What kind of place it is. `path` is the name of a file or folder itself, `ref` that of a branch, a tag, another ref or a remote, `git-file` a file in `.git`, which is never committed.',
      ),
    repository: z
      .string()
      .optional()
      .describe('The repository that it is in, in a report about several: `github.com/acme/api`. Added in 0.2.'),
    path: z
      .string()
      .optional()
      .describe(
        'Relative to what was scanned, with `/`; bytes that are not UTF-8 as \\xHH. Of a ref and its reflog, the name of the ref; of a message or a header, the submodule that it is in.',
      ),
    archive: z.string().optional().describe('The archive that the file is in; `path` is then `archive!file`.'),
    line: position,
    column: position.describe('In UTF-16 units.'),
    endLine: position,
    endColumn: position.describe('Exclusive.'),
    excerpt: z.string().optional().describe('The line around the secret, secrets masked.'),
    blob: z.string().optional().describe('Id of the git object that holds it.'),
    commit: z.string().optional().describe('The commit that brought it in.'),
    author: z.string().optional().describe('`Name <address>` of that commit.'),
    date: z.string().optional().describe('Author date of that commit, ISO 8601.'),
    refs: z
      .array(z.string())
      .optional()
      .describe('`HEAD` where its files still hold it, else the refs whose history does, `index`, or `unreachable`.'),
  })
  .describe('One place where the secret stands.');

const commitSchema = z.object({
  id: z.string(),
  author: z.string().describe('`Name <address>`.'),
  date: z.string().describe('Author date, ISO 8601.'),
});

export const historySchema = z
  .object({
    first: commitSchema.optional().describe('The commit that first had it.'),
    last: commitSchema.optional().describe('The last one that has it; older than HEAD where it was taken out.'),
    heldBy: z
      .array(z.string())
      .optional()
      .describe(
        'What still has it, not only in its past: `HEAD`, `index`, full names of refs. Empty: only the past has it. Absent: not looked up.',
      ),
    reachedBy: z
      .enum(['refs', 'reflog', 'nothing'])
      .optional()
      .describe('What leads to it; by `nothing` it is unreachable, but still in the repository.'),
  })
  .describe('What the history says about the secret. Absent where none was scanned.');

export const findingSchema = z
  .object({
    rule: z.string(),
    kind: z
      .literal('public')
      .optional()
      .describe('A key that is public by design, listed with --all. Absent for secrets.'),
    title: z.string(),
    provider: z.string(),
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    confidence: z.enum(['high', 'medium', 'low']),
    score: z.number().min(0).max(1),
    fingerprint: z.string().describe('Identity of the finding; survives moves, squashes and rebases.'),
    secret: z.string().optional().describe('Masked, unless --show-secrets was given. Absent for rules about files.'),
    note: z.string().optional(),
    parts: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .optional()
      .describe(
        'What it needs and stands beside it: `key id`, `session token`. Secrets among it are masked as `secret` is.',
      ),
    details: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'What the secret tells of itself without its service: `account`, `tenant`, `issuer`; dates in ISO 8601: `issued`, `expires`, or `expired` where that is past.',
      ),
    verification: z
      .object({
        status: z.enum(['active', 'restricted', 'inactive', 'unknown']),
        reason: z.string(),
        balance: z.number().optional().describe("In the service's own unit."),
      })
      .optional(),
    risk: z.string().describe('What somebody who holds the secret can do.'),
    fix: z.object({
      rotate: z.string().optional().describe('Where the key is rotated or revoked.'),
      steps: z.array(z.string()),
    }),
    help: z.string().optional().describe('Page about the rule. Absent for rules of your own.'),
    reasons: z
      .array(z.object({ feature: z.string(), weight: z.number(), detail: z.string().optional() }))
      .describe('What spoke for and against it; weights in log-odds.'),
    history: historySchema.optional(),
    occurrences: z.array(occurrenceSchema).min(1),
  })
  .describe('One secret under one rule, with every place where it stands.');

export const errorSchema = z
  .object({
    code: z.enum(['E_USAGE', 'E_CONFIG', 'E_RULE', 'E_GIT', 'E_SOURCE', 'E_INTERRUPTED', 'E_TIMEOUT', 'E_NOT_OPENED']),
    subject: z.string().describe('What could not be looked at: a path, an object id, a revision.'),
    message: z.string(),
  })
  .describe('Something that could not be looked at; the exit code is 2 if there is one.');

export const notOpenedSchema = z
  .object({
    kind: z.enum(['archive', 'submodule', 'leftover', 'ignored']),
    path: z.string().describe('Of the file or folder; the id of an object where a history has no path for it.'),
    reason: z.string(),
  })
  .describe('Something that can hold secrets and was left out; with --strict each is an error too.');

const run = {
  tool: z.object({ name: z.literal('hexhound'), version: z.string() }),
  command: z.string(),
  target: z.string(),
};

const totals = {
  hidden: z
    .object({ lowConfidence: count, inline: count, baseline: count })
    .describe('Findings that were left out: of low confidence, by comments in the files, by the baseline.'),
  scanned: z.object({
    files: count,
    blobs: count,
    commits: count,
    bytes: count,
    seconds: z.number().nonnegative().describe('Wall time.'),
  }),
  interrupted: z
    .object({ done: count, total: count.optional(), unit: z.string() })
    .optional()
    .describe('The scan was stopped there (Ctrl-C); the rest was not looked at.'),
};

export const documentSchema = z.object({
  schemaVersion: z.literal(1),
  ...run,
  findings: z.array(findingSchema),
  errors: z.array(errorSchema),
  notOpened: z.array(notOpenedSchema).optional().describe('Added in 0.2; absent in older reports.'),
  notices: z.array(z.string()),
  ...totals,
});

export const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('finding'), ...findingSchema.shape }),
  z.object({ type: z.literal('error'), ...errorSchema.shape }),
  z.object({ type: z.literal('not-opened'), ...notOpenedSchema.shape }),
  z.object({ type: z.literal('notice'), message: z.string() }),
  z
    .object({
      type: z.literal('summary'),
      schemaVersion: z.literal(1),
      ...run,
      findings: count,
      errors: count,
      ...totals,
    })
    .describe('The last line; its counts tell whether a line was lost.'),
]);

export type OccurrenceDocument = z.infer<typeof occurrenceSchema>;
export type HistoryDocument = z.infer<typeof historySchema>;
export type FindingDocument = z.infer<typeof findingSchema>;
export type ReportDocument = z.infer<typeof documentSchema>;
export type ReportLine = z.infer<typeof lineSchema>;

/** JSON Schema (2020-12) of the whole report. As for input: readers must accept the fields of later versions. */
export const reportSchema = z.toJSONSchema(documentSchema, { io: 'input' });

/** JSON Schema (2020-12) of one line of `--format jsonl`. */
export const reportLineSchema = z.toJSONSchema(lineSchema, { io: 'input' });
