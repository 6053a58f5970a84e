import { HexhoundError, messageOf, UsageError } from '../model/errors.ts';
import { variablesOf } from '../respond/keys/service.ts';
import { VERIFIERS } from '../rules/verifiers/services.ts';
import { createRedactor, type Pieces, type Redactor } from '../runtime/redaction/index.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';

export const flags = {
  'key-env': {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'environment variable that holds a key to mask; may be repeated',
  },
  'keep-hashes': { type: 'boolean', help: 'leave readable what its name says is a hash, such as token_sha256' },
  'known-only': { type: 'boolean', help: 'mask the keys of variables only, and nothing for how it looks' },
  quiet: { type: 'boolean', short: 'q', help: 'do not say on stderr how many were masked' },
} as const satisfies Flags;

export const keyPlace = 'Put it into a variable (--key-env NAME)';

/**
 * `hexhound redact`: standard input to standard output, bytes as they are but for secrets. Keys are those of the variables
 * that are named, of the variables that services' keys are usually in, and whatever looks like one.
 *
 * @throws HexhoundError E_USAGE for wrong flags, arguments, and variables that hold no key; E_SOURCE for standard input
 *   and output that fail
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  // What stands there may be a key, so it is not repeated.
  if (positionals.length > 0) throw new UsageError('takes no arguments: it reads standard input');

  const pieces = redactorFor(values, io.env).bytePieces();
  const isWhole = await copy(pieces, io);
  if (isWhole && values.quiet !== true) {
    io.stderr.write(`hexhound: masked ${pieces.count} ${pieces.count === 1 ? 'secret' : 'secrets'}\n`);
  }
  return 0;
}

function redactorFor(values: FlagValues<typeof flags>, env: Io['env']): Redactor {
  const redactor = createRedactor({
    patterns: values['known-only'] !== true,
    keepHashes: values['keep-hashes'] === true,
  });
  for (const name of values['key-env'] ?? []) {
    const key = (env[name] ?? '').trim();
    if (key === '') throw new UsageError('a variable that --key-env names is empty or not set');
    try {
      redactor.add(key);
    } catch (cause) {
      throw new UsageError(`a variable that --key-env names holds no key: ${messageOf(cause)}`);
    }
  }
  for (const name of VERIFIERS.flatMap(variablesOf)) {
    const key = (env[name] ?? '').trim();
    // Nobody asked for these: one that cannot be a key is none.
    if (key.length >= SHORTEST_DEFAULT && key.length <= LONGEST_DEFAULT) redactor.add(key);
  }
  return redactor;
}

/** Services' keys are longer; a placeholder such as `none` or `changeme` would be masked all over. */
const SHORTEST_DEFAULT = 16;
const LONGEST_DEFAULT = 4096;

/**
 * Until the input ends or nobody reads the output any more, which is no error.
 * @returns whether all of the input was read
 */
async function copy(pieces: Pieces<Uint8Array>, { stdin, stdout }: Io): Promise<boolean> {
  // Every write on a closed pipe emits an event, and unheard it would end the process.
  stdout.on('error', () => {});
  for await (const chunk of chunksOf(stdin)) {
    if (!(await write(stdout, pieces.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))) return false;
  }
  return write(stdout, pieces.end());
}

async function* chunksOf(stdin: Io['stdin']): AsyncGenerator<string | Buffer> {
  try {
    yield* stdin;
  } catch (cause) {
    throw failed('standard input', 'read', cause);
  }
}

/**
 * Waits until the output has taken it all, so that no more is held than it takes at a time.
 * @returns false if nobody reads any more
 */
function write(stdout: Io['stdout'], parts: readonly Uint8Array[]): Promise<boolean> {
  if (parts.length === 0) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    stdout.write(Buffer.concat(parts), (error) => {
      if (!error) resolve(true);
      else if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')) resolve(false);
      else reject(failed('standard output', 'written', error));
    });
  });
}

function failed(subject: string, what: 'read' | 'written', cause: unknown): HexhoundError {
  return new HexhoundError('E_SOURCE', subject, `cannot be ${what}: ${messageOf(cause)}`, { cause });
}
