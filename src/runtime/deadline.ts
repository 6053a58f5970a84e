/** A signal that fires at a time limit, and with its parent before; `end` frees what it holds. */
export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * In place of `AbortSignal.any([parent, AbortSignal.timeout(ms)])`, whose signals Node.js 20 may collect as garbage
 * before they fire, and which older browsers lack.
 *
 * @param reason what the signal's reason is when the time is up
 */
export function startDeadline(ms: number, reason: () => unknown, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason()), ms);
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted === true) follow();
  parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', follow);
    },
  };
}

/** The promise's outcome, or the signal's reason if that comes first, whether or not the promise heeds the signal. */
export async function untilAborted<T>(signal: AbortSignal, start: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** @throws the signal's reason when that fires before the time is over */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return untilAborted(
    signal,
    () =>
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      }),
  ).finally(() => clearTimeout(timer));
}
