import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alnumKey } from '../helpers/keys.ts';

/** A history that is the same at every run: in each commit, some lines of some files change. */
export interface HistorySize {
  readonly commits: number;
  readonly files: number;
  /** Of each file. */
  readonly lines: number;
  /** Files that a commit changes, a line of each. */
  readonly changes: number;
}

/** Writes the files of a source tree into a folder. */
export function writeTree(folder: string, files: number, lines: number): void {
  const random = numbers(files);
  for (let file = 0; file < files; file++) {
    const path = join(folder, pathOf(file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, linesOf(random, lines).join('\n'));
  }
}

/** Makes a repository in a folder, packed as git packs it. Its last tree is checked out. */
export function writeHistory(folder: string, { commits, files, lines, changes }: HistorySize): void {
  const random = numbers(commits + files);
  const contents = Array.from({ length: files }, () => linesOf(random, lines));
  const stream: string[] = [];
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  for (let commit = 0; commit < commits; commit++) {
    const changed = commit === 0 ? contents.keys() : Array.from({ length: changes }, () => random() % files);
    stream.push(`commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_600_000_000 + 3600 * commit} +0000\n`);
    stream.push(data(`change ${commit}`));
    for (const file of changed) {
      const content = contents[file] ?? [];
      if (commit > 0) content[random() % lines] = lineOf(random);
      stream.push(`M 100644 inline ${pathOf(file)}\n`, data(content.join('\n')));
    }
  }
  const git = (args: readonly string[], input = '') => execFileSync('git', ['-C', folder, ...args], { input });
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet'], stream.join(''));
  git(['repack', '-adfq']);
  git(['checkout', '--quiet', 'main']);
}

function pathOf(file: number): string {
  return `src/part${file % 20}/module${file}.${['js', 'py', 'go', 'yaml', 'md'][file % 5]}`;
}

const WORDS =
  'account buffer client config connection context counter decode element encode event field filter handler header index input item key label length limit line list message method name node number object offset option output parent password path pattern point port position query queue range reader record request response result rule section server session size source start state stream string table task template text time token total tree type user value version window word worker writer'.split(
    ' ',
  );

/** Mostly code, comments and text; a name that means a secret in one line of thirty, a password in one of five thousand. */
function lineOf(random: () => number): string {
  const word = () => WORDS[random() % WORDS.length] ?? '';
  const kind = random() % 5000;
  if (kind === 0) return `db_password = "${alnumKey(`bench ${random()}`, 20)}"`;
  if (kind < 160) return `  ${word()}.token = options.${word()}Token ?? read${word()}(${word()});`;
  if (kind < 1000) return `  // the ${word()} of a ${word()} is a ${word()} with ${word()} ${random() % 100}`;
  if (kind < 1600) return '';
  if (kind < 2400) return `  "${word()}_${word()}": "${word()}-${word()}-${random() % 1000}",`;
  return `  const ${word()}${random() % 10} = this.${word()}(${word()}, ${random() % 1000}).${word()};`;
}

function linesOf(random: () => number, count: number): string[] {
  return Array.from({ length: count }, () => lineOf(random));
}

/** The upper bits of a linear congruential generator (Numerical Recipes): always the same numbers. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
