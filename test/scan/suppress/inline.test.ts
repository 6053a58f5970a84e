import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type IgnoreOptions,
  INLINE_MARKERS,
  type InlineIgnores,
  type Marker,
  readIgnores,
} from '../../../src/scan/suppress/inline.ts';

/** What stands for a key in these texts; `KEY2` and so on for more. */
const KEY = /KEY\d?/g;

const families = new Map([
  ['bare-key', 'bare-key'],
  ['captchaai-api-key', 'bare-key'],
  ['aws-access-key', 'aws-access-key'],
  ['npm-token', 'npm-token'],
]);

/** What the kernel gives: every keyword, whatever its case. */
function markersIn(text: string): Marker[] {
  const lower = text.toLowerCase();
  const found: Marker[] = [];
  for (const marker of INLINE_MARKERS) {
    for (let start = lower.indexOf(marker); start >= 0; start = lower.indexOf(marker, start + 1))
      found.push({ marker, start });
  }
  return found.sort((a, b) => a.start - b.start);
}

function read(text: string, options: Partial<IgnoreOptions> = {}): InlineIgnores {
  const bytes = Buffer.from(text, 'latin1');
  return readIgnores(bytes, markersIn(text), { families, ...options });
}

/** The keys of the text that stay, as a rule of `family` sees it. */
function kept(text: string, family = 'bare-key', options: Partial<IgnoreOptions> = {}): string {
  const ignores = read(text, options);
  return [...text.matchAll(KEY)]
    .filter((key) => ignores.ignoredBy(family, key.index, key.index + key[0].length) === undefined)
    .join(' ');
}

describe('on the same line', () => {
  test.each([
    'KEY # hexhound-ignore',
    'KEY // hexhound-ignore-line',
    'KEY /* hexhound-ignore */ more',
    'KEY <!-- hexhound-ignore -->',
    'KEY <!--hexhound-ignore-->',
    'KEY //hexhound-ignore',
    'KEY;//gitleaks:allow',
    'KEY --gitleaks:allow',
    'KEY # Gitleaks:Allow: a fake',
    '/* gitleaks:allow*/ KEY',
    '"key": "KEY", "//": "gitleaks:allow"',
    'KEY # betterleaks:allow',
    'KEY # trufflehog:ignore',
    'KEY # kingfisher:ignore',
    'KEY # kingfisher:allow',
    'KEY # ggignore',
    'KEY // ggignore: a fake',
    'KEY // secretlint-disable-line',
    'KEY # pragma: allowlist secret',
    'KEY # pragma:allowlist secret',
    'KEY # pragma: whitelist-secret',
    'KEY # nosec pragma: allowlist secret -- a fake',
    "url = 'https://host/path' # gitleaks:allow KEY",
    "fetch('https://host/KEY')//gitleaks:allow",
  ])('%s', (line) => {
    expect(kept(`KEY1\n${line}\nKEY2\n`)).toBe('KEY1 KEY2');
  });

  test.each([
    'KEY # hexhound-ignored',
    'KEY # hexhound-ignore-file',
    'KEY https://docs.example/gitleaks:allow',
    'KEY https://docs.example/#gitleaks:allow',
    'https://user:KEY@host//gitleaks:allow',
    'KEY /search?q=gitleaks:allow',
    'KEY gitleaks:allowlist',
    'KEY my-gitleaks:allow',
    'KEY path/trufflehog:ignore',
    'KEY in .ggignore',
    'KEY loggignore',
    'KEY ggignore(x)',
    'KEY $ggignore',
    'KEY ggignore = 1',
    'KEY ggignore.txt',
    'KEY # pragma: allowlist secrets',
    'KEY # pragma: allowlist nothing',
    'KEY @secretlint/secretlint-disable-line',
    'KEY secretlint-enable',
  ])('not: %s', (line) => {
    expect(kept(line)).toBe('KEY');
  });

  test('lines end at LF, CRLF and a lone CR', () => {
    expect(kept('KEY1\rKEY2 # gitleaks:allow\rKEY3')).toBe('KEY1 KEY3');
    expect(kept('KEY1\r\nKEY2 # gitleaks:allow\r\nKEY3')).toBe('KEY1 KEY3');
    expect(kept('KEY1\nKEY2 # gitleaks:allow\nKEY3')).toBe('KEY1 KEY3');
  });

  test('a match over several lines is ignored by a comment on any of them', () => {
    const text = 'start\nmiddle\nend # trufflehog:ignore\n';
    expect(read(text).ignoredBy('npm-token', 0, text.indexOf('end') + 3)).toBe('trufflehog:ignore');
    expect(read(text).ignoredBy('npm-token', 0, text.indexOf('end'))).toBeUndefined();
  });

  test('only the neighbourhood of a comment on an endless line', () => {
    const gap = ' '.repeat(3000);
    expect(kept(`KEY1${gap}KEY2${gap}/* gitleaks:allow */${gap}KEY3${gap}KEY4`)).toBe('KEY1 KEY4');
  });
});

