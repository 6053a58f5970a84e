/** T with properties that are absent where T has undefined. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy of an object without the properties that are undefined. */
export function defined<const T extends object>(properties: T): Defined<T> {
  const kept: { [name in keyof T]?: T[keyof T] } = {};
  // Eight times as fast as by Object.fromEntries: reports have a hundred thousand places.
  for (const name in properties) if (properties[name] !== undefined) kept[name] = properties[name];
  return kept as Defined<T>;
}
