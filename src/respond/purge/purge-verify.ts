import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Repository } from '../../git/repository.ts';
import { UsageError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { isFingerprint } from '../../model/fingerprint.ts';
import { groupBy } from '../../model/group-by.ts';
import { mapStrings, masker, secretsOf } from '../../model/masking.ts';
import { ScanLog } from '../../model/scan-log.ts';
import type { ScanOptions } from '../../scan/options.ts';
import { runScan } from '../../scan/pipeline.ts';
import { readSettings } from '../../scan/settings.ts';
import { openTree } from '../../scan/sources/tree.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { plural } from '../../syntax/words.ts';
import { OBJECT_WORDS } from '../search/object-words.ts';
import type { Leftover } from './leftover.ts';
import { EVERYTHING, scanHistory } from './purge-selection.ts';
import { commandsOf } from './remedies.ts';
import { readReplacements } from './replacements.ts';
import { verifyPurged } from './verify.ts';

/** What `hexhound purge --verify --format json` prints. */
export interface VerifyDocument {
  readonly schema: 'hexhound-purge-verify/1';
  readonly leftovers: readonly Leftover[];
  /** The commands that remove them, in order. */
  readonly commands: readonly string[];
  /** With fingerprints: the findings that are still reported. */
  readonly findings: readonly {
    readonly fingerprint: string;
    readonly title: string;
    readonly paths: readonly string[];
  }[];
  /** Nothing is left, and everything was searched: for the values of a FILE, or with fingerprints by the rules. */
  readonly isClean: boolean;
  readonly errors: ScanLog['errors'];
  readonly notices: readonly string[];
  readonly objects: number;
  readonly files: number;
}

/** Leftovers that the text lists at most; all are counted. */
const MAX_SHOWN = 100;

/**
 * Checks whether anything is left of the values in the file that a plan has written, or of findings.
 * @param given the file, or fingerprints
 * @param options of the scan for fingerprints
 * @param cwd folder that the file is relative to
 * @throws UsageError for anything else
 */
export async function checkPurged(
  given: readonly string[],
  repository: Repository,
  options: ScanOptions,
  cwd: string,
): Promise<PurgeCheck> {
  const [first = '', ...others] = given;
  const path = resolve(cwd, first);
  const isFile = first !== '' && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile && (given.length === 0 || !given.every(isFingerprint))) {
    throw new UsageError(
      '--verify takes the file with the values, which the plan has written, or fingerprints: no such file',
    );
  }
  if (isFile && others.length > 0) throw new UsageError('--verify takes one file');
  const document = isFile
    ? await verifyFile(path, first, repository, options.timeoutMs)
    : await verifyFingerprints(given, options);
  return { document, isFile };
}

/** What is left, and whether it was looked for by values or by fingerprints. */
export interface PurgeCheck {
  readonly document: VerifyDocument;
  readonly isFile: boolean;
}

