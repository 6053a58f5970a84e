// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Command,
  everyCommand,
  nameOf,
  plainText,
  type Word,
  withoutDefaults,
  withReferences,
} from '../../../src/syntax/shell/command.ts';
import { ifReadable, readShell } from '../../../src/syntax/shell/read.ts';
import { runs } from '../../helpers/runs.ts';

/** Variables in angle brackets, expressions in double ones, substitutions in parentheses. */
function written({ parts }: Word): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'variable') return `<${part.name}${part.operation}>`;
      return part.kind === 'expression' ? `<<${part.text}>>` : `(${part.commands.map(told).join('; ')})`;
    })
    .join('');
}

function told(command: Command): string {
  const assigned = command.assignments.map(({ name, value }) => `${name}=${written(value)}`);
  return [...assigned, ...command.words.map(written)].join('|');
}

function commandsOf(script: string): string[] {
  return readShell(script).map(told);
}

test('words, quotation marks, comments and line continuations', () => {
  expect(commandsOf('a b\\ c "d \\"e\\" $F" \'g $H\' i#j # k\nl \\\n  m ""')).toEqual([
    'a|b c|d "e" <F>|g $H|i#j',
    'l|m|',
  ]);
  expect(commandsOf("echo $'a' \"it's\" x'y'\"z\"")).toEqual(["echo|a|it's|xyz"]);
});

test('variables and their operations', () => {
  expect(commandsOf('e $A ${B} ${#C} ${D:-x} ${E:+y} ${F:0:4} ${G%%.*} ${!H} ${I[0]} $1 $$')).toEqual([
    'e|<A>|<B>|<C#>|<D:-x>x|<E:+y>y|<F:0:4>|<G%%.*>|<H!>|<I>|<1>|<$>',
  ]);
});

test('expressions are read in any quotation marks', () => {
  const expression = `${'$'}{{ secrets.A }}`;
  expect(commandsOf(`a ${expression} "b${expression}" 'c${expression}'`)).toEqual([
    'a|<<secrets.A>>|b<<secrets.A>>|c<<secrets.A>>',
  ]);
  expect(commandsOf("${{a}}${{ b\n}} '${{ c('d') }}'\ne ${${{ f }}} ${g:-${{ h }}}")).toEqual([
    "<<a>><<b>>|<<c('d')>>",
    'e|${<<f>>}|<g:-${{ h }}><<h>>',
  ]);
});

test('commands in substitutions are read', () => {
  expect(commandsOf('A=$(echo "$B" | base64) c `d $E` "$(f "$(g)")" $((1 + 2)) <(h)')).toEqual([
    'A=(echo|<B>; base64)|c|(d|<E>)|(f|(g))|0|(h)',
  ]);
  const nested = readShell('a $(b $(c))');
  expect([...everyCommand(nested)].map((command) => nameOf(command))).toEqual(['c', 'b', 'a']);
});

test('where output goes', () => {
  const outputs = (script: string) => readShell(script).map((each) => `${nameOf(each)} ${each.output}`);
  expect(outputs('a > f; b 2> f; c >> "$X"; d 2>&1; e >&2; f &> g; h > /dev/stderr; i 1>&2')).toEqual([
    'a file',
    'b log',
    'c file',
    'd log',
    'e log',
    'f file',
    'h log',
    'i log',
  ]);
  expect(outputs('a | b && c || d')).toEqual(['a pipe', 'b log', 'c log', 'd log']);
  expect(outputs('{ a; b; } > f\n(c; d) | e\nif f; then g; else h; fi > i\nfor j in k; do l; done | m')).toEqual([
    'a file',
    'b file',
    'c pipe',
    'd pipe',
    'e log',
    'f file',
    'g file',
    'h file',
    'for pipe',
    'l pipe',
    'm log',
  ]);
  const [first] = readShell('(a; b) | c');
  expect(first?.next && nameOf(first.next)).toBe('c');
});

test('here-documents', () => {
  const [cat, after] = readShell('cat <<EOF > f\na $B\n EOF\nEOF\nnext');
  expect(cat?.input.map(written)).toEqual(['a <B>\n EOF\n']);
  expect([cat?.output, after && told(after), after?.line]).toEqual(['file', 'next', 4]);
  expect(readShell("cat <<'E'\n$A\nE\n")[0]?.input.map(written)).toEqual(['$A\n']);
  expect(readShell('cat <<-E\n\t$A\n\tE\nb')[0]?.input.map(written)).toEqual(['\t<A>\n']);
  expect(readShell('base64 <<< "$A"')[0]?.input.map(written)).toEqual(['<A>']);
});

test('compound commands', () => {
  expect(
    commandsOf('case $a in\n  b|c) d $E;;\n  *) f;;\nesac\ng() { h; }\n[[ $i == j && -n $k ]] && l\nm=(n "$o")\np'),
  ).toEqual(['case|<a>|in', 'd|<E>', 'f', 'h', '[[|<i>|==|j|-n|<k>', 'l', 'm=n<o>', 'p']);
  expect(commandsOf('for a in b $C; do d; done\nselect e; do f; done\nuntil g; do ! time h; done\ncoproc i')).toEqual([
    'for|a|in|b|<C>',
    'd',
    ...['select|e|in', 'f', 'g', 'h', 'i'],
  ]);
  expect(readShell('a\n(b; (c))\nd').map(({ subshells }) => subshells.length)).toEqual([0, 1, 2, 0]);
});

