/** A range that a delta copied: where it is in the result, and where it begins in the base (`delta.ts` writes it). */
@unmanaged
export class Segment {
  start: u32;
  end: u32;
  base: u32;
}

export const SEGMENT_SIZE: usize = offsetof<Segment>();
