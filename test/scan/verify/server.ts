import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly type: IncomingHttpHeaders['content-type'];
  /** Every header, a line each. */
  readonly headers: string;
  readonly body: string;
}

export type Answer = (response: ServerResponse, received: Received) => void;

export interface Service {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  /** Every request so far, whole. */
  readonly received: Received[];
}

/** A service on loopback that lives as long as the test that starts it. */
export async function serve(answer: Answer): Promise<Service> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const whole = {
        method,
        path,
        type: headers['content-type'],
        headers: Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
        body,
      };
      received.push(whole);
      answer(response, whole);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, received };
}

/** Answers everything with one text. */
export function saying(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}
