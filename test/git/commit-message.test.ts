import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptMessage } from '../../src/git/commit-message.ts';
import { GIT_ENV, type Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';

const TEXT = 'subject\n\nbody\n# a heading, or a comment\n; another\n-- \nend\n';
const SCISSORS = '# ------------------------ >8 ------------------------\nbelow\n';

interface Hooked {
  /** The file as the hook got it. */
  readonly given: Buffer;
  /** GIT_EDITOR of the hook. */
  readonly editor: string;
  readonly committed: string;
}

/** Commits with a hook that keeps what it gets. @param edited by an editor that puts the text before what is there */
function commit(repository: Repository, text: string, args: readonly string[], edited: boolean): Hooked {
  const folder = temporaryFolder();
  const hook = join(repository.path, '.git/hooks/commit-msg');
  writeFileSync(hook, `#!/bin/sh\ncp "$1" '${folder}/given'\nprintf %s "$GIT_EDITOR" > '${folder}/editor'\n`);
  chmodSync(hook, 0o755);
  writeFileSync(join(folder, 'text'), text);
  const editor = `sh -c 'cat "$2" "$1" > "$1.new"; mv "$1.new" "$1"' - "$1" '${folder}/text' #`;
  writeFileSync(join(folder, 'edit'), `#!/bin/sh\n${editor}\n`);
  chmodSync(join(folder, 'edit'), 0o755);
  repository.write('file', `${text}${args.join()}${edited}\n`).git('add', 'file');
  const source = edited ? [] : ['-F', join(folder, 'text')];
  repository.gitWith({ env: { GIT_EDITOR: join(folder, 'edit') } }, 'commit', '--quiet', ...args, ...source);
  return {
    given: readFileSync(join(folder, 'given')),
    editor: readFileSync(join(folder, 'editor'), 'utf8'),
    committed: repository.git('log', '-1', '--format=%B'),
  };
}

const EDITED = [[], ['--verbose'], ['--cleanup=scissors'], ['--cleanup=whitespace'], ['--cleanup=verbatim']];

test.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['core.commentChar', { 'core.commentChar': ';' }],
  ['core.commentChar = auto', { 'core.commentChar': 'auto' }],
  ['commit.verbose', { 'commit.verbose': 'true' }],
  ['commit.cleanup', { 'commit.cleanup': 'scissors' }],
  ['commit.cleanup = whitespace', { 'commit.cleanup': 'whitespace' }],
  ['commit.cleanup = strip', { 'commit.cleanup': 'strip' }],
])('with %s set, what is kept is what git commits', async (_, settings) => {
  const repository = repositoryWithBase();
  for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
  const cases = [
    ...EDITED.map((args) => [TEXT, args, true] as const),
    [TEXT, [], false] as const,
    [`${TEXT}${SCISSORS}`, [], false] as const,
  ];
  for (const [text, args, edited] of cases) {
    const { given, editor, committed } = commit(repository, text, args, edited);
    const context = { cwd: repository.path, env: { ...GIT_ENV, GIT_EDITOR: editor } };
    const { bytes, lines } = await keptMessage(context, given);
    expect(repository.gitWith({ input: bytes }, 'stripspace'), `${args} ${edited}`).toBe(
      repository.gitWith({ input: committed }, 'stripspace'),
    );
    const all = given.toString('latin1').split('\n');
    expect(bytes.toString('latin1').split('\n')).toEqual(lines.map((line) => all[line - 1]));
  }
});