test('any text is read to its end, and all lines exist', () => {
  const pieces = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '"',
    "'",
    '`',
    '$',
    '(',
    ')',
    '{',
    '}',
    '|',
    '<',
    '<<',
    '>',
    '&',
    ';',
    '\\',
    '${{',
    '}}',
    'case ',
    ' in ',
    'esac',
    '#',
    '=',
    'E',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const lines = text.split('\n').length;
      for (const command of everyCommand(ifReadable(() => readShell(text)) ?? [])) {
        expect(command.line).toBeLessThan(lines);
        for (const word of command.words) expect(word.line).toBeLessThan(lines);
      }
    }),
    runs(300),
  );
});

test('plain words are unchanged', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_./:-]{0,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 2, maxLength: 8 }), (words) => {
      fc.pre(!/^(?:if|then|else|elif|fi|do|done|while|until|for|select|case|esac|time|function)$/.test(words[0] ?? ''));
      expect(readShell(words.join(' '))[0]?.words.map(plainText)).toEqual(words);
      expect(readShell(words.map((each) => `'${each}'`).join(' '))[0]?.words.map(plainText)).toEqual(words);
    }),
  );
});

describe('hostile scripts', () => {
  test.each([
    ...['$(', '${', '${{', '`', '"', "'", '((', '$((', '<(', '"$(', '${a:-', '(', '{ ', 'f() { ', 'if a; then '],
    ...['case x in ', 'case x in a) ', 'a=(', '[[ ( ', '<<E\n', '<<E ', '<<E\n$(', 'a | ', 'a;', ';;', '{a,'],
    ...['@(a|', '${a/', 'f() ', 'coproc ', '\\\n', '\r\n', '\0', 'a', '\uE000', '\u{F0000}'],
  ])('%j over and over', (piece) => {
    expect(ifReadable(() => readShell(piece.repeat(50_000)))?.length ?? 0).toBeLessThanOrEqual(50_000);
  });

  test.each([
    ['substitutions', (depth: number) => `${'$('.repeat(depth)}a${')'.repeat(depth)}`, 20, 30, 'nested too deep'],
    ['defaults', (depth: number) => `${'${a:-'.repeat(depth)}$(b)${'}'.repeat(depth)}`, 20, 30, 'nested too deep'],
    ['groups', (depth: number) => `${'{ '.repeat(depth)}a${'; }'.repeat(depth)}`, 200, 300, 'nested too deep'],
    ['here-documents', (count: number) => '<<E '.repeat(count), 1_000, 3_000, 'too many here-documents'],
    ['what no shell would read', (count: number) => ') '.repeat(count), 1_000, 3_000, 'no shell script'],
    ['what takes a stack', (count: number) => 'f() '.repeat(count), 100, 50_000, 'too much work'],
    ['what takes the square of its length', (count: number) => '$${a'.repeat(count), 500, 10_000, 'too much work'],
  ])('are not read: %s', (_, script, few, many, why) => {
    readShell(script(few));
    expect(() => readShell(script(many))).toThrow(why);
    // What was broken off has left nothing behind.
    expect(commandsOf('a $(b)')).toEqual(['a|(b)']);
  });
});

test('syntax errors are skipped', () => {
  expect(commandsOf('a ;; b\n)\nc && && d\n} e\n{{- if .f }}\ng "$h"\nfi')).toEqual([
    ...['a', 'b', 'c', 'd', 'e', '{{-|if|.f|}}', 'g|<h>'],
  ]);
  expect(commandsOf('if a; then\n  b ;; c\n  d\nfi\n(e ;; f); { g\n  )\n h')).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
  ]);
  expect(readShell('a\n)\n\n b `c \\`d\n\\`` \\\n e').map(({ line, words }) => [line, words.at(-1)?.line])).toEqual([
    [0, 0],
    [3, 5],
  ]);
});

test('functions', () => {
  const around = (script: string) => readShell(script).map((each) => `${nameOf(each)} ${each.around}`.trim());
  expect(around('a\nf() {\n  b; { c; }\n}\nd')).toEqual(['a', 'b f', 'c f', 'd']);
  expect(around('function f {\n  b\n}\nfunction g() { c; }\nfunction h ()\n(\n  d\n)\ne')).toEqual([
    'b f',
    'c g',
    'd h',
    'e',
  ]);
  expect(readShell('function f {\n  a\n} > b').map(({ output }) => output)).toEqual(['file']);
});

test('words with references as they are written', () => {
  const words = (script: string) => readShell(script)[0]?.words.map(withReferences);
  expect(words('"a b" \'$c\' "d $e" ${f%.*} ${g:-"h"} ${i:-j${k-l}} $(m "n") `o` "${{ p }}"')).toEqual([
    ...['a b', '$c', 'd $e', '${f%.*}', '${g:-h}', '${i:-j${k-l}}', '$(m "n")', '`o`', '${{ p }}'],
  ]);
  const [word] = readShell('a${b:-c${d:-e}f}g')[0]?.words ?? [];
  expect(word && withoutDefaults(word).map(({ kind }) => kind)).toEqual(['text', 'variable', 'text']);
});

test('words and here-documents as they are written, and their lines', () => {
  const [a, b] = readShell('a "b\\\n c" \\\r\nd <<E\ne \\\n$F\nE\n\nX="y" b');
  expect(a?.words.map(({ written, line }) => [written, line])).toEqual([
    ['a', 0],
    ['"b\\\n c"', 0],
    ['d', 2],
  ]);
  expect(a?.input.map(({ written, line }) => [written, line])).toEqual([['e \\\n$F\n', 3]]);
  expect([b?.line, b?.assignments[0]?.value.written]).toEqual([7, '"y"']);
});

test('another line continuation', () => {
  const told = readShell('a `\n  b`\nc C:\\d\ne', '`').map((each) => each.words.map(plainText).join('|'));
  expect(told).toEqual(['a|bc|C:d', 'e']);
});
