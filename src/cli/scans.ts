/**
 * The commands that scan, as one entry: loaded apart they would share two dozen chunks, and each file costs a hook a
 * millisecond.
 */
export { run as history } from '../scan/targets/history.ts';
export { run as scan } from '../scan/targets/scan.ts';
export { run as staged } from '../scan/targets/staged.ts';
export { run as stdin } from '../scan/targets/stdin.ts';