test('the next line', () => {
  expect(kept('KEY1 // hexhound-ignore-next-line\nKEY2\nKEY3')).toBe('KEY1 KEY3');
  expect(kept('// secretlint-disable-next-line\r\nKEY2\r\nKEY3')).toBe('KEY3');
  expect(kept('# pragma: allowlist nextline secret\nKEY2\nKEY3')).toBe('KEY3');
  expect(kept(' REM pragma: whitelist nextline secret\nKEY2\nKEY3')).toBe('KEY3');
  expect(kept('KEY1 # pragma: allowlist nextline secret\nKEY2')).toBe('KEY1 KEY2');
  expect(kept(`// hexhound-ignore-next-line\n${' '.repeat(9000)}KEY1\nKEY2`)).toBe('KEY2');
  expect(kept('KEY # hexhound-ignore-next-line')).toBe('KEY');
});

describe('blocks', () => {
  test('from start to end', () => {
    expect(kept('KEY1\n# hexhound-ignore-start\nKEY2\nKEY3\n# hexhound-ignore-end\nKEY4')).toBe('KEY1 KEY4');
    expect(kept('KEY1\n# ggignore-start\nKEY2\n# ggignore-end\nKEY3')).toBe('KEY1 KEY3');
    expect(kept('KEY1 /* secretlint-disable */ KEY2 /* secretlint-enable */ KEY3')).toBe('KEY1 KEY3');
  });

  test('an end of another tool ends nothing', () => {
    expect(kept('# hexhound-ignore-start\nKEY1\n# secretlint-enable\nKEY2\n# ggignore-end\nKEY3')).toBe('');
  });

  test('without an end, to the end of the file; ours says so', () => {
    expect(kept('KEY1\n# hexhound-ignore-start\nKEY2\nKEY3')).toBe('KEY1');
    expect([...read('# hexhound-ignore-start\n').problems.keys()]).toEqual([
      'hexhound-ignore-start has no end: it reaches to the end of the file',
    ]);
    expect(kept('KEY1\n# secretlint-disable\nKEY2\nKEY3')).toBe('KEY1');
    expect([...read('# secretlint-disable\n').problems.keys()]).toEqual([]);
  });

  test('for some rules', () => {
    const text =
      '# hexhound-ignore-start npm-token, aws-access-key\nKEY1\n# hexhound-ignore-end npm-token\nKEY2\n# hexhound-ignore-end\nKEY3';
    expect(kept(text, 'npm-token')).toBe('KEY2 KEY3');
    expect(kept(text, 'aws-access-key')).toBe('KEY3');
    expect(kept(text, 'bare-key')).toBe('KEY1 KEY2 KEY3');
  });

  test('an end for one rule ends a block for all', () => {
    expect(kept('# hexhound-ignore-start\nKEY1\n# hexhound-ignore-end npm-token\nKEY2', 'aws-access-key')).toBe('KEY2');
  });
});

describe('rules', () => {
  test('a comment for one rule leaves the others alone', () => {
    expect(kept('KEY # hexhound-ignore npm-token', 'npm-token')).toBe('');
    expect(kept('KEY # hexhound-ignore npm-token', 'aws-access-key')).toBe('KEY');
    expect(kept('KEY /* hexhound-ignore npm-token, aws-access-key -- fakes */', 'aws-access-key')).toBe('');
    expect(kept('KEY # hexhound-ignore npm-token', 'aws-access-key')).toBe('KEY');
  });

  test('every rule for bare keys means all of them: which one it is can change with the rest of the file', () => {
    expect(kept('KEY # hexhound-ignore captchaai-api-key', 'bare-key')).toBe('');
    expect(kept('KEY # hexhound-ignore captchaai-api-key', 'npm-token')).toBe('KEY');
  });

  test('a rule that does not exist ignores nothing, and is not repeated', () => {
    const ignores = read('KEY # hexhound-ignore npm-tokn');
    expect(ignores.ignoredBy('npm-token', 0, 3)).toBeUndefined();
    expect([...ignores.problems.keys()]).toEqual([
      'hexhound-ignore names a rule that does not exist (a reason goes after --)',
    ]);
  });

  test('a text about comments names no rule', () => {
    for (const text of [
      'write `hexhound-ignore RULE -- REASON`',
      '"# hexhound-ignore some-rule"',
      'a hexhound-ignore b',
    ])
      expect([...read(text, { requireReason: true }).problems.keys()]).toEqual([]);
  });

  test('several words without a comma are a reason', () => {
    expect(kept('KEY # hexhound-ignore made up for the tests')).toBe('');
  });

  test("secretlint's own ids mean every rule on a line, and nothing over a block", () => {
    expect(kept('// secretlint-disable-next-line @secretlint/secretlint-rule-pattern -- fake\nKEY')).toBe('');
    expect(kept('// secretlint-disable @secretlint/secretlint-rule-pattern\nKEY')).toBe('KEY');
    expect(kept('// secretlint-disable npm-token\nKEY', 'npm-token')).toBe('');
    expect(kept('// secretlint-disable npm-token\nKEY', 'bare-key')).toBe('KEY');
  });

  test('markers without rules take what follows as a reason', () => {
    expect(kept('KEY # gitleaks:allow npm-token', 'aws-access-key')).toBe('');
  });
});

