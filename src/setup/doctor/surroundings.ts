import { join } from 'node:path';
import { isCiFile, isWorkflow } from '../../files/ci-files.ts';
import { readSmallFile } from '../../files/read-file.ts';
import { trackedFiles } from '../../git/work-tree.ts';
import { planIgnoreFile } from '../ignore-file.ts';
import type { Project } from '../project.ts';
import { type Check, ok, problem } from './check.ts';
import { initCommand } from './hooks.ts';

/** In bytes, more than any pipeline's file has. */
const MOST_CI = 4 * 1024 * 1024;

/** Whether CI runs hexhound too: hooks can be left out, and nobody has those of a clone that was not set up. */
export async function checkCi({ repository, root }: Project): Promise<Check> {
  const files = (await trackedFiles(repository)).filter(isCiFile);
  if (files.length === 0) return { id: 'ci', state: 'skipped', message: 'no CI configuration is committed here' };
  const calling = files.find((path) => {
    const read = readSmallFile(join(root, path), MOST_CI, 'refused');
    return 'bytes' in read && /^(?!\s*(?:#|\/\/)).*\bhexhound\b/m.test(read.bytes.toString('utf8'));
  });
  if (calling !== undefined) return ok('ci', `${calling} runs hexhound`);
  const workflow = files.find(isWorkflow);
  if (workflow === undefined) {
    return problem(
      'ci',
      `${files.join(', ')}: no step runs hexhound; recipes are in ${__HOMEPAGE__}/blob/main/docs/ci.md`,
    );
  }
  return problem('ci', `no step of a workflow runs hexhound; into ${workflow}, among the steps of a job:`, ...STEPS);
}

const STEPS = [
  '      - uses: actions/checkout@v5',
  '        with: { fetch-depth: 0 }',
  `      - uses: hexhound/hexhound@v${__VERSION__}`,
];

export function checkClone({ repository: { shallow } }: Project): Check {
  if (!shallow) return ok('clone', 'the history is whole');
  const message =
    'the clone is shallow: what lies behind its cut is never looked at, and a push may be looked at in part';
  return problem('clone', message, 'git fetch --unshallow');
}

/** Whether git would take a `.env`. */
export async function checkIgnores(project: Project): Promise<Check> {
  const [change] = await planIgnoreFile(project);
  if (change === undefined) return ok('ignored', '.gitignore keeps .env files out of git');
  const before = new Set((change.file.text ?? '').split('\n'));
  const added = (change.after ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !before.has(line));
  return problem('ignored', `.gitignore lacks ${added.join(', ')}`, `${initCommand(project)} --yes`);
}
