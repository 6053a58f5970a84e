import { splitName } from '../../verdict/name-words.ts';
import { baseName } from './paths.ts';

/** Programs and functions that are there to show a secret that they made or keep. */
export function isToldOnPurpose(path: string, around: string): boolean {
  const words = [...splitName(baseName(path).replace(/\.\w+$/, '')), ...splitName(around)];
  return words.some((word) => TELLING.has(word));
}

const TELLING = new Set(
  'register generate generated generator gen keygen genkey create make print show get mint issue reset setup set init bootstrap install installer seed seeds export decrypt new passwd hash'.split(
    ' ',
  ),
);

/** For a regular expression. */
export const escaped = (name: string): string => name.replace(/[^\w]/g, '\\$&');

/** Set from what makes random values, or asks for a new one. */
export function isMadeHere(name: string, text: string): boolean {
  if (name === '') return false;
  const set = new RegExp(`\\b${escaped(name)}\\b[^\\n=]{0,40}=[^\\n]{0,200}(?:\\n[^\\n]{0,120})?`, 'g');
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
