import { execFileSync } from 'node:child_process';
import { decodePath } from '../../../src/git/path.ts';
import { GIT_ENV, type Repository } from '../../helpers/repository.ts';

/** What git prints, byte by byte. */
function latin1({ path }: Repository, ...args: string[]): string {
  return execFileSync('git', args, { cwd: path, env: GIT_ENV, encoding: 'latin1', maxBuffer: 2 ** 30 });
}

/** A file: its blob, whether it is a link, its path. */
export function fileKey(blob: string, isLink: boolean, path: string): string {
  return `${blob} ${isLink ? 'link' : 'file'} ${path}`;
}

/** For each file the commits that introduce it, as `git log` says. A change of the permissions alone is none. */
export function introductions(repository: Repository, ...starts: string[]): Map<string, string[]> {
  const options = ['--raw', '-z', '--no-abbrev', '-c', '--root', '--no-renames', '--topo-order', '--reverse'];
  const fields = latin1(repository, 'log', ...options, '--format=tformat:\x01%H', ...starts).split('\0');
  const found = new Map<string, string[]>();
  let commit = '';
  for (let at = 0; at < fields.length; at++) {
    const text = (fields[at] ?? '').replace(/^\n/, '');
    if (text.startsWith('\x01')) commit = text.slice(1);
    if (!text.startsWith(':')) continue;
    const path = decodePath(Buffer.from(fields[++at] ?? '', 'latin1'));
    const parents = text.lastIndexOf(':') + 1;
    const [words, blobs] = [
      text.slice(parents).split(' '),
      text
        .slice(parents)
        .split(' ')
        .slice(parents + 1),
    ];
    const [mode = '', blob = ''] = [words[parents], blobs[parents]];
    const isBefore = blobs.slice(0, parents).some((id, n) => id === blob && isSameKind(words[n] ?? '', mode));
    if (/^(000000|160000)$/.test(mode) || isBefore) continue;
    const key = fileKey(blob, mode === '120000', path);
    found.set(key, [...(found.get(key) ?? []), commit]);
  }
  return found;
}

function isSameKind(one: string, other: string): boolean {
  return one.slice(0, 3) === other.slice(0, 3);
}

/** The files of a tree or commit. */
export function filesOf(repository: Repository, tree: string): Set<string> {
  const files = new Set<string>();
  for (const record of latin1(repository, 'ls-tree', '-r', '-z', tree).split('\0')) {
    const tab = record.indexOf('\t');
    const [mode, type, blob = ''] = record.slice(0, tab).split(' ');
    if (type !== 'blob') continue;
    files.add(fileKey(blob, mode === '120000', decodePath(Buffer.from(record.slice(tab + 1), 'latin1'))));
  }
  return files;
}
