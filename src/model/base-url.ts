/**
 * Reads the address of a service. The name of a script at its end is dropped: variables often hold addresses such as
 * `https://ocr.captchaai.com/in.php`.
 *
 * @returns the address without a slash at the end; or the reason why no key may be sent there. The reason never repeats
 *   the address, since people put keys into addresses.
 */
export function readBaseUrl(text: string): URL | string {
  const url = parseUrl(text);
  if (url === undefined) return 'not an address that begins with https://';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return 'a key sent over plain http can be read on the way; use https';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the address must begin with https://';
  if (url.username !== '' || url.password !== '') return 'the address must not hold a user or password';
  if (url.search !== '' || url.hash !== '') return 'the address must not have a part after ? or #';
  url.pathname = url.pathname.replace(/\/[^/]*\.php$/, '').replace(/\/+$/, '');
  return url;
}

/** Drops the error of `URL`, since it contains the whole text. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** 127.0.0.0/8, ::1 and localhost. `URL` has normalised the host: only an IP address ends in a number. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
