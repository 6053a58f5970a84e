import type { Io, Run } from '../../cli/command.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleSet } from '../../model/rule.ts';
import { fileRule } from '../file-rules/inspector.ts';
import { type OpenTarget, runScanCommand } from '../run-scan.ts';
import { readList, treeSource } from '../sources/tree.ts';

/** `hexhound scan [PATH...]`: a working tree, folders, files; `-` reads the list of paths from standard input. */
export const run: Run = (args, io) => runScanCommand('scan', args, io, openTree);

export const openTree: OpenTarget = async (positionals, { io, policy, log }) => {
  const targets = positionals.length === 0 ? ['.'] : await expandList(positionals, io);
  const base = () => Promise.resolve(io.cwd);
  const wanted = await policy.wanted(base);
  return {
    name: positionals.length === 0 ? io.cwd : positionals.join(' '),
    source: treeSource(io, { targets, wanted }, log),
    base,
    unit: 'files',
    done: (state) => state.files,
    repositoryWide: (ruleSet) => missingIgnores(io, positionals, ruleSet),
  };
};

async function expandList(positionals: readonly string[], io: Io): Promise<string[]> {
  if (!positionals.includes('-')) return [...positionals];
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  const listed = readList(Buffer.concat(chunks).toString('utf8'));
  return positionals.flatMap((path) => (path === '-' ? listed : [path]));
}

/** Only where a whole repository is scanned: whoever names files asks about those. */
async function missingIgnores(io: Io, positionals: readonly string[], ruleSet: RuleSet): Promise<readonly Finding[]> {
  const rule = fileRule(ruleSet, 'gitignore-missing-entry');
  const [path = '.', ...others] = positionals;
  if (rule === undefined || others.length > 0) return [];
  const { findRepositoryAt, trackedFiles } = await import('../../git/work-tree.ts');
  const repository = await findRepositoryAt(io, path);
  if (repository === undefined) return [];
  const { findMissingIgnores } = await import('../file-rules/gitignore.ts');
  return findMissingIgnores(repository, await trackedFiles(repository), rule);
}
