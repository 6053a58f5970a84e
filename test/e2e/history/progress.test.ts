import { expect, test, vi } from 'vitest';
import { FastImport, MODE } from '../../helpers/fast-import.ts';
import { runCommand } from '../../helpers/io.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';

const COMMITS = 700;

function repositoryWithMany(): Repository {
  const repository = createRepository();
  const stream = new FastImport();
  for (let commit = 0; commit < COMMITS; commit++) {
    const tree = new Map([['a.txt', { mode: MODE.file, content: Buffer.from(alnumKey(`${commit}`, 200)) }]]);
    const parents = commit === 0 ? [] : [commit];
    stream.commit({ ref: 'refs/heads/main', parents, tree, message: `${commit}`, time: 1_700_000_000 + commit });
  }
  stream.into(repository, 'marks', '-c', 'fastimport.unpackLimit=1');
  return repository;
}

/** Lets every look at the clock find it a tenth of a second later: as if the work took long. */
async function asIfItTookLong<T>(work: () => Promise<T>): Promise<T> {
  let time = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    time += 100;
    return time;
  });
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

test.each([[['--jobs=1']], [['--jobs=2']], [['--no-delta']]])(
  'a terminal is shown how far it is, of how much, and in the end a clean line: %j',
  async (args) => {
    const { path } = repositoryWithMany();
    const scan = () => runCommand('history', path, ['--no-cache', ...args], { terminal: true });
    const { code, stderr } = await asIfItTookLong(scan);
    const [before, ...lines] = stderr.split('\r\x1b[K');
    expect([code, before, lines.pop()]).toEqual([0, '', '']);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^[\d,]+ of 2,100 objects, \d+ %, [\d,]+\/s(, .+ left)?$/);
    const done = lines.map((line) => Number.parseInt(line.replaceAll(',', ''), 10));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  },
);

test('nothing of it where nobody looks: no terminal, --quiet, CI', async () => {
  const { path } = repositoryWithMany();
  const cases: [string[], Parameters<typeof runCommand>[3]][] = [
    [[], {}],
    [['--quiet'], { terminal: true }],
    [[], { terminal: true, env: { CI: 'true' } }],
  ];
  for (const [args, options] of cases) {
    const { code, stderr } = await asIfItTookLong(() => runCommand('history', path, args, options));
    expect([code, stderr]).toEqual([0, '']);
  }
});
