export type Answer = readonly [
  httpStatus: number,
  body: string,
  status: 'active' | 'restricted' | 'inactive' | 'unknown',
];

/** What a service documents: a key as it is seen, the request, and its answers. */
export interface Documented {
  readonly key: string;
  /** How the key is written in the request, where it is not sent as it is. */
  readonly written?: string;
  /** Method and path, the latter with `{key}` where the key stands. */
  readonly request: string;
  /** What else of the request has the key: a header as `name: value`, a form or a JSON body. */
  readonly sent?: string;
  /** The variable that says whose key it is, where the service asks for that too: it is `somebody`. */
  readonly account?: string;
  /** What it holds; `somebody` by default. */
  readonly accountValue?: string;
  readonly yes: string;
  readonly balance?: number;
  readonly answers: readonly Answer[];
}

/** A wrong token, and one without the right, of services that say it by the HTTP status. */
export function rest(unauthorized: string, forbidden: 'restricted' | 'unknown' = 'unknown'): readonly Answer[] {
  return [
    [401, unauthorized, 'inactive'],
    [403, unauthorized, forbidden],
    [429, '{}', 'unknown'],
    [404, '{}', 'unknown'],
  ];
}

export const BEARER = 'authorization: Bearer {key}';
