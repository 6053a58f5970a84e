import { isDbeaver } from './dbeaver.ts';

/** How an archive, or another file with packed text in it, is recognised by its bytes. */
export interface ArchiveFormat {
  /** As in `cannot open 7z archives`. */
  readonly name: string;
  /** Undefined: there is no reader for it, so it is left out, and said to be. */
  readonly reader?:
    | 'zip'
    | 'tar'
    | 'gzip'
    | 'zlib'
    | 'png'
    | 'xz'
    | 'zstd'
    | 'bzip2'
    | 'lz4'
    | 'pdf'
    | 'dbeaver'
    | 'sqlite'
    | 'rpm'
    | 'others'
    | 'bundle';
  /** Why it is left out, if not for want of a reader. */
  readonly reason?: string;
}

/** Why an archive without a reader is left out: half a sentence. */
export function whyClosed({ name, reason = `there is no reader for ${name}` }: ArchiveFormat): string {
  return reason;
}

/** Whether all of it has to be in memory; others are read as they come. */
export function isReadAtOnce({ reader }: ArchiveFormat): boolean {
  return reader === 'zip' || reader === 'pdf' || reader === 'sqlite' || reader === 'png' || reader === 'others';
}

interface Signature {
  readonly format: ArchiveFormat;
  /** Latin-1. */
  readonly magic: string;
  readonly at?: number;
}

const ZIP: ArchiveFormat = { name: 'zip', reader: 'zip' };
const DBEAVER: ArchiveFormat = { name: 'DBeaver credentials', reader: 'dbeaver' };
const TAR: ArchiveFormat = { name: 'tar', reader: 'tar' };
const ZLIB: ArchiveFormat = { name: 'zlib', reader: 'zlib' };
const CPIO: ArchiveFormat = { name: 'cpio', reader: 'others' };
const SQLITE: ArchiveFormat = { name: 'SQLite', reader: 'sqlite' };

/**
 * The first bytes of each format, as their specifications say: APPNOTE.TXT 4.3.7 (zip), RFC 1952 (gzip), RFC 8878 (zstd), the
 * .xz file format 2.1.1, POSIX pax (tar), ISO 32000 7.5.2 (PDF), gitformat-bundle(5), gitformat-pack(5), the specification of
 * Git LFS, and file(1)'s table.
 */
const SIGNATURES: readonly Signature[] = [
  { format: ZIP, magic: 'PK\x03\x04' },
  { format: ZIP, magic: 'PK\x05\x06' },
  // A zip behind a signature (Chrome's extensions, format 3).
  { format: ZIP, magic: 'Cr24' },
  { format: { name: 'gzip', reader: 'gzip' }, magic: '\x1f\x8b\x08' },
  // Of the other levels of zlib (RFC 1950, 2.2), `x^` begins texts, too.
  { format: ZLIB, magic: 'x\x01' },
  { format: ZLIB, magic: 'x\x9c' },
  { format: ZLIB, magic: 'x\xda' },
  { format: { name: 'PNG', reader: 'png' }, magic: '\x89PNG\r\n\x1a\n' },
  { format: { name: 'lzma', reader: 'others' }, magic: ']\0\0\x80\0' },
  { format: { name: 'lzma', reader: 'others' }, magic: ']\0\0\0\x04' },
  { format: { name: 'xz', reader: 'xz' }, magic: '\xfd7zXZ\0' },
  { format: { name: 'zstd', reader: 'zstd' }, magic: '\x28\xb5\x2f\xfd' },
  { format: TAR, magic: 'ustar', at: 257 },
  { format: { name: 'PDF', reader: 'pdf' }, magic: '%PDF-' },
  { format: SQLITE, magic: 'SQLite format 3\0' },
  { format: SQLITE, magic: '\x37\x7f\x06\x82' },
  { format: SQLITE, magic: '\x37\x7f\x06\x83' },
  { format: { name: 'bzip2', reader: 'bzip2' }, magic: '1AY&SY', at: 4 },
  { format: { name: '7z', reader: 'others' }, magic: '7z\xbc\xaf\x27\x1c' },
  { format: { name: 'rar', reader: 'others' }, magic: 'Rar!\x1a\x07' },
  { format: { name: 'lz4', reader: 'lz4' }, magic: '\x04\x22\x4d\x18' },
  { format: { name: 'lzip', reader: 'others' }, magic: 'LZIP\x01' },
  { format: { name: 'compress', reader: 'others' }, magic: '\x1f\x9d\x90' },
  { format: { name: 'cab', reader: 'others' }, magic: 'MSCF\0\0\0\0' },
  { format: { name: 'ar', reader: 'others' }, magic: '!<arch>\n' },
  { format: { name: 'rpm', reader: 'rpm' }, magic: '\xed\xab\xee\xdb' },
  { format: CPIO, magic: '070701' },
  { format: CPIO, magic: '070702' },
  { format: CPIO, magic: '070707' },
  { format: { name: 'squashfs' }, magic: 'hsqs' },
  { format: { name: 'ISO 9660', reader: 'others' }, magic: 'CD001', at: 32769 },
  { format: { name: 'git pack', reader: 'bundle' }, magic: 'PACK\0\0\0' },
  { format: { name: 'git bundle', reader: 'bundle' }, magic: '# v2 git bundle\n' },
  { format: { name: 'git bundle', reader: 'bundle' }, magic: '# v3 git bundle\n' },
  {
    format: { name: 'Git LFS', reason: 'its content is kept by Git LFS, outside of git' },
    magic: 'version https://git-lfs.github.com/spec/',
  },
];

