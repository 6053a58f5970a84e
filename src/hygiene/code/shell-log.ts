import type { CheckedFile, Problem } from '../check.ts';
import { LineIndex } from '../text.ts';
import { isMadeHere, isToldOnPurpose } from './log-purpose.ts';
import { secrecyOfName } from './secret-name.ts';
import { type ShellCommand, shellCommands } from './shell-commands.ts';

/** Print what they are given; the others are names that scripts give their own functions for it. */
const PRINTS =
  /^(?:echo|printf|logger|print|(?:log|print|echo|say)_\w+|log|info|warn|warning|error|debug|die|fatal|msg)$/;

/** Secrets that a shell script prints to the terminal. */
export function* shellProblems({ path, text }: CheckedFile): Generator<Problem> {
  if (!/\b(?:echo|printf|logger|print|log|info|warn|die)/.test(text)) return;
  const lines = new LineIndex(text);
  for (const command of shellCommands(text)) {
    const printed = printedBy(command);
    if (printed === undefined) continue;
    const { callee, variable, secrecy } = printed;
    const isMeant = isToldOnPurpose(path, command.around) || isMadeHere(variable, text);
    yield {
      rule: 'log-statement-key',
      path,
      line: lines.lineOf(command.from),
      note: `${callee} prints $${variable}`,
      weight: secrecy === 'sure' && !isMeant ? 'failure' : 'advice',
    };
  }
}

function printedBy({ words, captured, around }: ShellCommand) {
  const [first, ...args] = words;
  const callee = first?.literal ?? '';
  if (captured || !PRINTS.test(callee) || (callee === 'printf' && args[0]?.literal === '-v')) return undefined;
  const text = args.map(({ literal }) => literal).join(' ');
  // A command of GitHub Actions that keeps the value out of its log.
  if (text.includes('::add-mask::')) return undefined;
  const variables = args.flatMap(({ variables: ofWord }) => ofWord);
  const read = variables.map((variable) => ({ callee, variable, secrecy: secrecyOfName(variable) }));
  const worst = read.find(({ secrecy }) => secrecy === 'sure') ?? read.find(({ secrecy }) => secrecy === 'perhaps');
  // A function gives its result back by printing it, and nothing else.
  const isResult =
    around !== '' && /^(?:echo|printf)$/.test(callee) && !/[A-Za-z]{3}/.test(text.replace(/\\[a-z]|%[a-z]/g, ''));
  return isResult ? undefined : worst;
}
