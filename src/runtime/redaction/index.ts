export type { Kind } from './anchors.ts';
export { createRedactor, type Pieces, type Redactor, type RedactorOptions } from './redactor.ts';
export type { Masked } from './scanner.ts';
