import { adler32 } from './adler32';
import { inflateDynamic, inflateFixed } from './block';
import { fillCodes, readCodes } from './codes';
import { copyBytes } from './copy';
import {
  BAD_BLOCK_TYPE,
  BAD_CHECKSUM,
  BAD_HEADER,
  BAD_STORED_LENGTH,
  TOO_LONG,
  TOO_SHORT,
  TRUNCATED,
} from './errors';
import { refilled, stream } from './stream';

/**
 * Inflates the zlib stream (RFC 1950) at `from`, which must fill to..toEnd. Returns how many bytes of input the stream
 * is, or what is wrong with it (errors.ts). It takes what zlib takes, and reads up to 16 bytes behind `fromEnd`.
 */
export function inflate(from: usize, fromEnd: usize, to: usize, toEnd: usize): i32 {
  if (fromEnd < from + 2) return TRUNCATED;
  const method = <u32>load<u8>(from);
  const flags = <u32>load<u8>(from, 1);
  // A window of at most 32 KiB, and no preset dictionary.
  if ((method & 15) != 8 || method >>> 4 > 7 || ((method << 8) | flags) % 31 != 0 || flags & 0x20) return BAD_HEADER;
  fillCodes();
  stream.moveTo(from + 2);
  stream.end = fromEnd;
  stream.limit = fromEnd + 8;
  stream.start = to;
  stream.to = to;
  stream.toEnd = toEnd;
  const error = inflateBlocks();
  if (error != 0) return error;
  if (stream.to != toEnd) return TOO_SHORT;
  const end = stream.position + 4;
  if (end > fromEnd) return TRUNCATED;
  if (bswap<u32>(load<u32>(end - 4)) != adler32(to, toEnd)) return BAD_CHECKSUM;
  return <i32>(end - from);
}

function inflateBlocks(): i32 {
  let last = false;
  while (!last) {
    if (stream.next > stream.limit) return TRUNCATED;
    stream.bits |= load<u64>(stream.next) << stream.count;
    stream.next += refilled(stream.count);
    stream.count |= 56;
    const header = <u32>stream.bits & 7;
    stream.bits >>>= 3;
    stream.count -= 3;
    last = (header & 1) != 0;
    let error: i32;
    switch (header >>> 1) {
      case 0:
        error = copyStored();
        break;
      case 1:
        error = inflateFixed();
        break;
      case 2:
        error = readCodes();
        if (error == 0) error = inflateDynamic();
        break;
      default:
        error = BAD_BLOCK_TYPE;
    }
    if (error != 0) return error;
  }
  return 0;
}

/** RFC 1951, section 3.2.4. */
function copyStored(): i32 {
  const at = stream.position + 4;
  if (at > stream.end) return TRUNCATED;
  const length = <usize>load<u16>(at - 4);
  if ((length ^ load<u16>(at - 2)) != 0xffff) return BAD_STORED_LENGTH;
  if (length > stream.end - at) return TRUNCATED;
  if (length > stream.toEnd - stream.to) return TOO_LONG;
  copyBytes(stream.to, at, length, stream.toEnd);
  stream.to += length;
  stream.moveTo(at + length);
  return 0;
}
