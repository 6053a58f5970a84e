import { describe, expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import type { KernelConfig } from '../../src/model/anchor.ts';
import { HexhoundError } from '../../src/model/errors.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';

/** What is found in a text: each anchor's kind (its shape, for a run) and what stands there. */
function find(text: string, config: Partial<KernelConfig> = {}): string[] {
  const bytes = Buffer.from(text, 'latin1');
  return new Kernel({ keywords: [], prefixes: [], ...config })
    .scan(bytes)
    .map((anchor) => `${anchor.kind === 'run' ? anchor.shape : anchor.kind} ${text.slice(anchor.start, anchor.end)}`);
}

const HEX = hexKey('kernel');
const ALNUM = alnumKey('kernel');
const ESCAPES = ['\\n', '\\r', '\\t', '\\x3d', '\\u003D', '%3d', '%0A'];

test('an anchor tells the position in the configuration and in the bytes', () => {
  const kernel = new Kernel({ keywords: ['other', 'token'], prefixes: ['gh_', 'sk-'] });
  expect(kernel.scan(Buffer.from(`token = sk-${HEX}`))).toEqual([
    { kind: 'keyword', id: 1, start: 0, end: 5 },
    { kind: 'prefix', id: 1, start: 8, end: 11 },
    { kind: 'run', shape: 'hex32', start: 11, end: 43 },
  ]);
});

test('anchors are sorted by start, end, kind and id', () => {
  const kernel = new Kernel({ keywords: ['abcdef', 'abcde', 'bcdef', 'ABCDE'], prefixes: ['abcdef', 'abcde'] });
  expect(kernel.scan(Buffer.from('abcdef')).map((a) => [a.start, a.end, a.kind, 'id' in a ? a.id : undefined])).toEqual(
    [
      [0, 5, 'keyword', 1],
      [0, 5, 'keyword', 3],
      [0, 5, 'prefix', 1],
      [0, 6, 'keyword', 0],
      [0, 6, 'prefix', 0],
      [1, 6, 'keyword', 2],
    ],
  );
});

test('only the kinds asked for are given', () => {
  const config = { keywords: ['token'], prefixes: ['sk-'] };
  const bytes = Buffer.from(`token sk-${HEX} ${Buffer.from('x'.repeat(18)).toString('base64')}`);
  const kinds = ['keyword', 'prefix', 'run', 'base64'] as const;
  for (const kind of kinds)
    expect(new Kernel(config, { kinds: [kind] }).scan(bytes).map((a) => a.kind)).toEqual([kind]);
  expect(new Kernel(config, { kinds: [] }).scan(bytes)).toEqual([]);
});

describe('keywords', () => {
  const keywords = ['captcha_key'];

  test('are found within words, in any case', () => {
    expect(find('myCaptcha_Key2 CAPTCHA_KEY', { keywords })).toEqual(['keyword Captcha_Key', 'keyword CAPTCHA_KEY']);
    expect(find('a token', { keywords: ['TOKEN'] })).toEqual(['keyword token']);
  });

  test('fold nothing but letters', () => {
    expect(find('captcha\x7fkey captcha?key', { keywords })).toEqual([]);
    expect(find('key{0} KEY[0]', { keywords: ['key[0]'] })).toEqual(['keyword KEY[0]']);
    expect(find('KEY@0\x00 key`0\x20', { keywords: ['key@0'] })).toEqual(['keyword KEY@0']);
  });

  test('are all given where they overlap', () => {
    expect(find('aaaaaaa', { keywords: ['aaaaa'] })).toHaveLength(3);
    expect(find('captcha_key', { keywords: ['captcha', 'cha_key'] })).toEqual(['keyword captcha', 'keyword cha_key']);
  });

  test('may be of any bytes but control characters, and only ASCII folds', () => {
    const word = Buffer.from('Schlüssel\n').toString('latin1');
    expect(find(`sCHL\xc3\xbcSSEL\n schl\xc3\x9cssel\n`, { keywords: [word] })).toEqual(['keyword sCHL\xc3\xbcSSEL\n']);
  });

  test('may be 64 bytes long, and not longer or shorter than five', () => {
    const longest = 'key-'.repeat(16);
    expect(find(`.${longest}.`, { keywords: [longest] })).toEqual([`keyword ${longest}`]);
    for (const keyword of [`${longest}x`, 'four', '', 'zero\0byte', 'カギです']) {
      const make = () => new Kernel({ keywords: [keyword], prefixes: [] });
      expect(make).toThrow(new HexhoundError('E_RULE', keyword, 'a keyword is 5 to 64 printable bytes'));
    }
  });
});

describe('prefixes', () => {
  const prefixes = ['sk-', 'sk-ant-', 'ghp_'];

  test('are found where a word begins', () => {
    expect(find('sk-1 "ghp_2" =ghp_3 xsk-4 _ghp_5 9ghp_6 \xe4ghp_7', { prefixes })).toEqual([
      'prefix sk-',
      'prefix ghp_',
      'prefix ghp_',
      'prefix ghp_',
    ]);
  });

  test('are case-sensitive, and each is given where several begin', () => {
    expect(find('SK-1 sk-ant-2', { prefixes })).toEqual(['prefix sk-', 'prefix sk-ant-']);
  });

  test('are found behind an escape', () => {
    for (const sequence of ESCAPES) expect(find(`x${sequence}ghp_1`, { prefixes })).toEqual(['prefix ghp_']);
    for (const other of ['\\q', '\\x4', '\\u00e', '%3', '\\xg0', '%zz'])
      expect(find(`x${other}ghp_1`, { prefixes })).toEqual([]);
  });

  test('may themselves look like the end of an escape', () => {
    expect(find('\\nxyz', { prefixes: ['nxy', 'xyz'] })).toEqual(['prefix nxy', 'prefix xyz']);
  });

  test('are 3 to 32 characters that begin with a word character', () => {
    const longest = 'p'.repeat(32);
    expect(find(longest, { prefixes: [longest] })).toEqual([`prefix ${longest}`]);
    for (const prefix of [`${longest}x`, 'ab', '', '-ab', '.atlas', 'abü']) {
      expect(() => new Kernel({ keywords: [], prefixes: [prefix] })).toThrow(
        expect.objectContaining({ code: 'E_RULE', subject: prefix }),
      );
    }
  });
});

describe('runs', () => {
  test('have the narrowest shape that fits', () => {
    expect(find(HEX)).toEqual([`hex32 ${HEX}`]);
    expect(find(HEX.toUpperCase())).toEqual([`hex32 ${HEX.toUpperCase()}`]);
    expect(find(ALNUM)).toEqual([`alnum32 ${ALNUM}`]);
    expect(find(ALNUM.toUpperCase())).toEqual([`mixed32 ${ALNUM.toUpperCase()}`]);
    const bothCases = `A${HEX.slice(1, 31)}a`;
    expect(find(bothCases)).toEqual([`mixed32 ${bothCases}`]);
  });

  test('have exactly 32 characters', () => {
    for (const length of [31, 33, 64, 65, 1000]) expect(find(` ${hexKey('kernel', length)} `)).toEqual([]);
  });

  test('have a digit and a letter', () => {
    expect(find(`${'1234567890'.repeat(4).slice(0, 32)} ${'abcdef'.repeat(6).slice(0, 32)}`)).toEqual([]);
  });

  test('are not glued to a word character', () => {
    for (const glue of ['a', 'Z', '0', '_']) {
      expect(find(`${glue}${HEX}`)).toEqual([]);
      expect(find(`${HEX}${glue}`)).toEqual([]);
    }
    for (const free of ['-', '.', '"', '\0', '\n', '\x80', '\xff', '/', '@', '[', '`', '{', ':']) {
      expect(find(`x${free}${HEX}${free}x`)).toEqual([`hex32 ${HEX}`]);
    }
  });

  test('begin behind an escape', () => {
    for (const sequence of ESCAPES) expect(find(`key=${sequence}${HEX}\\n`)).toEqual([`hex32 ${HEX}`]);
    for (const sequence of ESCAPES) expect(find(`${sequence}${sequence}${HEX}`)).toEqual([`hex32 ${HEX}`]);
  });

  test('may as well begin with what could be an escape', () => {
    const n31 = `n${hexKey('kernel', 31)}`;
    expect(find(`C:\\${n31}`)).toEqual([`alnum32 ${n31}`]);
    expect(find(`50%${HEX}`)).toEqual([`hex32 ${HEX}`]);
  });
});

describe('base64', () => {
  const text = 'host: example.org\nkey: ~~~~ ????\n';
  const standard = Buffer.from(text).toString('base64').replace(/=+$/, '');
  const urlSafe = Buffer.from(text).toString('base64url');

  test('is text in either alphabet, without its padding', () => {
    expect(standard).toMatch(/[+/]/);
    expect(find(`data: ${standard}=`)).toEqual([`base64 ${standard}`]);
    expect(find(`data: ${urlSafe}`)).toEqual([`base64 ${urlSafe}`]);
  });

  test('is given once where its characters are of both alphabets', () => {
    const plain = Buffer.from('user:password and more').toString('base64').replace(/=+$/, '');
    expect(find(`"${plain}=="`)).toEqual([`base64 ${plain}`]);
  });

  test('begins behind a separator that is of the other alphabet only', () => {
    expect(find(`https://example.org/${urlSafe}`)).toEqual([`base64 ${urlSafe}`]);
    expect(find(`data-${standard}`)).toEqual([`base64 ${standard}`]);
    expect(find(`_${standard}-`)).toEqual([`base64 ${standard}`]);
  });

  test('begins behind an escape', () => {
    for (const sequence of ESCAPES) expect(find(`state=${sequence}${standard}`)).toContain(`base64 ${standard}`);
  });

  test('ends where a character of the other alphabet stands', () => {
    const plain = Buffer.from('all of it is plain').toString('base64');
    expect(find(`${plain}+${plain}_${plain}`)).toEqual([`base64 ${plain}`, `base64 ${plain}`]);
    expect(find(`${plain}+/-_${standard}`)).toEqual([`base64 ${plain}`, `base64 ${standard}`]);
  });

  test('is not given again in parts', () => {
    // The first 31 characters are of both alphabets and decode to text too.
    expect(standard.search(/[+/]/)).toBe(31);
    expect(find(standard)).toEqual([`base64 ${standard}`]);
    // So do those behind the plus sign.
    const encoded = Buffer.from('ab~text that goes on for a while').toString('base64url').replace('-', '+');
    expect(encoded.slice(0, 4)).toBe('YWJ+');
    expect(find(encoded.slice(4))).toEqual([`base64 ${encoded.slice(4)}`]);
    expect(find(encoded)).toEqual([`base64 ${encoded}`]);
  });

  test('decodes to nothing but printable ASCII, tab and line ends', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (const fill of ['', 'y', 'yy']) {
        const bytes = Buffer.from(`${'x'.repeat(30)}${fill}${String.fromCharCode(byte)}`, 'latin1');
        const encoded = bytes.toString('base64url');
        const isText = (byte >= 0x20 && byte <= 0x7e) || [0x09, 0x0a, 0x0d].includes(byte);
        expect(find(encoded).includes(`base64 ${encoded}`)).toBe(isText);
      }
    }
  });

  test('has at least 24 characters, and not one more than a multiple of four', () => {
    const long = Buffer.from('x'.repeat(60)).toString('base64');
    const lengths = Array.from({ length: 12 }, (_, i) => 20 + i).filter(
      (length) => find(long.slice(0, length)).length > 0,
    );
    expect(lengths).toEqual([24, 26, 27, 28, 30, 31]);
  });

  test('has at most 65,536 characters', () => {
    const long = Buffer.from('x'.repeat(60_000)).toString('base64');
    expect(find(`.${long.slice(0, 65_536)}.`)).toHaveLength(1);
    for (const length of [65_538, 65_539, 65_540, 80_000]) expect(find(`.${long.slice(0, length)}.`)).toEqual([]);
  });
});
