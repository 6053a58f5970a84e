import { baseName } from '../../../files/path-parts.ts';
import { splitName } from '../../../scan/verdict/name-words.ts';
import { escapeRegExp, wordSet } from '../../../syntax/text.ts';

/** Whether a file or function exists to show a secret that it generates or keeps. */
export function isShownOnPurpose(path: string, around: string): boolean {
  const file = splitName(baseName(path).replace(/\.\w+$/, ''));
  return file.some((word) => INSTALLS.has(word)) || showsSecret(file) || showsSecret(splitName(around));
}

function showsSecret(words: readonly string[]): boolean {
  if (words.some((word) => GENERATES.has(word))) return true;
  return words.some((word) => SHOWS.has(word)) && words.some((word) => SECRETS.has(word));
}

/** These words alone say that a secret is generated. */
const GENERATES = wordSet('generate generates generated generator gen keygen genkey mint passwd decrypt');
/** Programs that set something up and show its passwords. */
const INSTALLS = wordSet('install installer bootstrap seed seeds setup');
/** These words say so only together with a word for a secret. */
const SHOWS = wordSet('get create make set new issue print show export reset register add init dump display reveal');
const SECRETS = wordSet(
  'token tokens key keys apikey password passwords secret secrets credential credentials creds user users admin account app',
);

/** Whether a variable is set to a random value or to the result of a call that creates a secret. */
export function isGeneratedHere(name: string, text: string): boolean {
  if (name === '' || /^(?:self|this|cls)$/.test(name)) return false;
  // A type may follow the name, or other names that are set in the same statement.
  const more = '(?:[ \\t]*:[ \\t]*[\\w<>.?| ]{1,30}|[\\w \\t,]{0,40}[})\\]]?)';
  const set = new RegExp(`\\b${escapeRegExp(name)}\\b${more}[ \\t]*:?=(?!=)[^\\n]{0,200}(?:\\n[^\\n]{0,120})?`, 'g');
  return (text.match(set) ?? [])
    .slice(0, 50)
    .some((line) =>
      /generat|random|urandom|rand\(|uuid|secrets\.|create\w*(?:token|key|password|secret)|make\w*(?:token|key|password)|mint|issue|openssl|pwgen/i.test(
        line,
      ),
    );
}

/** Whether a text gives a new secret to its user: `Your new API key, shown only once: `. */
export function announcesNewSecret(source: string): boolean {
  return /generat|temporary|one-?time|(?:only |shown )once|(?:copy|save|store|keep|add|note|write down) (?:this|it|the|these|your|them)\b/i.test(
    source,
  );
}
