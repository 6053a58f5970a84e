import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, in which Linux counts on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface Memory {
  /** RSS, with the pages of files (packs, libraries) that are mapped. */
  readonly total: number;
  /** RssAnon: without them. */
  readonly own: number;
}

/**
 * The processes that a command and its children start, told by the session of the command, which outlives parents that do
 * not wait for their children. Reads /proc; where there is none it sees nothing.
 */
export class Session {
  readonly #leader: number;
  /** Processes of other sessions: they need no second look. */
  readonly #others = new Set<string>();
  readonly #ticks = new Map<string, number>();
  #total = 0;
  #own = 0;

  /** @param leader id of the session's first process, a shell that is not counted itself */
  constructor(leader: number) {
    this.#leader = leader;
  }

  /** The largest sums over all processes at one time, in bytes. */
  get peak(): Memory {
    return { total: this.#total, own: this.#own };
  }

  /** CPU time seen so far, in seconds: less than there was by what happened after the last look. */
  get cpu(): number {
    return [...this.#ticks.values()].reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND;
  }

  look(): void {
    let total = 0;
    let own = 0;
    for (const id of this.#members()) {
      const status = read(`/proc/${id}/status`);
      total += kilobytes(status, /^VmRSS:\s+(\d+)/m);
      own += kilobytes(status, /^RssAnon:\s+(\d+)/m);
    }
    this.#total = Math.max(this.#total, total);
    this.#own = Math.max(this.#own, own);
  }

  /** Ends what is left of it. */
  kill(): void {
    for (const id of this.#members()) {
      try {
        process.kill(Number(id), 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  #members(): string[] {
    return processes().filter((id) => {
      if (this.#others.has(id)) return false;
      const stat = read(`/proc/${id}/stat`);
      if (stat === '') return false;
      // proc(5): the fields from the third on stand behind the name, which is in parentheses and may hold any character.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [session, user, system, started] = [3, 11, 12, 19].map((field) => Number(fields[field]));
      if (session !== this.#leader || Number(id) === this.#leader) {
        this.#others.add(id);
        return false;
      }
      this.#ticks.set(`${id} ${started}`, (user ?? 0) + (system ?? 0));
      return true;
    });
  }
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function kilobytes(status: string, field: RegExp): number {
  return Number(field.exec(status)?.[1] ?? 0) * 1024;
}
