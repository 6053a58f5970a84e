import type { ScanError } from '../model/errors.ts';
import { clip } from '../syntax/words.ts';

/** What could not be looked at and why: the message, behind its subject if it does not name that itself. */
export function problemText({ subject, message }: Pick<ScanError, 'subject' | 'message'>): string {
  return names(message, subject) ? clip(message, 500) : `${clip(subject, 300)}: ${clip(message, 500)}`;
}

/** Whether a text has a name in it that is not a part of another word: a file can be called `no`. */
function names(text: string, name: string): boolean {
  if (name === '') return true;
  const parts = text.split(name);
  return parts.some((rest, index) => index > 0 && !/[\w/.-]$/.test(parts[index - 1] ?? '') && !/^[\w/-]/.test(rest));
}
