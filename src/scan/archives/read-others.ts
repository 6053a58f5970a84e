import { libarchiveWasm, ArchiveReader as Reader } from 'libarchive-wasm';
import { Refusal } from './budget.ts';
import { collect } from './chunks.ts';
import type { ArchiveReader } from './entry.ts';

/** Bytes that are unpacked at once. */
const STEP = 256 * 1024;
const WITHOUT_CONTENT = new Set(['Directory', 'SymbolicLink']);

/**
 * 7z, rar, cab, deb, cpio, ISO 9660 and what else libarchive reads. It runs as WebAssembly, in a memory of its own for each
 * archive, so that one that it stumbles on harms no other.
 */
export const readOthers: ArchiveReader = async function* readOthers(chunks, refuse) {
  const bytes = await collect(chunks);
  const library = await libarchiveWasm({ print: ignore, printErr: ignore });
  const reader = new Reader(library, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  let isEncrypted = false;
  for (let number = 1; ; number++) {
    const entry = reader.nextEntryPointer();
    if (entry === 0) {
      const first = contentBehindWarning(reader, isEncrypted);
      if (first === undefined) break;
      yield { name: `file ${number}`, chunks: contentOf(reader, first) };
      continue;
    }
    if (WITHOUT_CONTENT.has(reader.getEntryFiletype(entry))) continue;
    const name = reader.getEntryPathname(entry) || `file ${number}`;
    if (reader.isEntryEncrypted(entry)) {
      isEncrypted = true;
      refuse(name, 'it is encrypted');
    } else yield { name, chunks: contentOf(reader) };
  }
};

function ignore(): void {}

/**
 * An entry with a warning is not given as one, but can be read. Whether there is one is only told by reading.
 * @returns the beginning of its content; undefined at the end of the archive
 * @throws Error if the archive is damaged, Refusal if its rest is encrypted
 */
function contentBehindWarning(reader: Reader, isEncrypted: boolean): Uint8Array | undefined {
  try {
    return toBytes(reader.readData(STEP));
  } catch (thrown) {
    const { message } = thrown as Error;
    // What is asked for too late is refused with the state that it is asked in.
    if (message.includes("state 'eof'")) return undefined;
    if (isEncrypted || /encrypt|passphrase/i.test(message)) throw new Refusal('its rest is encrypted');
    throw thrown;
  }
}

async function* contentOf(reader: Reader, first = toBytes(reader.readData(STEP))): AsyncGenerator<Uint8Array> {
  for (let chunk = first; chunk.length > 0; chunk = toBytes(reader.readData(STEP))) yield chunk;
}

function toBytes({ buffer, length }: Int8Array): Uint8Array {
  return new Uint8Array(buffer, 0, length);
}
