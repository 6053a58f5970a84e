const LINE_FEED = 10;

/** Where the message of a commit or a tag begins: after the empty line that ends its header (git-mktag(1)). */
export function messageStart(bytes: Buffer): number {
  const end = bytes.indexOf('\n\n');
  return end < 0 ? 0 : end + 2;
}

/** The first lines of a header, which hold ids. People and their programs write the others. */
const LINKS = ['tree ', 'parent ', 'object ', 'type '].map((word) => Buffer.from(word));

/**
 * The offset behind the ids in the header of a commit or a tag: of `author`, `committer`, or `tag` and `tagger`, then
 * signatures, copies of merged tags, the encoding, and whatever else a program puts there (gitformat-signature(5),
 * git-mktag(1)).
 */
export function headerTextStart(bytes: Uint8Array): number {
  let at = 0;
  while (LINKS.some((word) => startsWith(bytes, at, word))) at = bytes.indexOf(LINE_FEED, at) + 1 || bytes.length;
  return at;
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return false;
  return true;
}
