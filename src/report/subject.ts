/** What a finding is about, in a few words: `password REDIS_PASSWORD`, `Stripe secret key STRIPE_LIVE`. */

import type { FindingDocument } from './schema.ts';

type Named = Pick<FindingDocument, 'rule' | 'title' | 'reasons' | 'secret' | 'note'> & {
  readonly occurrences: readonly { readonly excerpt?: string | undefined }[];
};

/** A name, and what stands between it and its value: a type, an operator, the head of a string or a call. */
const GIVEN =
  /([A-Za-z_$][\w$.-]{0,60})["'`]?\]?\s*(?::\s*[\w<>[\] |]{1,40}=|\?\?=|\|\|=|:=|=>|[:=])\s*(?:Bearer |Basic |token )?(?:[\w.]{1,40}\()?[brfu]{0,2}["'`]?$/i;

/** The name of the variable, field or key that a secret is given to; undefined where there is none. */
export function variableOf({ reasons, secret, occurrences: [first] }: Named): string | undefined {
  const told = reasons.find(
    ({ feature, weight, detail = '' }) => feature.startsWith('name.') && weight > 0 && detail !== '',
  );
  // Where a line has several, the words before a name can be the end of another secret, which is masked.
  if (told?.detail !== undefined) return told.detail.replace(/^.*\*{4}\S*\s+/, '');
  const { excerpt } = first ?? {};
  if (excerpt === undefined || secret === undefined || !excerpt.includes(secret)) return undefined;
  return GIVEN.exec(excerpt.slice(0, excerpt.indexOf(secret)))?.[1];
}

/** Rules that a secret is found by its name alone, so that the title says less than the name. */
const NAMELESS = 'generic-secret';

/** What the name says of the value. */
const NOUNS: readonly (readonly [RegExp, string])[] = [
  [/pass(?:word|wd|phrase|code)?|pwd/i, 'password'],
  [/token/i, 'token'],
  [/key/i, 'key'],
];

/** Such as `password REDIS_PASSWORD`; of a file, what is wrong with it. */
export function subjectOf(finding: Named): string {
  const { rule, title, secret, note } = finding;
  if (secret === undefined) return note === undefined ? title : `${title}: ${note}`;
  const variable = variableOf(finding);
  if (variable === undefined) return title;
  const noun = NOUNS.find(([name]) => name.test(variable))?.[1] ?? 'secret';
  const head = rule === NAMELESS ? noun : title;
  const [said, name] = [wordsOf(head), wordsOf(variable)];
  if (said.includes(name)) return head;
  // Words of a text, as in `Secret access key: ...`, say it themselves.
  return rule === NAMELESS && name.includes(said) && variable.includes(' ') ? variable : `${head} ${variable}`;
}

/** In lower case, with a space before and behind each. */
function wordsOf(text: string): string {
  return ` ${text.toLowerCase().split(/\s+/).join(' ')} `;
}

/** As in `excerptOf`. */
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{1,60}-{4,5}/;

/** What shows which secret it is: its mask, or the first line of a key in PEM. */
export function shownSecretOf(finding: Named): string {
  return beginOf(finding) ?? finding.secret ?? '';
}

/** `-----BEGIN RSA PRIVATE KEY-----`; undefined for other secrets. */
export function beginOf({ secret, occurrences: [first] }: Named): string | undefined {
  return secret === undefined ? undefined : BEGIN.exec(first?.excerpt ?? '')?.[0];
}
