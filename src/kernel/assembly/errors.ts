/*
 * What is wrong with a stream or a delta. Callers see numbers, and need to know only that they are negative.
 */

/** The input ends before what it describes does. */
export const TRUNCATED: i32 = -1;
export const TOO_LONG: i32 = -2;
export const TOO_SHORT: i32 = -3;
/** Not a zlib stream, or one with a preset dictionary. */
export const BAD_HEADER: i32 = -4;
export const BAD_BLOCK_TYPE: i32 = -5;
export const BAD_STORED_LENGTH: i32 = -6;
export const BAD_CODE_LENGTHS: i32 = -7;
/** Bits that are no code, or that of a symbol which may not occur. */
export const BAD_CODE: i32 = -8;
export const BAD_DISTANCE: i32 = -9;
export const BAD_CHECKSUM: i32 = -10;
/** Of a delta: the instruction 0, which is reserved. */
export const BAD_INSTRUCTION: i32 = -11;
/** A copy of what the base does not have. */
export const BAD_COPY: i32 = -12;
