import { type Completed, spellings } from './words.ts';

/** Completion for PowerShell 5 and newer (about_Functions_Argument_Completion, Register-ArgumentCompleter -Native). */
export function powershell(commands: readonly Completed[]): string {
  return `# PowerShell completion for hexhound: hexhound completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName hexhound -ScriptBlock {
  param($word, $ast, $cursor)
  $commands = [ordered]@{
${commands.map(({ name, summary }) => `    ${quoted(name)} = ${quoted(summary)}\n`).join('')}  }
  $words = @{
${commands.map(({ name, actions, flags }) => `    ${quoted(name)} = ${list([...actions, ...Object.entries(flags).flatMap(([flag, described]) => spellings(flag, described))])}\n`).join('')}  }
  $values = @{
${commands.flatMap(valueRows).join('')}  }
  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  if ($typed.Count -le 1) {
    $commands.GetEnumerator() | Where-Object { $_.Key -like "$word*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
    }
    return
  }
  $offered = $values["$($typed[1]) $($typed[-1])"]
  if ($null -eq $offered) { $offered = $words[$typed[1]] }
  $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function valueRows({ name, flags }: Completed): string[] {
  return Object.entries(flags).flatMap(([flag, described]) =>
    described.choices === undefined
      ? []
      : spellings(flag, described).map(
          (spelling) => `    ${quoted(`${name} ${spelling}`)} = ${list(described.choices ?? [])}\n`,
        ),
  );
}

function list(words: readonly string[]): string {
  return `@(${words.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
