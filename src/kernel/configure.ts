import { ANY, type KernelConfig } from '../model/anchor.ts';
import { HexhoundError } from '../model/errors.ts';
import { instantiate, type KernelExports } from './wasm.ts';

/**
 * Bytes that the kernel reads before the input; they must be line feeds where there are none. Also the size of the blocks that
 * it works in (assembly/blocks.ts).
 */
export const BLOCK = 64;
export const LINE_FEED = 0x0a;

/** So that whether a conditional keyword counts is decided within 144 bytes of its start (assembly/conditions.ts, derive.ts). */
const MAX_CONDITIONAL_LENGTH = 15;

/** Conditions of keywords, the bits of assembly/conditions.ts. */
const [NAMED, USERINFO, ENDS, LISTS] = [1, 2, 4, 8];

const KEYWORD = new RegExp(String.raw`^[${ANY}\n\r -~\x80-\xff][\n\r -~\x80-\xff]{3,63}$`);

/** Bytes that must be zero behind the end of the input. */
export const PADDING = 128;

/**
 * A kernel instance that looks for the keywords and prefixes of a configuration.
 * @param spareResults room in its list of results beyond the anchors of one block: the list is fetched when this is used up
 * @throws HexhoundError E_RULE for a keyword or prefix that it cannot look for
 */
export function configureKernel(config: KernelConfig, spareResults: number): KernelExports {
  const { keywords, prefixes, names, ends, schemes, lists } = config;
  const wasm = instantiate();
  // At each byte there can begin every keyword, every prefix, one run, one base64 text and one that is packed.
  wasm.configure(BLOCK * (keywords.length + prefixes.length + 3), spareResults);
  for (const [id, keyword] of keywords.entries()) {
    const isLongEnough = keyword.length > 4 || (keyword.length === 4 && ends?.has(id) === true);
    check(isLongEnough && KEYWORD.test(keyword), keyword, 'a keyword is 5 to 64 printable bytes');
  }
  for (const prefix of prefixes) {
    const message = 'a prefix is 3 to 32 printable ASCII characters, the first a word character';
    check(/^\w[ -~]{2,31}$/.test(prefix), prefix, message);
  }
  const lowerCase = keywords.map(toLowerAscii);
  for (const id of [...(names ?? []), ...(schemes ?? [])]) {
    const word = keywords[id] ?? '';
    const message = `a word in names and a scheme are ${MAX_CONDITIONAL_LENGTH} characters at most`;
    check(word.length <= MAX_CONDITIONAL_LENGTH, word, message);
  }
  const conditionOf = (id: number) =>
    (names?.has(id) ? NAMED : 0) |
    (ends?.has(id) ? ENDS : 0) |
    (schemes?.has(id) ? USERINFO : 0) |
    (lists?.has(id) ? LISTS : 0);
  copyWords(wasm, lowerCase, (at, length, id) => wasm.addKeyword(at, length, conditionOf(id)));
  copyWords(wasm, prefixes, (at, length) => wasm.addPrefix(at, length));
  return wasm;
}

/** Copies words into the kernel's memory and calls `add` with the place of each. */
function copyWords(
  wasm: KernelExports,
  words: readonly string[],
  add: (at: number, length: number, id: number) => void,
): void {
  const text = Buffer.from(words.join(''), 'latin1');
  let at = wasm.reserve(text.length);
  new Uint8Array(wasm.memory.buffer).set(text, at);
  for (const [id, { length }] of words.entries()) {
    add(at, length, id);
    at += length;
  }
}

/** Bytes above ASCII are parts of letters in UTF-8, and stay. */
function toLowerAscii(word: string): string {
  return /[A-Z]/.test(word) ? word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : word;
}

function check(condition: boolean, subject: string, message: string): void {
  if (!condition) throw new HexhoundError('E_RULE', subject, message);
}
