import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseVariables, setVariables } from '../../src/files/edit-env.ts';
import { hexKey } from '../helpers/keys.ts';
import { runs } from '../helpers/runs.ts';

const NEW = hexKey('new value');

test.each([
  ['', `A=${NEW}\n`],
  ['A=old', `A=${NEW}`],
  ['A=old\n', `A=${NEW}\n`],
  ['# A=old\r\nexport A = "old" # why\r\nB=1\r\n', `# A=old\r\nexport A = "${NEW}" # why\r\nB=1\r\n`],
  ["B='\nA=inner\n'\nA=`old`", `B='\nA=inner\n'\nA=\`${NEW}\``],
  ['A=one\nB=2\nA="two"\n', `A="${NEW}"\nB=2\nA="${NEW}"\n`],
  ['A=\nB=2', `A=${NEW}\nB=2`],
  ['A=old # comment', `A=${NEW} # comment`],
  ['B=2', `B=2\nA=${NEW}\n`],
  ['B=2\r\nC=3', `B=2\r\nC=3\r\nA=${NEW}\r\n`],
  ['\ufeffA=old\n', `\ufeffA=${NEW}\n`],
  ['AA=1\nA=2\nA_=3\n', `AA=1\nA=${NEW}\nA_=3\n`],
  ['A="old\nstill"\nB=1\n', `A="${NEW}"\nB=1\n`],
  ['A="un\nB=2\n', `A="${NEW}"\nB=2\n`],
  ['B=2\n# A=1', `B=2\n# A=1\nA=${NEW}\n`],
])('%j', (before, after) => {
  expect(setVariables(before, { A: NEW })).toBe(after);
});

test('several at once, and emptied', () => {
  expect(setVariables('A=x\nB="y"\nC=3\n', { A: NEW, B: '' })).toBe(`A=${NEW}\nB=""\nC=3\n`);
  expect(setVariables('A=x\nB=y', { B: '' })).toBe('A=x\nB=');
});

test('a value that needs quotes gets those that it does not hold', () => {
  expect(setVariables('A=x\n', { A: 'a # b' })).toBe("A='a # b'\n");
  expect(setVariables("A='x'\n", { A: "it's" })).toBe("A=it's\n");
  expect(setVariables('A=x\n', { A: ' \'"`' })).toBeUndefined();
});

test('the notation of dotenv: other lines are left alone, and a colon assigns', () => {
  expect(setVariables('words\nA=1', { A: NEW })).toBe(`words\nA=${NEW}`);
  expect(setVariables('A: 1\nB=2', { A: NEW })).toBe(`A: ${NEW}\nB=2`);
});

test.each(['A="1\\n2"', "A='1\\n2'", 'A=1\\n2', 'A="open\\n'])('escapes are read as dotenv reads them: %s', (text) => {
  expect(parseVariables(text)).toEqual(parse(text));
});

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/);
const word = fc.stringMatching(/^[A-Za-z0-9_./:@+ -]{0,12}$/);
const lines = fc.stringMatching(/^[A-Za-z0-9=#_ \n-]{0,16}$/);
const value = fc.oneof(
  word,
  lines.map((text) => `"${text}"`),
  lines.map((text) => `'${text}'`),
  lines.map((text) => `\`${text}\``),
);
const assignment = fc
  .tuple(fc.constantFrom('', 'export '), name, fc.constantFrom('=', ' = ', '= '), value, fc.constantFrom('', ' # said'))
  .map((parts) => parts.join(''));
const comment = fc.stringMatching(/^#[A-Za-z0-9 '"_=-]{0,12}$/);
const file = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: assignment }, comment, fc.constant('')), { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([entries, newline, isEnded]) => entries.join(newline) + (isEnded ? newline : ''));

/** A file and one of its names, or a name that it does not have. */
const fileAndName = file.chain((text) =>
  fc.tuple(fc.constant(text), fc.constantFrom('NOT_THERE', ...Object.keys(parseVariables(text)))),
);

test('everything but the variable means what it meant', () => {
  fc.assert(
    fc.property(fileAndName, fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/), ([text, wanted], secret) => {
      const edited = setVariables(text, { [wanted]: secret });
      expect(edited).toBeDefined();
      expect(parseVariables(edited ?? '')).toEqual({ ...parseVariables(text), [wanted]: secret });
      expect(parse(edited ?? '')[wanted]).toBe(secret);
    }),
    runs(600),
  );
});

test('every other line stays as it is', () => {
  const plain = fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom('A', 'B', 'export C', 'D '), fc.constantFrom('1', "'2'", '"3" # x', '')),
      comment.map((text) => [text] as const),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(plain, fc.constantFrom('\n', '\r\n'), (entries, newline) => {
      const before = entries.map((entry) => (entry[1] === undefined ? entry[0] : entry.join('=')));
      const after = setVariables(before.join(newline), { B: NEW })?.split(/\r?\n/) ?? [];
      const isOurs = (line: string) => line.startsWith('B=');
      expect(after.filter((line) => !isOurs(line) && line !== '')).toEqual(
        before.filter((line) => !isOurs(line) && line !== ''),
      );
      expect(after.filter(isOurs).length).toBe(Math.max(1, before.filter(isOurs).length));
      expect(after.filter(isOurs).every((line) => line.includes(NEW))).toBe(true);
    }),
  );
});

test('whatever the file, the outcome is right or there is none', () => {
  const anything = fc.string({
    unit: fc.constantFrom('A', 'B', '=', '\n', '\r', '"', "'", '`', '#', ' ', 'é', '\\'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(anything, (text) => {
      const edited = setVariables(text, { A: NEW });
      if (edited !== undefined) expect(parseVariables(edited)).toEqual({ ...parseVariables(text), A: NEW });
    }),
    runs(600),
  );
});
