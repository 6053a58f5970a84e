import type { Context, Script } from 'node:vm';

/** Only code that `node:vm` runs can have a timeout; regular expressions in it, too. */
let call: Script | undefined;
let sandbox: Context | undefined;

/** The result of work that was limited. */
export interface Done<T> {
  readonly value: T;
}

/** How often work is tried if other programs took the time. */
const TURNS = 4;

/**
 * Runs work that may be made to run for ever, or to overflow the stack. Costs a tenth of a millisecond.
 * @param work is run again if the time went to other programs
 * @returns undefined if it took longer, or needed more stack than there is
 */
export function limited<T>(milliseconds: number, work: () => T): Done<T> | undefined {
  for (let turn = 1; ; turn++) {
    const before = process.cpuUsage();
    const done = runOnce(milliseconds, work);
    if (done !== 'timeout') return done;
    const { user, system } = process.cpuUsage(before);
    if (turn === TURNS || user + system > (milliseconds * 1000) / 2) return undefined;
  }
}

function runOnce<T>(milliseconds: number, work: () => T): Done<T> | 'timeout' | undefined {
  const vm = process.getBuiltinModule('node:vm');
  call ??= new vm.Script('work()');
  sandbox ??= vm.createContext({});
  const outer: unknown = sandbox.work;
  let done: Done<T> | undefined;
  sandbox.work = () => {
    done = { value: work() };
  };
  try {
    call.runInContext(sandbox, { timeout: Math.ceil(milliseconds) });
  } catch (thrown) {
    // The error is one of the context, so it is not an instance of our Error.
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'timeout';
    if (!message?.startsWith('Maximum call stack')) throw thrown;
    return undefined;
  } finally {
    sandbox.work = outer;
  }
  return done;
}
