import type { FileRule } from '../../../src/model/rule.ts';

/** A rule about files, as rules/*.yaml would give it. */
export function fileRule(id: string): FileRule {
  return {
    kind: 'file',
    id,
    title: id,
    provider: 'hygiene',
    severity: 'high',
    risk: 'Somebody reads it.',
    fix: { steps: ['Remove it.'] },
  };
}
