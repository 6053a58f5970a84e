// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import { expect, test } from 'vitest';
import { argumentLiterals, shellLiterals } from '../../../src/audit/checks/shell-literals.ts';
import { ifReadable } from '../../../src/syntax/shell/read.ts';

test.each([
  ['A=b c', ['0 A=b']],
  ['export A=b \\\n  C="d e"', ['0 A=b', '1 C=d e']],
  ['a --bb c | d --e=f', ['0 bb=c', '0 e=f']],
  ['A=$B C=${D:-"e"}', ['0 A=$B', '0 C=${D:-e}']],
  ['a "$(b --cc d)"', ['0 cc=d']],
  ['sh <<E\nexport A=b \\\n  C=d\nE\ne --ff g', ['1 A=b', '2 C=d', '4 ff=g']],
  ['a <<< "B=c"', ['0 B=c']],
  ['# A=b', []],
  ['docker login -u a -p b', ['0 password=b']],
  ['sshpass -p b ssh host', ['0 password=b']],
  ['mkdir -p b', []],
  ['login --password-stdin --token-file b', []],
  ['curl "https://host/?aa=b&cc=d#e"', ['0 url=https://host/?aa=b&cc=d#e', '0 aa=b', '0 cc=d']],
])('%j', (script, literals) => {
  expect(shellLiterals(script).map(({ name, value, line }) => `${line} ${name}=${value}`)).toEqual(literals);
});

test('arguments of a list', () => {
  expect(argumentLiterals(['a', '--bb', 'c d', '--e=f', '--g', '--h'])).toEqual([
    { name: 'bb', value: 'c d', index: 2 },
    { name: 'e', value: 'f', index: 3 },
  ]);
});

test('hostile scripts cost little', () => {
  for (const piece of [
    '$(cat <<E\n',
    '`cat <<E\n',
    'cat <<A\ncat <<B\n',
    '"$(cat <<-E\n\t',
    '${A:-$B',
    '$(',
    'a <<< "',
  ]) {
    expect(ifReadable(() => shellLiterals(piece.repeat(10_000)))?.length ?? 0).toBeLessThan(20_001);
  }
});
