import { defined } from '../model/defined.ts';
import { UsageError } from '../model/errors.ts';
import { isFingerprint, SHORTEST_FINGERPRINT } from '../model/fingerprint.ts';
import { masker, secretsOf } from '../model/masking.ts';
import type { Rule } from '../model/rule.ts';
import { findKey } from '../respond/keys/find-key.ts';
import type { GivenKey } from '../respond/keys/given-key.ts';
import { canPrompt, promptSecret } from '../respond/keys/prompt.ts';
import { matchFingerprint, REVOCABLE_SERVICES, toRevocable } from '../respond/revoke/revocable.ts';
import { type RevokedStatus, revokeKey } from '../respond/revoke/revoke.ts';
import { describeRevocation, describeRevoked } from '../respond/revoke/revoke-text.ts';
import { endpointFor } from '../scan/verify/endpoint.ts';
import { baseUrlsFrom } from '../scan/verify/options.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Invocation, Io } from './command.ts';
import { mayDo } from './confirm.ts';
import { FIND_FLAGS, findFinding } from './find-finding.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readDash, readService, readTimeout } from './key-flags.ts';

const { history, config, 'no-config': noConfig } = FIND_FLAGS;

export const flags = {
  finding: { type: 'string', value: 'FINGERPRINT', help: 'the key of this finding; it is looked for again' },
  env: { type: 'string', value: 'NAME', help: 'the key in this environment variable; with --dotenv one in the file' },
  dotenv: { type: 'string', value: 'FILE', help: 'read the key from a .env file' },
  stdin: { type: 'boolean', help: 'read the key from standard input; so does -' },
  service: {
    type: 'string',
    value: 'NAME',
    help: `whose key it is, where its form does not tell: ${REVOCABLE_SERVICES}`,
  },
  history,
  config,
  'no-config': noConfig,
  yes: { type: 'boolean', short: 'y', help: 'revoke without asking; only with --finding and the whole fingerprint' },
  'dry-run': { type: 'boolean', short: 'n', help: 'only show what would be called' },
  timeout: { type: 'string', value: 'SECONDS', help: 'for each call (default 10)' },
} as const satisfies Flags;

export const keyPlace = 'Type it at the prompt, pipe it in (hexhound revoke -) or name its variable (--env NAME)';

/** Hexadecimal digits of a whole fingerprint. */
const WHOLE = 32;

const EXIT_CODES: Readonly<Record<RevokedStatus, number>> = { revoked: 0, 'dead already': 0, alive: 1, unknown: 2 };

/**
 * `hexhound revoke`: makes a key worthless, where its service documents a call with which whoever holds it can. Shows the
 * call and asks before it. The key is one whose place the user names, or that is typed: none is looked for in the environment.
 *
 * @returns 0 if the key is dead now, 1 if it is alive, 2 if that is not known, the user refused or could not be asked; also 0
 *   for a dry run
 * @throws CancelledError for Ctrl-C at the prompt; HexhoundError E_USAGE for wrong flags, for a finding or a key that is not
 *   there, and for one that cannot be revoked so; E_CONFIG for an address that a key must not be sent to; E_SOURCE for a
 *   file that cannot be read
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const isStdin =
    readDash(positionals, 'a finding is named with --finding, a key is never an argument') || values.stdin === true;
  const verifier = readService(values.service);
  const options = { baseUrls: baseUrlsFrom(io.env), env: io.env, timeoutMs: readTimeout(values.timeout) };
  checkYes(values);
  const { given, rule, mask } = await findGiven(values, isStdin, io);
  const revocable = toRevocable(given.secret, { rule, verifier, variable: given.variable });
  const endpoint = endpointFor(revocable.revocation, options.baseUrls);
  const say = (text: string) => io.stdout.write(mask(text.replace(/.+/g, (line) => escapeForeign(line))));
  for (const remark of given.remarks) io.stderr.write(`${escapeForeign(remark)}\n`);
  say(describeRevocation(revocable, given.source, endpoint));
  if (values['dry-run']) {
    io.stderr.write('nothing was sent: --dry-run\n');
    return 0;
  }
  if (!values.yes && !(await mayDo('Revoke it?', 'revoked', io, '--yes with --finding'))) return 2;
  const revoked = await revokeKey(revocable, options);
  say(`\n${describeRevoked(revoked, revocable)}`);
  return EXIT_CODES[revoked.status];
}

interface Given {
  readonly given: GivenKey;
  readonly rule?: Rule | undefined;
  /** Masks the key, and others near it. */
  readonly mask: (text: string) => string;
}

/** The key that the user means. With a fingerprint, it is that finding's, or the same. */
async function findGiven(values: FlagValues<typeof flags>, isStdin: boolean, io: Io): Promise<Given> {
  const { finding, env, dotenv } = values;
  const isNamed = isStdin || env !== undefined || dotenv !== undefined;
  if (finding !== undefined && !isNamed) return findAgain(finding, values, io);
  const given = isNamed
    ? await findKey(
        { verifier: readService(values.service), variable: env, envFile: dotenv, isStdin, isBackup: false },
        io,
      )
    : await typeKey(io);
  const mask = masker([given.secret]);
  if (finding === undefined) return { given, mask };
  const matched = matchFingerprint(given.secret, finding);
  if (matched === undefined) throw new UsageError('the key is not that of --finding: nothing is sent');
  return { given, rule: matched.rule, mask };
}

async function findAgain(fingerprint: string, values: FlagValues<typeof flags>, io: Io): Promise<Given> {
  const { history, config, 'no-config': none } = values;
  const { finding, findings } = await findFinding(fingerprint, [], defined({ history, config, 'no-config': none }), io);
  const { secret, rule, occurrences } = finding;
  if (secret === undefined) throw new UsageError('this finding is about a file, and has no key to revoke');
  const [first] = occurrences;
  const source = first?.path === undefined ? 'found again' : `${first.path}:${first.line}`;
  return { given: { secret, source, remarks: [] }, rule, mask: masker(secretsOf(findings)) };
}

async function typeKey(io: Io): Promise<GivenKey> {
  if (!canPrompt(io)) {
    throw new UsageError(`no key is named: --finding FINGERPRINT, --env NAME, --dotenv FILE or - for standard input`);
  }
  const secret = await promptSecret('Key to revoke (it is not shown): ', io);
  if (secret === undefined) throw new UsageError('no key was typed');
  return { secret, source: 'prompt', remarks: [] };
}

/** Nobody is asked with `--yes`: what is revoked must then be said exactly. */
function checkYes({ yes, finding }: FlagValues<typeof flags>): void {
  if (finding !== undefined && !isFingerprint(finding)) {
    throw new UsageError(`--finding takes a fingerprint, or at least its first ${SHORTEST_FINGERPRINT} characters`);
  }
  if (yes && finding?.length !== WHOLE) {
    throw new UsageError('--yes needs --finding with the whole fingerprint, which --dry-run shows: nothing is sent');
  }
}
