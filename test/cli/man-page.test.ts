import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Flags } from '../../src/cli/flags.ts';
import { HELP_FLAG, spaced } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/table.ts';

const FILE = 'man/hexhound.1';

/** Text for roff: a backslash, a hyphen that is to be copied, and a dot or an apostrophe at the start of a line (groff_char(7)). */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}

function flagsOf(flags: Flags): string {
  return Object.entries(flags)
    .map(([name, { short, value, help }]) => {
      const names = `${short === undefined ? '' : `-${short}, `}--${name}${spaced(value)}`;
      return `.TP\n.B ${roff(names)}\n${roff(help)}\n`;
    })
    .join('');
}

/** The page in the macros of man(7). */
async function manPage(): Promise<string> {
  const commands = await Promise.all(
    COMMANDS.map(async ({ name, usage, summary, load }) => {
      const flags = flagsOf({ ...(await load()).flags, ...HELP_FLAG });
      return `.SS ${roff(`hexhound ${name} ${usage}`.trimEnd())}\n${roff(summary)}\n${flags}`;
    }),
  );
  return `.\\" Written by UPDATE_GOLDEN=1 npx vitest run test/cli/man\\-page.test.ts
.TH HEXHOUND 1 "" hexhound "User Commands"
.SH NAME
hexhound \\- finds leaked API keys in files, commits and whole git histories
.SH SYNOPSIS
.B hexhound
.I command
[\\fIoptions\\fR]
.SH DESCRIPTION
${roff('It looks through files, through what the next commit would contain, and through everything that git still remembers, and reports one finding per secret, with every place where it stands. Secrets are masked. No service is called without being asked.')}
.SH COMMANDS
${commands.join('')}.SH EXIT STATUS
.TP
.B 0
nothing found
.TP
.B 1
findings (another code with \\-\\-exit\\-code)
.TP
.B 2
something could not be scanned: wrong usage, a bad configuration, an unreadable file
.SH FILES
.TP
.B hexhound.yaml
the configuration, looked for from the current folder up to the top of the repository
.TP
.B .hexhound\\-baseline.jsonl
accepted findings
.SH SEE ALSO
.BR git (1),
.BR githooks (5)
`;
}

test('the man page has every command and flag', async () => {
  const page = await manPage();
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, page);
  expect(readFileSync(FILE, 'utf8')).toBe(page);
  expect(COMMANDS.filter(({ name }) => !page.includes(`\n.SS hexhound ${roff(name)}`))).toEqual([]);
});

/** What mandoc(1) says, where it is installed. A date would make every page that is written a new one. */
function lint(): string | undefined {
  try {
    return execFileSync('mandoc', ['-T', 'lint', '-W', 'warning', FILE], { encoding: 'utf8', stdio: 'pipe' });
  } catch (thrown) {
    const { code, stdout = '' } = thrown as { code?: string; stdout?: string };
    return code === 'ENOENT' ? undefined : stdout.replace(/^.*missing date.*\n/gm, '');
  }
}

test('a reader of man pages has no complaint', ({ skip }) => {
  const complaints = lint();
  skip(complaints === undefined, 'mandoc is not installed');
  expect(complaints).toBe('');
});
