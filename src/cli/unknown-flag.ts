import { HexhoundError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import type { Flags } from './flags.ts';
import { COMMANDS } from './table.ts';
import { FLAGS_OF_OTHERS } from './words-of-others.ts';

/** What `parseFlags` has thrown, with a hint if a flag is unknown. It repeats the flag's name, never a value. */
export function withFlagHint(thrown: unknown, command: string, flags: Flags): unknown {
  if (!(thrown instanceof HexhoundError) || !(thrown.cause instanceof Error)) return thrown;
  const [sentence, flag = ''] = /^Unknown option '(-[^']*)'/.exec(thrown.cause.message) ?? [];
  if (sentence === undefined) return thrown;
  const message = `${sentence}${hintOf(flag, flags)} (see hexhound ${command} --help)`;
  return new HexhoundError('E_USAGE', command, message, { cause: thrown.cause });
}

function hintOf(flag: string, flags: Flags): string {
  const ours = Object.hasOwn(FLAGS_OF_OTHERS, flag) ? (FLAGS_OF_OTHERS[flag] ?? '') : flag.replace(/^--/, '');
  if (COMMANDS.some(({ name }) => name === ours)) return `; it is a command: hexhound ${ours}`;
  if (ours === 'PATH' || ours === 'REVISION') return `; write the ${ours.toLowerCase()} without a flag`;
  if (ours.startsWith('nothing: ')) return `; it is not needed: ${ours.slice('nothing: '.length)}`;
  const [name = ''] = ours.replace(/^--/, '').split('=');
  if (ours !== flag && Object.hasOwn(flags, name)) return `; here it is ${ours.startsWith('--') ? ours : flag}`;
  return suggest(
    flag,
    Object.keys(flags).map((known) => `--${known}`),
  );
}
