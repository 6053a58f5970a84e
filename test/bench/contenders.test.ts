import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { account } from './contenders.ts';
import { HEXHOUND, PEERS } from './tools.ts';

/** Three findings, two secrets, 1,000 bytes, in the form of each tool. */
const SECRETS = ['a', 'a', 'b'];
const REPORTS: Record<string, { report: unknown; stderr?: string }> = {
  hexhound: {
    report: { findings: SECRETS.map((fingerprint) => ({ fingerprint })), errors: [], scanned: { bytes: 1000 } },
  },
  betterleaks: {
    report: {
      findings: SECRETS.map((value) => ({ match: { value } })),
      scan: { state: 'complete', bytes_scanned: 1000 },
    },
  },
  kingfisher: {
    report: {
      findings: SECRETS.map((snippet) => ({ finding: { snippet } })),
      metadata: { summary: { bytes_scanned: 1000 } },
    },
  },
  gitleaks: {
    report: SECRETS.map((Secret) => ({ Secret })),
    stderr:
      '\u001b[90m10:13PM\u001b[0m \u001b[32mINF\u001b[0m \u001b[1mscanned ~1000 bytes (1.00 KB) in 164ms\u001b[0m',
  },
  trufflehog: {
    report: SECRETS.map((Raw) => JSON.stringify({ Raw })).join('\n'),
    stderr: '{"level":"info-0","msg":"finished scanning","chunks":3,"bytes":1000}',
  },
};
const TOOLS = [HEXHOUND, ...PEERS];

function accountOf(name: string, run: { report?: unknown; stderr?: string; code?: number }) {
  const tool = TOOLS.find((some) => some.name === name);
  if (tool === undefined) throw new Error(name);
  const { report, stderr = '', code = tool.codes[1] ?? 0 } = { ...REPORTS[name], ...run };
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-'));
  const file = join(folder, 'report');
  try {
    writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
    return account(tool, { wall: 1, cpu: 1, code, stderr, late: false }, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(TOOLS.map(({ name }) => name))('the report of %s is read', (name) => {
  expect(accountOf(name, {})).toEqual({ findings: 3, secrets: 2, bytes: 1000 });
});

test.each(PEERS.map(({ name }) => name))('%s that fails is no whole scan', (name) => {
  const stderr = '\u001b[31mnot\u001b[0m a repository\n\n';
  expect(() => accountOf(name, { code: 1, stderr })).toThrow(/^exit code 1: not a repository$/);
});

test.each(['hexhound', 'betterleaks', 'kingfisher', 'gitleaks'])('a report of %s that is empty is none', (name) => {
  expect(() => accountOf(name, { report: '' })).toThrow(SyntaxError);
});

test('errors that leave the exit code alone are seen', () => {
  const stderr =
    '\u001b[90m10:14PM\u001b[0m \u001b[31mERR\u001b[0m \u001b[1m[git] fatal: unable to read b16db372\u001b[0m';
  expect(() => accountOf('gitleaks', { report: [], stderr, code: 0 })).toThrow(
    '10:14PM ERR [git] fatal: unable to read b16db372',
  );
  const report = { findings: [], scan: { state: 'incomplete', bytes_scanned: 1000 } };
  expect(() => accountOf('betterleaks', { report })).toThrow('the report says that the scan is incomplete');
});

test('a scan that read nothing is none', () => {
  expect(() => accountOf('gitleaks', { stderr: 'INF scanned ~0 bytes (0) in 141ms' })).toThrow('it has read nothing');
});

test('what hexhound could not read is said, and the rest counts', () => {
  const report = { findings: [], errors: [{ message: 'missing' }, { message: 'other' }], scanned: { bytes: 7 } };
  expect(accountOf('hexhound', { report, code: 2 })).toEqual({
    findings: 0,
    secrets: 0,
    bytes: 7,
    gaps: 'errors: 2, the first: missing',
  });
});
