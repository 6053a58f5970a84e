import type { FormName } from '../../src/model/secret-forms.ts';

/** How one program writes a value into a file. */
export interface WrittenForm {
  readonly program: string;
  readonly form: FormName;
  readonly write: (value: string) => Buffer;
}

/** Writes some characters in another way. */
function replacing(escaped: RegExp, rewrite: (character: string) => string): (value: string) => string {
  return (value) => Array.from(value, (one) => (escaped.test(one) ? rewrite(one) : one)).join('');
}

function digits(character: string): string {
  return Array.from({ length: character.length }, (_, at) =>
    character.charCodeAt(at).toString(16).padStart(4, '0'),
  ).join('\\u');
}

function percents(character: string): string {
  return Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '%$&');
}

const lower = (text: string) => text.replace(/%../g, (code) => code.toLowerCase());
const json = (value: string) => JSON.stringify(value).slice(1, -1);
const unicode = replacing(/[^\0-\x7f]/, (one) => `\\u${digits(one)}`);
const php = (value: string) => unicode(json(value).replaceAll('/', '\\/'));
const wide = (value: string) => Buffer.from(value, 'utf16le');
const html = (quote: string, apostrophe: string, more: Readonly<Record<string, string>> = {}) => {
  const table: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': quote,
    "'": apostrophe,
    ...more,
  };
  return replacing(/./s, (one) => table[one] ?? one);
};

const TEXTS: readonly (readonly [form: FormName, program: string, write: (value: string) => string])[] = [
  ['plain', 'anything', (value) => value],
  ['base64', 'base64', (value) => Buffer.from(value).toString('base64')],
  ['base64', 'base64 behind one byte', (value) => Buffer.from(`:${value}`).toString('base64')],
  ['base64', 'base64 behind two bytes and before one', (value) => Buffer.from(`u:${value}\n`).toString('base64')],
  ['base64', 'base64url', (value) => Buffer.from(`::${value}`).toString('base64url')],
  ['base64', 'base64 in a URL', (value) => encodeURIComponent(Buffer.from(value).toString('base64'))],
  ['base64 of UTF-16', 'PowerShell', (value) => wide(`$${value}`).toString('base64')],
  ['base64 of UTF-16', 'Java, big-endian', (value) => wide(value).swap16().toString('base64')],
  ['base64 twice', 'a Kubernetes secret', (value) => btoa(Buffer.from(`u:${value}`).toString('base64'))],
  ['base64 twice', 'a Kubernetes secret, behind', (value) => btoa(`x${Buffer.from(`:${value}`).toString('base64')}`)],
  ['base64 twice', 'base64url', (value) => btoa(Buffer.from(value).toString('base64url'))],
  ['hexadecimal', 'xxd -p', (value) => Buffer.from(value).toString('hex')],
  ['hexadecimal', 'upper case', (value) => Buffer.from(value).toString('hex').toUpperCase()],
  ['hexadecimal', 'Buffer', (value) => (Buffer.from(value).toString('hex').match(/../g) ?? []).join(' ')],
  ['decimal bytes', 'Buffer in JSON', (value) => [...Buffer.from(value)].join(',')],
  ['percent-encoded', 'encodeURI', (value) => encodeURI(value)],
  ['percent-encoded', 'encodeURIComponent', (value) => encodeURIComponent(value)],
  ['percent-encoded', 'in lower case', (value) => lower(encodeURIComponent(value))],
  ['percent-encoded', 'twice', (value) => encodeURIComponent(encodeURIComponent(value))],
  ['percent-encoded', 'a form', (value) => new URLSearchParams({ v: value }).toString().slice(2)],
  ['percent-encoded', 'Python', replacing(/[^\w.~/-]/, percents)],
  ['percent-encoded', 'curl', replacing(/[^\w.~-]/, percents)],
  ['JSON', 'JavaScript', json],
  ['JSON', 'PHP', php],
  ['JSON', 'PHP, unescaped Unicode', (value) => json(value).replaceAll('/', '\\/')],
  ['JSON', 'Python', (value) => unicode(json(value))],
  ['JSON', 'Go', (value) => replacing(/[<>&]/, (one) => `\\u${digits(one)}`)(json(value))],
  ['JSON', 'Gson', (value) => replacing(/[<>&=']/, (one) => `\\u${digits(one)}`)(json(value))],
  ['JSON', 'Flask', (value) => unicode(replacing(/[<>&']/, (one) => `\\u${digits(one)}`)(json(value)))],
  [
    'JSON',
    '.NET',
    (value) =>
      replacing(
        /[<>&'"+`]|[^\0-\x7e]/,
        (one) => `\\u${digits(one).toUpperCase().replaceAll('U', 'u')}`,
      )(value.replaceAll('\\', '\\\\')),
  ],
  ['JSON', 'JSON in JSON', (value) => json(json(value))],
  ['JSON', 'PHP in PHP', (value) => php(php(value))],
  ['JSON', 'Python in JavaScript', (value) => json(unicode(json(value)))],
  ['string literal', 'single quotes', replacing(/['\\]/, (one) => `\\${one}`)],
  ['string literal', 'addslashes', replacing(/['"\\]/, (one) => `\\${one}`)],
  ['HTML', 'text', html('"', "'")],
  ['HTML', 'XML', html('&quot;', '&apos;')],
  ['HTML', 'PHP', html('&quot;', '&#039;')],
  ['HTML', 'Python', html('&quot;', '&#x27;')],
  ['HTML', 'Ruby', html('&quot;', '&#39;')],
  ['HTML', 'Go', html('&#34;', '&#39;')],
  ['HTML', 'html/template', html('&#34;', '&#39;', { '+': '&#43;' })],
  ['HTML', 'Mustache', html('&quot;', '&#39;', { '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' })],
];

/** One for each way that a form can have, written without the code that is tested. */
export const WRITTEN_FORMS: readonly WrittenForm[] = [
  ...TEXTS.map(([form, program, write]) => ({ form, program, write: (value: string) => Buffer.from(write(value)) })),
  { form: 'UTF-16', program: 'little-endian', write: wide },
  { form: 'UTF-16', program: 'big-endian', write: (value) => wide(value).swap16() },
];

/** A block in PEM, or another value of several lines, as it comes to stand in files. */
export const WRITTEN_BLOCKS: Readonly<Record<string, (lines: readonly string[]) => Buffer>> = {
  'real line breaks': (lines) => Buffer.from(lines.join('\n')),
  'of Windows': (lines) => Buffer.from(lines.join('\r\n')),
  indented: (lines) => Buffer.from(lines.join('\n      ')),
  'written line breaks': (lines) => Buffer.from(lines.join('\\n')),
  'written line breaks of Windows': (lines) => Buffer.from(lines.join('\\r\\n')),
  'JSON of PHP': (lines) => Buffer.from(php(lines.join('\n'))),
  'JSON in JSON': (lines) => Buffer.from(json(json(lines.join('\n')))),
  'joined in code': (lines) => Buffer.from(lines.map((line) => `  "${line}\\n"`).join(' +\n')),
  'percent-encoded': (lines) => Buffer.from(encodeURIComponent(lines.join('\n'))),
  HTML: (lines) => Buffer.from(lines.join('&#10;')),
  base64: (lines) => Buffer.from(Buffer.from(lines.join('\n')).toString('base64')),
  'base64 of Windows': (lines) => Buffer.from(Buffer.from(lines.join('\r\n')).toString('base64')),
  'base64 of written line breaks': (lines) => Buffer.from(Buffer.from(lines.join('\\n')).toString('base64')),
};
