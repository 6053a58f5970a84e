import { type Answer, type Received, type Service, saying, serve } from '../scan/verify/server.ts';

export { type Answer, type Received, type Service, saying } from '../scan/verify/server.ts';

/** Answers by what is asked; of a list one after the other, and the last one from then on. */
export interface Script {
  readonly balance?: Answer | readonly Answer[];
  readonly threads?: Answer | readonly Answer[];
  readonly submit?: Answer | readonly Answer[];
  readonly result?: Answer | readonly Answer[];
}

/** A service on loopback with the scripts of CaptchaAI. What is not in the script is answered with HTTP 404. */
export async function captchaai(script: Script): Promise<Service> {
  const answers = new Map(
    Object.entries(script).map(([name, given]: [string, Answer | readonly Answer[]]) => [name, [given].flat()]),
  );
  return serve((response, received) => {
    const left = answers.get(nameOf(received)) ?? [];
    const answer = left.length > 1 ? left.shift() : left[0];
    (answer ?? saying('not found', 404))(response, received);
  });
}

/** Answers according to the key that was sent. */
export function byKey(answers: Readonly<Record<string, Answer>>): Answer {
  return (response, received) => {
    (answers[fieldOf(received, 'key') ?? ''] ?? saying('ERROR_KEY_DOES_NOT_EXIST'))(response, received);
  };
}

export function ok(request: unknown, more: object = {}): Answer {
  return saying(JSON.stringify({ status: 1, request, ...more }));
}

export function failing(code: string): Answer {
  return saying(JSON.stringify({ status: 0, request: code, error_text: 'A sentence.' }));
}

/** A field of a form or of a multipart body. */
export function fieldOf({ body, type = '' }: Received, name: string): string | undefined {
  if (type.startsWith('multipart/')) {
    return new RegExp(`name="${name}"\r\n\r\n([\\s\\S]*?)\r\n--`).exec(body)?.[1];
  }
  return new URLSearchParams(body).get(name) ?? undefined;
}

function nameOf(received: Received): string {
  if (received.path?.endsWith('/in.php') === true) return 'submit';
  return { getbalance: 'balance', threadsinfo: 'threads', get: 'result' }[fieldOf(received, 'action') ?? ''] ?? '';
}
