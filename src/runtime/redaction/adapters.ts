import type { Redactor } from './redactor.ts';
import { redactValue } from './values.ts';

/** Methods that write what they are given. */
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
 * Makes a console mask what it writes, in place: objects are copied with their secrets masked, and texts that stand beside
 * each other are looked at together (`console.log('token:', token)`). In Node.js an uncaught error is not written by the
 * console, nor is what goes to `process.stdout` itself.
 *
 * @returns puts the console back as it was
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

/** Arguments of a call that writes them one after the other. */
function redactArguments(redactor: Redactor, args: readonly unknown[]): unknown[] {
  // Alone, a text is written as it is: its percent signs are no formats.
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

/** What a console makes of texts and numbers alone; undefined where there is anything else. */
function formatTexts(args: readonly unknown[]): string | undefined {
  const [first] = args;
  if (typeof first !== 'string') return undefined;
  if (!args.every((arg) => typeof arg === 'string' || typeof arg === 'number')) return undefined;
  // Styles are for browsers, objects' formats have other rules.
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

/** Options of pino that {@link pinoRedaction} gives. */
export interface PinoRedaction {
  readonly hooks: { readonly streamWrite: (line: string) => string };
}

/**
 * Options for a pino that has `hooks.streamWrite` (older ones ignore it, so test it once): `pino({ ...pinoRedaction(redactor) })`. Masks each line as it is written, whatever
 * serializers, child loggers, mixins and transports made or make of it; what is not JSON any more with its masks (a known
 * key that was a number) is masked value by value instead. Hooks of your own go beside it:
 * `hooks: { ...pinoRedaction(redactor).hooks, logMethod }`.
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

/** A format of winston (logform): an object with a method. */
export interface WinstonFormat {
  readonly transform: <Info extends object>(info: Info) => Info;
}

/**
 * A format for winston: `format.combine(format.errors({ stack: true }), winstonRedaction(redactor), format.json())`. It
 * masks message, metadata and what earlier formats have written; the last place, behind `format.json()`, covers what that
 * writes as well.
 */
export function winstonRedaction(redactor: Redactor): WinstonFormat {
  return { transform: (info) => redactValue(redactor, info) };
}
