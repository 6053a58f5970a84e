import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { gitText } from '../../git/run.ts';
import { withoutHookVariables } from '../../git/safety.ts';
import type { Env } from '../../model/env.ts';
import { clip } from '../../syntax/words.ts';
import { installedScript } from '../install.ts';
import { HOOKS } from '../plan.ts';
import { nodeFolder } from '../program.ts';
import type { Project } from '../project.ts';
import { withoutHook } from '../shell-hook.ts';
import { type Check, ok, problem } from './check.ts';
import { initCommand } from './hooks.ts';

/** Milliseconds for one attempt. A hook that installs its tools first may take longer, and is then not proven. */
const LONGEST = 90_000;

/** Larger files are linked: nothing reads them as a configuration. */
const MOST_COPIED = 1024 * 1024;

/** The file with the key. No formatter or linter is about it. */
const FILE = 'hexhound-doctor.txt';

/**
 * Tries whether the hooks refuse a key: commits one that was just drawn, in a repository that is thrown away. What is around it
 * is that of the real one: its hooks, their settings and programs. Nothing of the real one is written to.
 * @param manager whose hooks they are
 */
export async function prove(project: Project, manager: string | undefined): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-doctor-'));
  try {
    const attempt = await prepare(project, folder);
    const commit = ['commit', '--quiet', '--message', 'hexhound doctor'];
    const key = `CAPTCHAAI_API_KEY=${randomBytes(16).toString('hex')}`;
    writeFileSync(join(attempt.cwd, FILE), `${key}\n`);
    await attempt.git(['add', '--force', FILE]);
    const checks = [judge('commit', await attempt.git(commit), NAMED)];
    if (checks[0]?.state === 'ok') checks.push(...(await underShortPath(attempt, commit, project, manager)));
    await attempt.git(['rm', '--quiet', '--cached', FILE]);
    checks.push(
      judge('message', await attempt.git(['commit', '--quiet', '--allow-empty', '--message', key]), IN_MESSAGE),
    );
    checks.push(await tryPush(attempt, folder, project, manager));
    return checks;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMED = new RegExp(`${FILE.replace('.', '\\.')}:1\\b`);
const IN_MESSAGE = /commit message, line 1\b/;

/** How git ended, and what it and the hook said. */
interface Outcome {
  /** Undefined: it was ended, or could not be started. */
  readonly code: number | undefined;
  readonly output: string;
}

interface Attempt {
  readonly cwd: string;
  git(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
}

/** Makes a repository in whose work tree everything is that is in the real one, by links. */
async function prepare(project: Project, folder: string): Promise<Attempt> {
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  for (const name of readdirSync(project.root)) {
    // Git follows no links in the place of its own files.
    if (!name.startsWith('.git')) provide(join(project.root, name), join(cwd, name));
  }
  const env = {
    ...withoutHookVariables(project.repository.env),
    ...{ GIT_AUTHOR_NAME: 'hexhound', GIT_AUTHOR_EMAIL: 'doctor@hexhound.invalid' },
    ...{ GIT_COMMITTER_NAME: 'hexhound', GIT_COMMITTER_EMAIL: 'doctor@hexhound.invalid' },
    ...{ GIT_TERMINAL_PROMPT: '0', NO_COLOR: '1', GIT_TEMPLATE_DIR: '' },
  };
  const git = (args: readonly string[], more = {}) =>
    run(cwd, ['-c', 'commit.gpgSign=false', ...args], { ...env, ...more });
  // Not by `run`, for these must not fail.
  const quiet = (args: readonly string[]) => gitText({ cwd, env }, args);
  await quiet(['init', '--quiet', '--template=']);
  const { configured } = project.hooks;
  if (configured !== undefined) await quiet(['config', 'core.hooksPath', configured.value]);
  copyHooks(project, cwd);
  // Hooks such as lint-staged's need a commit to compare with.
  await quiet(['commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'begin']);
  return { cwd, git };
}

function provide(from: string, to: string): void {
  const stat = lstatSync(from);
  if (stat.isDirectory()) symlinkSync(from, to, 'junction');
  else if (stat.isFile() && stat.size <= MOST_COPIED) copyFileSync(from, to);
  else if (process.platform !== 'win32') symlinkSync(from, to);
}

/** Those in `.git`, which is not there; others come with the work tree, or are where core.hooksPath says. */
function copyHooks({ commonDir, hooks: { folder } }: Project, cwd: string): void {
  if (!existsSync(folder) || !isInside(commonDir, folder)) return;
  const to = join(cwd, '.git', relative(commonDir, folder));
  mkdirSync(to, { recursive: true });
  for (const hook of HOOKS) if (existsSync(join(folder, hook))) copyFileSync(join(folder, hook), join(to, hook));
}

function run(cwd: string, args: readonly string[], env: Env): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('git', args, {
      cwd,
      env,
      timeout: LONGEST,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const outcome = (code: number | null, output: string) => resolve({ code: code ?? undefined, output });
    child.once('error', ({ message }) => outcome(null, message));
    child.once('close', (code) => outcome(code, Buffer.concat(chunks).toString('utf8')));
  });
}

const SUBJECT = { commit: 'a commit with a key', message: 'a message with a key', push: 'a push with a key' } as const;

function judge(what: keyof typeof SUBJECT, { code, output }: Outcome, named: RegExp): Check {
  const id = `proof-${what}`;
  if (code === undefined)
    return {
      id,
      state: 'unknown',
      message: `${SUBJECT[what]} could not be tried: ${lastLine(output) || 'it took too long'}`,
    };
  if (code === 0) return problem(id, `${SUBJECT[what]} went through, in a repository made for the trial`);
  if (named.test(output)) return ok(id, `${SUBJECT[what]} was refused, in a repository made for the trial`);
  return problem(id, `${SUBJECT[what]} was refused, but not because hexhound found it: ${lastLine(output)}`);
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => /not found|no such|cannot|error/i.test(line));
  return clip((telling ?? lines.at(-1) ?? '').trim(), 300);
}

/** What programs have that no shell has started (macOS: `launchctl getenv PATH`). */
const SHORT_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** Git under a graphical program: nvm and its like are in nobody's PATH there. */
async function underShortPath(
  { git }: Attempt,
  commit: readonly string[],
  project: Project,
  manager: string | undefined,
): Promise<Check[]> {
  if (process.platform === 'win32' || project.repository.env.PATH === SHORT_PATH) return [];
  const { code, output } = await git(commit, { PATH: SHORT_PATH });
  if (code === undefined) return [];
  if (NAMED.test(output))
    return [ok('graphical-clients', `the hook runs with PATH=${SHORT_PATH} too, as graphical clients have it`)];
  const effect = code === 0 ? 'lets a key pass' : `refuses every commit: ${lastLine(output)}`;
  const message = `with PATH=${SHORT_PATH}, as graphical clients have it, the hook ${effect}`;
  return [problem('graphical-clients', message, ...pathMend(project, manager))];
}

function pathMend(project: Project, manager: string | undefined): string[] {
  const node = dirname(process.execPath);
  if (manager === 'husky') {
    return ['mkdir -p ~/.config/husky', `echo 'export PATH="$PATH:${node}"' >> ~/.config/husky/init.sh`];
  }
  if (manager === undefined && nodeFolder().length > 0) return [`${initCommand(project)} --yes`];
  return [`sudo ln -s '${process.execPath}' /usr/local/bin/node`];
}

/** Pushes to a repository beside it, if hexhound is all that the hook runs: of others nobody knows what they do at a push. */
async function tryPush(
  { git }: Attempt,
  folder: string,
  project: Project,
  manager: string | undefined,
): Promise<Check> {
  const script = manager === undefined ? installedScript(project, 'pre-push') : '';
  if (script === '' || withoutHook(script, 'pre-push') !== undefined) {
    return {
      id: 'proof-push',
      state: 'skipped',
      message: 'a push was not tried, as its hook may run other programs, too',
    };
  }
  const bare = join(folder, 'bare');
  await git(['init', '--quiet', '--bare', '--template=', bare]);
  await git(['add', '--force', FILE]);
  await git(['commit', '--quiet', '--no-verify', '--message', 'hexhound doctor']);
  return judge('push', await git(['push', '--quiet', bare, 'HEAD:refs/heads/doctor']), NAMED);
}
