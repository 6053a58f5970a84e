import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** The programs of PostgreSQL on this machine: in PATH, or where Debian has them. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort().reverse() : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versions.map((name) => join(debian, name, 'bin'))];
  return folders.find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));
}

export const PROGRAMS = findPrograms();

/** PostgreSQL refuses to run as root. 65534: nobody. */
const USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A real server on 127.0.0.1, with one database for each caller. */
export class Postgres {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hexhound-postgres-'));
  #port = 0;
  #server: ChildProcess | undefined;
  #databases = 0;

  static async start(): Promise<Postgres> {
    const postgres = new Postgres();
    if (USER.uid !== undefined) chownSync(postgres.#folder, USER.uid, USER.gid);
    const options = [
      '--auth=trust',
      '--no-sync',
      '--username=hexhound',
      '--no-instructions',
      '--encoding=UTF8',
      '--locale=C',
    ];
    execFileSync(join(PROGRAMS ?? '', 'initdb'), [...options, '-D', join(postgres.#folder, 'data')], {
      ...USER,
      stdio: 'ignore',
    });
    postgres.#port = await freePort();
    await postgres.run();
    return postgres;
  }

  /** Starts the server, again after {@link kill}. */
  async run(): Promise<void> {
    const settings = [
      `port=${this.#port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=`,
      'shared_buffers=16MB',
    ];
    const args = ['-D', join(this.#folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    this.#server = spawn(join(PROGRAMS ?? '', 'postgres'), args, { ...USER, stdio: 'ignore' });
    while (!(await this.#answers())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** An empty database. @returns its URL */
  async create(): Promise<string> {
    const name = `fleet${++this.#databases}`;
    await this.#ask(`create database ${name}`);
    return this.urlOf(name);
  }

  urlOf(name: string): string {
    return `postgres://hexhound@127.0.0.1:${this.#port}/${name}`;
  }

  /** Ends it without a moment to clean up, with all of its processes. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    // Immediate shutdown: nothing of it is needed any more.
    await this.kill('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      await this.#ask('select 1');
      return true;
    } catch {
      return false;
    }
  }

  async #ask(sql: string): Promise<void> {
    const client = new pg.Client(this.urlOf('postgres'));
    client.on('error', () => {});
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
