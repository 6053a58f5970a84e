import type { Verifier } from '../../rules/verifiers/verifier.ts';

/** The request for people: where the key goes, without the key. `POST /res.php, the key in its form`. */
export function describeCall({ call: { send, method, path, fields, headers, basic } }: Pick<Verifier, 'call'>): string {
  const verb = method ?? (send === 'form' || send === 'json' ? 'POST' : 'GET');
  const hasKey = (value: string | readonly string[]) => String(value).includes('{key}');
  const header =
    basic === undefined ? Object.keys(headers).find((name) => hasKey(headers[name] ?? '')) : 'authorization';
  const inFields = Object.values(fields).some(hasKey) ? FIELDS[send] : undefined;
  const place = inFields ?? (header === undefined ? 'in the address' : `in the header ${header}`);
  return `${verb} ${path}, the key ${place}`;
}

const FIELDS = { form: 'in its form', json: 'in its JSON', query: 'in the address', none: 'in the address' } as const;
