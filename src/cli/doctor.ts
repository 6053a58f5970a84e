import { UsageError } from '../model/errors.ts';
import { type Check, exitCodeOf } from '../setup/doctor/check.ts';
import { examine } from '../setup/doctor/doctor.ts';
import { openProject } from '../setup/project.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { plural } from '../syntax/words.ts';
import { wantsColor } from './color.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags } from './flags.ts';
import { readFormat } from './key-flags.ts';
import { SCAN_FLAGS } from './scan-flags.ts';

export const flags = {
  format: { type: 'string', short: 'f', value: 'FORMAT', help: 'terminal (default) or json' },
  'no-proof': { type: 'boolean', help: 'run no hook: only look at files and settings' },
  color: SCAN_FLAGS.color,
} as const satisfies Flags;

/**
 * `hexhound doctor`: do the hooks of this repository refuse a key? Like a commit, it runs them.
 *
 * @returns 0 if all is well, 1 if something is to be mended, 2 if something could not be looked at
 * @throws HexhoundError E_USAGE for wrong flags, E_GIT outside a work tree, E_CONFIG for a package.json that is no JSON
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  if (positionals.length > 0) throw new UsageError('takes no arguments');
  const format = readFormat(values.format, ['terminal', 'json']);
  const checks = await examine(await openProject(io), { proof: values['no-proof'] !== true });
  const text = format === 'json' ? jsonOf(checks) : linesOf(checks, painter(wantsColor(values.color, io)));
  io.stdout.write(text);
  return exitCodeOf(checks);
}

function jsonOf(checks: readonly Check[]): string {
  return `${JSON.stringify({ tool: { name: 'hexhound', version: __VERSION__ }, checks }, null, 2)}\n`;
}

const STYLE = { ok: 'green', problem: ['bold', 'red'], skipped: 'dim', unknown: ['bold', 'yellow'] } as const;
const WORD = { ok: 'ok', problem: 'mend', skipped: '-', unknown: '?' } as const;

function linesOf(checks: readonly Check[], paint: Paint): string {
  const lines = checks.flatMap(({ id, state, message, mend = [] }) => [
    `${paint(STYLE[state], WORD[state].padEnd(4))}  ${id.padEnd(17)}  ${escapeForeign(message)}`,
    ...mend.map((line) => `        ${paint('bold', escapeForeign(line))}`),
  ]);
  return [...lines, '', conclusionOf(checks), ''].join('\n');
}

function conclusionOf(checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [problems, unknown] = [count('problem'), count('unknown')];
  if (problems + unknown === 0) return 'all is well';
  const missed = unknown === 0 ? '' : `, ${plural(unknown, 'thing')} could not be looked at`;
  return `${plural(problems, 'thing')} to mend${missed}`;
}
