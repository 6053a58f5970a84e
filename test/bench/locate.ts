import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program as found on this machine. */
export interface Program {
  readonly file: string;
  readonly version: string;
}

/**
 * The program behind a name on PATH. What pip installs is a script that starts Python, which starts the program (and two
 * packages may install a script of the same name): then it is the file `bin/NAME` of a package of that Python.
 * @returns undefined when nothing of that name can be run
 */
export function locate(name: string, path = process.env.PATH ?? ''): Program | undefined {
  const found = path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
  if (found === undefined) return undefined;
  const file = behind(found, name);
  const { stdout, stderr, error } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return { file, version: /\d+\.\d+\S*/.exec(stdout + stderr)?.[0] ?? 'of unknown version' };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function behind(file: string, name: string): string {
  const head = readHead(file);
  if (!head.startsWith('#!')) return realpathSync(file);
  const python = /^#!(\S*python\S*)/.exec(head)?.[1];
  if (python !== undefined) return inPackages(python, name) ?? file;
  const shim = /\bpyenv" exec /.test(head);
  return shim ? behind(execFileSync('pyenv', ['which', name], { encoding: 'utf8' }).trim(), name) : file;
}

function inPackages(python: string, name: string): string | undefined {
  const code = 'import sysconfig; print(sysconfig.get_path("platlib"))';
  const packages = execFileSync(python, ['-c', code], { encoding: 'utf8' }).trim();
  return readdirSync(packages)
    .map((folder) => join(packages, folder, 'bin', name))
    .find(isProgram);
}

function readHead(file: string): string {
  const head = Buffer.alloc(1024);
  const descriptor = openSync(file, 'r');
  try {
    return head.toString('latin1', 0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}
