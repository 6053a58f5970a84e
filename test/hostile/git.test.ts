import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { safeEnvironment } from '../../src/git/safety.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { GIT_ENV, Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const KEY = hexKey('hostile');

const COMMANDS = [
  ['scan'],
  ['staged'],
  ['history', '--no-cache'],
  ['history', '--no-delta'],
  ['history', 'HEAD~..HEAD'],
  ['explain', '--history', '0123abcd'],
  ['audit'],
] as const;

/** The exit code of each command; 2 for one that refuses. */
async function runAll(path: string): Promise<number[]> {
  const codes: number[] = [];
  for (const [command, ...args] of COMMANDS) {
    codes.push(
      await runCommand(command, path, args).then(
        ({ code }) => code,
        () => 2,
      ),
    );
  }
  return codes;
}

function repositoryToScan(): Repository {
  const repository = repositoryWithBase();
  repository
    .write('a.js', keyLine(KEY))
    .write('.gitattributes', '* filter=shout diff=shout merge=shout\n')
    .commit('add');
  repository.write('staged.js', keyLine(hexKey('staged'))).git('add', 'staged.js');
  return repository.write('a.js', `changed\n${keyLine(KEY)}`);
}

/** Settings whose value is a program, or leads to one. */
const PROGRAMS =
  `core.fsmonitor core.alternateRefsCommand core.sshCommand core.gitProxy core.askPass core.editor core.pager
  sequence.editor pager.log pager.diff pager.show-ref diff.external diff.shout.command diff.shout.textconv gpg.program
  gpg.ssh.program gpg.x509.program filter.shout.clean filter.shout.smudge filter.shout.process merge.shout.driver
  trailer.shout.command trailer.shout.cmd credential.helper interactive.diffFilter uploadpack.packObjectsHook
  remote.origin.uploadpack remote.origin.receivepack submodule.x.update`.split(/\s+/);

test('no program of a configuration runs, in no command', async () => {
  const repository = repositoryToScan();
  const mark = join(temporaryFolder(), 'was-run');
  const program = join(temporaryFolder(), 'program');
  const script = new Repository(join(program, '..')).write('program', `#!/bin/sh\ntouch '${mark}'\n`);
  script.chmod('program', 0o755);
  const codes = await runAll(repository.path);
  expect(codes).toEqual([1, 1, 1, 1, 1, 2, 1]);
  for (const name of PROGRAMS) repository.git('config', name, name === 'submodule.x.update' ? `!${program}` : program);
  for (const name of ['log', 'cat-file', 'rev-parse', 'rev-list', 'ls-files', 'diff', 'version', 'remote']) {
    repository.git('config', `alias.${name}`, `!${program}`);
  }
  repository.git('config', 'log.showSignature', 'true');
  repository.git('config', 'filter.shout.required', 'true');
  repository.git('config', 'core.untrackedCache', 'true');
  for (const hook of [
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-auto-gc',
    'fsmonitor-watchman',
  ]) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch '${mark}'\n`).chmod(`.git/hooks/${hook}`, 0o755);
  }
  expect(await runAll(repository.path)).toEqual(codes);
  expect(existsSync(mark)).toBe(false);
});

/** A partial clone whose missing blob would be fetched by a program. */
function hostileClone(mark: string, protocol: string): Repository {
  const source = repositoryWithBase();
  source.git('config', 'uploadpack.allowFilter', 'true');
  source.write('a.js', keyLine(KEY)).write('b.js', 'b\n').commit('add');
  source.write('a.js', 'clean\n').commit('clean');
  const clone = new Repository(join(temporaryFolder(), 'clone'));
  source.git('clone', '--quiet', '--filter=blob:none', `file://${source.path}`, clone.path);
  clone.git('config', 'remote.origin.url', `${protocol}::touch ${mark}`);
  for (const name of ['protocol', 'protocol.ext', 'protocol.file', 'protocol.made-up']) {
    clone.git('config', `${name}.allow`, 'always');
  }
  return clone;
}

test('nothing is fetched, whatever protocols a configuration allows', async () => {
  const mark = join(temporaryFolder(), 'was-run');
  const clone = hostileClone(mark, 'ext');
  const missing = clone.git('rev-parse', 'HEAD~:a.js');
  const read = (env: Record<string, string>) => {
    try {
      execFileSync('git', ['cat-file', '-p', missing], {
        cwd: clone.path,
        env: { ...GIT_ENV, ...env },
        stdio: 'ignore',
      });
    } catch {
      // It is not there, and what runs brings nothing.
    }
    return existsSync(mark);
  };
  const codes = await runAll(clone.path);
  expect([codes.slice(2, 4), existsSync(mark)]).toEqual([[2, 2], false]);
  // An older git knows nothing of GIT_NO_LAZY_FETCH.
  expect(read({ ...safeEnvironment(GIT_ENV), GIT_NO_LAZY_FETCH: '0' })).toBe(false);
  expect(read({ GIT_NO_LAZY_FETCH: '0' }), 'without our settings it is run').toBe(true);
});

test("nor by a helper of a name that nobody knows, if one is on the user's path", async () => {
  const mark = join(temporaryFolder(), 'was-run');
  const clone = hostileClone(mark, 'made-up');
  const folder = new Repository(temporaryFolder());
  folder.write('git-remote-made-up', `#!/bin/sh\ntouch '${mark}'\n`).chmod('git-remote-made-up', 0o755);
  const env = { PATH: `${folder.path}:${GIT_ENV.PATH}`, GIT_ALLOW_PROTOCOL: 'made-up:ext:file' };
  for (const [command, ...args] of COMMANDS) await runCommand(command, clone.path, args, { env }).catch(() => {});
  expect(existsSync(mark)).toBe(false);
});

test.each([
  ['another work tree', ['core.worktree', '/']],
  ['a work tree that is not there', ['core.worktree', '/nowhere']],
  ['an endless configuration', ['include.path', '/dev/zero']],
  ['an extension that nobody knows', ['extensions.madeUp', 'true']],
  ['a format that nobody knows', ['core.repositoryFormatVersion', '99']],
  ['another hash', ['extensions.objectFormat', 'sha256']],
  ['another hash of packs', ['extensions.objectFormat', 'sha256']],
  ['a bare repository that is none', ['core.bare', 'true']],
])('a repository that says it has %s never passes for clean', async (what, [name = '', value = '']) => {
  const repository = repositoryToScan();
  if (what.endsWith('packs')) repository.git('gc', '--quiet');
  if (name.startsWith('extensions.')) repository.git('config', 'core.repositoryFormatVersion', '1');
  repository.git('config', name, value);
  for (const code of (await runAll(repository.path)).slice(2)) expect(code).toBeGreaterThan(0);
  const code = await runCommand('scan', repository.path, []).then(
    (outcome) => outcome.code,
    () => 2,
  );
  expect(code).toBeGreaterThan(0);
});

test('a bare repository inside of a work tree is refused where the user wants that', async () => {
  const repository = repositoryToScan();
  const inner = new Repository(join(repository.path, 'inner.git'));
  repository.git('init', '--quiet', '--bare', 'inner.git');
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.bareRepository', GIT_CONFIG_VALUE_0: 'explicit' };
  await expect(runCommand('history', inner.path, [], { env })).rejects.toMatchObject({ code: 'E_GIT' });
});