/** Bytes at the beginning that tell the format of nearly all. */
export const HEAD_BYTES = 512;

/** The record at the end of a zip without a comment: such a zip can stand behind a program that opens it (APPNOTE.TXT 4.3.16). */
const END_RECORD_BYTES = 22;
const END_RECORD = 'PK\x05\x06';

/** Each signature by its first byte, so that most contents cost one look-up. */
const BY_FIRST_BYTE = Array.from({ length: 256 }, (_, byte) =>
  SIGNATURES.filter(({ magic, at = 0 }) => at === 0 && magic.charCodeAt(0) === byte),
);
const FURTHER_IN = SIGNATURES.filter(({ at = 0 }) => at > 0);

/**
 * The format of an archive; undefined for what is none.
 * @param bytes holds the content in `start` to `end`: all of it, or at least its first `HEAD_BYTES`
 */
export function archiveFormat(bytes: Uint8Array, start = 0, end = bytes.length): ArchiveFormat | undefined {
  const has = (magic: string, at: number): boolean => {
    if (at < start || at + magic.length > end) return false;
    for (let index = 0; index < magic.length; index++) {
      if (bytes[at + index] !== magic.charCodeAt(index)) return false;
    }
    return true;
  };
  for (const { format, magic } of BY_FIRST_BYTE[bytes[start] ?? 0] ?? []) if (has(magic, start)) return format;
  for (const { format, magic, at = 0 } of FURTHER_IN) if (has(magic, start + at)) return format;
  if (has(END_RECORD, end - END_RECORD_BYTES)) return ZIP;
  if (has('x^', start) && isBinary(bytes.subarray(start + 2, Math.min(end, start + 64)))) return ZLIB;
  if (end - start >= HEAD_BYTES && isOldTar(bytes.subarray(start, start + HEAD_BYTES))) return TAR;
  return isDbeaver(bytes, start, end) ? DBEAVER : undefined;
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 9 || (byte > 13 && byte < 0x20) || byte === 0x7f);
}

/** Where the header of tar has its checksum, in octal digits, and of how many bytes. */
const [CHECKSUM, CHECKSUM_BYTES] = [148, 8];

/** Tar as it was before it had a signature: known by its checksum, which counts itself as blanks (tar(5), of FreeBSD). */
function isOldTar(header: Uint8Array): boolean {
  const field = Buffer.from(header.subarray(CHECKSUM, CHECKSUM + CHECKSUM_BYTES)).toString('latin1');
  const [, digits] = /^ {0,6}([0-7]{3,7})[\0 ]{1,5}$/.exec(field) ?? [];
  if (digits === undefined || header[0] === 0) return false;
  let sum = CHECKSUM_BYTES * 0x20;
  for (const [at, byte] of header.entries()) if (at < CHECKSUM || at >= CHECKSUM + CHECKSUM_BYTES) sum += byte;
  return sum === Number.parseInt(digits, 8);
}
