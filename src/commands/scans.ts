/**
 * The commands that scan, as one entry: loaded apart they would share two dozen chunks, and each file costs a hook a
 * millisecond.
 */
export { run as history } from './history.ts';
export { run as scan } from './scan.ts';
export { run as staged } from './staged.ts';
export { run as stdin } from './stdin.ts';