async function verifyFile(
  path: string,
  shown: string,
  repository: Repository,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<VerifyDocument> {
  const listed = readReplacements(path, shown);
  const log = new ScanLog();
  const end = performance.now() + timeoutMs;
  const { leftovers, isProof } = await verifyPurged(listed, repository, path, log, () => performance.now() < end);
  const document: VerifyDocument = {
    schema: 'hexhound-purge-verify/1',
    leftovers,
    commands: commandsOf(leftovers.map(({ remedy }) => remedy)),
    findings: [],
    isClean: leftovers.length === 0 && isProof,
    ...countsOf(log),
  };
  return mapStrings(document, masker(listed.flatMap(({ secrets }) => secrets)));
}

function countsOf({ errors, notices, objects, files }: ScanLog) {
  return { errors, notices, objects, files };
}

/** The values are not known any more, but each has one fingerprint, which no finding may have. */
async function verifyFingerprints(fingerprints: readonly string[], options: ScanOptions): Promise<VerifyDocument> {
  const inHistory = await scanHistory({ ...options, ...EVERYTHING });
  const everything = { ...EVERYTHING, config: false, fileTimeoutMs: Number.POSITIVE_INFINITY } as const;
  const settings = await readSettings({ ...options, ...everything });
  const inFiles = await runScan('scan', openTree([], settings), settings);
  const isMeant = ({ fingerprint }: Finding) => fingerprints.some((given) => fingerprint.startsWith(given));
  const found = [...inHistory.findings, ...inFiles.findings].filter(isMeant);
  const likely = [...inHistory.findings, ...inFiles.findings].filter(
    (finding) => finding.confidence !== 'low' || isMeant(finding),
  );
  const errors = [...inHistory.errors, ...inFiles.errors];
  const notices = [...new Set([...inHistory.notices, ...inFiles.notices])];
  const shallow = notices.filter((notice) => notice.includes('shallow clone'));
  const document: VerifyDocument = {
    schema: 'hexhound-purge-verify/1',
    leftovers: [],
    commands: [],
    findings: found.map(({ fingerprint, rule, occurrences }) => ({
      fingerprint,
      title: rule.title,
      paths: [...new Set(occurrences.map(({ path, kind }) => path ?? kind))],
    })),
    isClean: found.length === 0 && errors.length === 0 && shallow.length === 0,
    errors,
    notices,
    objects: inHistory.scanned.blobs + inHistory.scanned.commits,
    files: inFiles.scanned.files,
  };
  return mapStrings(document, masker(secretsOf(likely)));
}

/** The result as text. */
export function purgeCheckText({ document, isFile }: PurgeCheck): string {
  const { leftovers, findings, commands, errors, notices, objects, files, isClean } = document;
  const looked = `looked at ${plural(objects, 'object')} and ${plural(files, 'file')}`;
  const lines: string[] = [];
  const count = leftovers.length + findings.length;
  if (count > 0) lines.push(`Still there, in ${plural(count, 'place')} (${looked}):`, '');
  for (const [remedy, group] of groupBy(leftovers.slice(0, MAX_SHOWN), (leftover) => leftover.remedy.text)) {
    lines.push(...group.map((leftover) => escapeForeign(`  ${describe(leftover)}`)), `    ${remedy}`, '');
  }
  if (leftovers.length > MAX_SHOWN) lines.push(`  and ${leftovers.length - MAX_SHOWN} more`, '');
  for (const { fingerprint, title, paths } of findings) {
    lines.push(escapeForeign(`  ${fingerprint}  ${title}: ${paths.slice(0, 5).join(', ')}`));
  }
  if (commands.length > 0) {
    lines.push('To run, in this order:', '', ...commands.map(escapeForeign));
  }
  for (const notice of notices) lines.push(`note: ${escapeForeign(notice)}`);
  for (const { subject, message } of errors) lines.push(escapeForeign(`${subject}: ${message}`));
  if (isClean) {
    const how = isFile
      ? 'None of the values is left, in any form'
      : 'No finding has these fingerprints any more. By the rules only: the file with the values would prove it';
    lines.push(`${how} (${looked}).`);
  } else if (count === 0) lines.push('Nothing was found, but that proves nothing: not everything could be looked at.');
  return lines.map((line) => `${line}\n`).join('');
}

function describe(leftover: Leftover): string {
  const { where, values, forms, object = '', type, path, line, commit, reachedBy } = leftover;
  const what = `${values.join(', ')}${forms.length === 0 ? '' : ` as ${forms.join(', ')}`}`;
  const at = line === undefined ? (path ?? '') : `${path}:${line}`;
  if (where === 'object') {
    const since = commit === undefined || type === 'commit' ? '' : `, commit ${commit.id.slice(0, 10)}`;
    const from = reachedBy === 'nothing' ? 'nothing leads to it' : `from ${reachedBy}`;
    return `${what}: ${OBJECT_WORDS[type ?? 'blob']} ${object}${path === undefined ? '' : ` (${path})`}${since}, ${from}`;
  }
  const places = { 'git-file': `.git/${at}`, 'work-tree': at, index: `staged file name ${at}`, ref: `name of ${at}` };
  return `${what}: ${places[where]}`;
}
