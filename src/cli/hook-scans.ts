import { publishedRange, receivedRange } from '../git/published.ts';
import { type RefUpdate, readUpdates, type UpdateHook } from '../git/ref-updates.ts';
import { gitText } from '../git/run.ts';
import { UsageError } from '../model/errors.ts';
import { openCommitMessage } from '../scan/sources/commit-message.ts';
import { openPush } from '../scan/sources/push.ts';
import type { Command, Io } from './command.ts';
import { scanCommand } from './scan-command.ts';
import { PATH_FLAGS, SCAN_FLAGS } from './scan-flags.ts';

/** `hexhound commit-msg FILE`: the message of the commit that is being made, as git will keep it. */
export const commitMessage: Command = scanCommand('commit-msg', SCAN_FLAGS, ([file, unexpected], settings) => {
  if (file === undefined || unexpected !== undefined) {
    throw new UsageError('takes the file with the message, as git gives it to a commit-msg hook');
  }
  return openCommitMessage(file, settings);
});

/** `hexhound push REMOTE URL`: what a push publishes. Git says on standard input which refs it is about. */
export const push: Command = scanCommand('push', { ...SCAN_FLAGS, ...PATH_FLAGS }, async (args, settings, io) => {
  const { env } = settings;
  const [remote, url = remote, unexpected] = args.length === 0 ? fromFramework(env) : args;
  if (remote === undefined || url === undefined || unexpected !== undefined) {
    throw new UsageError('takes the name and the address of the remote, as git gives them to a pre-push hook');
  }
  const updates = args.length === 0 ? await frameworkUpdates(settings) : await updatesOn(io, 'pre-push');
  return openPush(remote, updates, (repository) => publishedRange(repository, updates, { remote, url }), settings);
});

/** `hexhound receive`: what somebody pushes to this repository. Git says on standard input which refs it is about. */
export const receive: Command = scanCommand(
  'receive',
  { ...SCAN_FLAGS, ...PATH_FLAGS },
  async ([unexpected], settings, io) => {
    if (unexpected !== undefined) throw new UsageError('takes no arguments: it is for a pre-receive hook');
    const updates = await updatesOn(io, 'pre-receive');
    return openPush(settings.cwd, updates, (repository) => receivedRange(repository, updates), settings);
  },
);

async function updatesOn({ stdin }: Io, hook: UpdateHook): Promise<RefUpdate[]> {
  if (stdin.isTTY === true) throw new UsageError(`reads what git gives a ${hook} hook on its standard input`);
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return readUpdates(Buffer.concat(chunks).toString('utf8'), hook);
}

type Env = Io['env'];

/** The pre-commit framework takes the standard input itself, and gives its hooks variables (pre-commit.com/#pre-push). */
function fromFramework({ PRE_COMMIT_REMOTE_NAME: remote, PRE_COMMIT_REMOTE_URL: url, PRE_COMMIT_TO_REF: to }: Env) {
  return remote === undefined ? (to === undefined ? [] : ['', '']) : [remote, url ?? remote];
}

async function frameworkUpdates({ cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<RefUpdate[]> {
  const { PRE_COMMIT_REMOTE_BRANCH: name = '', PRE_COMMIT_LOCAL_BRANCH: branch = 'HEAD' } = env;
  const { PRE_COMMIT_TO_REF: to = branch, PRE_COMMIT_FROM_REF: before } = env;
  const idOf = (revision: string) =>
    gitText({ cwd, env }, ['rev-parse', '--verify', '--end-of-options', `${revision}^{object}`]);
  return [{ name, before: before === undefined ? before : await idOf(before), after: await idOf(to) }];
}
