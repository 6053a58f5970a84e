import childProcess from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program while servers of this process go on answering. */
export const execFile = promisify(childProcess.execFile);
