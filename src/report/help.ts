import type { Rule } from '../model/rule.ts';

/** The page of docs/rules that tells about a rule; undefined for rules of users. */
export function helpOf({ id, provider, page }: Rule): string | undefined {
  const file: string = page ?? provider;
  return file === 'none' || file === '' ? undefined : `${__HOMEPAGE__}/blob/main/docs/rules/${file}.md#${id}`;
}

/** Whether a text is nothing but an address that may be a link. */
export function isAddress(text: string): boolean {
  return /^https:\/\/[^\s<>`|]+$/.test(text);
}
