import { createHash } from 'node:crypto';
import { HexhoundError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { type Outcome, withoutOccurrences } from './outcome.ts';

/** The usual name of a detect-secrets baseline. */
export const DETECT_SECRETS_FILE = '.secrets.baseline';

/** SHA-1 (hex) of the known secrets, by the path of the file that holds them. */
export type DetectSecretsBaseline = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads `results` of a detect-secrets baseline:
 * `{ "results": { "<file>": [{ "hashed_secret": "<sha1>", ... }] } }`.
 * @throws HexhoundError E_CONFIG
 */
export function parseDetectSecretsBaseline(text: string, shown: string): DetectSecretsBaseline {
  const results = record(record(parse(text, shown), shown).results, shown);
  return new Map(
    Object.entries(results).map(([file, list]) => {
      if (!Array.isArray(list)) throw notOne(shown);
      const hashes = list.map((item: unknown) => {
        const hash = record(item, shown).hashed_secret;
        if (typeof hash !== 'string') throw notOne(shown);
        return hash.toLowerCase();
      });
      return [file.replaceAll('\\', '/').replace(/^\.\//, ''), new Set(hashes)] as const;
    }),
  );
}

/**
 * Leaves out the secrets of the baseline, each in the file that it is listed for.
 * @param toRootPath turns a finding's path into one relative to the baseline
 */
export function applyDetectSecretsBaseline(
  findings: readonly Finding[],
  baseline: DetectSecretsBaseline,
  toRootPath: (path: string) => string,
): Outcome {
  const hashes = new Map(findings.map((finding) => [finding, hashOf(finding, 'sha1')]));
  return withoutOccurrences(findings, ({ path }, finding) => {
    const hash = hashes.get(finding);
    return path !== undefined && hash !== undefined && baseline.get(toRootPath(path))?.has(hash) === true;
  });
}

/** The hash of a finding's secret, in lower-case hexadecimal digits. */
export function hashOf({ secret }: Finding, algorithm: 'sha1' | 'sha256'): string | undefined {
  return secret === undefined ? undefined : createHash(algorithm).update(secret.reveal(), 'latin1').digest('hex');
}

function parse(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse's own message repeats the text.
    throw new HexhoundError('E_CONFIG', shown, 'is not JSON');
  }
}

function record(value: unknown, shown: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notOne(shown);
  return value as Readonly<Record<string, unknown>>;
}

function notOne(shown: string): HexhoundError {
  return new HexhoundError('E_CONFIG', shown, 'is not a detect-secrets baseline: no "results" with "hashed_secret"');
}
