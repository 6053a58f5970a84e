/** The default timeout of one call, up to the last byte of the answer. */
export const DEFAULT_TIMEOUT_MS = 10_000;

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the host cannot be resolved',
  EAI_AGAIN: 'the name of the host cannot be resolved',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
};

const TLS = /^(?:ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO$)/;

/**
 * Why `fetch` failed. Only the error's code is used: a message of the HTTP client may contain the address, and so a key.
 */
export function explainFailure(thrown: unknown): readonly [reason: string, advice: string] {
  const code = codeOf(thrown);
  if (TLS.test(code)) {
    return [
      `no trusted TLS connection (${code})`,
      'If a proxy of your network inspects TLS, name its certificate in NODE_EXTRA_CA_CERTS.',
    ];
  }
  const words = PLAIN_WORDS[code] ?? (code.startsWith('HPE_') ? 'the answer is not HTTP' : 'the call failed');
  return [code === '' ? words : `${words} (${code})`, 'Check the address and the network.'];
}

/** The same for a call that timed out. */
export function explainTimeout(timeoutMs: number): readonly [reason: string, advice: string] {
  return [`timed out: no answer within ${timeoutMs / 1000} s`, 'Ask again, or allow more time.'];
}

/** fetch throws a TypeError whose cause has the code. If it tried several addresses, the cause is an AggregateError. */
function codeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : undefined;
  if (cause instanceof Error && cause.name === 'HTTPParserError') return 'HPE_INVALID';
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,59}$/.test(code) ? code : '';
}

/** A body of an answer, in browsers and in Node.js. */
interface Body {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** The text of an answer; undefined if it is larger: then the rest is not read. */
export async function readBody(body: Body | null, mostBytes: number): Promise<string | undefined> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text + decoder.decode();
    length += value?.byteLength ?? 0;
    if (length > mostBytes) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
