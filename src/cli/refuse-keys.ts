import { UsageError } from '../model/errors.ts';
import type { Flags } from './flags.ts';

/**
 * A flag of Node.js. Node.js 20 reads it behind the script's name too, and obeys NODE_OPTIONS in the file, so that the
 * `.env` of a hostile repository would run code. Our flag is `--dotenv`. This one is refused, although Node.js may have
 * read the file by then.
 */
const NODE_FLAG = /^--env-file(?:-if-exists)?(?:=|$)/;

/**
 * Refuses arguments that look like a key: every user of the machine can see the arguments of a process, and the shell
 * keeps them in its history. Only a path may look like one, as the value of a flag that takes a FILE, and a fingerprint, as
 * that of one that takes a FINGERPRINT.
 * @param keyPlace a sentence that says where a key belongs
 * @throws UsageError, which repeats nothing of the arguments
 */
export function refuseKeys(args: readonly string[], flags: Flags, keyPlace: string): void {
  if (args.some((arg) => NODE_FLAG.test(arg))) {
    throw new UsageError('--env-file is a flag of Node.js, which may load the file by itself; say --dotenv FILE');
  }
  const isValueOf = (kind: string, index: number) =>
    Object.entries(flags).some(([name, { value, short }]) => {
      const [given = '', before] = [args[index], args[index - 1]];
      return value === kind && (before === `--${name}` || before === `-${short}` || given.startsWith(`--${name}=`));
    });
  const isHarmless = (arg: string, index: number) =>
    (/[/\\]/.test(arg) && isValueOf('FILE', index)) ||
    (/(?:^|=)[0-9a-f]{32}$/.test(arg) && isValueOf('FINGERPRINT', index));
  if (args.some((arg, index) => /[A-Za-z0-9]{32}/.test(arg) && !isHarmless(arg, index))) {
    throw new UsageError(
      'a key must not be given on the command line, where other users and the shell history see it. ' +
        `${keyPlace}; this one should be replaced`,
    );
  }
}
