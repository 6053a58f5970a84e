import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Leftover } from '../../src/respond/purge/leftover.ts';
import type { PlanDocument } from '../../src/respond/purge/purge-document.ts';
import { fill } from '../../src/rules/generate.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { PurgeShell } from '../respond/purge/filter-repo.ts';

const KINDS = ['file', 'merge', 'tag', 'commit', 'note', 'stash', 'base64', 'utf16', 'binary', 'reflog'] as const;
const KEYS = Object.fromEntries(KINDS.map((kind) => [kind, hexKey(`purge ${kind}`)])) as Record<
  (typeof KINDS)[number],
  string
>;
const IN_NAME = fill('{{github:ghp_}}', 'purge name');
const IN_LINK = fill('{{github:ghp_}}', 'purge link');
const IN_ENV = alnumKey('purge env', 24);
const BODY = ['MIIEowIBAAKCAQEA', ...Array.from({ length: 12 }, (_, line) => alnumKey(`purge pem ${line}`, 64))];
const PEM_LINES = [
  `${BODY[0]}${hexKey('purge pem first', 48)}`,
  ...BODY.slice(1),
  `${alnumKey('purge pem last', 10)}==`,
];
const PEM = ['-----BEGIN RSA PRIVATE KEY-----', ...PEM_LINES, '-----END RSA PRIVATE KEY-----', ''].join('\n');

/** Whatever of them is printed gives one away. */
const VALUES = [...Object.values(KEYS), IN_NAME, IN_LINK, IN_ENV, ...PEM_LINES.slice(1, -1)];

/** A repository with a key in every place that there is. */
function leakyRepository(): Repository {
  const repository = createRepository();
  repository.write('README.md', '# Something\n').write('src/client.py', 'a = 1\n').commit('base');
  repository.write('src/client.py', keyLine(KEYS.file)).commit('client');
  repository.write('src/client.py', 'key = os.environ["KEY"]\n').commit('take it out again');
  repository.git('checkout', '-q', '-b', 'side');
  repository.write('both.py', 'a = 1\n').commit('side');
  repository.git('checkout', '-q', 'main');
  repository.write('both.py', 'a = 2\n').commit('main');
  repository.gitWith({}, 'merge', '-q', '--no-commit', '-X', 'ours', 'side');
  repository.write('both.py', keyLine(KEYS.merge)).commit('merge, with more than either side');
  repository.write('both.py', 'a = 3\n').commit('without');
  const encoded = Buffer.from(`x: 1\n${keyLine(KEYS.base64)}`).toString('base64');
  repository.write('secret.yaml', `data:\n  env: ${encoded}\n`);
  repository.write('wide.txt', Buffer.from(`\ufeff${keyLine(KEYS.utf16)}`, 'utf16le'));
  repository.write('binary.dat', Buffer.concat([Buffer.alloc(20), Buffer.from(`\n${keyLine(KEYS.binary)}`)]));
  repository.write('key.pem', PEM).write('key.js', `const key = ${JSON.stringify(PEM)};\n`);
  repository.write(`dumps/${IN_NAME}.json`, '{}\n').write('.env', `DATABASE_PASSWORD=${IN_ENV}\n`).commit('more');
  repository.git('config', 'core.symlinks', 'true');
  const target = repository.store(`/run/${IN_LINK}`);
  repository.git('update-index', '--add', '--cacheinfo', `120000,${target},link`);
  repository.git('commit', '-qm', 'link');
  repository.git('checkout', '-q', '--', 'link');
  repository.git('tag', '-a', 'v1', '-m', `release\n\n${keyLine(KEYS.tag)}`);
  repository.git('notes', 'add', '-m', keyLine(KEYS.note), 'HEAD');
  repository.git('checkout', '-q', '-b', 'lost');
  repository.write('lost.py', keyLine(KEYS.reflog)).commit('lost');
  repository.git('checkout', '-q', 'main');
  repository.git('branch', '-q', '-D', 'lost');
  repository.write('README.md', keyLine(KEYS.stash));
  repository.git('stash', '-q');
  repository.write('README.md', '# Something else\n');
  repository.commit(`last\n\n${keyLine(KEYS.commit)}`);
  return repository;
}

interface Verified {
  readonly leftovers: readonly Leftover[];
  readonly commands: readonly string[];
  readonly isClean: boolean;
}

function verify(shell: PurgeShell, file: string, cwd: string): { code: number; document: Verified; printed: string } {
  const { code, stdout, stderr } = shell.run(`hexhound purge --verify '${file}' --format json`, cwd);
  return { code, document: JSON.parse(stdout) as Verified, printed: stdout + stderr };
}

