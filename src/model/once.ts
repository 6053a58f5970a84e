/** Runs `make` when it is first called, and never again. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Runs `make` once for each object, and keeps the result as long as the object. */
export function oncePer<Key extends object, T>(make: (key: Key) => T): (key: Key) => T {
  const made = new WeakMap<Key, { readonly value: T }>();
  return (key) => {
    let result = made.get(key);
    if (result === undefined) {
      result = { value: make(key) };
      made.set(key, result);
    }
    return result.value;
  };
}
