/**
 * What to say to a version of Node.js that `engines` of package.json leaves out; undefined to one that it allows. Without
 * this the first thing that such a version lacks would be an error of its own, with exit code 1: findings.
 */
export function refusalOf(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return undefined;
  return `hexhound: needs Node.js 20.19 or newer (of Node.js 22: 22.12 or newer), and this is ${version}`;
}
