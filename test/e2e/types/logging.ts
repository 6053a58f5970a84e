import { Duplex } from 'node:stream';
import type { ReadableWritablePair } from 'node:stream/web';
import { createRedactor, pinoRedaction, redactConsole, winstonRedaction } from 'hexhound/runtime';
import { type Logger, pino } from 'pino';
import * as winston from 'winston';

const redactor = createRedactor();

export const stopped: () => void = redactConsole(console, redactor);

export const logger: Logger = pino({ ...pinoRedaction(redactor), level: 'info' }, process.stdout);
export const withHooks: Logger = pino({
  hooks: { ...pinoRedaction(redactor).hooks, logMethod: (args, method) => method(...args) },
});

const { combine, errors, json, timestamp } = winston.format;
const redaction = winstonRedaction(redactor);
export const format: winston.Logform.Format = combine(errors({ stack: true }), winstonRedaction(redactor), json());
export const last: winston.Logform.Format = combine(timestamp(), json(), redaction);
export const logging: winston.Logger = winston.createLogger({
  format: redaction,
  transports: [new winston.transports.Console({ format: winstonRedaction(redactor) })],
});

export const stream: Duplex = Duplex.fromWeb(redactor.stream() as ReadableWritablePair);
