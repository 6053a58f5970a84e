import type { Io } from '../command.ts';
import type { Flags, FlagValues } from '../flags.ts';
import { SCAN_FLAGS } from '../scan-flags.ts';

/** Flags of `hexhound fleet`; the help of each says which actions it is for. */
export const flags = {
  archived: {
    type: 'string',
    value: 'YES|NO',
    choices: ['yes', 'no'],
    help: 'add: archived repositories too (default yes)',
  },
  forks: { type: 'boolean', help: 'add: forks too' },
  wikis: { type: 'boolean', help: 'add: the wikis of the repositories too' },
  gists: { type: 'boolean', help: 'add: the gists of a user too' },
  team: { type: 'string', value: 'NAME', help: 'add: whose repositories these are; findings, report: only that one’s' },
  once: { type: 'boolean', help: 'work: end when nothing is left' },
  jobs: { type: 'string', short: 'j', value: 'N', help: 'work: repositories at the same time (default 1)' },
  schedule: { type: 'string', value: 'CRON', help: 'work: when to look at all again, in UTC (default 0 1 * * *)' },
  cache: { type: 'string', value: 'FOLDER', help: 'work: where clones are kept' },
  'cache-size': { type: 'string', value: 'SIZE', help: 'work: how much of them is kept (default 20G)' },
  'max-size': {
    type: 'string',
    value: 'SIZE',
    help: 'work: name a repository that is larger, and go on (default 10G)',
  },
  timeout: { type: 'string', value: 'DURATION', help: 'work: the same for one that takes longer (default 1h)' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'work: scan with this configuration' },
  'no-ignore': { type: 'boolean', help: 'work: take no notice of ignore comments' },
  verify: { ...SCAN_FLAGS.verify, help: 'work: ask the services, or only these, about each key, once' },
  'min-confidence': SCAN_FLAGS['min-confidence'],
  format: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FORMAT[=FILE]',
    choices: [...SCAN_FLAGS.format.choices, 'prometheus'],
    help: 'findings, report: as of a scan; status, report: prometheus too',
  },
  output: { type: 'string', short: 'o', multiple: true, value: 'FILE', help: 'write the --format before it to FILE' },
  state: {
    type: 'string',
    value: 'STATE',
    choices: ['open', 'resolved', 'false-alarm', 'accepted', 'all'],
    help: 'findings, report: open (default), resolved, false-alarm, accepted, all',
  },
  new: { type: 'boolean', help: 'findings, report: only what was first seen --since (default yesterday)' },
  since: { type: 'string', value: 'WHEN', help: 'with --new: a date, yesterday, or a time such as 12h or 7d' },
  repository: { type: 'string', value: 'NAME', help: 'findings, report: only of this one; * for any text' },
  service: { type: 'string', value: 'NAME', help: 'findings, report: only keys of this provider' },
  reason: { type: 'string', value: 'TEXT', help: 'mark: why' },
  expires: { type: 'string', value: 'DATE', help: 'mark accepted: last day that it counts: YYYY-MM-DD' },
  color: SCAN_FLAGS.color,
  quiet: SCAN_FLAGS.quiet,
} as const satisfies Flags;

export type FleetValues = FlagValues<typeof flags>;

/** What an action of the command gets. */
export interface FleetCall {
  readonly values: FleetValues;
  readonly names: readonly string[];
  readonly order: readonly string[];
  readonly io: Io;
}
