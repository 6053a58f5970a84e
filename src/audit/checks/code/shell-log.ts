import { type Command, headOf, plainText, type Word, withoutDefaults } from '../../../syntax/shell/command.ts';
import { readShell } from '../../../syntax/shell/read.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { isGeneratedHere, isShownOnPurpose } from './log-purpose.ts';
import { secrecyOfName } from './secret-name.ts';

/** Commands that print their arguments, and usual names for a script's own functions that do. */
const PRINTS =
  /^(?:echo|printf|logger|print|(?:log|print|echo|say)_\w+|log|info|warn|warning|error|debug|die|fatal|msg)$/;

/** Secrets that a shell script prints to the terminal, but not what a command substitution captures. */
export function* shellProblems({ path, text }: CheckedFile): Generator<Problem> {
  if (!/\b(?:echo|printf|logger|print|log|info|warn|die)/.test(text)) return;
  for (const command of readShell(text)) {
    const printed = printedBy(command);
    if (printed === undefined) continue;
    const { callee, variable, secrecy } = printed;
    const isMeant = isShownOnPurpose(path, command.around) || isGeneratedHere(variable, text);
    yield {
      rule: 'log-statement-key',
      path,
      line: command.line + 1,
      note: `${callee} prints $${variable}`,
      weight: secrecy === 'sure' && !isMeant ? 'failure' : 'advice',
    };
  }
}

function printedBy(command: Command) {
  const { name: callee = '', words } = headOf(command);
  const args = words.slice(1);
  if (!PRINTS.test(callee) || !isShown(command)) return undefined;
  if (callee === 'printf' && args[0] !== undefined && plainText(args[0]) === '-v') return undefined;
  const text = args.map(fixedText).join(' ');
  // This workflow command keeps the value out of the log of GitHub Actions.
  if (text.includes('::add-mask::')) return undefined;
  const read = args.flatMap(wholeVariables).map((variable) => {
    return { callee, variable, secrecy: secrecyOfName(variable) };
  });
  const worst = read.find(({ secrecy }) => secrecy === 'sure') ?? read.find(({ secrecy }) => secrecy === 'perhaps');
  // A function returns its result by printing it and nothing else.
  const isResult =
    command.around !== '' &&
    /^(?:echo|printf)$/.test(callee) &&
    !/[A-Za-z]{3}/.test(text.replace(/\\[a-z]|%[a-z]/g, ''));
  return isResult ? undefined : worst;
}

/** Pipes after a command that are followed. */
const MOST_PIPES = 32;

/** Whether the output goes to the terminal, perhaps through `tee`. */
function isShown(command: Command): boolean {
  let at = command;
  for (let step = 0; at.output === 'pipe' && step < MOST_PIPES; step++) {
    if (at.next === undefined || headOf(at.next).name !== 'tee') return false;
    at = at.next;
  }
  return at.output === 'log';
}

function fixedText(word: Word): string {
  return plainText({ ...word, parts: withoutDefaults(word) });
}

/** Variables whose whole value is in a word. */
function wholeVariables({ parts }: Word): string[] {
  return parts.flatMap((part) =>
    part.kind === 'variable' && /^(?:$|:?[-=?])/.test(part.operation) ? [part.name] : [],
  );
}
