import { type ParsedScript, parse } from 'unbash';
import { limited } from '../limited.ts';
import { LineIndex } from '../text.ts';
import type { Command } from './command.ts';
import { CommandReader, UnreadableScript } from './commands.ts';
import { ScriptText } from './script-text.ts';

/**
 * Reads a POSIX or Bash script. Any other text gives meaningless commands, not an error.
 * @param lineEscape continues a line. A Dockerfile can choose the backtick, which then is not for command substitution
 * @throws UnreadableScript if it is nested too deep or takes too long
 */
export function readShell(text: string, lineEscape = '\\'): Command[] {
  // For some texts the parser's time grows with the square of their length. A script that is meant to run takes about a
  // hundredth of this.
  const done = limited(1_000 + text.length / 50, () => commandsOf(new ScriptText(text, lineEscape)));
  if (done === undefined) throw new UnreadableScript('too much work');
  return done.value;
}

/** The result of `work`; undefined if it throws UnreadableScript. */
export function ifReadable<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof UnreadableScript) return undefined;
    throw thrown;
  }
}

/** Syntax errors that are skipped: templates and other languages have some. */
const MOST_SKIPPED = 2_000;
/** For each one on a line the parser searches all others. */
const MOST_HEREDOCS = 2_000;

function commandsOf(text: ScriptText): Command[] {
  const { source } = text;
  if (source.split('<<', MOST_HEREDOCS).length === MOST_HEREDOCS) throw new UnreadableScript('too many here-documents');
  const lines = new LineIndex(source);
  const reader = new CommandReader(text);
  const commands: Command[] = [];
  let from = 0;
  for (let skipped = 0; from < source.length; skipped++) {
    if (skipped > MOST_SKIPPED) throw new UnreadableScript('no shell script');
    const start = from;
    const rest = source.slice(from);
    const script = parse(rest);
    for (const command of reader.read(script, rest, (offset) => lines.lineOf(start + offset) - 1)) {
      commands.push(command);
    }
    from += stopOf(script, rest);
  }
  return commands;
}

/**
 * Where to continue after a syntax error: after a token that cannot begin a command, a character or a word such as `fi`;
 * or where an end was expected.
 */
function stopOf({ commands, errors }: ParsedScript, source: string): number {
  const { message = '', pos = 0 } = errors?.at(-1) ?? {};
  if (!/^(?:un)?expected /.test(message) || pos < (commands.at(-1)?.end ?? 0)) return source.length;
  return message.startsWith('expected ') ? pos : pos + (/^[a-z]+/.exec(source.slice(pos, pos + 8))?.[0].length ?? 1);
}
