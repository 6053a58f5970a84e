import { HexhoundError } from '../model/errors.ts';
import type { Io } from './command.ts';

/**
 * Whether to print colours. `--color` wins over the variables NO_COLOR (no-color.org) and FORCE_COLOR (force-color.org).
 * @param when value of `--color`
 * @throws HexhoundError E_USAGE for any value but auto, always and never
 */
export function wantsColor(when: string | undefined, { stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean {
  if (when === 'always' || when === 'never') return when === 'always';
  if (when !== undefined && when !== 'auto')
    throw new HexhoundError('E_USAGE', '--color', 'takes auto, always or never');
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
