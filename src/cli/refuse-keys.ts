import { UsageError } from '../model/errors.ts';
import type { Flags } from './flags.ts';

/**
 * Node.js takes `--env-file` for its own wherever it stands on the command line (20 does, behind the script's name too),
 * and honours NODE_OPTIONS in that file: a `.env` of somebody else's repository would run code. So our flag has another
 * name, and this one is refused; what Node.js has done by then nobody can undo.
 */
const NODE_FLAG = /^--env-file(?:-if-exists)?(?:=|$)/;

/**
 * Refuses arguments that look like a key: what a process is started with is shown to every user of the machine and kept
 * in the shell's history. Long names may stand in the paths of flags that take a FILE.
 * @param keyPlace where a key belongs instead
 * @throws UsageError, which repeats nothing of the arguments
 */
export function refuseKeys(args: readonly string[], flags: Flags, keyPlace: string): void {
  if (args.some((arg) => NODE_FLAG.test(arg))) {
    throw new UsageError('--env-file is a flag of Node.js, which may load the file by itself; say --dotenv FILE');
  }
  const pathFlags = Object.entries(flags).flatMap(([name, { value, short }]) =>
    value === 'FILE' ? [`--${name}`, ...(short === undefined ? [] : [`-${short}`])] : [],
  );
  const isPath = (arg: string, index: number) => {
    const isValue = pathFlags.includes(args[index - 1] ?? '') || pathFlags.some((flag) => arg.startsWith(`${flag}=`));
    return isValue && /[/\\]/.test(arg);
  };
  if (args.some((arg, index) => /[A-Za-z0-9]{32}/.test(arg) && !isPath(arg, index))) {
    throw new UsageError(
      'a key must not be given on the command line, where other users and the shell history see it. ' +
        `${keyPlace}; this one should be replaced`,
    );
  }
}
