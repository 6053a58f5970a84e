import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { quoteWord } from '../syntax/shell/quote.ts';

/** `https://...`, `ssh://...`, `git@host:owner/name.git`, `github.com/owner/name`: git-clone(1), GIT URLS. */
const ADDRESS =
  /^(?:(?:https?|ssh|git):\/\/[^/\s]+\/\S+|[\w.-]+@[\w.-]+:\S+|(?:github|gitlab|bitbucket|codeberg)\.(?:com|org)\/[\w.-]+\/\S+)$/i;

/** The text if it is the address of a repository on a server, without a login in it. */
export function addressIn(text: string): string | undefined {
  if (!ADDRESS.test(text)) return undefined;
  const address = text.replace(/^([a-z]+:\/\/)[^/@]*@/i, (_, scheme: string) =>
    scheme.toLowerCase() === 'ssh://' ? `${scheme}git@` : scheme,
  );
  return /^[\w.-]+\//.test(address) ? `https://${address}` : address;
}

/** What to type for a repository that is on a server: hexhound calls no network. */
export function cloneFirst(address: string): string {
  const [last = ''] = /[^/:]+(?=\/*$)/.exec(address) ?? [];
  const folder = `${last.replace(/\.git$/, '') || 'repository'}.git`;
  const words = ['git', 'clone', '--mirror', address, folder].map(quoteWord).join(' ');
  return `hexhound fetches nothing: clone it first, and scan the clone:\n${words} && hexhound history ${quoteWord(folder)}`;
}

/** @throws HexhoundError E_USAGE for an argument that is the address of a repository on a server, and no path here */
export function refuseAddresses(args: readonly string[], cwd: string): void {
  for (const arg of args) {
    const address = addressIn(arg);
    if (address === undefined || existsSync(resolve(cwd, arg))) continue;
    throw new HexhoundError('E_USAGE', address, cloneFirst(address));
  }
}
