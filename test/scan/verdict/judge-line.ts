import type { RunShape } from '../../../src/model/rule.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { gatherEvidence } from '../../../src/scan/verdict/evidence.ts';
import { judge } from '../../../src/scan/verdict/judge.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { RULES, readContext } from './rule-set.ts';

const VALUES: Readonly<Record<RunShape, string>> = {
  hex32: hexKey('verdict'),
  alnum32: alnumKey('verdict'),
  mixed32: alnumKey('verdict').replace(/[a-m]/g, (letter) => letter.toUpperCase()),
};

/** Judges the value that stands for `K` (hex32), `A` (alnum32) or `M` (mixed32) in a content, as in `key = "<K>"`. Other `<k>` are other values. */
export function judgeContent(content: string, path?: string, siblings = 1): Verdict & { readonly value: string } {
  const shape: RunShape = content.includes('<K>') ? 'hex32' : content.includes('<A>') ? 'alnum32' : 'mixed32';
  const value = VALUES[shape];
  let others = 0;
  const filled = content.replaceAll('<k>', () => hexKey(`other ${others++}`)).replace(/<[KAM]>/, value);
  const bytes = Buffer.from(filled, 'utf8');
  const start = bytes.indexOf(value);
  const evidence = gatherEvidence(
    bytes,
    start,
    start + value.length,
    shape,
    readContext(bytes.toString('latin1'), siblings),
  );
  return { ...judge(evidence, path, RULES), value };
}

/** The verdict in a word or two: `high captchaai-api-key`, or `-` for nothing that is reported by default. */
export function reported(content: string, path?: string, siblings = 1): string {
  const { rule, confidence } = judgeContent(content, path, siblings);
  return rule === undefined || confidence === 'low' ? '-' : `${confidence} ${rule.id}`;
}
