import { CANCELLED_EXIT_CODE, PromptCancelled } from '../respond/keys/prompt.ts';
import type { Run } from './command.ts';

/** A command that asks at the terminal: Ctrl-C at a question ends it as a shell expects. */
export function prompting(run: Run): Run {
  return async (args, io) => {
    try {
      return await run(args, io);
    } catch (thrown) {
      if (thrown instanceof PromptCancelled) return CANCELLED_EXIT_CODE;
      throw thrown;
    }
  };
}
