import { baseName } from '../../../files/path-parts.ts';
import { splitName } from '../../../scan/verdict/name-words.ts';
import { wordSet } from '../../../syntax/text.ts';

/** Programs and functions that are there to show a secret that they made or keep. */
export function isToldOnPurpose(path: string, around: string): boolean {
  const file = splitName(baseName(path).replace(/\.\w+$/, ''));
  return file.some((word) => INSTALLS.has(word)) || tells(file) || tells(splitName(around));
}

function tells(words: readonly string[]): boolean {
  if (words.some((word) => MAKES.has(word))) return true;
  return words.some((word) => TELLS.has(word)) && words.some((word) => SECRETS.has(word));
}

/** Say by themselves that a secret is made. */
const MAKES = wordSet('generate generates generated generator gen keygen genkey mint passwd decrypt');
/** Programs that tell the passwords that they gave to what they set up. */
const INSTALLS = wordSet('install installer bootstrap seed seeds setup');
/** Say so together with what is told. */
const TELLS = wordSet('get create make set new issue print show export reset register add init dump display reveal');
const SECRETS = wordSet(
  'token tokens key keys apikey password passwords secret secrets credential credentials creds user users admin account app',
);

/** For a regular expression. */
export const escaped = (name: string): string => name.replace(/[^\w]/g, '\\$&');

/** Set from what makes random values, or asks for a new one. */
export function isMadeHere(name: string, text: string): boolean {
  if (name === '' || /^(?:self|this|cls)$/.test(name)) return false;
  // With a type behind it, or among several that are set together.
  const more = '(?:[ \\t]*:[ \\t]*[\\w<>.?| ]{1,30}|[\\w \\t,]{0,40}[})\\]]?)';
  const set = new RegExp(`\\b${escaped(name)}\\b${more}[ \\t]*:?=(?!=)[^\\n]{0,200}(?:\\n[^\\n]{0,120})?`, 'g');
  return (text.match(set) ?? [])
    .slice(0, 50)
    .some((line) =>
      /generat|random|urandom|rand\(|uuid|secrets\.|create\w*(?:token|key|password|secret)|make\w*(?:token|key|password)|mint|issue|openssl|pwgen/i.test(
        line,
      ),
    );
}

/** A text that tells somebody a secret that was made for him: `Your new API key, shown only once: `. */
export function saysItIsMade(source: string): boolean {
  return /generat|temporary|one-?time|(?:only |shown )once|(?:copy|save|store|keep|add|note|write down) (?:this|it|the|these|your|them)\b/i.test(
    source,
  );
}
