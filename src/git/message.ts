/** Where the message of a commit or a tag begins: after the empty line that ends its header (git-mktag(1)). */
export function messageStart(bytes: Buffer): number {
  const end = bytes.indexOf('\n\n');
  return end < 0 ? 0 : end + 2;
}
