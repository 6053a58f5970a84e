import { readConfig } from './config.ts';
import { gitText } from './run.ts';
import type { GitContext } from './safety.ts';

/** The part of a message file that git commits. */
export interface KeptMessage {
  readonly bytes: Buffer;
  /** For each line of `bytes` its number in the file, from 1. */
  readonly lines: readonly number[];
}

/**
 * Removes from a message what git removes after the commit-msg hook: comments, and the diff that `git commit --verbose` puts
 * below the scissors line (git-commit(1), --cleanup). A hook does not know the options of git's command line: where they
 * matter, only text that git itself must have written is removed.
 * @param context of the hook: GIT_EDITOR is `:` where nobody edits the message
 */
export async function keptMessage(context: GitContext, bytes: Buffer): Promise<KeptMessage> {
  // One character for each byte, whatever the encoding is.
  const all = bytes.toString('latin1').split('\n');
  const settings = await readSettings(context);
  const comment = await commentOf(context, settings, all);
  const cut = cutOf(all, comment, settings);
  const above = all.slice(0, cut ?? all.length);
  const drops = dropsComments(all, above, cut, comment, settings);
  const lines = above.flatMap((line, index) => (drops && line.startsWith(comment) ? [] : [index + 1]));
  const kept = lines.map((number) => all[number - 1] ?? '').join('\n');
  return { bytes: Buffer.from(kept, 'latin1'), lines };
}

interface Settings {
  readonly edited: boolean;
  readonly cleanup: string;
  readonly verbose: boolean;
  /** The comment character is chosen for each message. */
  readonly auto: boolean;
}

async function readSettings(context: GitContext): Promise<Settings> {
  const settings = await readConfig(context, '^(core\\.comment(char|string)|commit\\.(cleanup|verbose))$');
  const values = new Map(settings.map(({ name, value = 'true' }) => [name, value]));
  return {
    edited: context.env.GIT_EDITOR !== ':',
    cleanup: values.get('commit.cleanup') ?? 'default',
    verbose: !/^(?:|0|false|no|off)$/i.test(values.get('commit.verbose') ?? ''),
    auto: values.get('core.commentchar') === 'auto' || values.get('core.commentstring') === 'auto',
  };
}

/** The string that begins a comment. Git is asked, because the settings for it depend on its version. */
async function commentOf(context: GitContext, { auto }: Settings, lines: readonly string[]): Promise<string> {
  const chosen = auto ? chosenCharacter(lines) : undefined;
  if (chosen !== undefined) return chosen;
  const commented = await gitText(context, ['stripspace', '--comment-lines'], { input: 'x\n' });
  return commented.replace(/ x$/, '');
}

/** Git's candidates, in `adjust_comment_line_char`. */
const CHARACTERS = '#;@!$%^&|:';

/** The character that git chose: its own comments are at the end, and more than one line. */
function chosenCharacter(lines: readonly string[]): string | undefined {
  const cut = lines.find((line) => CUT.test(line.slice(1)) && CHARACTERS.includes(line.charAt(0)));
  if (cut !== undefined) return cut.charAt(0);
  const [last = '', other = ''] = lines.filter((line) => line.trim() !== '').slice(-2);
  const isComment = CHARACTERS.includes(last.charAt(0)) && /^.(?:[ \t]|$)/.test(last);
  return isComment && other.startsWith(last.charAt(0)) ? last.charAt(0) : undefined;
}

/** The scissors line without its comment character (`cut_line` of git's wt-status.c). */
const CUT = /^ -{24} >8 -{24}$/;

/** The line at which git cuts the message; undefined where it does not. */
function cutOf(lines: readonly string[], comment: string, settings: Settings): number | undefined {
  const at = lines.findIndex((line) => line.startsWith(comment) && CUT.test(line.slice(comment.length)));
  if (at < 0) return undefined;
  const { edited, verbose, cleanup } = settings;
  if (verbose || (edited && cleanup === 'scissors')) return at;
  // With the options `--verbose` and `--cleanup=scissors`, git explains the line in a comment below it.
  return edited && lines[at + 1]?.startsWith(comment) ? at : undefined;
}

/** Whether git removes comments. Without an editor, it takes every line as meant unless it is told to strip. */
function dropsComments(
  all: readonly string[],
  above: readonly string[],
  cut: number | undefined,
  comment: string,
  { edited, cleanup }: Settings,
): boolean {
  if (!edited) return cleanup === 'strip';
  if (['verbatim', 'whitespace', 'scissors'].includes(cleanup)) return false;
  // What git's own comment says of an option: `Lines starting with '#' will be kept`.
  if (above.some((line) => line.startsWith(comment) && line.includes('will be kept'))) return false;
  // With --cleanup=scissors the state of the work tree is below the line and its two lines of explanation.
  return cut === undefined || !all[cut + 3]?.startsWith(comment);
}
