/** Where the next allocation begins: behind the static tables and all earlier ones. Nothing is freed. */
let top: usize = __heap_base;

/** Allocates `size` bytes of zeroed memory, aligned to a cache line. */
export function reserve(size: usize): usize {
  const at = (top + 63) & ~63;
  top = at + size;
  const pages = <i32>((top + 0xffff) >>> 16);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return at;
}
