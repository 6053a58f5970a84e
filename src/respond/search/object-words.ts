import type { ObjectType } from '../../git/cat-file.ts';

/** What of an object of git holds a value, in words before the object's id: `message of commit 1a2b3c4d5e`. */
export const OBJECT_WORDS: Readonly<Record<ObjectType, string>> = {
  blob: 'file',
  tree: 'file name in folder',
  commit: 'message of commit',
  tag: 'message of tag',
};
