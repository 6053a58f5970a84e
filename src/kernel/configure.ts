import { ANY, type KernelConfig, type KernelTables } from '../model/anchor.ts';
import { HexhoundError } from '../model/errors.ts';
import { instantiate, type KernelExports } from './wasm.ts';

/**
 * Bytes that the kernel reads before the input; they must be line feeds where there are none. Also the size of the blocks that
 * it works in (assembly/blocks.ts).
 */
export const BLOCK = 64;
export const LINE_FEED = 0x0a;

/** So that whether a conditional keyword counts is decided within 176 bytes of its start (assembly/conditions.ts, derive.ts). */
const MAX_CONDITIONAL_LENGTH = 15;

/** Conditions of keywords, the bits of assembly/conditions.ts. */
const [NAMED, USERINFO, ENDS, LISTS] = [1, 2, 4, 8];

const KEYWORD = new RegExp(String.raw`^[${ANY}\n\r -~\x80-\xff][\n\r -~\x80-\xff]{3,63}$`);

/** Bytes that must be zero behind the end of the input. */
export const PADDING = 128;

/**
 * A kernel instance that looks for keywords and prefixes.
 * @param config the words, or the tables that `tablesOf` made of them
 * @param spareResults room in its list of results beyond the anchors of one block: the list is fetched when this is used up
 * @throws HexhoundError E_RULE for a keyword or prefix that it cannot look for
 */
export function configureKernel(config: KernelConfig | KernelTables, spareResults: number): KernelExports {
  const wasm = instantiate();
  if ('memory' in config) copyTables(wasm, config);
  else addWords(wasm, config);
  const words = 'memory' in config ? config.words : config.keywords.length + config.prefixes.length;
  // At each byte there can begin every keyword, every prefix, one run, one base64 text and one that is packed.
  wasm.configure(BLOCK * (words + 3), spareResults);
  return wasm;
}

/** The memory of a kernel that has the words of a configuration and nothing else yet. @throws as `configureKernel` */
export function tablesOf(config: KernelConfig): KernelTables {
  const wasm = instantiate();
  addWords(wasm, config);
  const memory = new Uint8Array(wasm.memory.buffer).slice(0, wasm.reserve(0));
  return { words: config.keywords.length + config.prefixes.length, memory };
}

/** Into a kernel that has nothing else yet: all addresses are the same. */
function copyTables(wasm: KernelExports, { memory }: KernelTables): void {
  wasm.reserve(memory.length - wasm.reserve(0));
  new Uint8Array(wasm.memory.buffer).set(memory);
}

function addWords(wasm: KernelExports, { keywords, prefixes, names, ends, schemes, lists }: KernelConfig): void {
  for (const [id, keyword] of keywords.entries()) {
    const isLongEnough = keyword.length > 4 || (keyword.length === 4 && ends?.has(id) === true);
    check(isLongEnough && KEYWORD.test(keyword), keyword, 'a keyword is 5 to 64 printable bytes');
  }
  for (const prefix of prefixes) {
    const message = 'a prefix is 3 to 32 printable ASCII characters, the first a word character';
    check(/^\w[ -~]{2,31}$/.test(prefix), prefix, message);
  }
  for (const id of [...(names ?? []), ...(schemes ?? [])]) {
    const word = keywords[id] ?? '';
    const message = `a word in names and a scheme are ${MAX_CONDITIONAL_LENGTH} characters at most`;
    check(word.length <= MAX_CONDITIONAL_LENGTH, word, message);
  }
  const conditions = new Uint8Array(keywords.length);
  for (const [ids, condition] of [
    [names, NAMED],
    [ends, ENDS],
    [schemes, USERINFO],
    [lists, LISTS],
  ] as const) {
    for (const id of ids ?? []) conditions[id] = (conditions[id] ?? 0) | condition;
  }
  wasm.addKeywords(...copyWords(wasm, keywords, conditions), keywords.length);
  wasm.addPrefixes(...copyWords(wasm, prefixes), prefixes.length);
}

/**
 * Copies words into the kernel's memory, and the length and the condition of each. All words at once: a call of the kernel for
 * each took longer than what it did.
 */
function copyWords(
  wasm: KernelExports,
  words: readonly string[],
  conditions?: Uint8Array,
): [text: number, list: number] {
  const isKeyword = conditions !== undefined;
  const text = Buffer.from(isKeyword ? toLowerAscii(words.join('')) : words.join(''), 'latin1');
  const list = Uint8Array.from({ length: 2 * words.length }, (_, at) =>
    at % 2 === 0 ? (words[at / 2]?.length ?? 0) : (conditions?.[(at - 1) / 2] ?? 0),
  );
  const [textAt, listAt] = [wasm.reserve(text.length), wasm.reserve(list.length)];
  new Uint8Array(wasm.memory.buffer).set(text, textAt);
  new Uint8Array(wasm.memory.buffer).set(list, listAt);
  return [textAt, listAt];
}

/** Bytes above ASCII are parts of letters in UTF-8, and stay. */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function check(condition: boolean, subject: string, message: string): void {
  if (!condition) throw new HexhoundError('E_RULE', subject, message);
}
