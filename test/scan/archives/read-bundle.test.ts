import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PIECE_BYTES } from '../../../src/model/fragment.ts';
import { open } from '../../helpers/open-archive.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';

const SECOND = `${Array.from({ length: 500 }, (_, line) => `line ${line}\n`).join('')}`;

function setUp() {
  const repository = createRepository();
  repository.write('gone/a b.txt', 'first').commit('one');
  repository.remove('gone/a b.txt').write('kept.txt', SECOND).commit('two says something');
  repository.write('kept.txt', `${SECOND}last\n`).commit('three');
  const file = join(temporaryFolder(), 'x');
  return (range: string, version = '2') => {
    repository.git('bundle', 'create', '--quiet', `--version=${version}`, file, range);
    return readFileSync(file);
  };
}

test.each(['2', '3'])(
  'a bundle of version %s: files by their paths, of old commits too, and messages',
  async (version) => {
    const bundle = setUp();
    const { files, refused } = await open(bundle('--all', version), 1000);
    expect(refused).toEqual([]);
    expect(files['gone/a b.txt']).toBe('first');
    expect(files['kept.txt']).toContain(SECOND);
    const commits = Object.entries(files).filter(([name]) => /^commit [0-9a-f]{40}$/.test(name));
    expect(commits).toHaveLength(3);
    expect(commits.some(([, text]) => text.includes('two says something'))).toBe(true);
  },
);

test('a bundle that builds on objects it has not is named; so is one that is damaged; nothing stays behind', async () => {
  const bundle = setUp();
  const folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await open(bundle('HEAD~1..HEAD'))).refused).toEqual([': it builds on objects that are not in it']);
  const whole = bundle('--all');
  expect((await open(whole.subarray(0, whole.length - 30))).refused).toEqual([': it is damaged, or no git bundle']);
  expect((await open(Buffer.from('# v2 git bundle\n'))).refused).toEqual([': it is damaged, or no git bundle']);
  expect(readdirSync(folder)).toEqual([]);
});

test('a bundle without the commits before it, if its files are whole, and a pack', async () => {
  const repository = createRepository();
  repository.write('a.txt', 'one').commit('one');
  repository.write('b.txt', 'x'.repeat(PIECE_BYTES + 10)).commit('two');
  const file = join(temporaryFolder(), 'x');
  repository.git('bundle', 'create', '--quiet', file, 'HEAD~1..HEAD');
  expect(Object.keys((await open(readFileSync(file))).files)).toContain('b.txt');
  repository.git('repack', '-adq');
  const packs = join(repository.path, '.git/objects/pack');
  const pack = readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '';
  expect(Object.keys((await open(readFileSync(join(packs, pack)))).files).sort()).toEqual(
    expect.arrayContaining(['a.txt', 'b.txt']),
  );
});

test("a user's configuration and hooks have no say in it", async () => {
  const bytes = setUp()('--all');
  const home = createRepository();
  home.write('.gitconfig', `[init]\n  templateDir = ${home.path}/t\n[core]\n  fsmonitor = touch ${home.path}/ran\n`);
  home.write('t/hooks/post-index-change', `#!/bin/sh\ntouch ${home.path}/ran\n`);
  expect((await open(bytes, undefined, { ...process.env, HOME: home.path })).refused).toEqual([]);
  expect(existsSync(join(home.path, 'ran'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('git that does not end is ended', async () => {
  const folder = temporaryFolder();
  const script = `#!/bin/sh\ncase "$*" in *index-pack*) exec sleep 3600;; esac\nPATH="\${PATH#*:}" exec git "$@"\n`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  const bundle = setUp()('--all');
  const later = setTimeout;
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run, ms) => later(run, (ms ?? 0) / 100));
  onTestFinished(() => timers.mockRestore());
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  expect(await open(bundle, 1000, env)).toEqual({ files: {}, refused: [': git takes too long to read it'] });
});
