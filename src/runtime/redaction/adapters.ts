import type { Redactor } from './redactor.ts';
import { redactValue } from './values.ts';

/** Methods of a console that write their arguments. */
const WRITING = [
  'log',
  'info',
  'warn',
  'error',
  'debug',
  'trace',
  'dir',
  'dirxml',
  'table',
  'group',
  'groupCollapsed',
  'assert',
  'count',
  'countReset',
  'time',
  'timeEnd',
  'timeLog',
] as const;

/** What {@link redactConsole} needs of a console. */
export type ConsoleLike = Partial<Record<(typeof WRITING)[number], (...args: never[]) => unknown>>;

/**
 * Replaces the methods of a console by methods that mask what they write. Objects are copied with their secrets masked,
 * and neighbouring texts are read together (`console.log('token:', token)`). Node.js does not write uncaught errors
 * through the console, nor what a program writes to `process.stdout` directly.
 *
 * @returns a function that restores the console
 */
export function redactConsole(console: ConsoleLike, redactor: Redactor): () => void {
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const name of WRITING) {
    const write: unknown = console[name];
    if (typeof write !== 'function') continue;
    before.set(name, Object.getOwnPropertyDescriptor(console, name));
    Object.defineProperty(console, name, {
      value: (...args: unknown[]): unknown => Reflect.apply(write, console, redactArguments(redactor, args)),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return () => {
    for (const [name, property] of before) {
      if (property === undefined) Reflect.deleteProperty(console, name);
      else Object.defineProperty(console, name, property);
    }
  };
}

/** Masks the arguments of a call that writes them one after the other. */
function redactArguments(redactor: Redactor, args: readonly unknown[]): unknown[] {
  // A single text is written as it is: its percent signs are not format specifiers.
  const formatted = formatTexts(args);
  if (formatted !== undefined) {
    const redacted = redactor.redact(formatted);
    return redacted === formatted ? [...args] : [redacted];
  }
  return args.map((arg, i) => {
    const before = args[i - 1];
    if (typeof arg !== 'string' || typeof before !== 'string') return redactValue(redactor, arg);
    const [alone, both] = [redactor.redact(before), redactor.redact(`${before} ${arg}`)];
    return both.startsWith(`${alone} `) ? both.slice(alone.length + 1) : redactor.redact(arg);
  });
}

/** How a console formats texts and numbers; undefined when there is any other argument. */
function formatTexts(args: readonly unknown[]): string | undefined {
  const [first] = args;
  if (typeof first !== 'string') return undefined;
  if (!args.every((arg) => typeof arg === 'string' || typeof arg === 'number')) return undefined;
  // %c is for styles in browsers; %o and %O format objects.
  if (/%[coO]/.test(first)) return undefined;
  if (args.length === 1) return first;
  const rest = args.slice(1);
  const text = first.replaceAll(/%([sdifj%])/g, (whole, letter: string) => {
    if (letter === '%') return '%';
    if (rest.length === 0) return whole;
    const arg = rest.shift();
    if (letter === 'd' || letter === 'f') return String(Number(arg));
    return letter === 'i'
      ? String(Number.parseInt(String(arg), 10))
      : letter === 'j'
        ? JSON.stringify(arg)
        : String(arg);
  });
  return [text, ...rest].join(' ');
}

/** The options of pino that {@link pinoRedaction} returns. */
export interface PinoRedaction {
  readonly hooks: { readonly streamWrite: (line: string) => string };
}

/**
 * Options for pino: `pino({ ...pinoRedaction(redactor) })`. Masks each line as it is written, after serializers, child
 * loggers and mixins, and before transports. A line that would not be JSON with its masks (a known key that was a number)
 * is masked value by value instead. Combine it with other hooks so:
 * `hooks: { ...pinoRedaction(redactor).hooks, logMethod }`. Needs a pino with `hooks.streamWrite`: older ones ignore it.
 */
export function pinoRedaction(redactor: Redactor): PinoRedaction {
  return { hooks: { streamWrite: (line) => redactJsonLine(redactor, line) } };
}

function redactJsonLine(redactor: Redactor, line: string): string {
  const redacted = redactor.redact(line);
  if (redacted === line || isJson(redacted) || !isJson(line)) return redacted;
  const value: unknown = JSON.parse(line);
  return `${JSON.stringify(redactValue(redactor, value))}\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A format of winston (logform). */
export interface WinstonFormat {
  readonly transform: <Info extends object>(info: Info) => Info;
}

/**
 * A format for winston: `format.combine(format.errors({ stack: true }), winstonRedaction(redactor), format.json())`. It
 * masks the message, the metadata and the output of earlier formats. Put last, after `format.json()`, it also masks what
 * that writes.
 */
export function winstonRedaction(redactor: Redactor): WinstonFormat {
  return { transform: (info) => redactValue(redactor, info) };
}