describe('a required reason', () => {
  const options = { requireReason: true };

  test.each([
    ['KEY # hexhound-ignore', 'KEY'],
    ['KEY # hexhound-ignore npm-token', 'KEY'],
    ['KEY <!-- hexhound-ignore -->', 'KEY'],
    ['KEY <!-- hexhound-ignore -- -->', 'KEY'],
    ['/* hexhound-ignore */ KEY = 1 -- decrement', 'KEY'],
    ['KEY # hexhound-ignore -- made up', ''],
    ['KEY <!-- hexhound-ignore npm-token -- made up -->', ''],
    ['KEY # hexhound-ignore made up', ''],
    ['KEY # gitleaks:allow', ''],
  ])('%s', (line, expected) => {
    expect(kept(line, 'npm-token', options)).toBe(expected);
  });

  test('says what is missing', () => {
    expect([...read('KEY # hexhound-ignore\nKEY # hexhound-ignore\n', options).problems.keys()]).toEqual([
      'hexhound-ignore does not count without a reason: write hexhound-ignore -- reason',
    ]);
  });
});

describe('kingfisher, around a value', () => {
  test('a comment of its own covers its neighbours, past the delimiters of a string', () => {
    expect(kept('KEY1\nKEY2\n"""\n# kingfisher:ignore\n\nKEY3\nKEY4')).toBe('KEY1 KEY4');
    expect(kept('# kingfisher:ignore\nvalue = """\nKEY1\n"""\nKEY2')).toBe('KEY2');
  });

  test('one behind code covers its line', () => {
    expect(kept('KEY1\nKEY2 # kingfisher:ignore\nKEY3')).toBe('KEY1 KEY3');
  });
});

test('names the comment that was heeded', () => {
  const text = 'KEY // hexhound-ignore-start\nKEY # Pragma: allowlist secret\n';
  expect(read(text).ignoredBy('bare-key', text.lastIndexOf('KEY'), text.lastIndexOf('KEY') + 3)).toBe(
    'hexhound-ignore-start',
  );
  expect(read('KEY # Pragma: allowlist secret').ignoredBy('bare-key', 0, 3)).toBe('pragma: allowlist secret');
});

test('no markers, no work', () => {
  expect(read('KEY').ignoredBy('bare-key', 0, 3)).toBeUndefined();
});

test('a line of many comments costs no more than its length', () => {
  const text = `KEY1${' hexhound-ignore-next-line'.repeat(10_000)}\nKEY2${' '.repeat(100_000)}`;
  const bytes = Buffer.from(text, 'latin1');
  let reads = 0;
  const counted = new Proxy(bytes, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      const value: unknown = Reflect.get(target, name);
      return value;
    },
  });
  const ignores = readIgnores(counted, markersIn(text), { families });
  expect(ignores.ignoredBy('bare-key', text.indexOf('KEY2'), text.indexOf('KEY2') + 4)).toBe(
    'hexhound-ignore-next-line',
  );
  expect(reads).toBeLessThan(2 * bytes.length);
});

test('whatever the text: exactly the lines that hold a comment', () => {
  const line = fc.constantFrom('KEY', 'KEY # gitleaks:allow', 'KEY // hexhound-ignore', 'plain', '');
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, separator) => {
      const expected = lines.filter((text) => text === 'KEY').join(' ');
      expect(kept(lines.join(separator))).toBe(expected);
    }),
  );
});
