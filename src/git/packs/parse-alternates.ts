/** A quoted path as `git config` and others write it: C escapes, bytes in octal. */
const QUOTED = /"((?:[^"\\]|\\[abfnrtv"\\]|\\[0-3][0-7]{2})*)"/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * The paths in a list of alternates: in info/alternates they are separated by newlines, in the environment by colons. What
 * begins with `#` is a comment; a path with broken quotes is taken literally, as git does.
 */
export function parseAlternates(list: Uint8Array, separator: string): string[] {
  const text = Buffer.from(list).toString('latin1');
  const paths: string[] = [];
  for (let at = 0; at < text.length; ) {
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(text);
    const next = text.indexOf(separator, quoted ? QUOTED.lastIndex : at);
    const end = next < 0 ? text.length : next;
    const path = quoted ? unquote(quoted[1] ?? '') : text.slice(at, end);
    if (path !== '' && text[at] !== '#') paths.push(Buffer.from(path, 'latin1').toString('utf8'));
    at = end + 1;
  }
  return paths;
}

function unquote(text: string): string {
  return text.replace(/\\([0-7]{3}|.)/g, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : (ESCAPES[escaped] ?? escaped),
  );
}
