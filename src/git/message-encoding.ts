import { messageStart } from './message.ts';

/** Characters with the same codes in all western EBCDIC code pages (IBM CDRA, invariant set), in ranges by their first code. */
const INVARIANT: readonly (readonly [number, string])[] = [
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
  [0x4b, '.<(+'],
  [0x5c, '*);'],
  [0x60, '-/'],
  [0x6b, ',%_>?'],
  [0x7d, '\'="'],
];
const SINGLE: readonly (readonly [number, string])[] = [
  [0x15, '\n'],
  [0x25, '\n'],
  [0x40, ' '],
  [0x50, '&'],
  [0x7a, ':'],
  [0x7c, '@'],
];

const EBCDIC = Buffer.alloc(256, '?');
for (const [code, characters] of [...INVARIANT, ...SINGLE]) EBCDIC.write(characters, code, 'latin1');

/**
 * The commit with its message in UTF-8, if its `encoding` line (git-commit(1), DISCUSSION) names an encoding that does not
 * contain ASCII; else undefined. UTF-16 is recognised elsewhere, by its bytes.
 */
export function decodedMessage(commit: Buffer): Buffer | undefined {
  const line = commit.indexOf('\nencoding ');
  if (line < 0) return undefined;
  const start = messageStart(commit);
  const name =
    /^\nencoding ([^\n]{1,40})\n/.exec(commit.toString('latin1', line, Math.min(start, line + 60)))?.[1] ?? '';
  const message = commit.subarray(start);
  if (/^utf-?7$/i.test(name)) return Buffer.concat([commit.subarray(0, start), fromUtf7(message)]);
  if (!/^(?:ibm|cp|ebcdic)[-_]?(?:cp)?(?:\D|0?37$|1[0-1][0-9]{2}$|2[78][0-9]$|297$|500$|8[78]\d$|924$)/i.test(name))
    return undefined;
  return Buffer.concat([commit.subarray(0, start), message.map((byte) => EBCDIC[byte] ?? 0)]);
}

/** UTF-7 (RFC 2152): base64 of UTF-16 between `+` and `-`, or the next character that is not base64. */
function fromUtf7(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/\+([A-Za-z0-9+/]*)-?/g, (_, shifted: string) => {
    return shifted === ''
      ? '+'
      : Buffer.from(shifted, 'base64')
          .subarray(0, Math.floor((shifted.length * 3) / 8) * 2)
          .swap16()
          .toString('utf16le');
  });
  return Buffer.from(text);
}
