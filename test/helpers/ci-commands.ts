/** Lines of output that a CI system would take for a command, by the systems' own parsers. */
const ACTING: readonly RegExp[] = [
  // GitHub Actions (runner, ActionCommand.cs): white space may stand before it.
  /^\s*::/u,
  // GitHub Actions, Azure Pipelines, TeamCity, Octopus: anywhere in a line.
  /##[\w-]*\[/,
  // GitLab (Gitlab::Ci::Ansi2json) and Travis CI.
  /section_(?:start|end):/,
  /travis_(?:fold|time):/,
  // Buildkite, headings of groups.
  /^\s*(?:---|\+\+\+|~~~|\^\^\^)(?:\s|$)/u,
  // Jenkins: console notes; and whatever else an escape character begins.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  /\x1b/,
];

/** The lines that would act. */
export function actingLines(output: string): string[] {
  return output.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => ACTING.some((command) => command.test(line)));
}

/** What an attacker writes, each with something that it does. */
export const COMMANDS: readonly string[] = [
  '::error::x',
  '::stop-commands::x',
  '\t \u00a0::set-output name=x::y',
  '##[command]x',
  '##[add-mask]x',
  'text ##vso[task.setvariable variable=x]y',
  '###vso[task.complete result=Succeeded;]',
  " ##teamcity[buildStatus text='x']",
  '##octopus[set-variable]',
  'section_start:1:x\r\x1b[0K',
  'section_end:1:x',
  'travis_fold:start:x',
  '--- x',
  '+++ x',
  '~~~ x',
  '^^^ +++',
  '\x1b[8mha:x\x1b[0m',
];
