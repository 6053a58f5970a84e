/**
 * Options of a thread that prints nothing. By default Node.js connects the streams of each with those of the process, and warns
 * of a leak when there are more than ten.
 */
export const SILENT = { stdout: true, stderr: true } as const;
