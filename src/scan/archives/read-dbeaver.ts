import { collect } from './chunks.ts';
import { BLOCK, decipher } from './dbeaver.ts';
import { type ArchiveReader, only } from './entry.ts';

/** Decrypts `credentials-config.json` of DBeaver. */
export const readDbeaver: ArchiveReader = async function* readDbeaver(chunks) {
  const bytes = await collect(chunks);
  const cipher = decipher(bytes);
  yield { chunks: only(Buffer.concat([cipher.update(bytes.subarray(BLOCK)), cipher.final()])) };
};
