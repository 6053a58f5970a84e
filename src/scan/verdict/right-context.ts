import { tokenize } from './tokens.ts';

/**
 * What stands behind a value. `userinfo`: `K@host`. `extension`: `K.png`. `path`: `K/more`. `joined`: `K-more`.
 * `pair`: `K:more`. `map-key`: the value is itself the key of another value. `file`: a file name follows, as in the output
 * of md5sum.
 */
export type RightContext = 'userinfo' | 'extension' | 'path' | 'joined' | 'pair' | 'map-key' | 'file' | 'end';

const LOOK = 64;

/**
 * @param text what follows the value
 * @param begins the value begins its line, without a quote
 */
export function readRightContext(text: string, quoted: boolean, begins: boolean): RightContext {
  const [first, second, third] = tokenize(text.slice(0, LOOK));
  if (first === undefined) return 'end';
  const isGlued = second?.kind === 'word' && second.start === first.end;
  if (first.kind === 'word') return 'joined';
  if (first.kind === 'quote') {
    const rest = text.slice(first.end, LOOK).trimStart();
    return quoted && /^(?::(?![:=])|=>|=(?!=))/.test(rest) ? 'map-key' : 'end';
  }
  if (first.kind === 'space') {
    if (quoted || !begins) return second?.text === '=' || second?.text === '=>' ? 'map-key' : 'end';
    if (second?.kind === 'word' || second?.text === '*' || second?.text === '.' || second?.text === '/') return 'file';
    return second?.text === '=' || second?.text === ':' || second?.text === '=>' ? 'map-key' : 'end';
  }
  if (first.text === ':' && third !== undefined && second?.kind === 'space') return quoted ? 'end' : 'map-key';
  if (!isGlued) return first.text === '=' && !quoted ? 'map-key' : 'end';
  switch (first.text) {
    case '@':
      return 'userinfo';
    case '.':
      return /^[a-z][a-z0-9]{1,4}$/i.test(second.text) ? 'extension' : 'joined';
    case '/':
      return 'path';
    case ':':
      return 'pair';
    case '|':
    case '%':
    case '+':
    case '~':
    case '#':
    case '\\':
      return 'joined';
    case '=':
      return 'map-key';
    default:
      return 'end';
  }
}

/** A name that follows its value: `Add(new StringContent("K"), "key")`, `<add value="K" key="ApiKey"/>`. */
export function nameBehind(text: string): string | undefined {
  const [, argument, attribute] =
    /^["'`](?:\s*\)\s*,\s*["'`]([\w.-]{1,40})["'`]|\s+(?:key|name|id)=["']([\w.:-]{1,60})["'])/.exec(text) ?? [];
  return argument ?? attribute;
}
