/** Where the message of a commit or a tag begins: behind the empty line that ends the header (git-mktag(1)). */
export function messageStart(bytes: Buffer): number {
  const end = bytes.indexOf('\n\n');
  return end < 0 ? 0 : end + 2;
}
