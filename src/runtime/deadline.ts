/** A signal that fires at a time limit, or earlier with its parent. `end` removes the timer and the listener. */
export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Replaces `AbortSignal.any([parent, AbortSignal.timeout(ms)])`: Node.js 20 may garbage-collect such signals before they
 * fire, and older browsers do not have it.
 *
 * @param reason gives the signal's reason when the time is up
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

/** Settles with the promise, or rejects with the signal's reason if that comes first, even when the promise ignores it. */
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

/** @throws the signal's reason when it fires before the time is over */
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
