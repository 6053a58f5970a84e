import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { locate } from '../locate.ts';
import { measure } from '../measure.ts';
import { PEERS } from '../tools.ts';
import { overlaps } from './measure.ts';
import type { Sample } from './samples.ts';

/** Seconds for one tool. */
const LIMIT = 1800;
/** Files in one folder. */
const FULL = 1000;

/** What another tool finds of the samples. */
export interface Peer {
  /** With its version. */
  readonly name: string;
  /** The samples whose secrets it reports, under whatever rule. */
  readonly found: ReadonlySet<Sample>;
}

/** Has the tools that are installed scan the samples, a file each, without checks over the network. */
export async function scanWithPeers(samples: readonly Sample[]): Promise<Peer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  try {
    const tree = join(folder, 'tree');
    for (const [at, { path, text }] of samples.entries()) {
      const file = join(tree, String(Math.floor(at / FULL)), String(at), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const peers: Peer[] = [];
    for (const tool of PEERS) {
      const program = locate(tool.name);
      if (program === undefined || tool.found === undefined) continue;
      const report = join(folder, `${tool.name}.json`);
      const command = { file: program.file, arguments: tool.arguments('tree', tree, report) };
      const { code, late } = await measure(command, LIMIT);
      if (late || !tool.codes.includes(code)) throw new Error(`${tool.name} ended with ${late ? 'the limit' : code}`);
      const found = new Set<Sample>();
      for (const { path, secret } of tool.found(readFileSync(report, 'utf8'))) {
        const sample = samples[Number(relative(tree, path).split(sep)[1])];
        if (sample !== undefined && overlaps(secret, sample.secret)) found.add(sample);
      }
      peers.push({ name: `${tool.name} ${program.version}`, found });
    }
    return peers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
