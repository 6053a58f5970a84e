export {
  type ConsoleLike,
  type PinoRedaction,
  pinoRedaction,
  redactConsole,
  type WinstonFormat,
  winstonRedaction,
} from './adapters.ts';
export type { Kind } from './anchors.ts';
export { createRedactor, type KeyToMask, type Pieces, type Redactor, type RedactorOptions } from './redactor.ts';
export type { Masked } from './scanner.ts';
export { redactValue } from './values.ts';
