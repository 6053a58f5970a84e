import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import { quoteWord } from '../syntax/shell/quote.ts';
import { addressIn, cloneFirst } from './address.ts';
import { COMMANDS } from './table.ts';
import { COMMANDS_OF_OTHERS, FLAGS_OF_OTHERS, SWITCHES_OF_OTHERS } from './words-of-others.ts';

/** The error for a first word that is no command: it says what to type. */
export function unknownCommand(name: string, args: readonly string[], cwd: string): HexhoundError {
  return new HexhoundError('E_USAGE', name, explain(name, args, cwd));
}

function explain(name: string, args: readonly string[], cwd: string): string {
  const ours = Object.hasOwn(COMMANDS_OF_OTHERS, name) ? COMMANDS_OF_OTHERS[name] : undefined;
  if (ours !== undefined) return `is a word of another scanner. Here: ${translate(ours, args)}`;
  const word = name.replace(/^-+/, '');
  if (word !== name) {
    const command = [word, ...args].find((arg) => COMMANDS.some((known) => known.name === arg));
    const which = command ?? 'scan';
    return `the command comes first, such as: hexhound ${which} (hexhound ${which} --help shows its options)`;
  }
  const hint = suggest(name, [...COMMANDS.map((known) => known.name), ...Object.keys(COMMANDS_OF_OTHERS)]);
  const suggested = /"(.*)"/.exec(hint)?.[1] ?? '';
  const known = COMMANDS_OF_OTHERS[suggested];
  const none = 'there is no such command';
  if (known !== undefined) return `${none}; did you mean "${known}"? (hexhound --help lists them)`;
  if (hint !== '') return `${none}${hint} (hexhound --help lists them)`;
  const address = addressIn(name);
  if (address !== undefined) return `${none}: ${cloneFirst(address)}`;
  if (name !== '' && existsSync(resolve(cwd, name))) return `${none}. To scan it: hexhound scan ${quoteWord(name)}`;
  return `${none} (hexhound --help lists them)`;
}

/** The command line of another scanner as one of ours; flags that have no counterpart stay as they are. */
function translate(ours: string, args: readonly string[]): string {
  let command = ours;
  const flags: string[] = [];
  const places: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [, flag = '', joined] = /^(--?[^=]+)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? [];
    if (flag === '') {
      places.push(args[at] ?? '');
      continue;
    }
    const known = Object.hasOwn(FLAGS_OF_OTHERS, flag) ? FLAGS_OF_OTHERS[flag] : undefined;
    const takesValue = known !== undefined && !SWITCHES_OF_OTHERS.has(flag) && joined === undefined;
    const value = joined ?? (takesValue ? (args[++at] ?? '') : undefined);
    if (known === undefined) flags.push(value === undefined ? flag : `${flag}=${value}`);
    else if (known === 'PATH') places.push(value ?? '');
    else if (known === 'REVISION') places.push(...(value ?? '').split(/\s+/).filter((word) => !word.startsWith('-')));
    else if (known.startsWith('--')) flags.push(value === undefined ? known : `${known}=${value}`);
    else if (!known.startsWith('nothing')) command = known;
  }
  const address = places.map(addressIn).find((found) => found !== undefined);
  if (address !== undefined && command !== 'stdin') return cloneFirst(address);
  const takesPlaces = COMMANDS.find(({ name }) => name === command)?.usage !== '';
  const plain = places.map((place) => place.replace(/^file:\/\//, ''));
  return ['hexhound', command, ...(takesPlaces ? plain : []), ...flags].map(quoteWord).join(' ');
}
