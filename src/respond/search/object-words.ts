import type { ObjectType } from '../../git/cat-file.ts';

/** By type of object, the part of it that a value was found in: `message of commit 1a2b3c4d5e`. */
export const OBJECT_WORDS: Readonly<Record<ObjectType, string>> = {
  blob: 'file',
  tree: 'file name in folder',
  commit: 'message of commit',
  tag: 'message of tag',
};
