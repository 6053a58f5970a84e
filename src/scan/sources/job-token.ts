import type { GitContext } from '../../git/safety.ts';

/** How a CI system hands its job a token, which ends with the job: in `.git/config`, by its own checkout. */
interface JobToken {
  /** Set in its jobs, to `true` in any case. */
  readonly variable: string;
  /** The token is the group. */
  readonly pattern: RegExp;
  readonly isToken: (text: string) => boolean;
}

const SYSTEMS: readonly JobToken[] = [
  {
    // actions/checkout with persist-credentials, which is its default; so do those of Gitea and Forgejo.
    variable: 'GITHUB_ACTIONS',
    pattern: /extraheader\s*=\s*authorization: basic ([\w+/=-]+)/gi,
    isToken: (text) => Buffer.from(text, 'base64').toString('latin1').startsWith('x-access-token:'),
  },
  { variable: 'GITLAB_CI', pattern: /\/\/gitlab-ci-token:([^@\s/]+)@/g, isToken: () => true },
  {
    // `checkout` with persistCredentials.
    variable: 'TF_BUILD',
    pattern: /extraheader\s*=\s*authorization: bearer ([\w.+/=-]+)/gi,
    isToken: () => true,
  },
];

/**
 * Hides the token of the CI job that this scan runs in from the bytes of a `.git/config`: it is there in every job, and no
 * finding of the repository.
 * @returns whether there was one
 */
export function hideJobToken(bytes: Uint8Array, env: GitContext['env']): boolean {
  const systems = SYSTEMS.filter(({ variable }) => env[variable]?.toLowerCase() === 'true');
  if (systems.length === 0) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let isFound = false;
  for (const { pattern, isToken } of systems) {
    for (const { 0: whole, 1: token = '', index } of text.matchAll(pattern)) {
      if (!isToken(token)) continue;
      const start = index + whole.lastIndexOf(token);
      bytes.fill(ASTERISK, start, start + token.length);
      isFound = true;
    }
  }
  return isFound;
}

const ASTERISK = 0x2a;
