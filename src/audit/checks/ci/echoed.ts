import { type Command, headOf, plainText } from '../../../syntax/shell/command.ts';
import type { Problem } from '../problem.ts';
import { isSecretName } from './expression.ts';
import { fieldOf, isFilter, isPrinter, type Outcome, outcomeOf, printsArguments } from './flow.ts';
import type { CiScript } from './model.ts';
import { problemAt } from './problem.ts';
import type { ReadScript, Use, UsedSecret } from './uses.ts';

const RULE = 'ci-secret-echoed';

/** Commands that write a secret, or all variables with secrets among them, into the log. */
export function findEchoed(path: string, scripts: readonly ReadScript[]): Problem[] {
  const named = scripts.some(({ uses }) => uses.some(({ words }) => words.some((secrets) => secrets.length > 0)));
  return scripts.flatMap(({ script, uses }) => {
    let diverted = false;
    return uses.flatMap((use) => {
      diverted ||= headOf(use.command).name === undefined && isExec(use.command) && use.command.output === 'file';
      return diverted ? [] : (printed(path, script, use) ?? dumped(path, script, use, named));
    });
  });
}

/** `exec > file`: nothing after it goes to the log. */
function isExec({ words }: Command): boolean {
  return words.length === 1 && words[0] !== undefined && plainText(words[0]) === 'exec';
}

function printed(path: string, script: CiScript, use: Use): Problem[] | undefined {
  const { command } = use;
  const secrets = isQuiet(command) ? [] : shownBy(use);
  if (secrets.length === 0) return undefined;
  const outcome = outcomeOf(command);
  if (!isShown(outcome)) return [];
  const sure = secrets.filter((secret) => secret.sure === 'secret' && !secret.short);
  const [secret = secrets[0]] = sure;
  const changed = outcome.changed || secret?.changed === true;
  const field = outcome.picked ? fieldOf(command) : undefined;
  // `jq -r .project_id <<< "$SECRET"`
  if (field !== undefined && !isSecretName(field) && use.words.flat().length === 0) return [];
  const isWhole = !outcome.picked || outcome.changed || (field !== undefined && isSecretName(field));
  const weight = sure.length > 0 && isWhole ? 'failure' : 'advice';
  const how = changed ? ' in a form that is not masked' : '';
  const what = `${headOf(command).name ?? 'a command'} writes the secret ${secret?.name ?? ''} to the log${how}`;
  return [problemAt(RULE, path, script, command.line, what, weight)];
}

/** Workflow commands: the CI system does not show them. */
const NOT_SHOWN =
  /^(?:::(?:add-mask|set-output|set-env|save-state)\b|##vso\[task\.set(?:variable|secret)|##teamcity\[)/i;

function isQuiet({ words }: Command): boolean {
  return words.some((word) => NOT_SHOWN.test(plainText(word)));
}

function shownBy({ command, words, input }: Use): readonly UsedSecret[] {
  if (isPrinter(command) || headOf(command).name === 'printenv') return words.slice(1).flat();
  const given = printsArguments(command) ? words.slice(1).flat() : [];
  return isFilter(command) ? [...input.flat(), ...given] : given;
}

function isShown({ output, target }: Outcome): boolean {
  const summary = target?.parts.some((part) => part.kind === 'variable' && part.name === 'GITHUB_STEP_SUMMARY');
  return output === 'log' || (output === 'file' && summary === true);
}

/** A command that lists all variables: `env`, `set` and others. */
function dumped(path: string, script: CiScript, use: Use, named: boolean): Problem[] {
  const { command } = use;
  if (!lists(command)) return [];
  const inScope = [...script.env.values()].some((secret) => secret !== undefined && isSecretName(secret));
  if (!inScope && (!script.system.allInEnvironment || !named)) return [];
  const outcome = outcomeOf(command);
  if (outcome.output !== 'log' || (command.next !== undefined && /^e?grep$/.test(headOf(command.next).name ?? '')))
    return [];
  const what = `${headOf(command).name ?? ''} writes all variables to the log, secrets among them`;
  return [problemAt(RULE, path, script, command.line, what, 'advice')];
}

function lists(command: Command): boolean {
  const { name = '', words } = headOf(command);
  const given = words.slice(1).map(plainText);
  if (command.assignments.length > 0) return false;
  if (name === 'env' || name === 'printenv') return given.length === 0;
  if (name === 'set') return words.length === 1;
  return (
    (name === 'export' || name === 'declare' || name === 'typeset') && given.every((word) => /^-[px]+$/.test(word))
  );
}
