import { type Command, headOf, plainText, type Word } from '../../../syntax/shell/command.ts';
import { wordSet } from '../../../syntax/text.ts';

/** Where the output of a command ends up. `used`: another command reads it. */
export interface Outcome {
  readonly output: 'log' | 'file' | 'capture' | 'used';
  /** It is encoded on the way, so that a CI system does not mask it. */
  readonly changed: boolean;
  /** Only a part of it gets through. */
  readonly picked: boolean;
  readonly target: Word | undefined;
}

const ENCODERS = wordSet('base64 base32 rev xxd od hexdump tr fold basenc uuencode');
const KEEPERS = new Set(['cat', 'tee', 'nl', 'more']);
const PICKERS = wordSet('jq yq awk sed cut grep egrep head tail sort uniq column less');

/** Follows the output of a command through its pipes. */
export function outcomeOf(command: Command): Outcome {
  let at = command;
  let [changed, picked] = filter(command);
  for (let step = 0; at.output === 'pipe' && step < 32; step++) {
    if (at.next === undefined || !isFilter(at.next)) return { output: 'used', changed, picked, target: undefined };
    at = at.next;
    const [changes, picks] = filter(at);
    changed ||= changes;
    picked ||= picks;
  }
  return { output: at.output === 'pipe' ? 'used' : at.output, changed, picked, target: at.target };
}

/** The field that a command, or one that it is piped into, takes out of JSON or YAML; undefined if none does. */
export function fieldOf(command: Command): string | undefined {
  let at: Command | undefined = command;
  for (let step = 0; at !== undefined && step < 32; step++) {
    const { name = '', words } = headOf(at);
    const path = /^[jy]q$/.test(name)
      ? words
          .slice(1)
          .map(plainText)
          .find((word) => word.startsWith('.'))
      : undefined;
    if (path !== undefined) return /(\w*)\W*$/.exec(path)?.[1] ?? '';
    at = at.output === 'pipe' ? at.next : undefined;
  }
  return undefined;
}

/** Whether a command prints what it reads. */
export function isFilter(command: Command): boolean {
  const name = headOf(command).name ?? '';
  const silent = /^e?grep$/.test(name) && command.words.some((word) => /^-\w*[qc]/.test(plainText(word)));
  if (name === 'xargs') return runsEcho(command);
  return !silent && (ENCODERS.has(name) || KEEPERS.has(name) || PICKERS.has(name) || isOpensslBase64(command));
}

/** `xargs` alone, or with a command that prints its arguments. */
function runsEcho(command: Command): boolean {
  const program = headOf(command)
    .words.slice(1)
    .map(plainText)
    .find((word) => /^[a-z]/.test(word));
  return program === undefined || PRINTERS.test(program);
}

/** Whether a filter encodes its input, and whether only a part of the input passes. */
function filter(command: Command): [changes: boolean, picks: boolean] {
  const { name = '', words } = headOf(command);
  // `s/./& /g`: a well-known way around masking.
  const spread =
    name === 'sed' && words.some((word) => /s(.)\.{1,4}\1[^&]?&/.test(plainText(word).replace(/[\\()]/g, '')));
  return [ENCODERS.has(name) || spread || isOpensslBase64(command), PICKERS.has(name) && !spread];
}

function isOpensslBase64(command: Command): boolean {
  const { name, words } = headOf(command);
  const given = words.map(plainText);
  return (
    name === 'openssl' &&
    (given[1] === 'base64' || (given[1] === 'enc' && given.includes('-base64') && given.length < 5))
  );
}

const PRINTERS = /^(?:echo|printf|print)$/;

/** Whether a command prints its arguments. */
export function isPrinter(command: Command): boolean {
  return PRINTERS.test(headOf(command).name ?? '') && printedInto(command) === undefined;
}

/** The variable that `printf -v NAME` sets instead of printing. */
export function printedInto(command: Command): string | undefined {
  const { name, words } = headOf(command);
  const given = words.map(plainText);
  return name === 'printf' && given[1] === '-v' ? given[2] : undefined;
}

/** Programs that print what their script makes of their arguments: `jq -n --arg t "$TOKEN" '{ t: $t }'`. */
export function printsArguments(command: Command): boolean {
  return /^(?:jq|yq|g?awk|mawk)$/.test(headOf(command).name ?? '');
}
