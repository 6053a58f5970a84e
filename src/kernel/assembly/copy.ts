/** From this length on `memory.copy` is faster; below it is slower, for V8 calls it out of line. */
const LONG: usize = 512;

/** Copies `length` bytes, which do not overlap, before `toEnd`. It reads up to 15 bytes behind those. */
@inline
export function copyBytes(to: usize, from: usize, length: usize, toEnd: usize): void {
  const end = to + length;
  if (length >= LONG) memory.copy(to, from, length);
  else if (end + 15 <= toEnd) {
    // What this writes behind the end is overwritten later.
    for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  } else copyExactly(to, from, length);
}

function copyExactly(to: usize, from: usize, length: usize): void {
  const end = to + length;
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
}
