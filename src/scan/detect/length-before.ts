const CONTROL = Uint8Array.from({ length: 32 }, (_, code) => Number(code !== 9 && code !== 10 && code !== 13));
/** Bytes on either side of a string in which one shows that they are no text. */
const NEAR = 3;

/**
 * The length of the string at `start`, where a format writes it before the string: in one byte (MessagePack, CBOR, protobuf,
 * pyc, ASN.1), or in four (pickle, BSON). So a string has an end where what follows is glued to it. 0 in text.
 */
export function lengthBefore(bytes: Uint8Array, start: number): number {
  if (bytes[start - 1] === 0 && bytes[start - 2] === 0 && bytes[start - 3] === 0) return bytes[start - 4] ?? 0;
  const length = bytes[start - 1] ?? 0;
  const isNoText = CONTROL[length] === 1 || hasControl(bytes, start - 1 - NEAR);
  return isNoText || hasControl(bytes, start + length + 1) ? length : 0;
}

function hasControl(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < from + NEAR; at++) if (CONTROL[bytes[at] ?? 0x20] === 1) return true;
  return false;
}
