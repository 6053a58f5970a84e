import type { Finding, Occurrence } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import type { BareRule, FileRule, KeywordRule, PrefixRule } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import { alnumKey } from '../helpers/keys.ts';

export const captchaRule: BareRule = {
  kind: 'bare',
  id: 'captchaai-api-key',
  title: 'CaptchaAI API key',
  provider: 'captchaai',
  severity: 'high',
  risk: "Whoever holds it spends the account's balance.",
  fix: {
    rotate: 'https://captchaai.com/panel',
    steps: [
      'Create a new key in the panel.',
      'Put it where the program reads it from: CAPTCHAAI_API_KEY.',
      'Delete the old key.',
    ],
  },
  shape: 'alnum32',
  names: ['CAPTCHAAI_API_KEY'],
};

export const tokenRule: PrefixRule = {
  kind: 'prefix',
  id: 'github-personal-token',
  title: 'GitHub personal access token',
  provider: 'github',
  severity: 'critical',
  risk: 'Whoever holds it reads and writes the repositories that its owner can.',
  fix: { rotate: 'https://github.com/settings/tokens', steps: ['Delete the token; GitHub logs what it was used for.'] },
  prefixes: ['ghp_'],
  pattern: '[A-Za-z0-9]{36}',
  reach: 41,
  entropy: 3,
};

export const pemRule: KeywordRule = {
  kind: 'keyword',
  id: 'private-key',
  title: 'Private key',
  provider: 'pem',
  severity: 'medium',
  risk: 'Whoever holds it can act as the server or person it belongs to.',
  fix: { steps: ['Make a new pair of keys.', 'Take the old public key out of where it is trusted.'] },
  keywords: ['PRIVATE KEY'],
  pattern: '.',
  flags: 's',
  window: { before: 0, after: 4096 },
  entropy: 0,
};

const dotenvRule: FileRule = {
  kind: 'file',
  id: 'dotenv-file',
  title: 'Committed .env file',
  provider: 'hygiene',
  severity: 'low',
  risk: 'The values in it are for everybody who can read the repository.',
  fix: { steps: ['git rm --cached the file.', 'Add .env to .gitignore.'] },
};

export const ignoreRule: FileRule = {
  kind: 'file',
  id: 'gitignore-missing-entry',
  title: 'Secret files that git would add',
  provider: 'hygiene',
  severity: 'low',
  risk: 'The next git add of everything commits them.',
  fix: { steps: ['Add the entries to .gitignore.'] },
};

/** Ids and fingerprints are digits only, so that no scanner takes them for keys. */
export const id = (digit: number, length = 40) => String(digit).repeat(length);

/** What a reporter gives in pieces. */
export function whole(pieces: Iterable<string>): string {
  return [...pieces].join('');
}

export function occurrence(place: Partial<Occurrence> = {}): Occurrence {
  const isInFile = !/^(?:commit|tag)-/.test(place.kind ?? '');
  const where = { kind: 'file', ...(isInFile && { path: 'bot/solve.py' }) } as const;
  return { ...where, line: 14, column: 18, endLine: 14, endColumn: 50, ...place };
}

export function finding(parts: Partial<Finding> = {}): Finding {
  return fileFinding({ rule: captchaRule, secret: new Secret(alnumKey('captcha')), ...parts });
}

/** One without a secret. */
export function fileFinding(parts: Partial<Finding> = {}): Finding {
  return {
    rule: dotenvRule,
    fingerprint: id(1, 32),
    confidence: 'high',
    score: 0.9731,
    reasons: [],
    occurrences: [occurrence()],
    ...parts,
  };
}

export function report(parts: Partial<Report> = {}): Report {
  return {
    tool: { name: 'hexhound', version: '1.2.3' },
    command: 'scan',
    target: '.',
    started: Date.UTC(2026, 0, 31, 3, 1, 45),
    findings: [],
    errors: [],
    notOpened: [],
    notices: [],
    hidden: { lowConfidence: 0, inline: 0, baseline: 0 },
    scanned: { files: 214, blobs: 0, commits: 0, bytes: 1_834_211, seconds: 0.4213 },
    ...parts,
  };
}
