/**
 * The address that a service is asked at, without the name of a script: variables often hold that of one, such as
 * `https://ocr.captchaai.com/in.php`.
 *
 * @returns the address without a slash at the end of its path; or why no key is sent there: it is neither https nor on
 *   this machine. Such a reason never repeats the address: people put keys into addresses.
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

/** The error that `URL` throws is not kept: it holds the whole text. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** 127.0.0.0/8, ::1 and localhost, in the form that `URL` gives host names: there only addresses end in a number. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
