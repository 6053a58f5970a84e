import type { Env } from '../model/env.ts';
import { HOSTS, type Host, TOKEN_VARIABLES, tokenOf } from './hosts.ts';

/**
 * The environment that git gets for a URL: with the token of its host, as a header that only that host gets. It is in no
 * argument, which every user of the machine can see, and in no file. Of the other tokens git hears nothing.
 *
 * @param address a host of the user's own that lists this repository, and its kind; by it a token counts there too
 */
export function gitEnvironment(url: string, env: Env, kind?: keyof typeof HOSTS): Env {
  const without = Object.fromEntries(Object.entries(env).filter(([name]) => !HIDDEN.has(name)));
  const header = headerFor(url, env, kind);
  if (header === undefined) return without;
  // git-config(1), GIT_CONFIG_COUNT: what the user has there stays.
  const count = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  return {
    ...without,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: `http.${new URL(url).origin}/.extraHeader`,
    [`GIT_CONFIG_VALUE_${count}`]: header,
  };
}

const HIDDEN: ReadonlySet<string> = new Set([...TOKEN_VARIABLES, 'HEXHOUND_FLEET', 'HEXHOUND_FLEET_KEY', 'PGPASSWORD']);

function headerFor(url: string, env: Env, kind: keyof typeof HOSTS | undefined): string | undefined {
  if (!/^https?:/.test(url)) return undefined;
  const { origin } = new URL(url);
  const host: Host | undefined =
    kind === undefined ? Object.values(HOSTS).find(({ address }) => address === origin) : HOSTS[kind];
  const token = host && tokenOf(host, env);
  if (host === undefined || token === undefined) return undefined;
  return `Authorization: Basic ${Buffer.from(`${host.gitUser}:${token}`).toString('base64')}`;
}
