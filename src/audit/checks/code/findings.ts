import { baseName, extensionOf } from '../../../files/path-parts.ts';
import { isInDocumentation, isTestOrVendored } from '../../../files/paths.ts';
import type { Finding } from '../../../model/finding.ts';
import type { CheckContext, FileCheck, ProjectCheck } from '../check.ts';
import type { Problem } from '../problem.ts';
import { isFoundByName, isSurelyKey } from '../sure-key.ts';
import { browserAudience } from './browser-files.ts';
import { languageOf } from './syntaxes.ts';

/** The secrets in a file with their lines. */
function secretsIn(path: string, context: CheckContext): { finding: Finding; line: number }[] {
  return context.findingsIn(path).map((finding) => ({ finding, line: finding.occurrences[0]?.line ?? 1 }));
}

const LOG_NAME =
  /\.(?:log|har)(?:\.\d+)?$|^(?:npm-debug|yarn-(?:error|debug)|pnpm-debug|lerna-debug|nohup|hs_err\w*)\b|\.(?:stdout|stderr)$/i;

/** By its name, or if it is a data file in a folder of logs. */
function isLogFile(path: string): boolean {
  const name = baseName(path);
  if (LOG_NAME.test(name)) return true;
  return /(?:^|\/)logs?\//i.test(path) && /^(?:|txt|out|json|jsonl|ndjson|csv|err)$/.test(extensionOf(path));
}

/** Log files that git tracks and in which the scan found a secret. They may be large: their text is not needed. */
export const LOG_FILES: ProjectCheck = {
  rules: ['log-file-tracked'],
  check: async (context) => context.files.paths.filter(isLogFile).flatMap((path) => logFileProblem(path, context)),
};

function logFileProblem(path: string, context: CheckContext): Problem[] {
  const [first, ...others] = context.files.isTracked(path) ? secretsIn(path, context) : [];
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [
    {
      rule: 'log-file-tracked',
      path,
      line: first.line,
      note: `${titleOf(first.finding)}${more} in a log file that git tracks`,
      weight: isTestOrVendored(path) ? 'advice' : 'failure',
    },
  ];
}

function titleOf({ rule, secret }: Finding): string {
  return `${rule.title} ${secret?.mask() ?? ''}`;
}

/** Documents, and collections of requests that are shared like documents. */
function isDocument(path: string): boolean {
  const name = baseName(path);
  if (/^(?:md|mdx|markdown|rst|adoc|asciidoc|ipynb)$/.test(extensionOf(path))) return true;
  if (/^(?:readme|changelog|contributing)(?:\.|$)/i.test(name)) return true;
  if (/(?:openapi|swagger|postman|insomnia)[^/]*\.(?:json|ya?ml)$/i.test(name)) return true;
  return isInDocumentation(path) && languageOf(path) !== 'javascript' && !isLogFile(path);
}

/** Likely a sample. Documents are full of them: tokens of badges, tokens in quoted answers, passwords of examples, ids. */
function isSample(finding: Finding): boolean {
  const isBlock = finding.secret?.reveal().startsWith('-----') === true;
  return (isFoundByName(finding) && !isBlock) || HARMLESS_ALONE.has(finding.rule.id);
}

const HARMLESS_ALONE = new Set(['jwt', 'aws-access-key-id', 'aws-temporary-access-key-id']);

/** Keys in documents, which many people read. */
export const DOCUMENTS: FileCheck = {
  rules: ['documentation-key'],
  concerns: isDocument,
  *check({ path }, context) {
    for (const { finding, line } of secretsIn(path, context)) {
      const isSure = isSurelyKey(finding) && !isSample(finding) && !isTestOrVendored(path);
      const note = `${titleOf(finding)} in a document`;
      yield { rule: 'documentation-key', path, line, note, weight: isSure ? 'failure' : 'advice' };
    }
  },
};

/**
 * Keys that are made for pages and apps, where their use is restricted; and key ids, which give no access without the
 * key.
 */
const MADE_PUBLIC = new Set(
  'google-api-key jwt aws-access-key-id aws-temporary-access-key-id twilio-api-key-sid private-key-encrypted google-oauth-client-secret stripe-test-key'.split(
    ' ',
  ),
);

/** Keys in files that browsers and apps get. */
export const BUNDLES: FileCheck = {
  rules: ['client-side-bundle'],
  concerns: (path) => browserAudience(path) !== undefined && !isDocument(path) && !isTestOrVendored(path),
  *check(file, context) {
    const audience = browserAudience(file.path);
    if (audience === undefined) return;
    for (const { finding, line } of secretsIn(file.path, context)) {
      if (!isSurelyKey(finding) || MADE_PUBLIC.has(finding.rule.id)) continue;
      if (!audience.isReached(file, context, line)) continue;
      const note = `${audience.what} holds ${titleOf(finding)}`;
      yield { rule: 'client-side-bundle', path: file.path, line, note, weight: 'failure' };
    }
  },
};
