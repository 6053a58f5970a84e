import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/table.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { folderWith } from '../helpers/repository.ts';

const expectGolden = goldenFolder(new URL('golden/completion/', import.meta.url));

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand('completion', '.', [shell]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

test.each(['bash', 'zsh', 'fish', 'powershell'])('%s: every command is offered', async (shell) => {
  const script = await scriptFor(shell);
  expect(COMMANDS.filter(({ name }) => !script.includes(name))).toEqual([]);
  expectGolden(`${shell}.txt`, script);
});

/** What a shell says of a script; undefined where the shell is not installed. */
function ask(shell: string, args: readonly string[], cwd: string): string | undefined {
  try {
    return execFileSync(shell, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (thrown) {
    if ((thrown as { code?: string }).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

test.each(['bash', 'zsh', 'fish'])('%s reads it', async (shell) => {
  const cwd = folderWith({ script: await scriptFor(shell) });
  expect(ask(shell, ['-n', 'script'], cwd) ?? '').toBe('');
});

/** Words as bash has them before completion: `=` is one. */
const TYPED: readonly (readonly [typed: readonly string[], offered: readonly string[]])[] = [
  [['hexhound', 'sta'], ['staged']],
  [['hexhound', 'scan', '--form'], ['--format']],
  [
    ['hexhound', 'scan', '--format', 'js'],
    ['json', 'jsonl'],
  ],
  [
    ['hexhound', 'scan', '--format', '='],
    ['terminal', 'json'],
  ],
  [['hexhound', 'scan', '--color', '=', 'ne'], ['never']],
  [
    ['hexhound', 'baseline', ''],
    ['create', 'update', 'prune', 'show', 'audit'],
  ],
  [['hexhound', 'baseline', 'show', ''], []],
  [['hexhound', 'help', 'hist'], ['history']],
  [['hexhound', 'scan', '--output', ''], []],
  [['hexhound', 'scan', 'src'], []],
];

test.each(TYPED)('bash completes %j', async (typed, offered) => {
  const cwd = folderWith({ script: await scriptFor('bash') });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: The shell's.
  const call = 'source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _hexhound; printf "%s\\n" "${COMPREPLY[@]}"';
  const words = (ask('bash', ['-c', call, 'bash', ...typed], cwd) ?? '').split('\n').filter((word) => word !== '');
  if (offered.length === 0) expect(words).toEqual([]);
  else expect(words).toEqual(expect.arrayContaining([...offered]));
});

test('fish completes commands, actions and values', async ({ skip }) => {
  const cwd = folderWith({ script: await scriptFor('fish') });
  const complete = (line: string) =>
    ask('fish', ['-c', `source script; complete -C '${line}'`], cwd)
      ?.replaceAll(/\t.*/g, '')
      .trim()
      .split('\n');
  skip(complete('hexhound ') === undefined, 'fish is not installed');
  expect(complete('hexhound sta')).toEqual(['staged']);
  expect(complete('hexhound baseline a')).toEqual(['audit']);
  expect(complete('hexhound scan --min-confidence l')).toEqual(['low']);
});
