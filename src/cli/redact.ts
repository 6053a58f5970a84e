import { HexhoundError, messageOf, UsageError } from '../model/errors.ts';
import { variablesOf } from '../respond/keys/service.ts';
import { VERIFIERS } from '../rules/verifiers/services.ts';
import { createRedactor, type Pieces, type Redactor } from '../runtime/redaction/index.ts';
import { plural } from '../syntax/words.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { say } from './say.ts';

export const flags = {
  'key-env': {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'environment variable that holds a key to mask; may be repeated',
  },
  'keep-hashes': {
    type: 'boolean',
    help: 'leave readable what its name says is a hash or an id: md5, etag, commit, trace_id',
  },
  'known-only': { type: 'boolean', help: 'mask the keys of variables only, and nothing for how it looks' },
  quiet: { type: 'boolean', short: 'q', help: 'do not say on stderr how many were masked' },
} as const satisfies Flags;

export const keyPlace = 'Put it into a variable (--key-env NAME)';

/**
 * `hexhound redact`: copies standard input to standard output and masks secrets: the keys in the variables of
 * `--key-env`, the keys in the usual variables of services, and everything that looks like a key. All other bytes stay as
 * they are.
 *
 * @returns 0
 * @throws HexhoundError E_USAGE for wrong flags, arguments, and variables without a key; E_SOURCE if standard input or
 *   output fails
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  // An argument may be a key, so it is not repeated.
  if (positionals.length > 0) throw new UsageError('takes no arguments: it reads standard input');

  const pieces = redactorFor(values, io.env).bytePieces();
  const isWhole = await copy(pieces, io);
  if (isWhole && values.quiet !== true) say(io, `masked ${plural(pieces.count, 'secret')}`);
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
    // The user did not name these variables, so a value that cannot be a key is left out, without an error.
    if (key.length >= SHORTEST_DEFAULT && key.length <= LONGEST_DEFAULT) redactor.add(key);
  }
  return redactor;
}

/** Services' keys are longer. Shorter values are placeholders such as `none`, and masking those would hit ordinary words. */
const SHORTEST_DEFAULT = 16;
const LONGEST_DEFAULT = 4096;

/**
 * Copies until the input ends or the reader closes the output, which is not an error.
 * @returns whether all input was read
 */
async function copy(pieces: Pieces<Uint8Array>, { stdin, stdout }: Io): Promise<boolean> {
  // A write to a closed pipe emits an error event, which ends the process if there is no listener.
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
 * Waits until everything is written, so that memory holds one chunk at a time.
 * @returns false if the reader has closed the output
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
