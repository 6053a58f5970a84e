import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWindowsShell } from '../../../../src/audit/checks/ci/windows-shell.ts';
import type { Word } from '../../../../src/syntax/shell/command.ts';

/** Variables in angle brackets. */
function written({ parts }: Word): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'variable' ? `<${part.name}${part.operation}>` : part.written;
    })
    .join('');
}

test('PowerShell and cmd', () => {
  const told = (text: string, shell: 'powershell' | 'cmd') =>
    readWindowsShell(text, shell).map(
      ({ words, assignments, output }) =>
        `${[...assignments.map(({ name, value }) => `${name}=${written(value)}`), ...words.map(written)].join('|')} ${output}`,
    );
  expect(
    told('Write-Host "a $env:B" \'$env:C\' # d\n$e = $env:F\n$g | Out-File h\nif ($i) { echo $j > k }', 'powershell'),
  ).toEqual([
    'Write-Host|a <B>|$env:C log',
    'e=<F> capture',
    '<g> pipe',
    'Out-File|h log',
    'if log',
    '<i> log',
    'echo|<j> file',
  ]);
  expect(told('@echo off\nREM echo %A%\necho "%B%" > c\nif exist d (echo %E%)', 'cmd')).toEqual([
    'echo|off log',
    'echo|<B> file',
    'if|exist|d log',
    'echo|<E> log',
  ]);
});

test('any text is read to its end, and lines stay within it', () => {
  const pieces = fc.constantFrom(
    ...[
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
      '$'.concat('{{'),
      '}}',
    ],
    ...['case ', ' in ', 'esac', '#', '=', 'E', '^', '%', '@"'],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom('powershell', 'cmd'), (parts, shell) => {
      const text = parts.join('');
      const lines = text.split('\n').length;
      for (const command of readWindowsShell(text, shell)) expect(command.line).toBeLessThan(lines);
    }),
    { numRuns: 2000 },
  );
});

test('scripts that are made to hurt cost little', () => {
  const pieces = [
    '$(',
    '$'.concat('{'),
    '$'.concat('{{'),
    '`',
    '"',
    '((',
    '<<E\n',
    '(',
    'case x in ',
    '{ ',
    'a=(',
    '<(',
    '"$(',
    "'",
  ];
  for (const piece of pieces) {
    readWindowsShell(piece.repeat(50_000), 'powershell');
    readWindowsShell(piece.repeat(50_000), 'cmd');
  }
});
