import { type Command, headOf, plainText } from '../../../syntax/shell/command.ts';
import type { Problem } from '../problem.ts';
import type { CiScript, CiValue } from './model.ts';
import { gathered, problemAt } from './problem.ts';
import type { ReadScript, Use } from './uses.ts';

const RULE = 'ci-secret-traced';

/** Commands with secrets that the shell traces into the log (`set -x`), and settings that make the CI system trace. */
export function findTraced(path: string, scripts: readonly ReadScript[], values: readonly CiValue[]): Problem[] {
  const problems = scripts.flatMap(({ script, uses }) => tracedIn(path, script, uses));
  return [...gathered(problems), ...debugging(path, scripts, values)];
}

const SHEBANG = /^#![^\n]*\s-\w*x/;

/** At most one problem for each script: the first failure, or else the first. */
function tracedIn(path: string, script: CiScript, uses: readonly Use[]): Problem[] {
  const states: { subshell: number; traced: boolean }[] = [
    { subshell: 0, traced: script.traced || SHEBANG.test(script.text) },
  ];
  const problems: Problem[] = [];
  for (const use of uses) {
    const { command } = use;
    while ((states.at(-1)?.subshell ?? 0) !== 0 && !command.subshells.includes(states.at(-1)?.subshell ?? 0))
      states.pop();
    const switched = switchOf(command);
    if (switched !== undefined) {
      const inner = command.subshells.at(-1) ?? 0;
      if (states.at(-1)?.subshell === inner) states.pop();
      states.push({ subshell: inner, traced: switched });
    } else if (states.at(-1)?.traced === true) problems.push(...shown(path, script, use));
    else problems.push(...childTraced(path, script, use));
  }
  const first = problems.find(({ weight }) => weight === 'failure') ?? problems[0];
  return first === undefined ? [] : [first];
}

/** Whether a `set` command switches tracing on or off; undefined for neither. */
function switchOf(command: Command): boolean | undefined {
  const { name, words } = headOf(command);
  if (name !== 'set') return undefined;
  const given = words.slice(1).map(plainText);
  let switched: boolean | undefined;
  for (const [index, word] of given.entries()) {
    if (word === '--') break;
    if (/^[-+][A-Za-z]*x/.test(word)) switched = word.startsWith('-');
    if (/^[-+][A-Za-z]*o$/.test(word) && given[index + 1] === 'xtrace') switched = word.startsWith('-');
  }
  return switched;
}

/** A command that is traced. The shell traces builtins too. */
function shown(path: string, script: CiScript, use: Use): Problem[] {
  const secrets = [...use.words, ...use.assignments].flat().filter(({ sure, short }) => sure === 'secret' && !short);
  const [secret] = secrets;
  if (secret === undefined) return [];
  const changed = secrets.find((each) => each.changed);
  const named = changed ?? secret;
  const how = changed === undefined ? '' : ' in a form that is not masked';
  const note = `set -x writes a command with the secret ${named.name} to the log${how}`;
  const masked = script.system.id === 'github' && changed === undefined;
  return [problemAt(RULE, path, script, use.command.line, note, masked ? 'advice' : 'failure')];
}

/** `bash -x deploy.sh`: the script that it traces has the variables of the step. */
function childTraced(path: string, script: CiScript, use: Use): Problem[] {
  const { name = '', words } = headOf(use.command);
  if (!/^(?:ba|da|k|z)?sh$/.test(name) || words.length < 2) return [];
  const given = words.slice(1).map(plainText);
  const file = given.findIndex((word) => !word.startsWith('-'));
  const traced = given.slice(0, file).some((word) => /^-[a-z]*x/.test(word));
  const secret = [...script.env.values()].find((each) => each !== undefined);
  if (!traced || secret === undefined) return [];
  const note = `${name} -x writes every command of a script to the log that has the secret ${secret}`;
  return [problemAt(RULE, path, script, use.command.line, note, 'advice')];
}

const DEBUG = /^(?:CI_DEBUG_TRACE|CI_DEBUG_SERVICES|ACTIONS_STEP_DEBUG|ACTIONS_RUNNER_DEBUG|system\.debug)$/i;

function debugging(path: string, scripts: readonly ReadScript[], values: readonly CiValue[]): Problem[] {
  const secrets = scripts.some(({ script, uses }) => {
    const held = [...script.env.values()].some((secret) => secret !== undefined);
    return held || uses.some(({ words }) => words.some((each) => each.length > 0));
  });
  return values
    .filter(({ name, text }) => secrets && DEBUG.test(name) && /^(?:true|1)$/i.test(text))
    .map(({ name, line }) => ({
      rule: RULE,
      path,
      line,
      note: `${name} makes jobs that have secrets write all they do to the log`,
      weight: 'advice',
    }));
}
