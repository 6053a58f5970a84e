import type { BareRule, Rule } from '../model/rule.ts';

/** How a rule finds its secrets, in words. */
export function formOf(rule: Rule): string {
  switch (rule.kind) {
    case 'prefix':
      return `how it begins: ${rule.prefixes.join(', ')}${rule.check === undefined ? '' : `; checksum ${rule.check}`}`;
    case 'keyword':
      return `a word near it: ${rule.keywords.join(', ')}`;
    case 'bare':
      if (rule.shape === 'value') return `a name that it is given to: ${namesOf(rule).join(', ')}`;
      return `what stands around ${rule.shape}${rule.names.length === 0 ? '' : `; known names ${rule.names.join(', ')}`}`;
    case 'content':
      return `an expression${rule.words.length === 0 ? '' : ` where one of these words is: ${rule.words.join(', ')}`}`;
    case 'file':
      return rule.path === undefined ? 'the file itself' : 'the path of the file';
  }
}

/** Words of names, as their authors wrote them; `*` is the beginning of a name, or one letter. */
function namesOf({ nameWords = [], nameEnds = [] }: BareRule): string[] {
  return [...nameWords, ...nameEnds.map((word) => `*${word.replace('\0', '')}`)].map((word) =>
    JSON.stringify(Buffer.from(word.replace('\0', '*'), 'latin1').toString('utf8')).slice(1, -1),
  );
}
