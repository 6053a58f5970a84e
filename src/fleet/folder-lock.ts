import { rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { sha256 } from '../model/hashing.ts';

/**
 * Makes sure that no other process uses a folder: PGlite itself lets a second one in, and both then lose what they write. The
 * lock is a socket that this process listens on, so the system takes it away when the process ends, however it ends.
 *
 * @param folder absolute, without links
 * @returns what gives it up
 * @throws HexhoundError E_SOURCE if another process has it
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const name = nameOf(folder);
  const server = createServer((socket) => socket.destroy());
  server.unref();
  if (await listens(server, name)) return () => server.close();
  // Where sockets are files, one can be left of a process that was killed.
  if (['linux', 'win32'].includes(process.platform) || (await answers(name))) throw inUse(folder);
  rmSync(name, { force: true });
  if (!(await listens(server, name))) throw inUse(folder);
  return () => server.close();
}

function nameOf(folder: string): string {
  const name = `hexhound-fleet-${sha256(folder).slice(0, 32)}`;
  // Linux has names of sockets that are no files (unix(7), abstract); pipes of Windows are none either.
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
}

function listens(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', onError).listen(name, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(name, () => resolve(true)).on('error', () => resolve(false));
    socket.on('close', () => socket.destroy());
  });
}

function inUse(folder: string): HexhoundError {
  const why =
    'another hexhound fleet is at work in this folder, which one process at a time can use: wait for its end, give it more to do with work --jobs, or use a PostgreSQL server (HEXHOUND_FLEET=postgres://...)';
  return new HexhoundError('E_SOURCE', folder, why);
}
