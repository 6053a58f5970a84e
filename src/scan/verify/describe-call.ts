import type { Verifier } from '../../rules/verifiers/verifier.ts';

/** Stands for the key or a part of it. */
const KEY = /\{(?!account\})\w+\}/;

const FIELDS = { form: 'in its form', json: 'in its JSON', query: 'in the address', none: 'in the address' } as const;

/** The request for people: where the key goes, without the key. `POST /res.php, the key in its form`. */
export function describeCall({ call: { send, method, path, fields, headers, basic } }: Pick<Verifier, 'call'>): string {
  const verb = method ?? (send === 'form' || send === 'json' ? 'POST' : 'GET');
  const names = Object.keys(headers).filter((name) => KEY.test(headers[name] ?? ''));
  if (basic !== undefined) names.push('authorization');
  const places = [
    ...(KEY.test(path) ? ['in the address'] : []),
    ...(Object.values(fields).some((value) => KEY.test(String(value))) ? [FIELDS[send]] : []),
    ...names.map((name) => `in the header ${name}`),
  ];
  return `${verb} ${path}, the key ${places.join(' and ')}`;
}
