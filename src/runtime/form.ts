import type { ApiKey } from './api-key.ts';
import { stripDataUrl } from './check-request.ts';
import type { SolveRequest } from './methods.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The body of the POST to in.php: multipart for a file, URL-encoded for everything else. The request must be checked. */
export function formOf(request: SolveRequest, key: ApiKey): URLSearchParams | FormData {
  const { method, extra, ...parameters } = request;
  const fields: [string, string][] = [
    ['key', key.reveal()],
    ['method', method],
    ['json', '1'],
  ];
  for (const [name, value] of Object.entries({ ...parameters, ...extra } as Fields)) fields.push(...pairs(name, value));
  if (request.method !== 'post') return new URLSearchParams(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const { file, filename } = request;
  const blob = file instanceof Blob ? file : new Blob([new Uint8Array(file)]);
  form.append('file', blob, filename ?? nameOf(file));
  return form;
}

function pairs(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null || name === 'file' || name === 'filename') return [];
  if (name === 'images' && Array.isArray(value)) {
    return value.map((image, index) => [`image_base64_${index + 1}`, String(image)]);
  }
  if (typeof value === 'boolean') return [[name, value ? '1' : '0']];
  if (name === 'body') return [[name, stripDataUrl(String(value))]];
  if (name === 'proxytype') return [[name, String(value).toUpperCase()]];
  return [[name, String(value)]];
}

/** The service tells the type by the extension of the file name. */
function nameOf(file: Blob | Uint8Array): string {
  if (file instanceof Blob) {
    const named = 'name' in file && typeof file.name === 'string' ? file.name : '';
    if (/\.(?:jpe?g|png|gif)$/i.test(named)) return named;
    return `captcha.${/^image\/(jpeg|gif)/.exec(file.type)?.[1] ?? 'png'}`;
  }
  if (file[0] === 0xff && file[1] === 0xd8) return 'captcha.jpg';
  return file[0] === 0x47 && file[1] === 0x49 ? 'captcha.gif' : 'captcha.png';
}
