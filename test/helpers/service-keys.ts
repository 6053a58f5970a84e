import type { ServiceKey } from '../../src/model/rule.ts';
import { drawKey } from '../../src/rules/draw.ts';

/** Values of a form; the same for the same seed. */
export function drawKeys(key: Pick<ServiceKey, 'pattern'>, seed: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => drawKey(key, `${seed}/${at}`));
}
