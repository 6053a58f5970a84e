import { failureReason } from '../git/run.ts';

/**
 * How it went with a repository, in words for people. Of the first two all has been looked at; one that is unlisted was looked at
 * as long as its source named it.
 */
export type State =
  | 'scanned'
  | 'empty'
  | 'unlisted'
  | 'waiting'
  | 'incomplete'
  | 'gone'
  | 'no permission'
  | 'damaged'
  | 'too large'
  | 'out of time'
  | 'disk full'
  | 'unreachable'
  | 'crashed'
  | 'failed';

/** Those that may be over soon: the queue tries again. The others need somebody. */
export const PASSING: ReadonlySet<string> = new Set<State>(['disk full', 'unreachable', 'crashed', 'failed']);

/**
 * What messages of git mean, in this order. They are those of git 2.30 to 2.50 in the locale C, of its helpers, of curl, and of what
 * the hosts say over ssh.
 */
const MEANINGS: readonly (readonly [State, RegExp])[] = [
  ['disk full', /no space left|disk quota|ENOSPC|couldn't write|unable to write/i],
  [
    'unreachable',
    /could not resolve|connection (?:refused|reset|timed out)|couldn't connect|failed to connect|operation timed out/i,
  ],
  [
    'unreachable',
    /RPC failed|early EOF|empty reply|transfer closed|hung up|error: (?:429|5\d\d)|gave no answer|TLS|SSL|network is unreachable|no route/i,
  ],
  [
    'no permission',
    /authentication failed|could not read (?:username|password)|permission denied|access denied|error: 40[13]|dubious ownership|host key verification/i,
  ],
  [
    'gone',
    /not found|does not exist|could not be found|error: 4(?:04|10)|does not appear to be a git repository|not a git repository|no such/i,
  ],
  [
    'damaged',
    /corrupt|bad (?:object|pack|tree|sha1)|inflate|index-pack|unpack|missing|broken|not a valid|malformed|invalid|bogus|unexpected|protocol error/i,
  ],
];

/** What it means that git failed. @param stderr all that it said */
export function stateOfFailure(stderr: string): { state: State; detail: string } {
  const [state, pattern] = MEANINGS.find(([, each]) => each.test(stderr)) ?? ['failed', undefined];
  // What follows from it comes behind it: `fetch-pack: invalid index-pack output`.
  const line = stderr.split('\n').find((text) => pattern?.test(text)) ?? stderr;
  return { state, detail: failureReason(line) };
}
