import type { KernelConfig } from '../model/anchor.ts';
import { HexhoundError } from '../model/errors.ts';
import { instantiate, type KernelExports } from './wasm.ts';

/** Bytes before the input that the kernel reads, zeroes where there are none; and a block of its (assembly/blocks.ts). */
export const BLOCK = 64;

/** Whether a word in names or a scheme counts is decided within 80 bytes from where it begins (assembly/conditions.ts, derive.ts). */
const LONGEST_CONDITIONAL = 15;

/** Conditions of keywords, as assembly/conditions.ts numbers them. */
const [ALWAYS, NAMED, USERINFO] = [0, 1, 2];

/** Zeroes that the kernel wants where the input ends. */
export const PADDING = 128;

/**
 * A kernel that has been told what to look for.
 * @param spareResults how many anchors it may collect, beyond those of a block, before they are fetched from it
 * @throws HexhoundError E_RULE for a keyword or prefix that it cannot look for
 */
export function configureKernel(config: KernelConfig, spareResults: number): KernelExports {
  const { keywords, prefixes, names, schemes } = config;
  const wasm = instantiate();
  // At one place begin at most every keyword, every prefix, a run and base64.
  wasm.configure(BLOCK * (keywords.length + prefixes.length + 2), spareResults);
  for (const keyword of keywords) {
    demand(/^[ -~]{5,64}$/.test(keyword), keyword, 'a keyword is 5 to 64 printable ASCII characters');
  }
  for (const prefix of prefixes) {
    const message = 'a prefix is 3 to 32 printable ASCII characters, the first a word character';
    demand(/^\w[ -~]{2,31}$/.test(prefix), prefix, message);
  }
  const lowerCase = keywords.map((keyword) => keyword.toLowerCase());
  for (const id of [...(names ?? []), ...(schemes ?? [])]) {
    const word = keywords[id] ?? '';
    const message = `a word in names and a scheme are ${LONGEST_CONDITIONAL} characters at most`;
    demand(word.length <= LONGEST_CONDITIONAL, word, message);
  }
  const conditionOf = (id: number) => (names?.has(id) ? NAMED : schemes?.has(id) ? USERINFO : ALWAYS);
  putEach(wasm, lowerCase, (at, length, id) => wasm.addKeyword(at, length, conditionOf(id)));
  putEach(wasm, prefixes, (at, length) => wasm.addPrefix(at, length));
  return wasm;
}

/** Copies words into the kernel's memory and tells where each is. */
function putEach(
  wasm: KernelExports,
  words: readonly string[],
  tell: (at: number, length: number, id: number) => void,
): void {
  const text = Buffer.from(words.join(''), 'latin1');
  let at = wasm.reserve(text.length);
  new Uint8Array(wasm.memory.buffer).set(text, at);
  for (const [id, { length }] of words.entries()) {
    tell(at, length, id);
    at += length;
  }
}

function demand(condition: boolean, subject: string, message: string): void {
  if (!condition) throw new HexhoundError('E_RULE', subject, message);
}
