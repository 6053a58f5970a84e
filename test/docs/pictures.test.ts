import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_BIN } from '../../src/setup/program.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { repositoryWithBase } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { terminalPicture } from './terminal-picture.ts';

const expectPicture = goldenFolder(new URL('../../docs/pictures/', import.meta.url));

async function pictureOf(typed: string, folder: string, command: readonly string[], title: string): Promise<string> {
  const [name = '', ...args] = command;
  // Installed in the project.
  mkdirSync(join(folder, dirname(PROJECT_BIN)), { recursive: true });
  writeFileSync(join(folder, PROJECT_BIN), '');
  const { stdout } = await runCommand(name, folder, args, { columns: 96 });
  const steady = stdout.replace(/ in \d+(?:\.\d+)? m?s\b/g, ' in 0.2 s');
  return terminalPicture(`\x1b[2m$\x1b[22m \x1b[1m${typed}\x1b[22m\n\n${steady}`, title);
}

const BOT = `import os\nfrom captchaai import CaptchaAI\n\n${keyLine(alnumKey('one'))}`;

test('a refused commit', async () => {
  const repository = repositoryWithBase().write('bot.py', BOT);
  repository.git('add', '--all');
  expectPicture(
    'commit.svg',
    await pictureOf('git commit -m "add the bot"', repository.path, ['staged'], 'A commit with a key in it is refused'),
  );
});

test('a key that is in the history only', async () => {
  const repository = repositoryWithBase();
  repository.write('bot.py', BOT).commit('add the bot');
  repository.remove('bot.py').commit('oops');
  expectPicture(
    'history.svg',
    await pictureOf(
      'npx hexhound history',
      repository.path,
      ['history', '--no-cache'],
      'A key that was deleted is still in the history',
    ),
  );
});

test('styles end where they end, and nothing of a text is markup', () => {
  const picture = terminalPicture('\x1b[1m\x1b[31ma<b\x1b[39m c\x1b[22m & d\n', 'x');
  expect(picture.match(/<text.*/g)).toEqual([
    '<text x="16.0" y="48" textLength="25.2" fill="#ff7b72" font-weight="bold">a&lt;b</text>',
    '<text x="49.6" y="48" textLength="8.4" font-weight="bold">c</text>',
    '<text x="66.4" y="48" textLength="25.2">&amp; d</text>',
  ]);
});
