/** Where the next thing is put: behind the static tables, and then behind one another. Nothing is ever given back. */
let top: usize = __heap_base;

/** Takes `size` bytes of zeroed memory, aligned to a cache line. */
export function reserve(size: usize): usize {
  const at = (top + 63) & ~63;
  top = at + size;
  const pages = <i32>((top + 0xffff) >>> 16);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return at;
}
