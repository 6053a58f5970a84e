/**
 * Why hexhound does not run on this version of Node.js; undefined if `engines` in package.json allows it. Without this
 * check an old version would fail at the first feature that it lacks, with exit code 1, which means findings.
 */
export function refusalOf(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return undefined;
  return `hexhound: needs Node.js 20.19 or newer (of Node.js 22: 22.12 or newer), and this is ${version}`;
}
