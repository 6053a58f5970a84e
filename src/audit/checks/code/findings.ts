import { baseName, extensionOf } from '../../../files/path-parts.ts';
import { isInDocumentation, isTestOrVendored } from '../../../files/paths.ts';
import type { Finding } from '../../../model/finding.ts';
import type { CheckContext, FileCheck, ProjectCheck } from '../check.ts';
import type { Problem } from '../problem.ts';
import { isFoundByName, isSurelyKey } from '../sure-key.ts';
import { browserAudience } from './browser-files.ts';
import { languageOf } from './sinks.ts';

/** Secrets in a file and where each begins first. */
function secretsIn(path: string, context: CheckContext): { finding: Finding; line: number }[] {
  return context.findingsIn(path).flatMap((finding) => {
    const occurrence = finding.occurrences.find((each) => each.path === path);
    const isSecret = finding.rule.kind !== 'file' && finding.confidence !== 'low';
    return isSecret && occurrence !== undefined ? [{ finding, line: occurrence.line }] : [];
  });
}

const LOG_NAME =
  /\.(?:log|har)(?:\.\d+)?$|^(?:npm-debug|yarn-(?:error|debug)|pnpm-debug|lerna-debug|nohup|hs_err\w*)\b|\.(?:stdout|stderr)$/i;

/** By its name, or as a file without code in a folder of logs. */
function isLogFile(path: string): boolean {
  const name = baseName(path);
  if (LOG_NAME.test(name)) return true;
  return /(?:^|\/)logs?\//i.test(path) && /^(?:|txt|out|json|jsonl|ndjson|csv|err)$/.test(extensionOf(path));
}

/** Log files that git holds and in which the scan found a secret. Large ones, too: only their findings are asked for. */
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

/** Documents, and collections of requests that are shared as such. */
function isDocument(path: string): boolean {
  const name = baseName(path);
  if (/^(?:md|mdx|markdown|rst|adoc|asciidoc|ipynb)$/.test(extensionOf(path))) return true;
  if (/^(?:readme|changelog|contributing)(?:\.|$)/i.test(name)) return true;
  if (/(?:openapi|swagger|postman|insomnia)[^/]*\.(?:json|ya?ml)$/i.test(name)) return true;
  return isInDocumentation(path) && languageOf(path) !== 'javascript' && !isLogFile(path);
}

/** Documents are full of them: tokens of badges and of answers that are shown, passwords of examples, ids that open nothing alone. */
function isSample(finding: Finding): boolean {
  const isBlock = finding.secret?.reveal().startsWith('-----') === true;
  return (isFoundByName(finding) && !isBlock) || OPENS_NOTHING_ALONE.has(finding.rule.id);
}

const OPENS_NOTHING_ALONE = new Set(['jwt', 'aws-access-key-id', 'aws-temporary-access-key-id']);

/** What the scan found in documents, which are written to be read by many. */
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
 * Keys that are made to be in pages and apps, restricted by who may use them and from where; and names of keys that
 * open nothing alone.
 */
const MADE_PUBLIC = new Set(
  'google-api-key jwt aws-access-key-id aws-temporary-access-key-id twilio-api-key-sid private-key-encrypted google-oauth-client-secret stripe-test-key'.split(
    ' ',
  ),
);

/** What the scan found in files that browsers and apps get. */
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
