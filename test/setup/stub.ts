import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

/** A `hexhound` that only writes down how it was called, and ends as it is told. */
export class Stub {
  readonly folder = temporaryFolder();
  readonly script: string;

  constructor() {
    const log = join(this.folder, 'log');
    const told = `printf '%s|%s|%s\\n' "$*" "$PWD" "$GIT_INDEX_FILE" >> '${log}'`;
    const read = `if [ "$1" = push ]; then cat >> '${join(this.folder, 'input')}'; fi`;
    this.script = `#!/bin/sh\n${told}\n${read}\nexit "\${STUB_EXIT:-0}"\n`;
    writeExecutable(join(this.folder, 'hexhound'), this.script);
  }

  /** How it was called since the last time this was asked: arguments, folder, index. */
  calls(): { args: string; cwd: string; index: string }[] {
    const log = join(this.folder, 'log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    writeFileSync(log, '');
    return lines.map((line) => {
      const [args = '', cwd = '', index = ''] = line.split('|');
      return { args, cwd, index };
    });
  }

  /** What it read at all pushes. */
  input(): string {
    return readFileSync(join(this.folder, 'input'), 'utf8');
  }
}

export function writeExecutable(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

export interface GitOutcome {
  readonly ok: boolean;
  readonly stderr: string;
}

/** Runs git with its hooks; `stubExit` is what the stub ends with, and without a stub none is on PATH. */
export function gitWithHooks(repository: Repository, args: string[], stub?: Stub, stubExit = 0): GitOutcome {
  const path = [...(stub === undefined ? [] : [stub.folder]), GIT_ENV.PATH].join(delimiter);
  try {
    repository.gitWith({ env: { PATH: path, STUB_EXIT: String(stubExit) } }, ...args);
    return { ok: true, stderr: '' };
  } catch (error) {
    return { ok: false, stderr: (error as { stderr: string }).stderr };
  }
}
