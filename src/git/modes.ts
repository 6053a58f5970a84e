/** Modes of entries that are no plain files, in octal as git writes them. */
export const GITLINK = '160000';
export const SYMLINK = '120000';

/** The id that stands for no object. */
export const NO_OBJECT = /^0+$/;
