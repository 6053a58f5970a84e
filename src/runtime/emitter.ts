export type Listener<Event> = (event: Event) => void;

/** Calls a listener. What it throws does not stop the work: it becomes an uncaught error. */
export function callListener<Event>(listener: Listener<Event>, event: Event): void {
  try {
    listener(event);
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

/** Typed events. `EventTarget` would put their data into an untyped `detail`. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** @returns a function that removes the listener */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])])
      callListener(listener as Listener<Events[Name]>, event);
  }
}
