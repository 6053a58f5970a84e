import type { Dispatcher, fetch } from 'undici';
import type { Env } from '../../model/env.ts';

/** An HTTP client that goes through the proxies of an environment. */
export interface Client {
  readonly fetch: typeof fetch;
  readonly dispatcher: Dispatcher;
}

/** One client for each environment, so that calls share connections. It is freed together with the environment. */
const clients = new WeakMap<Env, Promise<Client>>();

/**
 * The client for an environment. Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in lower case too, as curl does. Calls
 * to this machine never use a proxy. Loads undici when first called.
 */
export function clientFor(env: Env): Promise<Client> {
  let client = clients.get(env);
  if (client === undefined) {
    client = load(env);
    clients.set(env, client);
  }
  return client;
}

async function load(env: Env): Promise<Client> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const https = env.https_proxy || env.HTTPS_PROXY || '';
  const http = env.http_proxy || env.HTTP_PROXY || '';
  const noProxy = ['localhost', '127.0.0.1', '::1', env.no_proxy || env.NO_PROXY || ''].filter(Boolean).join(',');
  return { fetch, dispatcher: new EnvHttpProxyAgent({ httpsProxy: https, httpProxy: http, noProxy }) };
}
