import { HexhoundError } from '../model/errors.ts';

/** A ref that a push creates, moves or deletes. */
export interface RefUpdate {
  /** Its full name in the repository that is pushed to. */
  readonly name: string;
  /** What it leads to there now; undefined for a new one. */
  readonly before: string | undefined;
  /** What it is to lead to; undefined for one that is deleted. */
  readonly after: string | undefined;
}

/** The hooks that get updates on their standard input. */
export type UpdateHook = 'pre-push' | 'pre-receive';

const ID = '([0-9a-f]{40}|[0-9a-f]{64})';

/** Lines of githooks(5). The local ref of a push is what the user typed, with spaces too: `HEAD^{/fix this}`. */
const LINES: Readonly<Record<UpdateHook, RegExp>> = {
  'pre-push': new RegExp(`^.* (?<after>${ID}) (?<name>\\S+) (?<before>${ID})$`),
  'pre-receive': new RegExp(`^(?<before>${ID}) (?<after>${ID}) (?<name>\\S+)$`),
};

const NOTHING = /^0+$/;

/**
 * Reads what git writes to a hook of a push.
 * @throws HexhoundError E_USAGE that names a line that git does not write
 */
export function readUpdates(text: string, hook: UpdateHook): RefUpdate[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const { before, after, name } = LINES[hook].exec(line.replace(/\r$/, ''))?.groups ?? {};
    if (before === undefined || after === undefined || name === undefined) {
      const message = `is not what git gives a ${hook} hook on its standard input`;
      throw new HexhoundError('E_USAGE', `line ${index + 1}`, message);
    }
    return { name, before: unlessNothing(before), after: unlessNothing(after) };
  });
}

function unlessNothing(id: string): string | undefined {
  return NOTHING.test(id) ? undefined : id;
}
