export {
  type ConsoleLike,
  type PinoRedaction,
  pinoRedaction,
  redactConsole,
  type WinstonFormat,
  winstonRedaction,
} from './adapters.ts';
export type { Kind } from './anchors.ts';
export type { Pieces } from './pieces.ts';
export type { Masked } from './plan.ts';
export { createRedactor, type KeyToMask, type Redactor, type RedactorOptions } from './redactor.ts';
export { redactValue } from './values.ts';
