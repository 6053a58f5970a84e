/**
 * Blocks of pages marked `console` are what somebody sees who types them: lines with `$` are typed, the others are printed. Those
 * of a page are run one after the other in one shell. `UPDATE_GOLDEN=1` writes what is printed now.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_BIN } from '../../src/setup/program.ts';
import { blocksOf, PAGES, read } from '../docs/markdown.ts';
import { GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

const BIN = join(process.cwd(), 'dist/js/bin.js');

/** Between the outputs of commands: no program prints it. */
const END = '\x1e';

interface Step {
  readonly command: string;
  readonly shown: string;
}

function stepsOf(block: string): Step[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      // A command goes on behind a backslash, and in lines with the prompt of a shell that waits for more.
      const [, command = '', shown = ''] = /^((?:.*\\\n|.*\n(?=> ))*(?:> )?.*)\n?([\s\S]*)$/.exec(step) ?? [];
      return { command: command.replaceAll(/\n> /g, '\n'), shown };
    });
}

/** Runs commands in one shell, as in a terminal without colours; gives what each printed. */
function run(commands: readonly string[]): string[] {
  const folder = temporaryFolder();
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  const program = (name: string, script: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  // The project has it.
  mkdirSync(join(folder, dirname(PROJECT_BIN)), { recursive: true });
  writeFileSync(join(folder, PROJECT_BIN), '');
  program('npx', `shift\nexec "${process.execPath}" "${BIN}" "$@"`);
  const script = commands.map((command) => `${command}\nprintf '${END}'\n`).join('');
  const { stdout } = spawnSync('sh', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    env: {
      ...GIT_ENV,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, '.cache'),
      PATH: [bin, process.env.PATH].join(delimiter),
    },
    encoding: 'utf8',
  });
  return stdout.replaceAll(realpathSync(folder), '/home/ada').replaceAll(folder, '/home/ada').split(END);
}

/** What differs from run to run: keys, ids, times and dates. */
function steady(text: string): string {
  return (
    text
      .replaceAll(/\*{4}[0-9A-Za-z]{4}\b/g, '****')
      .replaceAll(/\b[0-9a-f]{7,64}\b|(?<=REDACTED-)[0-9a-f]{6}\b/g, '<id>')
      .replaceAll(/\bin \d+(?:\.\d+)? m?s\b/g, 'in <seconds>')
      .replaceAll(/\d{4}-\d\d-\d\d/g, '<date>')
      // How much there is in .git is git's affair.
      .replaceAll(/\d+ files\b/g, '<count> files')
      .trimEnd()
  );
}

const RUNNABLE = PAGES.filter((page) => blocksOf(read(page), 'console').length > 0);

test('there are pages whose examples run', () => {
  expect(RUNNABLE).toContain('docs/getting-started.md');
});

test.each(RUNNABLE)('%s: its examples print what it shows', (page) => {
  const text = read(page);
  const blocks = blocksOf(text, 'console').map((block) => ({ block, steps: stepsOf(block) }));
  const printed = run(blocks.flatMap(({ steps }) => steps.map(({ command }) => command)));
  let [at, updated] = [0, text];
  for (const { block, steps } of blocks) {
    const now = steps.map(({ command }) => ({ command, shown: printed[at++] ?? '' }));
    const isSame = now.every(({ shown }, index) => steady(shown) === steady(steps[index]?.shown ?? ''));
    const typed = ({ command, shown }: Step) => `$ ${command.replaceAll('\n', '\n> ')}\n${shown}`;
    if (!isSame) updated = updated.replace(block, () => now.map(typed).join(''));
  }
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, updated);
  else expect(updated).toBe(text);
});
