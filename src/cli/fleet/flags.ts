import type { Io } from '../command.ts';
import { type Flags, type FlagValues, flagOf } from '../flags.ts';
import { SCAN_FLAGS } from '../scan-flags.ts';

/** Flags of `hexhound fleet`, each with the actions that it is for. */
export const flags = {
  archived: flagOf(['add'], {
    type: 'string',
    value: 'YES|NO',
    choices: ['yes', 'no'],
    help: 'archived repositories too (default yes)',
  }),
  forks: flagOf(['add'], { type: 'boolean', help: 'forks too' }),
  wikis: flagOf(['add'], { type: 'boolean', help: 'the wikis of the repositories too' }),
  gists: flagOf(['add'], { type: 'boolean', help: 'the gists of a user too' }),
  team: flagOf(['add', 'findings', 'report'], {
    type: 'string',
    value: 'NAME',
    help: 'the team whose repositories these are',
  }),
  once: flagOf(['work'], { type: 'boolean', help: 'end when nothing is left' }),
  jobs: flagOf(['work'], { type: 'string', short: 'j', value: 'N', help: 'repositories at the same time (default 1)' }),
  schedule: flagOf(['work'], {
    type: 'string',
    value: 'CRON',
    help: 'when to look at all again, in UTC (default 0 1 * * *)',
  }),
  cache: flagOf(['work'], { type: 'string', value: 'FOLDER', help: 'where clones are kept' }),
  'cache-size': flagOf(['work'], { type: 'string', value: 'SIZE', help: 'how much of them is kept (default 20G)' }),
  'max-size': flagOf(['work'], {
    type: 'string',
    value: 'SIZE',
    help: 'name a repository that is larger, and go on (default 10G)',
  }),
  timeout: flagOf(['work'], {
    type: 'string',
    value: 'DURATION',
    help: 'the same for one that takes longer (default 1h)',
  }),
  config: flagOf(['work'], { type: 'string', short: 'c', value: 'FILE', help: 'scan with this configuration' }),
  'no-ignore': flagOf(['work'], { type: 'boolean', help: 'take no notice of ignore comments' }),
  verify: flagOf(['work'], { ...SCAN_FLAGS.verify, help: 'ask the services, or only these, about each key, once' }),
  'min-confidence': flagOf(['work'], SCAN_FLAGS['min-confidence']),
  format: flagOf(['status', 'findings', 'report'], {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FORMAT[=FILE]',
    choices: [...SCAN_FLAGS.format.choices, 'prometheus'],
    help: 'as of a scan; sarif=FOLDER/ for a file of each repository; of status terminal, json, prometheus',
  }),
  output: flagOf(['findings', 'report'], {
    type: 'string',
    short: 'o',
    multiple: true,
    value: 'FILE',
    help: 'write the --format before it to FILE',
  }),
  state: flagOf(['findings', 'report'], {
    type: 'string',
    value: 'STATE',
    choices: ['open', 'resolved', 'false-alarm', 'accepted', 'all'],
    help: 'open (default), resolved, false-alarm, accepted, all',
  }),
  new: flagOf(['findings', 'report'], {
    type: 'boolean',
    help: 'only what was first seen --since (default yesterday)',
  }),
  since: flagOf(['findings', 'report'], {
    type: 'string',
    value: 'WHEN',
    help: 'with --new: a date, yesterday, or a time such as 12h or 7d',
  }),
  repository: flagOf(['findings', 'report'], {
    type: 'string',
    value: 'NAME',
    help: 'only of this one; * for any text',
  }),
  service: flagOf(['findings', 'report'], { type: 'string', value: 'NAME', help: 'only keys of this provider' }),
  reason: flagOf(['mark'], { type: 'string', value: 'TEXT', help: 'why' }),
  expires: flagOf(['mark'], {
    type: 'string',
    value: 'DATE',
    help: 'of accepted: the last day that it counts: YYYY-MM-DD',
  }),
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
