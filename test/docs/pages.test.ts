/** What pages say of each other and of the program is so. */

import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { HELP_FLAG } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/table.ts';
import { COMMANDS_OF_OTHERS } from '../../src/cli/words-of-others.ts';
import { anchorsOf, codeOf, PAGES, proseOf, read } from './markdown.ts';

test.each(PAGES)('%s: what it links to is there', (page) => {
  const links = [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
    .map(([, link, attribute]) => link ?? attribute ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    // Of the repository on GitHub, not of its files.
    if (path.startsWith('../../')) return false;
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(file)) return true;
    return anchor !== undefined && statSync(file).isFile() && !anchorsOf(read(file)).has(anchor);
  });
  expect(broken).toEqual([]);
});

test('every page of docs is in its index', () => {
  const index = read('docs/README.md');
  const missing = PAGES.filter((page) => /^docs\/(?!README)/.test(page)).filter(
    (page) => !index.includes(`(${page.slice('docs/'.length)})`),
  );
  expect(missing).toEqual([]);
});

test.each(PAGES)('%s: its commands and flags are there', async (page) => {
  const unknown: string[] = [];
  // A command ends where a shell's does, or where a comment begins.
  const typed = codeOf(read(page)).flatMap((code) => [
    ...code.matchAll(/^(?:[^#\n]*[\s`(|;&])?hexhound(?:@[\d.]+)? ([a-z][a-z-]*)([^\n|;&#>]*)/gm),
  ]);
  for (const [, name = '', rest = ''] of typed) {
    const entry = COMMANDS.find((command) => command.name === name);
    if (entry === undefined && name !== 'help' && !Object.hasOwn(COMMANDS_OF_OTHERS, name)) unknown.push(name);
    if (entry === undefined) continue;
    const known = { ...(await entry.load()).flags, ...HELP_FLAG };
    const flags = [...rest.matchAll(/(?<=\s)--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
    unknown.push(...flags.filter((flag) => !Object.hasOwn(known, flag)).map((flag) => `${name} --${flag}`));
  }
  expect(unknown).toEqual([]);
});
