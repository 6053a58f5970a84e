import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HexhoundError, messageOf } from '../model/errors.ts';

/** One flag of a command, for the parser, the help and the documentation. */
export interface Flag {
  /** `optional`: with or without a value; the value is behind `=`. */
  readonly type: 'string' | 'boolean' | 'optional';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Stands for the value in help: `FILE`. */
  readonly value?: string;
  readonly help: string;
  /** The values, where there are a few: for completion. */
  readonly choices?: readonly string[];
  /** The actions of the command that it is for, if not all: its help begins with them. */
  readonly actions?: readonly string[];
}

export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<F extends Flag> = F['multiple'] extends true
  ? readonly string[]
  : F['type'] extends 'boolean'
    ? boolean
    : F['type'] extends 'optional'
      ? boolean | string
      : string;

/** A flag that only some actions of its command take. */
export function flagOf<const F extends Flag>(actions: readonly string[], flag: F): F & { actions: readonly string[] } {
  return { ...flag, actions, help: `${actions.join(', ')}: ${flag.help}` };
}

/** Values of the flags that were given. */
export type FlagValues<T extends Flags> = { readonly [K in keyof T]?: ValueOf<T[K]> };

/**
 * Parses a command's arguments by its table of flags.
 * @returns also the names of the flags in the order in which they were given
 * @throws HexhoundError E_USAGE for unknown flags and missing values; the message never repeats a value
 */
export function parseFlags<const T extends Flags>(
  command: string,
  args: readonly string[],
  flags: T,
): { values: FlagValues<T>; positionals: readonly string[]; order: readonly string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, flag] of Object.entries(flags)) {
    options[name] = {
      type: flag.type === 'boolean' ? 'boolean' : 'string',
      ...(flag.short === undefined ? {} : { short: flag.short }),
      ...(flag.multiple === undefined ? {} : { multiple: flag.multiple }),
    };
  }
  try {
    const optional = new Set(
      Object.keys(flags).flatMap((name) => (flags[name]?.type === 'optional' ? [`--${name}`] : [])),
    );
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    const { values, positionals, tokens } = parseArgs({
      args: args.map((arg, at) => (at < end && optional.has(arg) ? `${arg}=` : arg)),
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    const order = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    for (const flag of optional) if (values[flag.slice(2)] === '') values[flag.slice(2)] = true;
    return { values: values as FlagValues<T>, positionals, order };
  } catch (cause) {
    // Behind its first sentence parseArgs explains how to pass arguments that look like flags.
    const [sentence = ''] = messageOf(cause).split(/\.(?:\s|$)/);
    throw new HexhoundError('E_USAGE', command, `${sentence} (see hexhound ${command} --help)`, { cause });
  }
}