test('the plan, run as it is printed, leaves nothing; and its values stand in its file only', () => {
  const shell = new PurgeShell();
  const repository = leakyRepository();
  const cwd = repository.path;
  const printed: string[] = [];

  const planned = shell.run('hexhound purge --all --format json', cwd);
  printed.push(planned.stdout, planned.stderr);
  expect(planned.code, planned.stderr).toBe(0);
  const plan = JSON.parse(planned.stdout) as PlanDocument;
  const file = plan.file ?? '';
  expect(file).toContain(join(cwd, '.git/hexhound/purge-'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const replacements = readFileSync(file, 'latin1');
  for (const value of VALUES.filter((value) => value !== IN_ENV))
    expect(replacements, 'values in the file').toContain(value);

  const before = verify(shell, file, cwd);
  printed.push(before.printed);
  expect(before.code).toBe(1);
  const reached = new Set(before.document.leftovers.map(({ reachedBy }) => reachedBy));
  expect([...reached]).toEqual(
    expect.arrayContaining(['refs/heads/main', 'refs/stash', 'refs/notes/commits', 'refs/tags/v1', 'reflog']),
  );

  const commands = plan.steps.flatMap((step) => step.commands);
  for (const command of commands.filter((line) => !line.startsWith('hexhound') && !line.startsWith('rm '))) {
    const ran = shell.run(command, cwd);
    expect(ran.code, `${command}\n${ran.stderr}${ran.stdout}`).toBe(0);
  }

  const after = verify(shell, file, cwd);
  printed.push(after.printed);
  // What git itself leaves lying about, such as the text of the last message.
  expect(after.document.leftovers.map(({ where, path }) => `${where} ${path}`)).toEqual(['git-file COMMIT_EDITMSG']);
  expect(after.code).toBe(1);
  for (const command of after.document.commands) expect(shell.run(command, cwd).code, command).toBe(0);
  const clean = verify(shell, file, cwd);
  expect(clean).toMatchObject({ code: 0, document: { isClean: true, leftovers: [] } });
  const fingerprints = plan.findings.map(({ fingerprint }) => fingerprint).join(' ');
  const byFingerprint = shell.run(`hexhound purge --verify ${fingerprints}`, cwd);
  expect(byFingerprint.code, byFingerprint.stdout).toBe(0);
  const history = shell.run('hexhound history --no-cache --all', cwd);
  expect(history.code, history.stdout).toBe(0);
  expect(existsSync(join(cwd, '.env'))).toBe(false);
  expect(repository.git('show', 'HEAD:key.js')).toContain('const key = "REDACTED-');

  const last = commands.at(-1) ?? '';
  expect(last).toContain(file);
  shell.run(last, cwd);
  expect(existsSync(file)).toBe(false);
  printed.push(shell.calls, clean.printed, byFingerprint.stdout, byFingerprint.stderr);
  for (const value of VALUES) expect(printed.join('\n').includes(value), 'a value was printed').toBe(false);
});

test('what was pushed: a mirror clone is rewritten and pushed, and this clone fits it afterwards', () => {
  const shell = new PurgeShell();
  const server = createRepository('--bare');
  const repository = createRepository();
  const [key, inPeople] = [hexKey('purge pushed'), fill('{{github:ghp_}}', 'purge people')];
  repository.write('README.md', 'x').commit('base');
  repository.write('a.py', keyLine(key)).commit('add', '--author', `${inPeople} <${inPeople}@example.com>`);
  repository.git('tag', 'v1');
  repository.write('a.py', 'x = 1\n').write('b.py', `GITHUB_TOKEN=${inPeople}\n`).commit('remove');
  repository.git('branch', `fix-${inPeople}`);
  repository.git('remote', 'add', 'origin', server.path);
  repository.git('push', '-q', 'origin', '--all');
  repository.git('push', '-q', 'origin', '--tags');
  repository.git('fetch', '-q');
  repository.write('mine.py', 'y = 1\n').commit('not pushed yet');

  const planned = shell.run('hexhound purge --all --format json', repository.path);
  expect(planned.code, planned.stderr).toBe(0);
  const plan = JSON.parse(planned.stdout) as PlanDocument;
  const clone =
    /git clone \S+ \S+ \S+ (\S+)/.exec(plan.steps.flatMap(({ commands }) => commands).join('\n'))?.[1] ?? '';
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  for (const { id, commands } of plan.steps) {
    for (const command of commands) {
      if (id === 'remove-file') continue;
      const { code, stdout, stderr } = shell.run(command, repository.path);
      const ran = `${id}: ${command}\n${stdout}${stderr}`.replaceAll(key, 'KEY').replaceAll(inPeople, 'KEY');
      // The file of the last message, and others that git leaves, are for the next check.
      if (id === 'check' && code === 1) continue;
      expect(code, ran).toBe(0);
    }
  }
  const { document } = verify(shell, plan.file ?? '', repository.path);
  // The branch was named when it was fetched.
  expect(document.leftovers.map(({ path }) => path)).toEqual(['FETCH_HEAD']);
  for (const command of document.commands) expect(shell.run(command, repository.path).code, command).toBe(0);
  expect(verify(shell, plan.file ?? '', repository.path).code).toBe(0);
  const atServer = shell.run(`hexhound purge --verify '${plan.file}' --repository '${server.path}'`, repository.path);
  // A server collects its garbage when it likes.
  expect(atServer.stdout).not.toMatch(/from refs/);
  repository.git('fetch', '-q', 'origin');
  expect(repository.git('merge-base', 'main', 'origin/main')).toBe(repository.git('rev-parse', 'origin/main'));
  expect(repository.git('log', '--format=%an %ae', 'origin/main')).not.toContain(inPeople);
  expect(repository.git('for-each-ref', '--format=%(refname)')).toContain('refs/remotes/origin/fix-REDACTED-');
  expect(planned.stdout + planned.stderr + shell.calls).not.toContain(key);
});
