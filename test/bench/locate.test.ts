import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { locate } from './locate.ts';

function inFolder(check: (folder: string, put: (path: string, text: string) => string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-'));
  const put = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
    return file;
  };
  try {
    check(folder, put);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a program is found by its name, with its version', () => {
  inFolder((folder, put) => {
    const file = put('bin/peer', '#!/bin/sh\necho peer version 8.30.1-rc.4 of today\n');
    expect(locate('peer', `${folder}/none:${folder}/bin`)).toEqual({ file, version: '8.30.1-rc.4' });
    expect(locate('other', `${folder}/bin`)).toBeUndefined();
  });
});

test('behind the script of a Python package, the program that the package of that name carries is taken', () => {
  inFolder((folder, put) => {
    const python = put('bin/python3', `#!/bin/sh\necho '${folder}/packages'\n`);
    put('bin/peer', `#!${python}\nfrom another_peer.cli import main\n`);
    put('packages/another_peer/bin/another-peer', '#!/bin/sh\necho 1.0\n');
    const file = put('packages/the_peer/bin/peer', '#!/bin/sh\necho 2.0 >&2\n');
    expect(locate('peer', `${folder}/bin`)).toEqual({ file, version: '2.0' });
  });
});
